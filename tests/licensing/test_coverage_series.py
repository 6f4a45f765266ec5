"""The series says on every day what the separate counts say, and what plain loops count."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from businesses import merging
from businesses.models import Business, Kelurahan
from common.days import month_ends
from licensing import coverage, coverage_series
from licensing.coverage_series import Point
from licensing.models import Nib, NibPeriod
from tests.factories import make_business, make_owner, nib_of, registered

pytestmark = pytest.mark.django_db

KECAMATAN = "kelurahan__kecamatan__code"
FIRST = date(2025, 1, 1)
DAYS = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))


def one_by_one(businesses, days) -> list[Point]:
    """The series as `coverage.totals` counts it, day by day."""
    return [Point(on, **coverage.totals(businesses.registered_by(on), on=on)) for on in days]


def in_plain_loops(businesses, days) -> list[Point]:
    """The series as somebody would count it who knows no SQL."""
    periods: dict[int, list[NibPeriod]] = {}
    for period in NibPeriod.objects.all():
        periods.setdefault(period.owner_id, []).append(period)
    points = []
    for on in days:
        there = [business for business in businesses if business.registered_on <= on]
        held = [
            period
            for business in there
            for period in periods.get(business.owner_id, [])
            if period.starts_on <= on and (period.ends_on is None or on < period.ends_on)
        ]
        checked = [period for period in held if period.verified_on and period.verified_on <= on]
        points.append(Point(on, len(there), len(held), len(checked)))
    return points


@st.composite
def owners(draw):
    """What one owner has: days of registration, and periods that do not overlap."""
    edges = sorted(draw(st.lists(DAYS, max_size=6)))
    periods = [
        (start, end if draw(st.booleans()) or edges[place + 2 :] else None)
        for place, (start, end) in zip(
            range(0, len(edges), 2), zip(edges[::2], edges[1::2], strict=False), strict=False
        )
    ]
    verified = [draw(st.none() | DAYS) for _period in periods]
    businesses = draw(
        st.lists(st.tuples(DAYS, st.sampled_from(["Fontein", "Oesapa", "Alak"])), max_size=3)
    )
    return businesses, [(*period, on) for period, on in zip(periods, verified, strict=True)]


def store(found) -> None:
    """Store what `owners` drew, past the rules: any dates must be counted alike."""
    places = {place.name: place for place in Kelurahan.objects.all()}
    number = 0
    for businesses, periods in found:
        owner = make_owner()
        owner.save()
        nib = Nib.objects.create(owner=owner)
        for starts_on, ends_on, verified_on in periods:
            NibPeriod.objects.create(
                nib=nib, owner=owner, starts_on=starts_on, ends_on=ends_on, verified_on=verified_on
            )
        for registered_on, name in businesses:
            number += 1
            business = make_business(
                owner=owner,
                kelurahan=places[name],
                registered_on=registered_on,
                code=f"KPG-{number:06d}",
            )
            business.save()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(found=st.lists(owners(), max_size=5), days=st.sets(DAYS, max_size=30).map(sorted))
def test_the_series_is_what_the_separate_counts_say(found, days, register):
    with transaction.atomic():
        store(found)
        businesses = Business.objects.all()
        whole = coverage_series.series(businesses, days)
        groups = coverage_series.by_group(businesses, days, key=KECAMATAN)

        assert whole == one_by_one(businesses, days) == in_plain_loops(businesses, days)
        assert coverage_series.total(groups, days) == whole
        for code, points in groups.items():
            assert points == one_by_one(businesses.filter(**{KECAMATAN: code}), days)
        transaction.set_rollback(True)


def test_the_demo_counted_in_plain_loops_at_24_month_ends(register):
    call_command("seed_demo", businesses=300, with_nib=210, seed=3, stdout=StringIO())
    businesses = Business.objects.all()
    until = max(businesses.values_list("registered_on", flat=True))
    days = month_ends(until, 24)
    points = coverage_series.by_month(businesses, until=until)[None]

    assert points == in_plain_loops(businesses, days) == one_by_one(businesses, days)
    assert points[-1].businesses == 300
    assert 0 < points[0].with_nib < points[-1].with_nib
    groups = coverage_series.by_month(businesses, until=until, key=KECAMATAN)
    assert len(groups) == 6
    for code, counted in groups.items():
        assert counted == in_plain_loops(businesses.filter(**{KECAMATAN: code}), days)


@pytest.mark.parametrize("days", [1, 24, 120])
@pytest.mark.parametrize("key", ["", KECAMATAN])
def test_two_queries_however_many_days(petugas, days, key, django_assert_num_queries):
    registered(by=petugas, registered_on=FIRST)
    with django_assert_num_queries(2):
        coverage_series.by_month(Business.objects.all(), until=FIRST, months=days, key=key)


def test_a_business_counts_from_its_registration_with_the_nib_that_its_owner_had(petugas):
    owner = make_owner()
    registered(by=petugas, owner=owner, registered_on=date(2025, 3, 1))
    nib_of(owner, by=petugas, issued_on=date(2024, 1, 1))
    days = [date(2025, 2, 28), date(2025, 3, 1)]

    assert coverage_series.series(Business.objects.all(), days) == [
        Point(days[0], 0, 0, 0),
        Point(days[1], 1, 1, 0),
    ]


def test_a_merged_business_counts_once(petugas, verifikator):
    owner = make_owner()
    kept, gone = (registered(by=petugas, owner=owner, registered_on=FIRST) for _ in range(2))
    nib_of(owner, by=petugas, issued_on=FIRST)
    assert coverage_series.series(Business.objects.all(), [FIRST]) == [Point(FIRST, 2, 2, 0)]
    merging.merge(kept, gone, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)

    assert coverage_series.series(Business.objects.all(), [FIRST]) == [Point(FIRST, 1, 1, 0)]


def test_no_businesses_are_a_series_of_zeros():
    nobody = Business.objects.none()
    assert coverage_series.series(nobody, [FIRST]) == [Point(FIRST, 0, 0, 0)]
    assert coverage_series.by_group(nobody, [FIRST], key=KECAMATAN) == {}
    assert coverage_series.series(nobody, []) == []


@pytest.mark.parametrize("days", [[date(2025, 2, 1), FIRST], [FIRST, FIRST]])
def test_days_out_of_order_are_refused(days):
    with pytest.raises(ValueError, match="in order"):
        coverage_series.series(Business.objects.all(), days)


@pytest.mark.parametrize(
    ("until", "months", "expected"),
    [
        ("2026-03-10", 3, ["2026-01-31", "2026-02-28", "2026-03-10"]),
        ("2024-03-31", 2, ["2024-02-29", "2024-03-31"]),
        ("2026-01-01", 2, ["2025-12-31", "2026-01-01"]),
        ("2026-01-15", 1, ["2026-01-15"]),
    ],
)
def test_the_ends_of_months(until, months, expected):
    ends = month_ends(date.fromisoformat(until), months)
    assert [day.isoformat() for day in ends] == expected
