"""The imports that were made: the list, one of them with its rows, and taking one back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from businesses.models import Business
from common.key_choices import is_key
from common.paging import CappedPaginator, grouped
from common.workflow import Refused
from imports import fields, undoing
from imports.matching import BUCKETS
from imports.models import ImportBatch, ImportedRow

PER_PAGE = 50
LINES_SHOWN = 200


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """The imports that the user may see, the newest first."""
    _require(request, "imports.view_importbatch")
    batches = ImportBatch.objects.visible_to(request.user).select_related("committed_by")
    context = {"title": _("Imports"), "page": _page(batches, request)}
    return _answer(request, "imports/batch_list.html", context)


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: which file, what became of its rows, and which businesses they are."""
    _require(request, "imports.view_importbatch")
    batch = _batch(request, pk)
    page = _page(_rows(batch), request)
    context = {
        "title": _("Import %(number)d: %(file)s") % {"number": batch.pk, "file": batch},
        "batch": batch,
        "counts": [(fields.bucket_label(name), getattr(batch, name)) for name in BUCKETS],
        "page": page,
        "rows": _told(page, request),
        "may_undo": batch.undone_at is None and request.user.has_perm(undoing.PERMISSION),
    }
    return _answer(request, "imports/batch_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking an import back would do; by POST it is done."""
    _require(request, "imports.view_importbatch", undoing.PERMISSION)
    batch = _batch(request, pk)
    if request.method == "POST":
        try:
            done = undoing.undo(batch, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _said(done))
        return redirect("imports:batch", batch.pk)
    found = undoing.look(batch)
    context = {
        "title": _("Undo import %(number)d") % {"number": batch.pk},
        "batch": batch,
        "found": found,
        "staying": _linked(found.staying[:LINES_SHOWN], request),
        "remarks": _linked(found.remarks[:LINES_SHOWN], request),
        "most": LINES_SHOWN,
    }
    return _answer(request, "imports/batch_undo.html", context)


def _require(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    """The import with this key, if the user may see it. Raises Http404."""
    batches = ImportBatch.objects.visible_to(request.user).select_related(
        "committed_by", "undone_by"
    )
    batch = batches.filter(pk=pk).first() if is_key(pk) else None
    if batch is None:
        raise Http404
    return batch


def _rows(batch: ImportBatch) -> QuerySet[ImportedRow]:
    return ImportedRow.objects.filter(batch=batch).order_by("number")


def _page(rows: QuerySet, request: HttpRequest) -> Page:
    paginator = CappedPaginator(rows, PER_PAGE)
    paginator.keys_first = False
    return paginator.get_page(request.GET.get("hal"))


def _told(page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """The rows of a page, each with its business as far as the user may open it."""
    rows = list(page)
    keys = [row.business_id for row in rows]
    found = Business.with_merged.filter(pk__in=keys).only("name", "code").in_bulk()
    inside = _inside(keys, request)
    return [
        {
            "number": row.number,
            "bucket": fields.bucket_label(row.bucket),
            "business": found[row.business_id],
            "is_inside": row.business_id in inside,
            "fields": ", ".join(fields.labels_of(row.fields)),
        }
        for row in rows
    ]


def _linked(lines: list[undoing.Line], request: HttpRequest) -> list[tuple[undoing.Line, bool]]:
    inside = _inside([line.business_id for line in lines], request)
    return [(line, line.business_id in inside) for line in lines]


def _inside(keys: list[int], request: HttpRequest) -> set[int]:
    """Those of these businesses that the user may open."""
    rows = Business.objects.visible_to(request.user).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _said(done: undoing.Undoing) -> str:
    """What was done, in a sentence for each kind."""
    removed, restored, staying = len(done.removed), len(done.restored), len(done.staying)
    parts = [_("The import was undone.")]
    if removed:
        text = ngettext("%(n)s new business removed.", "%(n)s new businesses removed.", removed)
        parts.append(text % {"n": grouped(removed)})
    if restored:
        text = ngettext(
            "%(n)s business has its earlier values again.",
            "%(n)s businesses have their earlier values again.",
            restored,
        )
        parts.append(text % {"n": grouped(restored)})
    if staying:
        text = ngettext("%(n)s row stays.", "%(n)s rows stay.", staying)
        parts.append(text % {"n": grouped(staying)})
    return " ".join(parts)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    shared = admin.site.each_context(request)
    return TemplateResponse(request, template, {**shared, **context})
