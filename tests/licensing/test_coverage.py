"""Coverage on a date, against a fixture counted by hand."""

from datetime import date

import pytest

from businesses.models import Business
from licensing import coverage, coverage_series, lifecycle
from licensing.coverage_series import Point
from tests.factories import make_owner, nib_of, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(petugas, perizinan):
    """Six businesses of four owners.

    Ana holds a NIB from 1 Feb, verified from 1 March; two businesses.
    Beni holds one from 1 Jan, frozen on 1 April, thawed on 1 June; two businesses.
    Citra holds one from 15 March, revoked on 1 May; one business, without a category.
    Dedi holds none; one business.
    """

    def owner(name, count, **fields):
        shared = make_owner(name=name)
        for _ in range(count):
            registered(by=petugas, owner=shared, registered_on=date(2025, 1, 1), **fields)
        return shared

    def move(nib, action, on, **typed):
        return lifecycle.move(nib, action, by=perizinan, version=nib.version, on=on, **typed)

    ana = nib_of(owner("Ana", 2, category="tenun"), by=petugas, issued_on=date(2025, 2, 1))
    move(ana, "verify", date(2025, 3, 1), how="document")
    beni = nib_of(
        owner("Beni", 2, kelurahan="Oesapa", category="tenun"),
        by=petugas,
        issued_on=date(2025, 1, 1),
    )
    beni = move(beni, "freeze", date(2025, 4, 1), note="dibekukan")
    move(beni, "thaw", date(2025, 6, 1), note="dibuka")
    citra = nib_of(owner("Citra", 1), by=petugas, issued_on=date(2025, 3, 15))
    move(citra, "revoke", date(2025, 5, 1), note="dicabut")
    owner("Dedi", 1, kelurahan="Oesapa", category="kuliner")


@pytest.mark.parametrize(
    ("on", "with_nib", "verified"),
    [
        (date(2024, 12, 31), 0, 0),  # nobody is registered yet, and no NIB is issued
        (date(2025, 1, 1), 2, 0),  # Beni
        (date(2025, 2, 28), 4, 0),  # and Ana
        (date(2025, 3, 31), 5, 2),  # and Citra; Ana's is verified
        (date(2025, 4, 1), 3, 2),  # Beni frozen from this day on
        (date(2025, 5, 1), 2, 2),  # Citra revoked from this day on
        (date(2025, 6, 1), 4, 2),  # Beni thawed
    ],
)
def test_the_count_on_a_date_is_the_one_made_by_hand(city, on, with_nib, verified):
    totals = coverage.totals(Business.objects.all(), on=on)

    assert totals == {"businesses": 6, "with_nib": with_nib, "with_verified_nib": verified}
    assert coverage.holding_nib(Business.objects.all(), on=on).count() == with_nib
    assert coverage.holding_verified_nib(Business.objects.all(), on=on).count() == verified
    assert coverage.without_nib(Business.objects.all(), on=on).count() == 6 - with_nib


def test_the_series_is_the_one_made_by_hand(city):
    """Fontein lies in Kota Raja, Oesapa in Kelapa Lima; nobody was registered in 2024."""
    days = [
        date(2024, 12, 31),
        date(2025, 1, 31),
        date(2025, 3, 31),
        date(2025, 4, 30),
        date(2025, 5, 31),
        date(2025, 6, 1),
    ]
    kota_raja = [(0, 0, 0), (3, 0, 0), (3, 3, 2), (3, 3, 2), (3, 2, 2), (3, 2, 2)]
    kelapa_lima = [(0, 0, 0), (3, 2, 0), (3, 2, 0), (3, 0, 0), (3, 0, 0), (3, 2, 0)]
    whole = [(0, 0, 0), (6, 2, 0), (6, 5, 2), (6, 3, 2), (6, 2, 2), (6, 4, 2)]

    def series(figures):
        return [Point(on, *counts) for on, counts in zip(days, figures, strict=True)]

    groups = coverage_series.by_group(
        Business.objects.all(), days, key="kelurahan__kecamatan__name"
    )
    assert groups == {"Kota Raja": series(kota_raja), "Kelapa Lima": series(kelapa_lima)}
    assert coverage_series.series(Business.objects.all(), days) == series(whole)


def test_groups_add_up_with_the_unknown_as_one_of_them(city):
    groups = coverage.by_group(
        Business.objects.all(),
        on=date(2025, 3, 31),
        key="primary_category__slug",
        label="primary_category__name",
    )

    assert {g["key"]: (g["businesses"], g["with_nib"], g["with_verified_nib"]) for g in groups} == {
        "tenun": (4, 4, 2),
        "kuliner": (1, 0, 0),
        None: (1, 1, 0),
    }


def test_an_owner_has_one_period_at_most_on_any_day(city):
    for on in (date(2025, 2, 28), date(2025, 4, 1), date(2025, 6, 1)):
        owners = list(coverage.in_force(on).values_list("owner_id", flat=True))
        assert len(owners) == len(set(owners))
