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

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.db.models.lookups import LessThanOrEqual

from businesses.models import Business
from common.days import month_ends

PERIOD = "owner__nib_periods__"


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


def _registered(businesses: QuerySet[Business], days: Sequence[date], key: str) -> QuerySet:
    """How many businesses are in the register from which of the days on, by group."""
    return (
        businesses.registered_by(days[-1])
        .order_by()
        .annotate(group=_group(key), first=_place(F("registered_on"), days))
        .values_list("group", "first")
        .annotate(count=Count("*"))
    )


def _held(businesses: QuerySet[Business], days: Sequence[date], key: str) -> QuerySet:
    """How many hold a NIB from which day on, verified from which, and until before which.

    An owner has one period at most on any day (`licensing.lifecycle`), so none counts twice.
    """
    since = Greatest(F(f"{PERIOD}starts_on"), F("registered_on"))
    covers = Q(**{f"{PERIOD}starts_on__lte": days[-1]}) & (
        Q(**{f"{PERIOD}ends_on__isnull": True}) | Q(**{f"{PERIOD}ends_on__gt": days[0]})
    )
    return (
        businesses.registered_by(days[-1])
        .filter(covers)
        .order_by()
        .annotate(
            group=_group(key),
            first=_place(since, days),
            checked=_place(F(f"{PERIOD}verified_on"), days),
            end=_place(F(f"{PERIOD}ends_on"), days),
        )
        .values_list("group", "first", "checked", "end")
        .annotate(count=Count("*"))
    )


def _group(key: str) -> Combinable:
    return F(key) if key else Value(None, output_field=IntegerField())


def _place(day: Combinable, days: Sequence[date]) -> Combinable:
    """SQL of the place in `days` of the first that is not before `day`; len(days) for never.

    The days are halved at every step, so that a row is compared with five of 24.
    """

    def between(low: int, high: int) -> Combinable:
        if low == high:
            return Value(low, output_field=IntegerField())
        middle = (low + high) // 2
        return Case(
            When(LessThanOrEqual(day, days[middle]), then=between(low, middle)),
            default=between(middle + 1, high),
        )

    return between(0, len(days))
