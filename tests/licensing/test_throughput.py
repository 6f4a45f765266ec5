"""Throughput: days per stage against a fixture that was counted by hand."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from businesses.models import Business
from licensing.models import AssistanceCase, CaseStep
from licensing.throughput import UNKNOWN, WHOLE, Throughput, Times
from tests.factories import registered

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def moment(day: str) -> datetime:
    """Noon of a day in 2026: "03-05"."""
    return timezone.make_aware(datetime.fromisoformat(f"2026-{day}T12:00"))


@pytest.fixture
def case_with(petugas, perizinan):
    """Make a case of a business of its own from its steps: ("03-01", "opened"), …"""

    def make(*steps, kind="nib", channel="mpp", opened_on=None, kelurahan="Fontein"):
        business = registered(by=petugas, kelurahan=kelurahan)
        stage = steps[-1][1] if steps else "opened"
        is_closed = stage in ("done", "cancelled")
        case = AssistanceCase(
            business=business,
            kind=kind,
            channel=channel,
            stage=stage,
            opened_on=opened_on or moment(steps[0][0]).date(),
            closed_on=moment(steps[-1][0]).date() if is_closed else None,
        )
        case.stamp(perizinan)
        case.save()
        before = ""
        for day, into in steps:
            step = CaseStep.objects.create(
                case=case, action="x", from_status=before, to_status=into, by=perizinan
            )
            CaseStep.objects.filter(pk=step.pk).update(at=moment(day))
            before = into
        return case

    return make


@pytest.fixture
def counted(case_with):
    """Five cases, counted by hand below."""
    case_with(("03-01", "opened"), ("03-03", "preparing"), ("03-09", "filed"), ("03-10", "done"))
    case_with(  # sent back: two stays in preparing and two in filed
        ("03-02", "opened"),
        ("03-06", "preparing"),
        ("03-08", "filed"),
        ("03-11", "preparing"),
        ("03-15", "filed"),
        ("03-20", "done"),
        channel="saboak",
    )
    case_with(("02-20", "opened"), ("03-12", "cancelled"), kind="halal")
    case_with(("03-30", "opened"), ("04-02", "preparing"), kind="halal", channel="phone")
    case_with(("01-05", "opened"), ("01-10", "filed"), ("02-01", "done"))  # before the period


def measured(group="kind", businesses=None, first=FIRST, last=LAST):
    rows = Business.objects.all() if businesses is None else businesses
    return Throughput(rows, group=group, first=first, last=last)


def summary(times):
    return (sorted(times.days), times.unknown, times.median, times.percentile_90)


def test_the_stays_that_ended_in_the_period(counted):
    found = measured()

    assert summary(found.of("nib", "opened")) == ([2, 4], 0, 3, 4)
    assert summary(found.of("nib", "preparing")) == ([2, 4, 6], 0, 4, 6)
    assert summary(found.of("nib", "filed")) == ([1, 3, 5], 0, 3, 5)
    assert summary(found.of("nib", WHOLE)) == ([9, 18], 0, 13.5, 18)
    assert summary(found.of("halal", "opened")) == ([20], 0, 20, 20)
    assert summary(found.of("halal", WHOLE)) == ([20], 0, 20, 20)
    assert summary(found.of("merek", WHOLE)) == ([], 0, None, None)
    assert summary(found.of(None, "opened")) == ([2, 4, 20], 0, 4, 20)
    assert summary(found.of(None, WHOLE)) == ([9, 18, 20], 0, 18, 20)


def test_the_same_by_channel(counted):
    found = measured("channel")

    assert summary(found.of("mpp", WHOLE)) == ([9, 20], 0, 14.5, 20)
    assert summary(found.of("saboak", "preparing")) == ([2, 4], 0, 3, 4)
    assert found.of(None, WHOLE).ended == 3


def test_what_waited_on_the_last_day_by_its_stage_then(counted):
    """On 31 March the fourth case was still opened, though it is being prepared today."""
    found = measured()
    assert found.of("halal", "opened").ages == [1]
    assert found.of("halal", "preparing").ages == []
    assert found.of(None, WHOLE).waiting == 1

    today = timezone.localdate()
    now = measured(last=today)
    assert now.of("halal", "preparing").ages == [(today - date(2026, 3, 30)).days]
    assert now.of("halal", "preparing").median_age == (today - date(2026, 3, 30)).days


def test_where_steps_are_missing_the_days_are_unknown(case_with):
    case = case_with(("03-01", "opened"), ("03-05", "filed"), ("03-06", "done"))
    case.steps.filter(to_status="filed").delete()
    bare = case_with(("03-01", "opened"), ("03-09", "done"))
    bare.steps.all().delete()
    waiting = case_with(("03-20", "opened"))
    waiting.steps.all().delete()

    found = measured()
    assert summary(found.of("nib", "filed")) == ([], 1, None, None)
    assert summary(found.of("nib", "opened")) == ([], 0, None, None)
    assert summary(found.of("nib", WHOLE)) == ([5], 1, 5, 5)
    assert found.of("nib", WHOLE).ended == 2
    assert found.of("nib", UNKNOWN).ages == [11]


def test_days_of_the_period_are_counted_whole(case_with):
    case_with(("02-28", "opened"), ("03-01", "preparing"))
    case_with(("03-30", "opened"), ("03-31", "preparing"))
    case_with(("03-30", "opened"), ("04-01", "preparing"))
    assert measured().of("nib", "opened").days == [1, 1]


def test_only_the_businesses_that_are_asked_about(counted, case_with, persona):
    case_with(("03-01", "opened"), ("03-31", "cancelled"), kelurahan="Alak")
    there = persona("perizinan", username="perizinan-alak", kelurahan="Alak")
    found = measured(businesses=Business.objects.visible_to(there))
    assert found.of(None, WHOLE).days == [30]


def test_nine_tenths_are_the_nearest_rank():
    assert Times(days=[float(n) for n in range(1, 11)]).percentile_90 == 9
    assert Times(days=[float(n) for n in range(1, 12)]).percentile_90 == 10


def test_the_queries_do_not_grow_with_the_cases(counted, django_assert_num_queries):
    with django_assert_num_queries(2):
        measured()


def test_another_way_to_group_is_an_error_of_the_caller(db):
    with pytest.raises(ValueError, match="kind"):
        measured("officer")
