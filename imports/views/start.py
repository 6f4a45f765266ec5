"""The start of an import: a file is brought in, or an unfinished list taken up again."""

from collections.abc import Iterable
from contextlib import suppress

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.workflow import Refused
from imports import jobs, preparing, retention, uploads
from imports.forms import UploadForm
from imports.models import Upload
from imports.preparing import AlreadyHere, Earlier
from imports.sheets import UnreadableFile
from imports.uploads import PERMISSION, Status
from imports.views.access import own_upload, version_of
from imports.views.steps import PAGES

MOST_SHOWN = 50
MOST_FINISHED = 10
MOST_EMPTIED = 5  # in passing, so that the page stays quick
MEGABYTE = 1024 * 1024


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The form for a file, the lists that wait, and those that were finished last.

    Whoever comes here or uploads deletes a few files whose time is over.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    with suppress(OperationalError):  # a list is being written: the next visit deletes them
        retention.delete_due(most=MOST_EMPTIED)
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
    mine = Upload.objects.visible_to(request.user).defer("content", "plan")
    lists = _told(mine.unfinished().select_related("created_by")[:MOST_SHOWN])
    context = {
        **admin.site.each_context(request),
        "title": _("Bring a list in"),
        "current": "berkas",
        "form": form,
        "known": known,
        "most": number_format(form.most_bytes / MEGABYTE, decimal_pos=0),
        "lists": lists,
        "finished": mine.finished().select_related("batch")[:MOST_FINISHED],
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a list up, once the person has said so; its file is deleted at once."""
    upload = own_upload(request, pk)
    if request.method != "POST":
        context = {
            **admin.site.each_context(request),
            "title": _("Discard the list"),
            "upload": upload,
            "may_discard": upload.status in preparing.OPEN,
        }
        return TemplateResponse(request, "imports/discard.html", context)
    try:
        uploads.discard(upload, by=request.user, version=version_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("Discarded: “%(file)s”. The file is deleted.") % {"file": upload.file_name}
        messages.success(request, text)
    return redirect("imports:start")
