"""The start of an import: a file is brought in, or an unfinished list taken up again."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.workflow import Refused
from imports import jobs, preparing, uploads
from imports.forms import UploadForm
from imports.models import Upload
from imports.preparing import AlreadyHere, Earlier
from imports.sheets import UnreadableFile
from imports.uploads import PERMISSION, Status
from imports.views.access import own_upload, version_of

PAGES = {
    Upload.WizardStep.SHEET: "imports:sheet",
    Upload.WizardStep.COLUMNS: "imports:columns",
    Upload.WizardStep.VALUES: "imports:values",
    Upload.WizardStep.CHECK: "imports:check",
}
MOST_SHOWN = 50
MEGABYTE = 1024 * 1024


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the lists that wait."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    known = Earlier(None, None)
    if posted and form.is_valid():
        file, again = form.cleaned_data["file"], form.cleaned_data["again"]
        try:
            upload = preparing.receive(
                file.read(), file_name=file.name, by=request.user, again=again
            )
        except AlreadyHere as refused:
            known = refused.known
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("imports:sheet", upload.pk)
    mine = Upload.objects.visible_to(request.user).unfinished().defer("content", "plan")
    context = {
        **admin.site.each_context(request),
        "title": _("Bring a list in"),
        "current": "berkas",
        "form": form,
        "known": known,
        "most": number_format(form.most_bytes / MEGABYTE, decimal_pos=0),
        "lists": _told(mine[:MOST_SHOWN]),
    }
    return TemplateResponse(request, "imports/start.html", context)


def _told(lists: Iterable[Upload]) -> list[tuple[Upload, str, bool]]:
    """Each list with where it stands, and whether it may be discarded now."""
    found = []
    for upload in map(jobs.revive, lists):
        is_prepared = upload.status == Status.PREPARED
        where = upload.get_step_display() if is_prepared else upload.get_status_display()
        found.append((upload, where, upload.status in preparing.OPEN))
    return found


@never_cache
@require_safe
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the work on this list goes on."""
    upload = own_upload(request, pk)
    is_prepared = upload.status == Status.PREPARED
    return redirect(PAGES[upload.step] if is_prepared else "imports:check", upload.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a list up; its file is deleted at once."""
    upload = own_upload(request, pk)
    try:
        uploads.discard(upload, by=request.user, version=version_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("Discarded: “%(file)s”. The file is deleted.") % {"file": upload.file_name}
        messages.success(request, text)
    return redirect("imports:start")
