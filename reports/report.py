"""What a report is: a question, a definition, columns, and rows on a date.

A report is a small class: it is listed, shown, downloaded and printed by the same code, and
its permission, columns and definition travel with every number it makes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.functional import Promise

from businesses.models import Business
from common.tabular import Column

Text = str | Promise


@dataclass(frozen=True)
class Dimension:
    """A way to break a report down.

    Attributes:
        name: as in the address and on the command line.
        key, label: field paths from Business to the code and the name of a group.
        members: all groups in their official order, as (key, label), so that an empty one
            shows as zero.
        rows_query: the query of the back office that shows the rows of one group.
    """

    name: str
    title: Text
    key: str
    label: str
    members: Callable[[], Sequence[tuple[str, str]]]
    rows_query: str = ""


@dataclass(frozen=True)
class Answer:
    """The result of a report: totals and rows that add up to them, and what they mean.

    `note` is a sentence that a reader should see first.
    """

    as_of: date
    definition: str
    by: str
    totals: dict[str, Any]
    rows: list[dict[str, Any]]
    note: str = ""


class Report:
    """The base of all reports."""

    name: ClassVar[str]
    title: ClassVar[Text]
    question: ClassVar[Text]
    dimensions: ClassVar[tuple[Dimension, ...]]
    columns: ClassVar[tuple[Column, ...]]
    permission: ClassVar[str] = "accounts.view_reports"
    download_permission: ClassVar[str] = "accounts.export_reports"
    template: ClassVar[str] = "reports/report.html"
    has_total: ClassVar[bool] = True  # whether the rows add up to the totals

    def dimension(self, name: str) -> Dimension | None:
        return next((d for d in self.dimensions if d.name == name), None)

    def fields(self) -> dict[str, forms.Field]:
        """What else can be asked, beside the breakdown and the day; all of it may be left out."""
        return {}

    def options(self, asked: dict[str, Any], *, user: AbstractBaseUser | None) -> dict[str, Any]:
        """What `answer` is told of that. `user` is who reads it; None is the whole register."""
        return {}

    def answer(
        self, businesses: QuerySet[Business], *, by: Dimension, as_of: date, **options: Any
    ) -> Answer:
        """The figures of `businesses` on the day `as_of`, broken down by `by`."""
        raise NotImplementedError
