"""NIB coverage month by month, and the path to the target that the city has set."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.models import Business, Kecamatan
from common.days import month_ends
from common.tabular import Column
from licensing import coverage_series, targets
from licensing.coverage_series import Point
from licensing.targets import Path
from reports.definitions.nib_coverage import percent
from reports.period import period_fields
from reports.report import Answer, Dimension, Report

USUAL_MONTHS = 24
MONTH = Dimension(name="month", title=gettext_lazy("month"), key="", label="", members=list)


def number(key: str, label: Any) -> Column:
    return Column(key, label, lambda row: row[key], is_number=True)


class NibOverTime(Report):
    """The coverage on the last day of each month, beside the path to the target."""

    name = "nib-over-time"
    title = gettext_lazy("NIB coverage over time")
    question = gettext_lazy("How many businesses held a NIB at the end of each month?")
    template = "reports/nib_over_time.html"
    has_total = False
    dimensions: ClassVar[tuple[Dimension, ...]] = (MONTH,)
    columns: ClassVar[tuple[Column, ...]] = (
        Column("key", gettext_lazy("Day"), lambda row: row["key"]),
        Column("label", gettext_lazy("Month"), lambda row: row["label"]),
        number("businesses", gettext_lazy("Businesses")),
        number("with_nib", gettext_lazy("With NIB")),
        number("with_verified_nib", gettext_lazy("With verified NIB")),
        number("percent", gettext_lazy("Percent with NIB")),
        number("target_path", gettext_lazy("Path to the target")),
    )

    def fields(self) -> dict[str, forms.Field]:
        return period_fields(USUAL_MONTHS)

    def options(self, asked: dict[str, Any], *, user: AbstractBaseUser | None) -> dict[str, Any]:
        """A target is set for a whole place: who sees a part of it is not measured by it."""
        return {
            "months": asked["bulan"] or USUAL_MONTHS,
            "kecamatan": asked["kecamatan"],
            "has_target": user is None or scope.kelurahan_ids(user) is None,
        }

    def definition(self, as_of: date) -> str:
        """The sentence that travels with the numbers."""
        return _(
            "On the last day of each month, and on %(date)s. Businesses: all that were in the "
            "register on that day and were not merged into another since. With NIB: the NIB of "
            "the owner was in force on that day (issued by then, not frozen, revoked or found "
            "not to match). With verified NIB: an officer had checked it by then. Path to the "
            "target: even, from the figure of the day on which it begins."
        ) % {"date": date_format(as_of, "DATE_FORMAT")}

    def answer(
        self,
        businesses: QuerySet[Business],
        *,
        by: Dimension,
        as_of: date,
        months: int = USUAL_MONTHS,
        kecamatan: str = "",
        has_target: bool = True,
    ) -> Answer:
        place = Kecamatan.objects.get(code=kecamatan) if kecamatan else None
        if place is not None:
            businesses = businesses.filter(kelurahan__kecamatan=place)
        path = targets.path_of(place) if has_target else None
        points = coverage_series.series(businesses, month_ends(as_of, months))
        course = _course(path, points[-1]) if path else None
        totals = {**_figures(points[-1]), "kecamatan": kecamatan or None, "target": course}
        rows = [_row(point, path) for point in points]
        note = _in_words(course) if course else ""
        return Answer(as_of, self.definition(as_of), by.name, totals, rows, note)


def _figures(point: Point) -> dict[str, Any]:
    return {
        "businesses": point.businesses,
        "with_nib": point.with_nib,
        "with_verified_nib": point.with_verified_nib,
        "percent": percent(point.with_nib, point.businesses),
    }


def _row(point: Point, path: Path | None) -> dict[str, Any]:
    return {
        "key": point.on.isoformat(),
        "label": date_format(point.on, "F Y"),
        **_figures(point),
        "target_path": path.on(point.on) if path else None,
    }


def _course(path: Path, point: Point) -> dict[str, Any]:
    """Where the path is on the day of `point`, and what is still needed."""
    return {
        "holders": path.holders,
        "due_on": path.due_on,
        "starts_on": path.starts_on,
        "path": path.on(point.on),
        "behind_by": path.behind_by(point.with_nib, on=point.on),
        "needed_per_month": path.needed_per_month(point.with_nib, on=point.on),
    }


def _in_words(course: dict[str, Any]) -> str:
    """The course in two or three sentences."""
    said = [
        _("Target: %(number)s businesses with a NIB by %(date)s.")
        % {
            "number": intcomma(course["holders"]),
            "date": date_format(course["due_on"], "DATE_FORMAT"),
        }
    ]
    if course["behind_by"] is None:
        said.append(_("The path to it had not begun on this day."))
    elif course["behind_by"] > 0:
        said.append(_("Behind by %(number)s.") % {"number": intcomma(course["behind_by"])})
    else:
        said.append(_("On course."))
    if course["needed_per_month"]:
        needed = intcomma(course["needed_per_month"])
        said.append(_("Needed per month until then: %(number)s.") % {"number": needed})
    return " ".join(said)
