"""NIB coverage: how many of the registered businesses hold a NIB."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Business
from common.tabular import Column
from licensing import coverage
from reports import dimensions
from reports.report import Answer, Dimension, Report

COUNTS = ("businesses", "with_nib", "with_verified_nib")


def percent(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent with one decimal; None when there is no whole."""
    return round(100 * part / whole, 1) if whole else None


class NibCoverage(Report):
    """Businesses, those holding a NIB, and those whose NIB an officer has verified."""

    name = "nib-coverage"
    title = gettext_lazy("NIB coverage")
    question = gettext_lazy("How many of the registered businesses hold a NIB?")
    dimensions: ClassVar[tuple[Dimension, ...]] = (
        dimensions.KECAMATAN,
        dimensions.KELURAHAN,
        dimensions.CATEGORY,
        dimensions.SCALE,
        dimensions.VERIFICATION,
        dimensions.ACTIVITY,
    )
    columns: ClassVar[tuple[Column, ...]] = (
        Column("key", gettext_lazy("Code"), lambda row: row["key"]),
        Column("label", gettext_lazy("Group"), lambda row: row["label"]),
        Column(
            "businesses", gettext_lazy("Businesses"), lambda row: row["businesses"], is_number=True
        ),
        Column("with_nib", gettext_lazy("With NIB"), lambda row: row["with_nib"], is_number=True),
        Column(
            "with_verified_nib",
            gettext_lazy("With verified NIB"),
            lambda row: row["with_verified_nib"],
            is_number=True,
        ),
        Column(
            "percent", gettext_lazy("Percent with NIB"), lambda row: row["percent"], is_number=True
        ),
    )

    def definition(self, as_of: date) -> str:
        """The sentence that travels with the numbers."""
        return _(
            "Businesses: all that were in the register on %(date)s, whatever their verification "
            "or activity status. With NIB: the NIB of the owner was in force on that day (issued "
            "by then, not frozen, revoked or found not to match). With verified NIB: an officer "
            "had checked it by then."
        ) % {"date": date_format(as_of, "DATE_FORMAT")}

    def answer(
        self, businesses: QuerySet[Business], *, by: Dimension, as_of: date, **options: Any
    ) -> Answer:
        businesses = businesses.registered_by(as_of)
        counted = {
            group["key"]: group
            for group in coverage.by_group(businesses, on=as_of, key=by.key, label=by.label)
        }
        groups = [*by.members(), (None, _("Unknown"))]
        rows = [self._row(key, label, counted.get(key)) for key, label in groups]
        totals = coverage.totals(businesses, on=as_of)
        totals["percent"] = percent(totals["with_nib"], totals["businesses"])
        return Answer(as_of, self.definition(as_of), by.name, totals, rows)

    @staticmethod
    def _row(key: str | None, label: str, counted: coverage.Counted | None) -> dict[str, Any]:
        row: dict[str, Any] = {"key": key, "label": label}
        row |= {name: counted[name] if counted else 0 for name in COUNTS}
        row["percent"] = percent(row["with_nib"], row["businesses"])
        return row
