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


def crowd_of(kelurahan: int) -> Crowd:
    crowd = Crowd()
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

    crowd = crowd_of(fontein)
    crowd.add_rows(load_elsewhere([traits], [fontein]))
    best = scores(traits, least=LIKELY)[:1]

    assert crowd.closest(traits, least=LIKELY) == ((best[0][0].pk, best[0][1]) if best else None)


def test_an_earlier_draft_is_found_too(fontein):
    crowd = Crowd()
    first = Traits(pk=-2, name="Kios Melati", kelurahan_id=fontein, owner_name="Ester Uji")
    crowd.add(first)

    key, same = crowd.closest(
        Traits(pk=-3, name="Kios Melatii", kelurahan_id=fontein, owner_name="Ester Uji"),
        least=LIKELY,
    )
    assert (key, same.score >= LIKELY) == (-2, True)


def test_the_same_name_in_another_kelurahan_is_another_business(fontein):
    crowd = Crowd()
    crowd.add(Traits(pk=-2, name="Kios Melati", kelurahan_id=fontein, owner_name="Ester Uji"))

    other = Traits(pk=-3, name="Kios Melati", kelurahan_id=fontein + 1, owner_name="Ester Uji")
    assert crowd.closest(other, least=LIKELY) is None
