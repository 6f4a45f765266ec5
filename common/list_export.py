"""“Export what I see”: the rows of a list, with its filters, its search and its order, as a file.

All pages of what the user sees, and nothing beyond: the same QuerySet makes the list and the
file. The columns are standard ones without personal data (UU 27/2022; no NIK, no phone, no
address, no name of an owner); `private_paths` says which would not be, and a test asks it.
The rows are streamed, so a file of two million rows takes no more memory than one of fifty.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    IS_POPUP_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
)
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from common.privacy import PrivacyClass, class_of, is_personal
from common.requests import bad_request
from common.search_terms import holds_number
from common.tabular import DOWNLOAD_HEADERS, Column, csv_response, write_xlsx

logger = logging.getLogger(__name__)

PERMISSION = "accounts.export_lists"
KINDS = ("csv", "xlsx")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN = frozenset({PrivacyClass.PUBLIC, PrivacyClass.INTERNAL})
AT_ONCE = 2000
MOST_SHEET_ROWS = 100_000  # a workbook is written before its first byte leaves
NO_FILTER = (PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_POPUP_VAR)


@dataclass(frozen=True)
class FieldColumn(Column):
    """A column that shows one stored field; `path` leads to it, as in a look-up.

    One that is `attached` does not stand in the row of the list: `ListExport.attach` adds it.
    """

    path: str = ""
    attached: bool = False


def walk(model: type[Model], path: str) -> Iterator[tuple[type[Model], Any]]:
    """The models and fields that `path` leads through, the shown one last."""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        yield model, field
        model = field.related_model


def shown(model: type[Model], key: str, path: str, label: str | Promise = "") -> FieldColumn:
    """The column `key` of the field that `path` leads to; a choice is shown by its label."""
    *_way, (_model, field) = walk(model, path)
    choices = dict(field.flatchoices)

    def value(row: dict[str, Any]) -> Any:
        stored = row[path]
        return choices.get(stored, stored) if choices else stored

    return FieldColumn(key, label or capfirst(field.verbose_name), value, path=path)


def attached(key: str, path: str, label: str | Promise) -> FieldColumn:
    """The column `key` whose texts `ListExport.attach` puts into the row under that key."""
    return FieldColumn(key, label, lambda row: row.get(key, ""), path=path, attached=True)


def private_paths(model: type[Model], columns: Iterable[FieldColumn]) -> list[str]:
    """Keys of the columns that a standard export must not hold: personal, restricted, or open
    by consent only."""
    return [
        column.key
        for column in columns
        if any(
            isinstance(field, Field)
            and (class_of(owner, field) not in OPEN or is_personal(owner, field))
            for owner, field in walk(model, column.path)
        )
    ]


class ListExport:
    """Mixin for the admin of a list: buttons that download it as CSV or XLSX."""

    export_name = ""  # of the file: usaha_2026-11-22.csv
    export_columns: Sequence[FieldColumn] = ()
    export_keys: Sequence[str] = ()  # what `attach` needs of a row beside the columns

    def get_urls(self) -> list[URLPattern]:
        export = path(
            "unduh/<slug:kind>/",
            self.admin_site.admin_view(self.export_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_export",
        )
        return [export, *super().get_urls()]

    def get_export_columns(self, request: HttpRequest) -> Sequence[FieldColumn]:
        return self.export_columns

    def attach(self, request: HttpRequest, rows: list[dict[str, Any]]) -> None:
        """Add to a slice of rows what hangs on each, by a query for all of them."""

    def export_rows(
        self, request: HttpRequest, rows: QuerySet, columns: Sequence[FieldColumn]
    ) -> Iterator[dict[str, Any]]:
        """The values of every row, in the order of the list, a slice at a time."""
        paths = {column.path for column in columns if not column.attached}
        stream = rows.values(*paths, *self.export_keys).iterator(chunk_size=AT_ONCE)
        while some := list(islice(stream, AT_ONCE)):
            self.attach(request, some)
            yield from some

    def has_export_permission(self, request: HttpRequest) -> bool:
        may_see = self.has_view_or_change_permission(request)
        return may_see and request.user.has_perm(PERMISSION)

    # -- the buttons -----------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), "export_bar": self.export_bar(request)}
        return super().changelist_view(request, context)

    def export_bar(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Kind and address of each file of what is on screen, for those who may take one."""
        if IS_POPUP_VAR in request.GET or not self.has_export_permission(request):
            return []
        query = request.GET.copy()
        for name in NO_FILTER:
            query.pop(name, None)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
        return [(kind.upper(), reverse(name, args=[kind], query=query or None)) for kind in KINDS]

    # -- the file --------------------------------------------------------------------------------

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The list with these filters, this search and this order, as a file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        if kind not in KINDS:
            raise Http404
        if any(holds_number(text) for text in request.GET.getlist(SEARCH_VAR)):
            return bad_request(
                request,
                _("A NIK or a phone number does not belong in an address. Search by name instead."),
            )
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return bad_request(request, _("This list cannot be shown: choose its filters again."))
        columns = self.get_export_columns(request)
        filename = f"{self.export_name}_{localdate().isoformat()}.{kind}"
        if kind == "csv":
            rows = self._noted(request, kind, self.export_rows(request, listed.queryset, columns))
            return csv_response(columns, rows, filename=filename)
        return self._workbook(request, listed, columns, filename)

    def _workbook(
        self,
        request: HttpRequest,
        listed: ChangeList,
        columns: Sequence[FieldColumn],
        filename: str,
    ) -> HttpResponse:
        keys = listed.queryset.order_by().values("pk")[: MOST_SHEET_ROWS + 1]
        if keys.count() > MOST_SHEET_ROWS:
            text = _("More than 100.000 rows do not fit into a workbook: take the CSV file.")
            messages.warning(request, text)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return redirect(f"{reverse(name)}?{request.GET.urlencode()}")
        file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        exported = self.export_rows(request, listed.queryset, columns)
        rows = self._noted(request, "xlsx", exported)
        title = capfirst(str(self.opts.verbose_name_plural))
        write_xlsx(file, columns, rows, title=title, about=self._about(request, listed, title))
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename=filename,
            content_type=XLSX_TYPE,
            headers=DOWNLOAD_HEADERS,
        )

    def _about(self, request: HttpRequest, listed: ChangeList, title: str) -> list[tuple[str, str]]:
        """What the workbook holds: the list, its filters, and when it was made by whom."""
        return [
            (title, _("The rows of the list as it was on screen, without personal data.")),
            *chosen_filters(listed),
            (_("Made at"), localtime().isoformat(timespec="seconds")),
            (_("Made by"), str(request.user)),
        ]

    def _noted(
        self, request: HttpRequest, kind: str, rows: Iterable[dict[str, Any]]
    ) -> Iterator[dict[str, Any]]:
        """The same rows; the log says who took how many of them."""
        count = 0
        try:
            for row in rows:
                count += 1
                yield row
        finally:
            logger.info(
                "Export of %s as %s by account %s: %s rows",
                self.opts.label_lower,
                kind,
                request.user.pk,
                count,
            )


def chosen_filters(listed: ChangeList) -> list[tuple[str, str]]:
    """Heading and choice of every filter that is not on “All”, and the words searched for."""
    chosen = [(_("Search"), listed.query)] if listed.query else []
    for spec in listed.filter_specs:
        names = [name for name in spec.expected_parameters() if name in listed.params]
        for choice in spec.choices(listed) if names else ():
            if choice.get("selected"):
                chosen.append((capfirst(str(spec.title)), str(choice["display"])))
    return chosen
