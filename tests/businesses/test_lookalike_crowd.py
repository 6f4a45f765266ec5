"""Look-alikes of many drafts at once are those that are found one by one."""

import pytest

from businesses.lookalike_crowd import Crowd, load_elsewhere
from businesses.lookalikes import COLUMNS, scores
from businesses.models import Business, Kelurahan
from businesses.similarity import LIKELY, Traits
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def fontein(register) -> int:
    return Kelurahan.objects.get(name="Fontein").pk


def crowd_of(kelurahan: int, traits: Traits) -> Crowd:
    crowd = Crowd([traits])
    crowd.add_rows(Business.objects.filter(kelurahan=kelurahan).values_list(*COLUMNS))
    return crowd


@pytest.mark.parametrize(
    "draft",
    [
        {"name": "Kios Melati", "owner_name": "Ester Uji"},
        {"name": "Toko Melatti", "owner_name": "Ibu Ester Uji"},
        {"name": "Kios Melati Jaya", "owner_name": "Uji Ester"},
        {"name": "Bengkel Tabir", "owner_name": "Yosef Coba"},
        {"name": "Salon Cendrawasih", "owner_name": "Rut", "phones": frozenset({"+6286000000012"})},
        {"name": "Salon Mawar", "owner_name": "Rut Uji", "phones": frozenset({"+6286000000012"})},
    ],
)
def test_the_closest_is_the_one_that_a_search_for_one_record_finds(petugas, fontein, draft):
    registered(by=petugas, owner=make_owner(name="Ester Uji"), name="Kios Melati")
    registered(
        by=petugas,
        owner=make_owner(name="Rut Uji", phone="+6286000000012", phone_absent_reason=""),
        name="Salon Mawar",
    )
    registered(by=petugas, owner=make_owner(name="Ester Uji"), name="Kios Melati",
               kelurahan="Oesapa")  # fmt: skip
    traits = Traits(pk=-2, kelurahan_id=fontein, **draft)

    crowd = crowd_of(fontein, traits)
    crowd.add_rows(load_elsewhere([traits], [fontein]))
    best = scores(traits, least=LIKELY)[:1]

    assert crowd.closest(traits, least=LIKELY) == ((best[0][0].pk, best[0][1]) if best else None)


def two(kelurahan: int, other: int) -> list[Traits]:
    """Two drafts of nearly one name, in these kelurahan."""
    places = {"Kios Melati": kelurahan, "Kios Melatii": other}
    return [
        Traits(pk=-row, name=name, kelurahan_id=place, owner_name="Ester Uji")
        for row, (name, place) in enumerate(places.items(), start=2)
    ]


def test_an_earlier_draft_is_found_too(fontein):
    first, second = two(fontein, fontein)
    crowd = Crowd([first, second])
    crowd.add(first)

    key, same = crowd.closest(second, least=LIKELY)
    assert (key, same.score >= LIKELY) == (-2, True)


def test_the_same_name_in_another_kelurahan_is_another_business(fontein):
    first, second = two(fontein, fontein + 1)
    crowd = Crowd([first, second])
    crowd.add(first)

    assert crowd.closest(second, least=LIKELY) is None
