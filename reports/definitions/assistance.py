"""How long the help desk takes: days per stage, by the kind of help or by where it was asked."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Business
from common.days import months_before
from common.tabular import Column
from licensing.models import AssistanceCase
from licensing.throughput import STAGES, UNKNOWN, WHOLE, Throughput, Times
from reports.definitions.nib_over_time import number
from reports.period import period_fields
from reports.report import Answer, Dimension, Report

USUAL_MONTHS = 12
TOTAL = "total"


def _choices(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices]


KIND = Dimension(
    name="kind",
    title=gettext_lazy("help with"),
    key="",
    label="",
    members=lambda: _choices(AssistanceCase.Kind.choices),
)
CHANNEL = Dimension(
    name="channel",
    title=gettext_lazy("opened at"),
    key="",
    label="",
    members=lambda: _choices(AssistanceCase.Channel.choices),
)


class Assistance(Report):
    """Median and 90th percentile of the days in each stage, and what waits in it."""

    name = "assistance"
    title = gettext_lazy("Throughput of the help desk")
    question = gettext_lazy("How many days does the help desk take, stage by stage?")
    template = "reports/assistance.html"
    has_total = False
    dimensions: ClassVar[tuple[Dimension, ...]] = (KIND, CHANNEL)
    columns: ClassVar[tuple[Column, ...]] = (
        Column("key", gettext_lazy("Code"), lambda row: row["key"]),
        Column("label", gettext_lazy("Group"), lambda row: row["label"]),
        Column("stage", gettext_lazy("Code of the stage"), lambda row: row["stage"]),
        Column("stage_label", gettext_lazy("Stage"), lambda row: row["stage_label"]),
        number("ended", gettext_lazy("Ended in the period")),
        number("median_days", gettext_lazy("Median days")),
        number("percentile_90_days", gettext_lazy("90th percentile in days")),
        number("unknown", gettext_lazy("Days unknown")),
        number("waiting", gettext_lazy("Open at the end")),
        number("median_age", gettext_lazy("Median age in days")),
    )

    def fields(self) -> dict[str, forms.Field]:
        return period_fields(USUAL_MONTHS)

    def options(self, asked: dict[str, Any], *, user: AbstractBaseUser | None) -> dict[str, Any]:
        return {"months": asked["bulan"] or USUAL_MONTHS, "kecamatan": asked["kecamatan"]}

    def definition(self, first: date, as_of: date) -> str:
        """The sentence that travels with the numbers."""
        return _(
            "From %(first)s to %(last)s, from the recorded steps of the cases. A stay in a stage "
            "counts on the day on which it ended, a case that was sent back once for each stay; a "
            "whole case, from opening to closing, on the day on which it was done or cancelled. "
            "Half of them took at most the median, nine tenths at most the 90th percentile. "
            "Days unknown: the step that began it is missing. Open at the end: cases that were "
            "open on the last day, by their stage then; their age counts from the day of opening. "
            "Businesses that were merged into another one do not count."
        ) % {
            "first": date_format(first, "DATE_FORMAT"),
            "last": date_format(as_of, "DATE_FORMAT"),
        }

    def answer(
        self,
        businesses: QuerySet[Business],
        *,
        by: Dimension,
        as_of: date,
        months: int = USUAL_MONTHS,
        kecamatan: str = "",
        **options: Any,
    ) -> Answer:
        if kecamatan:
            businesses = businesses.filter(kelurahan__kecamatan__code=kecamatan)
        first = months_before(as_of, months) + timedelta(days=1)
        found = Throughput(businesses, group=by.name, first=first, last=as_of)
        stages = [*_choices([(stage, stage.label) for stage in STAGES]), (UNKNOWN, _("Unknown"))]
        stages.append((WHOLE, _("Whole case")))
        groups = [*((key, key, label) for key, label in by.members()), (TOTAL, None, _("Total"))]
        rows = [
            _row(key, label, stage, stage_label, found.of(group, stage))
            for key, group, label in groups
            for stage, stage_label in stages
        ]
        totals = {
            "from": first,
            "kecamatan": kecamatan or None,
            **{row["stage"]: _figures(found.of(None, row["stage"])) for row in rows},
        }
        shown = [row for row in rows if row["stage"] != UNKNOWN or row["waiting"]]
        return Answer(as_of, self.definition(first, as_of), by.name, totals, shown)


def _figures(times: Times) -> dict[str, Any]:
    return {
        "ended": times.ended,
        "median_days": times.median,
        "percentile_90_days": times.percentile_90,
        "unknown": times.unknown,
        "waiting": times.waiting,
        "median_age": times.median_age,
    }


def _row(key: str, label: str, stage: str, stage_label: str, times: Times) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "stage": stage,
        "stage_label": stage_label,
        **_figures(times),
    }
