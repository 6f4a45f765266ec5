"""The city's target for coverage: who sets it, and the path to it, reckoned by hand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from businesses.models import Kecamatan
from common.workflow import StaleVersion
from licensing import targets
from licensing.models import CoverageTarget
from licensing.targets import Path
from tests.factories import make_owner, nib_of, registered

LIST = "/admin/licensing/coveragetarget/"
YEAR = Path(starts_on=date(2026, 1, 1), start=12_000, due_on=date(2026, 12, 31), holders=15_640)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), 12_000),
        (date(2026, 1, 2), 12_010),  # 3,640 more in 364 days
        (date(2026, 7, 2), 13_820),
        (date(2026, 12, 30), 15_630),
        (date(2026, 12, 31), 15_640),
        (date(2027, 6, 1), 15_640),
    ],
)
def test_the_path_is_even(on, expected):
    assert YEAR.on(on) == expected


def test_behind_is_what_is_missing_on_the_path():
    assert YEAR.behind_by(12_000, on=date(2026, 7, 2)) == 1_820
    assert YEAR.behind_by(13_820, on=date(2026, 7, 2)) == 0
    assert YEAR.behind_by(14_000, on=date(2026, 7, 2)) == -180
    assert YEAR.behind_by(14_000, on=date(2025, 7, 2)) is None


@pytest.mark.parametrize(
    ("reached", "on", "expected"),
    [
        (12_000, date(2026, 1, 1), 305),  # 10 a day, 304.4 in a month of the average length
        (15_000, date(2026, 12, 21), 640),  # ten days left: all that is missing
        (15_640, date(2026, 7, 1), 0),
        (16_000, date(2026, 7, 1), 0),
        (12_000, date(2026, 12, 31), None),
    ],
)
def test_what_is_needed_per_month(reached, on, expected):
    assert YEAR.needed_per_month(reached, on=on) == expected


@given(
    start=st.integers(0, 20_000),
    holders=st.integers(0, 20_000),
    length=st.integers(1, 2_000),
    day=st.integers(0, 2_000),
)
def test_a_path_stays_between_its_ends_and_goes_one_way(start, holders, length, day):
    first = date(2026, 1, 1)
    path = Path(first, start, first + timedelta(days=length), holders)
    here, next_day = (path.on(first + timedelta(days=day + more)) for more in (0, 1))
    assert min(start, holders) <= here <= max(start, holders)
    assert (next_day - here) * (holders - start) >= 0


@pytest.fixture
def city(petugas):
    """Three businesses in Kota Raja, two of them with a NIB since March; one in Kelapa Lima."""
    shared = make_owner(name="Ana")
    for _ in range(2):
        registered(by=petugas, owner=shared, registered_on=date(2025, 1, 1))
    nib_of(shared, by=petugas, issued_on=date(2025, 3, 1))
    registered(by=petugas, registered_on=date(2025, 1, 1))
    registered(by=petugas, kelurahan="Oesapa", registered_on=date(2025, 6, 1))


def aim(by, **fields) -> CoverageTarget:
    typed = {"holders": 4, "starts_on": date(2025, 3, 31), "due_on": date(2025, 12, 31)}
    return targets.set_target(CoverageTarget(**{**typed, **fields}), by=by, version=None)


@pytest.mark.django_db
def test_the_path_begins_with_the_figure_of_its_first_day(city, administrator):
    kota_raja = Kecamatan.objects.get(name="Kota Raja")
    kelapa_lima = Kecamatan.objects.get(name="Kelapa Lima")
    aim(administrator)
    aim(administrator, kecamatan=kota_raja, holders=3, starts_on=date(2025, 2, 1))

    assert targets.path_of(None) == Path(date(2025, 3, 31), 2, date(2025, 12, 31), 4)
    assert targets.path_of(kota_raja) == Path(date(2025, 2, 1), 0, date(2025, 12, 31), 3)
    assert targets.path_of(kelapa_lima) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "Kota Raja"])
def test_a_place_has_one_target(administrator, name):
    place = Kecamatan.objects.filter(name=name).first()
    aim(administrator, kecamatan=place)
    with pytest.raises(IntegrityError), transaction.atomic():
        aim(administrator, kecamatan=place)


@pytest.mark.django_db
def test_the_target_lies_after_its_beginning(administrator):
    with pytest.raises(IntegrityError), transaction.atomic():
        aim(administrator, starts_on=date(2025, 12, 31))


@pytest.mark.django_db
def test_who_set_it_and_what_it_was_are_kept(administrator):
    target = aim(administrator)
    target.holders = 5
    targets.set_target(target, by=administrator, version=1)

    target.refresh_from_db()
    assert (target.updated_by, target.version) == (administrator, 2)
    assert [row.holders for row in target.history.all()] == [5, 4]
    assert {row.history_user for row in target.history.all()} == {administrator}
    with pytest.raises(StaleVersion):
        targets.set_target(target, by=administrator, version=1)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["petugas", "verifikator", "perizinan", "laporan", "pimpinan"])
def test_only_the_administrator_sets_it(role, persona, administrator):
    colleague = persona(role)
    target = aim(administrator)
    with pytest.raises(PermissionDenied):
        aim(colleague, holders=9)
    with pytest.raises(PermissionDenied):
        targets.set_target(target, by=colleague, version=1)


@pytest.mark.django_db
def test_the_page_sets_and_changes_a_target(client_of, administrator, pimpinan, petugas):
    browser = client_of(administrator)
    typed = {"kecamatan": "", "holders": "15000", "starts_on": "01/01/2026", "due_on": "31/12/2026"}
    response = browser.post(f"{LIST}add/", typed)
    assert response.status_code == 302, response.context["errors"]
    target = CoverageTarget.objects.get()
    assert (target.holders, target.updated_by) == (15_000, administrator)

    again = browser.post(f"{LIST}add/", typed)
    assert again.status_code == 200
    assert CoverageTarget.objects.count() == 1
    page = f"{LIST}{target.pk}/change/"
    browser.post(page, {**typed, "holders": "15500", "opened_version": "1"})
    target.refresh_from_db()
    assert (target.holders, target.version) == (15_500, 2)

    assert "15500" in client_of(pimpinan).get(page).content.decode().replace(".", "")
    assert client_of(pimpinan).post(page, typed).status_code == 403
    assert client_of(petugas).get(page).status_code == 403
    assert browser.get(f"{LIST}{target.pk}/history/").status_code == 200


@pytest.mark.django_db
def test_a_path_cannot_begin_in_the_future_or_after_its_end(client_of, administrator):
    browser = client_of(administrator)
    later = timezone.localdate() + timedelta(days=2)
    for starts_on, due_on in (("31/12/2025", "01/01/2025"), (f"{later:%d/%m/%Y}", "31/12/2099")):
        typed = {"kecamatan": "", "holders": "9", "starts_on": starts_on, "due_on": due_on}
        assert browser.post(f"{LIST}add/", typed).status_code == 200
    assert not CoverageTarget.objects.exists()
