"""The imports that were made: the list, one of them with its rows, and taking one back."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
GROUPS_SHOWN = 20
LINES_SHOWN = 50  # of each group


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """The imports that the user may see, the newest first."""
    _require(request, "imports.view_importbatch")
    batches = ImportBatch.objects.visible_to(request.user).select_related("committed_by")
    page = _page(batches, request)
    context = {"title": _("Imports"), "page": page, "partly": undoing.partly_undone(page)}
    return _answer(request, "imports/batch_list.html", context)


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: which file, what became of its rows, and which businesses they are."""
    _require(request, "imports.view_importbatch")
    batch = _batch(request, pk)
    page = _page(_rows(batch), request)
    counts = [(fields.bucket_label(name), getattr(batch, name)) for name in BUCKETS]
    if batch.left_out > 0:
        counts.append((_("Left out"), batch.left_out))
    may_undo = batch.undone_at is None and request.user.has_perm(undoing.PERMISSION)
    context = {
        "title": _("Import %(number)d: %(file)s") % {"number": batch.pk, "file": batch},
        "batch": batch,
        "counts": counts,
        "is_partly_undone": batch.pk in undoing.partly_undone([batch]),
        "page": page,
        "rows": _told(page, request),
        "may_undo": may_undo and page.paginator.count > 0,
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
    found = undoing.look(batch, by=request.user)
    context = {
        "title": _("Undo import %(number)d") % {"number": batch.pk},
        "batch": batch,
        "found": found,
        "first_others": _first_others(found.later, request),
        "staying": _groups(found.staying, request),
        "remarks": _groups(found.remarks, request),
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
            "fields": fields.labels_of(row.fields),
        }
        for row in rows
    ]


@dataclass(frozen=True)
class Group:
    """Rows of which the same is to be said: how many, and the first with their links."""

    reason: str
    rows: int
    lines: list[tuple[undoing.Line, bool]]


def _groups(lines: list[undoing.Line], request: HttpRequest) -> list[Group]:
    """The rows by what is said of them, the largest group first; the smallest may be left out."""
    said: dict[tuple[str, ...], list[undoing.Line]] = defaultdict(list)
    for line in lines:
        said[line.reasons].append(line)
    found = sorted(said.items(), key=lambda group: -len(group[1]))[:GROUPS_SHOWN]
    shown = {reasons: rows[:LINES_SHOWN] for reasons, rows in found}
    inside = _inside([line.business_id for rows in shown.values() for line in rows], request)
    return [
        Group(
            " ".join(reasons),
            len(rows),
            [(line, line.business_id in inside) for line in shown[reasons]],
        )
        for reasons, rows in found
    ]


def _first_others(later: list[int], request: HttpRequest) -> SafeString | str:
    """Which imports to take back before this one, with links to those that the user may open."""
    if not later:
        return ""
    own = ImportBatch.objects.visible_to(request.user).filter(pk__in=later)
    visible = set(own.values_list("pk", flat=True))
    links = format_html_join(", ", "{}", ((_link(pk, pk in visible),) for pk in later))
    numbers = ", ".join(str(pk) for pk in later)
    text = _("Some rows are also in import {links}. Undo import {numbers} first, then this one.")
    return format_html(text, links=links, numbers=numbers)


def _link(pk: int, is_visible: bool) -> SafeString | str:
    if not is_visible:
        return str(pk)
    return format_html('<a href="{}">{}</a>', reverse("imports:batch", args=[pk]), pk)


def _inside(keys: list[int], request: HttpRequest) -> set[int]:
    """Those of these businesses that the user may open."""
    rows = Business.objects.visible_to(request.user).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _said(done: undoing.Undoing) -> str:
    """What was done, in a sentence for each kind."""
    removed, restored, staying = len(done.removed), len(done.restored), len(done.staying)
    parts = [_("The import was undone in part.") if staying else _("The import was undone.")]
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
