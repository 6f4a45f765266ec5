"""Coverage in time: the counts of `licensing.coverage`, on many days at once.

The same definition, read once: every business and every period in force say on which of the
days they come in and on which they go out, the data base counts those, and the counts are
added up. Two queries, however many days; `coverage.totals` on each day gives the same figures.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable

from businesses.models import Business
from common.days import month_ends

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Point:
    """The figures of one day."""

    on: date
    businesses: int
    with_nib: int
    with_verified_nib: int


def by_month(
    businesses: QuerySet[Business], *, until: date, months: int = 24, key: str = ""
) -> dict[str | None, list[Point]]:
    """`by_group` on the last day of each of the latest `months` months.

    The month of `until` is represented by `until` itself: nothing is known of days to come.
    """
    return by_group(businesses, month_ends(until, months), key=key)


def series(businesses: QuerySet[Business], days: Sequence[date]) -> list[Point]:
    """The figures of `businesses` on each of `days`, which are in order and differ.

    A business counts from the day of its registration on (`registered_by`).
    """
    return by_group(businesses, days)[None]


def by_group(
    businesses: QuerySet[Business], days: Sequence[date], *, key: str = ""
) -> dict[str | None, list[Point]]:
    """The figures for each value of the field path `key`; without one, all of them under None.

    Groups without a business on the last day are left out.
    """
    if list(days) != sorted(set(days)):
        raise ValueError("The days of a series are in order, and each stands there once.")
    if not days:
        return {} if key else {None: []}
    steps: dict[tuple[str | None, str], Counter[int]] = {}

    def step(group: str | None, column: str, index: int, by: int) -> None:
        steps.setdefault((group, column), Counter())[index] += by

    for group, first, count in _registered(businesses, days, key):
        step(group, "businesses", first, count)
    for group, first, checked, end, count in _held(businesses, days, key):
        for column, start in (("with_nib", first), ("with_verified_nib", max(first, checked))):
            if start < end:
                step(group, column, start, count)
                step(group, column, end, -count)
    groups = {group for group, _column in steps} or (set() if key else {None})
    return {group: _points(steps, group, days) for group in groups}


def total(groups: dict[str | None, list[Point]], days: Sequence[date]) -> list[Point]:
    """The sum of all groups, day by day."""
    return [
        Point(
            on,
            sum(points[index].businesses for points in groups.values()),
            sum(points[index].with_nib for points in groups.values()),
            sum(points[index].with_verified_nib for points in groups.values()),
        )
        for index, on in enumerate(days)
    ]


def _points(steps: dict, group: str | None, days: Sequence[date]) -> list[Point]:
    def sums(column: str) -> list[int]:
        changes = steps.get((group, column), Counter())
        return list(accumulate(changes[place] for place in range(len(days))))

    figures = zip(sums("businesses"), sums("with_nib"), sums("with_verified_nib"), strict=True)
    return [Point(on, *counts) for on, counts in zip(days, figures, strict=True)]


def _registered(businesses: QuerySet[Business], days: Sequence[date], key: str) -> Rows:
    """How many businesses are in the register from which of the days on, by group."""
    first = _place(["b.since"], days)
    return _rows(
        businesses,
        days,
        key,
        f"SELECT b.whose, {first.sql}, COUNT(*) FROM ({{businesses}}) b GROUP BY 1, 2",  # noqa: S608
        first.days,
    )


def _held(businesses: QuerySet[Business], days: Sequence[date], key: str) -> Rows:
    """How many hold a NIB from which day on, verified from which, and until before which.

    An owner has one period at most on any day (`licensing.lifecycle`), so none counts twice.
    """
    first = _place(["p.starts_on", "b.since"], days)
    checked = _place(["p.verified_on"], days)
    end = _place(["p.ends_on"], days)
    return _rows(
        businesses,
        days,
        key,
        f"""SELECT b.whose, {first.sql}, {checked.sql}, {end.sql}, COUNT(*)
        FROM ({{businesses}}) b JOIN licensing_nibperiod p ON p.owner_id = b.held_by
        WHERE p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on > %s)
        GROUP BY 1, 2, 3, 4""",  # noqa: S608
        [*first.days, *checked.days, *end.days],
        [days[-1], days[0]],
    )


def _rows(
    businesses: QuerySet[Business],
    days: Sequence[date],
    key: str,
    sql: str,
    before: list[date],
    after: Sequence[date] = (),
) -> Rows:
    """Run `sql` over the businesses of the last day; the rows of their query come as `b`.

    Written as SQL because the ORM leads from a business to its periods through the table of
    owners, which costs as much as the rest together. The same text runs on both data bases.

    Args:
        sql: with `{businesses}` where their query stands, as whose (the group), held_by, since.
        before, after: the parameters before and after that query.
    """
    asked = (
        businesses.registered_by(days[-1])
        .order_by()
        .annotate(whose=_group(key), held_by=F("owner_id"), since=F("registered_on"))
        .values("whose", "held_by", "since")
    )
    try:
        inner, parameters = asked.query.get_compiler(asked.db).as_sql()
    except EmptyResultSet:
        return []
    with connections[asked.db].cursor() as cursor:
        cursor.execute(sql.format(businesses=inner), [*before, *parameters, *after])
        return cursor.fetchall()


def _group(key: str) -> Combinable:
    return F(key) if key else Value(None, output_field=IntegerField())


@dataclass(frozen=True)
class Place:
    """SQL of a place among the days, and the days that are its parameters, in order."""

    sql: str
    days: list[date]


def _place(columns: Sequence[str], days: Sequence[date]) -> Place:
    """The place in `days` of the first on which all `columns` have come; len(days) for never.

    The days are halved at every step, so that a row is compared with five of 24.
    """

    def between(low: int, high: int) -> Place:
        if low == high:
            return Place(str(low), [])
        middle = (low + high) // 2
        come = " AND ".join(f"{column} <= %s" for column in columns)
        early, late = between(low, middle), between(middle + 1, high)
        return Place(
            f"CASE WHEN {come} THEN {early.sql} ELSE {late.sql} END",
            [days[middle]] * len(columns) + early.days + late.days,
        )

    return between(0, len(days))
