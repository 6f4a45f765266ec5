"""Taking an import back: a changed business is again what it was before."""

import pytest

from businesses import registration, verification
from businesses.models import (
    Business,
)
from directory.models import Listing
from imports.models import ImportedRow
from imports.undoing import look, undo
from licensing.models import Nib, NibPeriod
from tests.factories import nib_of, published, registered, verified, verify
from tests.imports.lists import counts, one
from tests.imports.undone import a_batch, edited, list_adds, list_says, row_of, stayed

pytestmark = pytest.mark.django_db


def test_a_list_that_changed_a_business_is_undone_and_can_come_again(commit, petugas):
    nik = {"NIK": "9900000000990001"}
    commit(one(**nik, Patokan="Lama"))
    again = one(**nik, Patokan="Baru", Produk="Nasi", HP="0812 0000 0001")
    result = commit(again)
    business = Business.objects.get()
    assert counts(result) == [0, 1, 0, 0, 0]
    assert (business.landmark, business.owner.phone) == ("Baru", "+6281200000001")

    found = undo(result.batch, by=petugas)

    business = Business.objects.get()
    assert (found.staying, found.remarks) == ([], [])
    assert (business.landmark, business.products.count()) == ("Lama", 0)
    assert (business.owner.phone, business.owner.phone_absent_reason) == ("", "not_recorded")
    assert counts(commit(again)) == [0, 1, 0, 0, 0]


def test_a_nib_of_a_changed_row_goes_and_its_number_is_free(commit, petugas):
    commit(one(NIK="9900000000990001"))
    batch = commit(one(NIK="9900000000990001", NIB="0000000099001")).batch
    assert Nib.objects.get().status == "recorded"

    undo(batch, by=petugas)

    assert not Nib.objects.exists()
    assert not NibPeriod.objects.exists()
    other = registered(by=petugas)
    assert nib_of(other.owner, by=petugas, number="0000000099001")


def test_a_changed_business_gets_back_what_it_was(petugas):
    business = registered(by=petugas, landmark="Lama", annual_sales=1_000_000, phone="+62811000")
    before = business.scale
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru", annual_sales=90_000_000_000, scale="besar")
    row_of(batch, business, "business.landmark")
    version = business.version

    found = undo(batch, by=petugas)

    business.refresh_from_db()
    assert found.restored == [business.pk]
    assert (business.landmark, business.annual_sales, business.scale) == ("Lama", 1_000_000, before)
    assert (business.version, business.updated_by) == (version + 1, petugas)
    last = business.history.first()
    assert last.history_change_reason == f"import_undone {batch.pk}"
    assert not ImportedRow.objects.exists()


def test_owner_and_products_of_a_changed_row_go_back_too(petugas):
    business = registered(by=petugas, products=("Nasi",))
    batch = a_batch(petugas)
    list_says(batch, business.owner, address="Jl. Daftar")
    list_adds(batch, business, "Kue")
    row_of(batch, business, "owner.address", "products")

    undo(batch, by=petugas)

    business.refresh_from_db()
    assert business.owner.address == ""
    assert [product.name for product in business.products.all()] == ["Nasi"]


def test_what_was_changed_since_stays_as_a_whole(petugas):
    business = registered(by=petugas, landmark="Lama")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru")
    list_adds(batch, business, "Kue")
    row_of(batch, business, "business.landmark", "products")
    edited(business, petugas, petugas)
    other = registered(by=petugas, landmark="Lama")
    list_says(batch, other, landmark="Baru")
    row_of(batch, other, "business.landmark", number=3)

    found = undo(batch, by=petugas)

    business.refresh_from_db()
    other.refresh_from_db()
    assert (business.landmark, other.landmark) == ("Depan pasar", "Lama")
    assert business.products.count() == 1
    assert list(stayed(found)) == [2]


def test_a_business_that_the_list_sent_back_stays_in_the_queue(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator, name="Asli")
    batch = a_batch(petugas)
    list_says(batch, business, name="Dari daftar")
    row_of(batch, business, "business.name")
    assert business.verification_status == "submitted"

    found = undo(batch, by=petugas)

    business.refresh_from_db()
    assert (business.name, business.verification_status) == ("Asli", "submitted")
    assert "Waits for verification" in found.remarks[0].reasons[0]


def test_the_same_after_a_real_list(commit, petugas, verifikator):
    commit(one(NIK="9900000000990001"))
    business = verification.submit(Business.objects.get(), by=petugas, version=1)
    verify(business, by=verifikator)
    batch = commit(one(NIK="9900000000990001", **{"Alamat Usaha": "Jl. Pindah 9"})).batch
    business = Business.objects.get()
    assert (business.address, business.verification_status) == ("Jl. Pindah 9", "submitted")

    found = undo(batch, by=petugas)

    business.refresh_from_db()
    assert (business.address, business.verification_status) == ("Jl. Cendana", "submitted")
    assert "Waits for verification" in found.remarks[0].reasons[0]


def test_a_business_that_was_verified_with_what_the_list_says_stays(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator)
    batch = a_batch(petugas)
    list_says(batch, business.owner, responsible_name="X", nik_digest="0" * 64)
    row_of(batch, business, "owner.nik")

    assert "verified since" in stayed(look(batch))[2]


def test_the_directory_follows(petugas, verifikator):
    business = published(by=petugas, verifier=verifikator, landmark="Lama")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru")
    registration.announce([business])
    row_of(batch, business, "business.landmark")
    assert Listing.objects.get().landmark == "Baru"

    undo(batch, by=petugas)

    assert Listing.objects.get().landmark == "Lama"


def test_a_number_typed_into_a_waiting_nib_stays_and_is_named(petugas):
    business = registered(by=petugas, landmark="Lama")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru")
    nib = nib_of(business.owner, by=petugas)
    row_of(batch, business, "business.landmark", "nib.number")

    found = undo(batch, by=petugas)

    assert Nib.objects.get() == nib
    assert found.remarks[0].reasons == ("NIB: stays as the list says.",)
