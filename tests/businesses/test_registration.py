"""Registration: numbers, scale, owners, area; one entry or many."""

import pytest
from django.core.exceptions import PermissionDenied

from businesses import registration
from businesses.models import Business, Category, Kbli, Owner, Product
from businesses.registration import AlreadyRegistered, Entry, OutsideArea
from tests.factories import invented_nik, make_business, make_owner, registered

pytestmark = pytest.mark.django_db


def test_numbers_are_consecutive_and_never_given_twice(petugas):
    first = registered(by=petugas)
    second, third = registration.register_all(
        [Entry(b.owner, b) for b in (make_business(), make_business())], by=petugas
    )
    assert [b.code for b in (first, second, third)] == ["KPG-000001", "KPG-000002", "KPG-000003"]


def test_an_account_without_a_role_registers_nothing(register, django_user_model):
    guest = django_user_model.objects.create(username="tamu")
    with pytest.raises(PermissionDenied):
        registered(by=guest)


def test_all_are_registered_or_none(petugas):
    nik = invented_nik()
    entries = [
        Entry(b.owner, b)
        for b in (
            make_business(owner=make_owner(nik=nik)),
            make_business(owner=make_owner(nik=nik)),
        )
    ]
    with pytest.raises(AlreadyRegistered):
        registration.register_all(entries, by=petugas)
    assert not Business.objects.exists()
    assert not Owner.objects.exists()
    assert registered(by=petugas).code == "KPG-000001"


def test_several_entries_may_share_an_owner(petugas):
    owner = make_owner(nik=invented_nik())
    registration.register_all(
        [Entry(owner, make_business(owner=owner)) for _ in range(3)], by=petugas
    )
    assert Owner.objects.get().businesses.count() == 3


def test_a_person_may_also_answer_for_a_legal_entity(petugas):
    nik = invented_nik()
    registered(by=petugas, owner=make_owner(nik=nik))
    registered(by=petugas, owner=make_owner(nik=nik, kind="pt", name="PT Uji"))
    assert Owner.objects.with_nik(nik).count() == 2


def test_owners_without_a_nik_never_collide(petugas):
    for _ in range(3):
        registered(by=petugas)
    assert Owner.objects.filter(nik_digest__isnull=True).count() == 3


def test_everything_is_stored_with_its_history(petugas, fontein, sei):
    owner = make_owner()
    business = make_business(owner=owner, category="kuliner")
    entry = Entry(
        owner,
        business,
        products=[Product(name="Se'i", price_min=90_000)],
        categories=[sei],
        kbli=[Kbli.objects.get(code="10120")],
    )
    stored = registration.register_all([entry], by=petugas, reason="import 7")[0]

    assert stored.products.get().name == "Se'i"
    assert [line.category for line in stored.category_lines.all()] == [sei]
    assert stored.kbli_lines.get().kbli.code == "10120"
    for record in (stored, stored.owner, stored.products.get(), stored.category_lines.get()):
        event = record.history.get()
        assert (event.history_user, event.history_change_reason) == (petugas, "import 7")


def test_a_foreign_kelurahan_stops_the_registration(persona):
    officer = persona("petugas", username="petugas-alak", kelurahan="Alak")
    with pytest.raises(OutsideArea):
        registered(by=officer)
    assert registered(by=officer, kelurahan="Alak").pk


def test_an_officer_of_a_kecamatan_covers_its_kelurahan(persona):
    officer = persona("petugas", username="petugas-kotaraja", kecamatan="Kota Raja")
    assert registered(by=officer, kelurahan="Fontein").pk
    assert registered(by=officer, kelurahan="Nunleu").pk
    with pytest.raises(OutsideArea):
        registered(by=officer, kelurahan="Oesapa")


def test_a_record_cannot_be_moved_out_of_the_area(persona):
    officer = persona("petugas", username="petugas-alak", kelurahan="Alak")
    business = registered(by=officer, kelurahan="Alak")
    business.kelurahan = make_business(kelurahan="Oesapa").kelurahan
    with pytest.raises(OutsideArea):
        registration.revise(business, by=officer, version=business.version)


def test_further_categories_are_set_with_history(petugas, sei):
    business = registered(by=petugas, category="kuliner")
    kriya = Category.objects.get(slug="kriya")
    registration.set_categories(business, [sei, kriya, business.primary_category], by=petugas)
    assert set(business.categories.all()) == {sei, kriya}

    registration.set_categories(business, [kriya], by=petugas)
    assert list(business.categories.all()) == [kriya]
    gone = business.category_lines.model.history.filter(category=sei).first()
    assert (gone.history_type, gone.history_user) == ("-", petugas)


@pytest.mark.parametrize(
    ("figures", "scale", "basis"),
    [
        ({}, "", ""),
        ({"annual_sales": 2_000_000_000}, "mikro", "sales"),
        ({"annual_sales": 2_000_000_001}, "kecil", "sales"),
        ({"annual_sales": 15_000_000_001}, "menengah", "sales"),
        ({"annual_sales": 50_000_000_001}, "", ""),
        ({"capital": 1_000_000_000}, "mikro", "capital"),
        ({"capital": 5_000_000_001}, "menengah", "capital"),
        ({"annual_sales": 10_000_000_000, "capital": 1}, "kecil", "sales"),
        ({"sales_band": "le300jt"}, "mikro", "sales_band"),
        ({"sales_band": "le2500jt"}, "", ""),
        ({"sales_band": "le2500jt", "capital_band": "le50jt"}, "", ""),
        ({"capital_band": "le500jt"}, "mikro", "capital_band"),
        ({"sales_band": "le300jt", "annual_sales": 3_000_000_000}, "kecil", "sales"),
    ],
)
def test_the_scale_follows_pp_7_2021(petugas, figures, scale, basis):
    business = registered(by=petugas, **figures)
    assert (business.scale, business.scale_basis) == (scale, basis)
