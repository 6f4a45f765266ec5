"""Check, preview, confirmation and report of an uploaded list: one address, by its status."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.workflow import Refused
from imports import columns, deciding, jobs, preparing
from imports.columns import BadColumns
from imports.models import Upload
from imports.targets import BY_KEY
from imports.views.access import own_upload, version_of
from imports.views.preview import (
    PLACE_OF_CONFIRMING,
    address_of,
    keep_decisions,
    preview_page,
    sentences_of,
)
from imports.views.steps import PAGES

Status = Upload.Status
Step = Upload.WizardStep
LAST_STEP = (Status.CONFIRMING, Status.DONE)


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes next for this list: to check it, to wait, to look and confirm, or the report."""
    upload = jobs.revive(own_upload(request, pk))
    pages = {
        Status.PREPARED: _prepared_page,
        Status.CHECKING: _running_page,
        Status.CHECKED: preview_page,
        Status.CONFIRMING: _running_page,
        Status.DONE: _report_page,
        Status.DISCARDED: _discarded_page,
    }
    return pages[Status(upload.status)](request, upload)


@require_POST
def check_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the check, after what the preview says of rows and fields is kept."""
    upload = jobs.revive(own_upload(request, pk))
    if upload.status == Status.PREPARED and upload.step != Step.CHECK:
        return redirect(PAGES[Step(upload.step)], upload.pk)
    return _start(request, upload, "check")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the list into the register, after what the preview says of rows and fields is kept;
    not while a decision waits for another check."""
    return _start(request, jobs.revive(own_upload(request, pk)), "confirm")


def _start(request: HttpRequest, upload: Upload, action: str) -> HttpResponse:
    """Start a job and show its page; where it runs already, that is what is shown."""
    version = version_of(request)
    try:
        if upload.status == Status.CHECKED:
            upload = keep_decisions(request, upload)
            version = upload.version
            if action == "confirm" and deciding.effect(upload).waiting:
                text = _("Nothing is written yet. Your decisions are saved: check the list again.")
                messages.error(request, text, extra_tags=PLACE_OF_CONFIRMING)
                return redirect(f"{address_of(request, upload)}#{PLACE_OF_CONFIRMING}")
        jobs.start(upload, action, by=request.user, version=version)
    except Refused as refusal:
        now = Upload.objects.only("status").get(pk=upload.pk)
        if not jobs.is_running(now) and now.status != Status.DONE:
            messages.error(request, str(refusal))
    return redirect("imports:check", upload.pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job has come, for the script of the page."""
    upload = jobs.revive(own_upload(request, pk))
    return JsonResponse(
        {"running": jobs.is_running(upload), "done": upload.done, "total": upload.total}
        | {"text": progress_text(upload)}
    )


def progress_text(upload: Upload) -> str:
    """“12.000 of 17.000 rows”; "" before the rows are counted. What follows has no count."""
    if not upload.total:
        return ""
    figures = {
        "done": number_format(upload.done, force_grouping=True),
        "total": number_format(upload.total, force_grouping=True),
    }
    if upload.done >= upload.total:
        return _("All %(total)s rows are read. A moment more.") % figures
    return _("%(done)s of %(total)s rows") % figures


def _shell(request: HttpRequest, upload: Upload, title: str) -> dict[str, Any]:
    """What every page of these has."""
    return {
        **admin.site.each_context(request),
        "title": title,
        "upload": upload,
        "current": "masuk" if upload.status in LAST_STEP else Step.CHECK.value,
    }


def _prepared_page(request: HttpRequest, upload: Upload) -> HttpResponse:
    if upload.step != Step.CHECK:
        return redirect(PAGES[Step(upload.step)], upload.pk)
    context = {**_shell(request, upload, _("Check")), **_what_is_read(upload)}
    return TemplateResponse(request, "imports/check.html", context)


def _what_is_read(upload: Upload) -> dict[str, Any]:
    """Which column fills what, and which are left out; or why that cannot be said."""
    try:
        plan = columns.plan(upload.heading, mapping=upload.mapping, constants=upload.constants)
    except BadColumns as error:
        return {"refused": str(error)}
    return {
        "columns": [(plan.column_of(key), BY_KEY[key].label) for key in plan.positions],
        "constants": preparing.constant_labels(upload),
        "ignored": plan.ignored,
    }


def _running_page(request: HttpRequest, upload: Upload) -> HttpResponse:
    is_check = upload.status == Status.CHECKING
    title = _("The list is being checked") if is_check else _("The list is being written")
    context = {
        **_shell(request, upload, title),
        "is_check": is_check,
        "text": progress_text(upload),
        "progress_url": reverse("imports:progress", args=[upload.pk]),
    }
    return TemplateResponse(request, "imports/running.html", context)


def _report_page(request: HttpRequest, upload: Upload) -> HttpResponse:
    effect = replace(deciding.effect(upload), new=0, changed=0)
    context = {
        **_shell(request, upload, _("Report")),
        "batch": upload.batch,
        "left": sentences_of(effect),
    }
    return TemplateResponse(request, "imports/report.html", context)


def _discarded_page(request: HttpRequest, upload: Upload) -> HttpResponse:
    return TemplateResponse(
        request, "imports/discarded.html", _shell(request, upload, _("Discarded"))
    )
