"""Permits that end soon or have ended: one definition, counted from today."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from businesses import activity
from licensing import expiry, permits
from licensing.models import Permit, PermitType
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 30)
LIST = "/admin/licensing/permit/"


@pytest.fixture
def here(petugas):
    return registered(by=petugas, kelurahan="Fontein", products=("Abon",))


@pytest.fixture
def enter(perizinan, here):
    def make(expires_on, code="slhs", *, number="1", **fields) -> Permit:
        holder = {} if fields.keys() & {"owner", "product"} else {"business": here}
        kind = PermitType.objects.get(code=code)
        permit = Permit(type=kind, number=number, expires_on=expires_on, **holder, **fields)
        return permits.enter(permit, by=perizinan)

    return make


def found(which, **options) -> set[int]:
    return {permit.pk for permit in which(Permit.objects.all(), on=TODAY, **options)}


@pytest.mark.parametrize("days", expiry.WINDOWS)
def test_both_ends_of_a_window(enter, days):
    past = enter(TODAY - timedelta(days=1))
    first = enter(TODAY)
    last = enter(TODAY + timedelta(days=days))
    enter(TODAY + timedelta(days=days + 1))
    enter(None)
    assert found(expiry.expiring, days=days) == {first.pk, last.pk}
    assert found(expiry.overdue) == {past.pk}


def test_only_granted_ones_count(perizinan, enter):
    soon, past = TODAY + timedelta(days=5), TODAY - timedelta(days=5)
    for day in (soon, past):
        enter(day, number="")
        granted = enter(day)
        permits.move(granted, "revoke", by=perizinan, version=granted.version, note="Dicabut")
    assert found(expiry.expiring, days=30) == found(expiry.overdue) == set()


def renewed(perizinan, old, *, number, expires_on=None) -> Permit:
    permit = Permit(type=old.type, business=old.business, number=number, renews=old)
    permit.expires_on = expires_on
    return permits.enter(permit, by=perizinan)


def test_a_granted_renewal_settles_it_and_one_applied_for_does_not(perizinan, enter):
    done, under_way = enter(TODAY - timedelta(days=9)), enter(TODAY - timedelta(days=9))
    renewed(perizinan, done, number="2", expires_on=TODAY + timedelta(days=400))
    renewed(perizinan, under_way, number="")
    assert found(expiry.overdue) == {under_way.pk}


def test_of_a_chain_the_latest_counts(perizinan, enter):
    old = enter(TODAY - timedelta(days=800))
    new = renewed(perizinan, old, number="2", expires_on=TODAY - timedelta(days=3))
    assert found(expiry.overdue) == {new.pk}
    permits.move(new, "revoke", by=perizinan, version=new.version, note="Dicabut")
    assert found(expiry.overdue) == {old.pk}


def test_the_numbers_are_those_of_the_lists(perizinan, enter, django_assert_num_queries):
    for days in (-400, -1, 0, 30, 31, 90, 91, 180, 181):
        enter(TODAY + timedelta(days=days), number=str(days))
    enter(None)
    settled = enter(TODAY - timedelta(days=9))
    renewed(perizinan, settled, number="2", expires_on=TODAY + timedelta(days=400))
    with django_assert_num_queries(1):
        numbers = expiry.counts(Permit.objects.all(), on=TODAY)
    assert numbers.pop(expiry.OVERDUE) == len(found(expiry.overdue)) == 2
    assert numbers == {days: len(found(expiry.expiring, days=days)) for days in expiry.WINDOWS}
    assert numbers == {30: 2, 90: 4, 180: 6}


def close(business, by, action="close"):
    business.refresh_from_db()
    return activity.move(business, action, by=by, version=business.version, note="Pindah")


def test_of_a_closed_business_nothing_counts(petugas, perizinan, here, enter):
    day = TODAY - timedelta(days=3)
    held = {
        enter(day).pk,
        enter(day, "halal", product=here.products.get()).pk,
        enter(day, "merek", owner=here.owner).pk,
    }
    assert found(expiry.overdue) == held
    other = registered(by=petugas, owner=here.owner)
    close(here, petugas)
    merek = Permit.objects.get(type__code="merek")
    assert found(expiry.overdue) == {merek.pk}
    close(other, petugas)
    assert found(expiry.overdue) == set()


def test_an_owner_without_a_business_has_nothing_to_renew(petugas, perizinan):
    owner = make_owner()
    owner.save()
    kind = PermitType.objects.get(code="merek")
    day = TODAY - timedelta(days=3)
    permits.enter(Permit(type=kind, number="1", owner=owner, expires_on=day), by=perizinan)
    assert found(expiry.overdue) == set()


def test_the_usual_end():
    kind = PermitType(validity_years=5)
    assert expiry.usual_end(kind, date(2024, 2, 29)) == date(2029, 2, 28)
    assert expiry.usual_end(kind, None) is None
    assert expiry.usual_end(PermitType(), date(2024, 2, 29)) is None
    assert expiry.usual_end(PermitType(validity_years=32767), date(2024, 2, 29)) is None


# -- the list --------------------------------------------------------------------------------------


@pytest.fixture
def ends(enter):
    """Permits that end so many days from the real today, by that number."""
    today = timezone.localdate()
    days = (-1, 0, 30, 90, 180, 181)
    return {number: enter(today + timedelta(days=number), number=str(number)) for number in days}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("lewat", {-1}),
        ("30", {0, 30}),
        ("90", {0, 30, 90}),
        ("180", {0, 30, 90, 180}),
        ("x", {-1, 0, 30, 90, 180, 181}),
        ("9" * 40, {-1, 0, 30, 90, 180, 181}),
    ],
)
def test_the_filter_and_its_download_count_from_today(client_of, perizinan, ends, value, expected):
    browser = client_of(perizinan)
    rows = browser.get(LIST, {"masa": value}).context["cl"].queryset
    assert {int(permit.number) for permit in rows} == expected
    file = browser.get(f"{LIST}unduh/csv/", {"masa": value})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == len(expected) + 1
    place = lines[0].split(",").index("sisa_hari")
    assert {int(line.split(",")[place]) for line in lines[1:]} == expected


def test_a_saved_filter_stays_relative(client_of, perizinan, ends):
    browser = client_of(perizinan)
    kept = {"_filter": "save", "name": "Segera habis"}
    browser.post(f"{LIST}?masa=90", kept)
    bar = browser.get(LIST).context["saved_filters"]
    assert [entry.query for entry in bar.entries] == ["masa=90"]


def test_a_frozen_date_is_no_filter(client_of, perizinan, ends):
    answer = client_of(perizinan).get(LIST, {"expires_on__lt": "2026-01-01"})
    assert answer.status_code in (302, 400)


def test_the_list_says_in_words_how_long_in_no_query_per_row(client_of, perizinan, ends, enter):
    browser = client_of(perizinan)
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        page = browser.get(LIST).content.decode()
    assert page.count("badge-red") == 3
    assert page.count("badge-amber") == 1
    for number in range(10):
        enter(timezone.localdate() + timedelta(days=number), number=f"more {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(LIST)
    assert len(many) == len(few)


def windows(answer) -> dict[str, tuple[int, bool]]:
    """Number of each link above the list, and whether it is the chosen one."""
    shown = answer.context["windows"]()
    return {value: (number, chosen) for value, _label, number, chosen in shown}


def test_above_the_list_stands_how_many_end_when(client_of, perizinan, ends):
    browser = client_of(perizinan)
    page = browser.get(LIST, {"masa": "90"})
    expected = {"lewat": (1, False), "30": (2, False), "90": (3, True), "180": (4, False)}
    assert windows(page) == expected
    for value, (number, _chosen) in expected.items():
        assert f'href="?masa={value}"' in page.content.decode()
        rows = browser.get(LIST, {"masa": value}).context["cl"].queryset
        assert rows.count() == number
    assert "expiry-windows" not in browser.get(LIST, {"_popup": "1"}).content.decode()


def test_whose_a_permit_is(client_of, perizinan, laporan, petugas, here, enter):
    product = here.products.get()
    enter(None, "halal", product=product)
    enter(None)
    enter(None, "merek", owner=here.owner)
    place = f"{here.name} ({here.code})"
    url = reverse("admin:businesses_business_change", args=[here.pk])
    link = f'<a href="{url}">{place}</a>'
    page = client_of(perizinan).get(LIST).content.decode()
    assert f"{product.name} · {link}" in page
    assert page.count(link) == 2
    assert here.owner.name in page
    assert here.owner.name not in client_of(laporan).get(LIST).content.decode()


def test_the_column_of_holders_takes_no_query_per_row(client_of, perizinan, petugas, enter):
    browser = client_of(perizinan)

    def fill():
        other = registered(by=petugas, products=("Abon",))
        enter(None, "halal", number="2", product=other.products.get())
        enter(None, "merek", number="3", owner=other.owner)

    fill()
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    for _number in range(4):
        fill()
    with CaptureQueriesContext(connection) as many:
        browser.get(LIST)
    assert len(many) == len(few)


def test_officers_see_those_of_their_area_only(client_of, persona, ends):
    foreign = persona("perizinan", username="alak", kelurahan="Alak")
    rows = client_of(foreign).get(reverse("admin:licensing_permit_changelist"), {"masa": "lewat"})
    assert list(rows.context["cl"].queryset) == []
    assert {number for number, _chosen in windows(rows).values()} == {0}
