"""What was verified long ago falls due, stays public, and is confirmed by other eyes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from businesses import registration, verification
from businesses.checklist import NotChecked
from businesses.models import Business
from common.days import months_before
from tests.factories import CHECKED, published, registered

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 24, date(2024, 11, 22)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert months_before(day, months) == expected


def test_what_was_verified_long_ago_is_due_and_stays_public(petugas, verifikator, settings):
    settings.REVERIFY_AFTER_MONTHS = 24
    today = timezone.localdate()
    limit = months_before(today, 24)
    businesses = {
        name: published(by=petugas, verifier=verifikator, name=name)
        for name in ("on the day", "a day later", "closed")
    }
    for name, day in (
        ("on the day", limit),
        ("a day later", limit + timedelta(days=1)),
        ("closed", limit),
    ):
        Business.objects.filter(pk=businesses[name].pk).update(verified_on=day)
    Business.objects.filter(name="closed").update(activity_status="closed")
    registered(by=petugas, name="draft")

    due = Business.objects.due_for_reverification(today)

    assert [business.name for business in due] == ["on the day"]
    assert Business.objects.public().filter(name="on the day").exists()


def test_confirming_renews_the_day_and_needs_other_eyes(petugas, persona, verifikator):
    business = published(by=petugas, verifier=verifikator)
    Business.objects.filter(pk=business.pk).update(verified_on=date(2020, 1, 2))
    business.refresh_from_db()
    both = persona("verifikator", username="dua-peran")
    both.user_permissions.set(petugas.groups.get().permissions.all())
    business.landmark = "Dekat gereja"
    business = registration.revise(business, by=both, version=business.version)

    with pytest.raises(verification.FourEyes):
        verification.move(business, "confirm", by=both, version=business.version, checklist=CHECKED)
    with pytest.raises(NotChecked):
        verification.move(business, "confirm", by=verifikator, version=business.version)
    business = verification.move(
        business, "confirm", by=verifikator, version=business.version, checklist=CHECKED
    )

    assert (business.verified_on, business.is_public) == (timezone.localdate(), True)
    assert business.listing.pk
    assert business.steps.first().checklist == CHECKED
