"""The work list as a file: the rows of the list without personal data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Business
from common.list_export import AT_ONCE, FieldColumn, ListExport, attached, shown
from licensing.forms.work_list import WorkList
from licensing.models import Nib, Visit
from licensing.visit_rows import latest_visits

HUNDRED_METRES = -2  # digits of `round`: nearer would say where somebody lives


@dataclass(frozen=True)
class Listed:
    """What a download needs to know of the list."""

    queryset: QuerySet[Business]
    chosen: Sequence[tuple[str, str]]
    query: str = ""
    params: ClassVar[dict[str, str]] = {}
    filter_specs: ClassVar[tuple[Any, ...]] = ()


def of_business(key: str, field: str, label: Any = "") -> FieldColumn:
    """A column of the business; the table is that of its visits."""
    return shown(Visit, key, f"business__{field}", label)


def status_of(row: dict[str, Any]) -> str:
    return Nib.Status(row["business__owner__nib__status"] or Nib.Status.NOT_HELD).label


def metres_of(row: dict[str, Any]) -> int | None:
    """The distance to the next hundred metres; None where the list has no beginning for it."""
    return None if row["distance"] is None else int(round(row["distance"], HUNDRED_METRES))


class WithoutNibFile(ListExport):
    """Mixin for the admin of visits: its download is that of the work list."""

    export_name = "usaha-tanpa-nib"
    export_columns = (
        of_business("kode", "code"),
        of_business("nama_usaha", "name"),
        of_business("kecamatan", "kelurahan__kecamatan__name", gettext_lazy("Kecamatan")),
        of_business("kelurahan", "kelurahan__name", gettext_lazy("Kelurahan")),
        of_business("kategori", "primary_category__name", gettext_lazy("Category")),
        FieldColumn(
            "status_nib",
            gettext_lazy("Status of the NIB"),
            status_of,
            path="business__owner__nib__status",
        ),
        of_business("alasan", "owner__nib__absence_reason"),
        attached("kunjungan_terakhir", "at", gettext_lazy("Last visit")),
        attached("hasil_kunjungan", "outcome", gettext_lazy("Outcome of the last visit")),
        FieldColumn(
            "jarak_meter",
            gettext_lazy("Distance in metres, to the next hundred"),
            metres_of,
            is_number=True,
            path="business__kelurahan",
            attached=True,
        ),
    )

    def get_changelist_instance(self, request: HttpRequest) -> Listed:
        """What the address asks for; the file is made of the same rows as the list."""
        work = WorkList(request.user, request.GET)
        return Listed(work.ordered(), work.chosen)

    def _about(self, request: HttpRequest, listed: Listed, title: str) -> list[tuple[str, str]]:
        first, *rest = super()._about(request, listed, _("Businesses without a NIB"))
        return [first, *listed.chosen, *rest]

    def export_rows(
        self, request: HttpRequest, rows: QuerySet, columns: Sequence[FieldColumn]
    ) -> Iterator[dict[str, Any]]:
        """The values of every business, under the paths that lead to it from a visit."""
        paths = [column.path for column in columns if not column.attached]
        fields = {name: F(name.removeprefix("business__")) for name in paths}
        stream = rows.values("pk", "distance", **fields).iterator(chunk_size=AT_ONCE)
        while some := list(islice(stream, AT_ONCE)):
            last = latest_visits(row["pk"] for row in some)
            for row in some:
                if (visit := last.get(row["pk"])) is not None:
                    row["kunjungan_terakhir"] = localtime(visit.at).date()
                    row["hasil_kunjungan"] = visit.get_outcome_display()
            yield from some
