"""The pages of the preparation: whose list, whether it is open, and how far it has come."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from imports.models import Upload
from imports.preparing import OPEN, STEPS
from imports.uploads import FileDeleted
from imports.views.access import own_upload

View = Callable[[HttpRequest, Upload], HttpResponse]
PAGES = {
    Upload.WizardStep.SHEET: "imports:sheet",
    Upload.WizardStep.COLUMNS: "imports:columns",
    Upload.WizardStep.VALUES: "imports:values",
    Upload.WizardStep.CHECK: "imports:check",
}


def step_page(step: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A page that shows one step to the owner of a list that has come so far.

    A list that has not, or that is no longer in preparation, leads to where its work goes on.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            upload = own_upload(request, pk)
            if upload.status not in OPEN or STEPS.index(upload.step) < STEPS.index(step):
                return redirect("imports:upload", upload.pk)
            try:
                return view(request, upload)
            except FileDeleted as refused:
                messages.error(request, str(refused))
                return redirect("imports:start")

        return page

    return decorate


def context_of(request: HttpRequest, upload: Upload, *, current: str, title: str) -> dict[str, Any]:
    """What every page of the preparation has."""
    return {
        **admin.site.each_context(request),
        "title": title,
        "upload": upload,
        "current": current,
    }
