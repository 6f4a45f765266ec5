"""The list of cases: what is open, by age, officer and place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from licensing import assistance
from tests.factories import registered
from tests.licensing.cases import opened

pytestmark = pytest.mark.django_db


def listed(client, **query):
    page = reverse("admin:licensing_assistancecase_changelist")
    return list(client.get(page, query).context["cl"].result_list)


def test_the_list_of_open_cases_is_what_its_filter_says(client_of, perizinan, here):
    late = opened(
        here,
        "halal",
        by=perizinan,
        officer=perizinan,
        days=60,
        due_on=timezone.localdate() - timedelta(days=30),
    )
    other = opened(here, "merek", by=perizinan)
    closed = opened(here, "pirt", by=perizinan)
    assistance.move(closed, "cancel", by=perizinan, version=closed.version, note="Batal")
    client = client_of(perizinan)

    assert set(listed(client, terbuka="ya")) == {late, other}
    assert listed(client, terbuka="saya") == [late]
    assert listed(client, terbuka="terlambat") == [late]
    assert listed(client, terbuka="ditutup") == [closed]
    assert listed(client, petugas="saya") == [late]
    assert set(listed(client, petugas="tanpa")) == {other, closed}


def test_the_list_by_age(client_of, perizinan, here):
    kinds = dict(zip(("nib", "pirt", "halal", "merek"), (7, 8, 30, 31), strict=True))
    cases = {days: opened(here, kind, days=days, by=perizinan) for kind, days in kinds.items()}
    client = client_of(perizinan)

    assert listed(client, umur="0-7") == [cases[7]]
    assert listed(client, umur="8-14") == [cases[8]]
    assert listed(client, umur="15-30") == [cases[30]]
    assert listed(client, umur="31") == [cases[31]]
    assert listed(client, terbuka="ya") == [cases[31], cases[30], cases[8], cases[7]]
    assert listed(client) == [cases[7], cases[8], cases[30], cases[31]]
    assert len(listed(client, umur="x")) == 4


def test_the_list_of_a_place(client_of, perizinan, petugas, here):
    there = opened(registered(by=petugas, kelurahan="Alak"), "nib", by=perizinan)
    opened(here, "nib", by=perizinan)
    client = client_of(perizinan)
    assert listed(client, tempat=there.business.kelurahan.code) == [there]
