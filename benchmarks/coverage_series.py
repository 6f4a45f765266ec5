#!/usr/bin/env python3
"""Measures the coverage series of 24 months against 24 separate counts, in the same run.

    python -m benchmarks.coverage_series            on the data base of DATABASE_URL
    python -m benchmarks.coverage_series --rounds 5 --months 24

The yardstick asks `coverage.holding_nib(…).count()` for every month end, which is one column of
the three that the series gives. The figures of both are compared before anything is measured,
and at the size of a city with a count in plain loops as well, all three columns of it.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date

from benchmarks.django_ready import connection  # isort: skip
from django.utils import timezone

from businesses.models import Business
from common.days import month_ends
from licensing import coverage, coverage_series
from licensing.coverage_series import Point
from licensing.models import NibPeriod

AIM_CITY, AIM_PROVINCE, CITY = 150, 2000, 100_000  # milliseconds; rows from which it is a province
KECAMATAN = "kelurahan__kecamatan"


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def in_plain_loops(days: list[date]) -> list[Point]:
    """The series as somebody counts it who knows no SQL."""
    periods = defaultdict(list)
    for period in NibPeriod.objects.all():
        periods[period.owner_id].append(period)
    registered = list(Business.objects.values_list("owner_id", "registered_on"))
    points = []
    for on in days:
        there = [owner for owner, since in registered if since <= on]
        held = [
            period
            for owner in there
            for period in periods[owner]
            if period.starts_on <= on and (period.ends_on is None or on < period.ends_on)
        ]
        checked = [period for period in held if period.verified_on and period.verified_on <= on]
        points.append(Point(on, len(there), len(held), len(checked)))
    return points


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--months", type=int, default=24)
    options = parser.parse_args()
    days = month_ends(timezone.localdate(), options.months)
    businesses = Business.objects.all()

    def whole() -> list[int]:
        return [point.with_nib for point in coverage_series.series(businesses, days)]

    def by_kecamatan() -> list[int]:
        groups = coverage_series.by_group(businesses, days, key=KECAMATAN)
        return [point.with_nib for point in coverage_series.total(groups, days)]

    def yardstick() -> list[int]:
        return [coverage.holding_nib(businesses.registered_by(day), on=day).count() for day in days]

    if not whole() == by_kecamatan() == yardstick():
        print("The series differs from the separate counts.")
        return 1
    if businesses.count() <= CITY:
        if coverage_series.series(businesses, days) != in_plain_loops(days):
            print("The series differs from the count in plain loops.")
            return 1
        print(f"equal to a count in plain loops on {len(days)} days")
    works = {"whole city": whole, "by kecamatan": by_kecamatan, "separate counts": yardstick}
    times: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(options.rounds):
        for name, work in works.items():
            times[name].append(milliseconds(work))
    return report(times, count=businesses.count(), months=options.months)


def report(times: dict[str, list[float]], *, count: int, months: int) -> int:
    """Print the medians; 1 when a line of ours misses its aim."""
    aim, stock = AIM_PROVINCE if count > CITY else AIM_CITY, times["separate counts"]
    print(f"{count:,} businesses on {connection.vendor}; {months} months; aim {aim} ms")
    print(f"{'':18} {'median':>8} {'best':>8} {'worst':>8} {'ratio':>7}   (milliseconds)")
    missed = 0
    for name, taken in times.items():
        median = statistics.median(taken)
        ratio = statistics.median(there / ours for there, ours in zip(stock, taken, strict=True))
        is_missed = taken is not stock and median > aim
        missed += is_missed
        print(
            f"{name:18} {median:8.1f} {min(taken):8.1f} {max(taken):8.1f} {ratio:6.1f}×"
            f"{'  MISSED' if is_missed else ''}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
