"""Taking an import back: a row on which somebody has worked stays, and says why."""

import pytest

from businesses import registration, verification
from businesses.models import (
    Business,
    DuplicatePair,
    Photo,
    Product,
)
from imports.models import ImportedRow
from imports.undoing import look, undo
from licensing import assistance, lifecycle
from licensing.models import Nib
from tests.factories import registered
from tests.imports.lists import many
from tests.imports.undone import a_batch, edited, full, row_of, stayed

pytestmark = pytest.mark.django_db


def submitted(business, petugas, other):
    verification.submit(business, by=other, version=business.version)


def with_a_photo(business, petugas, other):
    photo = Photo(business=business, image="foto/uji.webp", width=1, height=1)
    Photo.objects.bulk_create([photo])


def with_a_case(business, petugas, other):
    case = assistance.draft(business, kind="nib", channel="mpp", by=other)
    assistance.open_case(case, by=other)


def in_a_decided_pair(business, petugas, other):
    twin = registered(by=petugas)
    first, second = sorted((business, twin), key=lambda b: b.pk)
    DuplicatePair.objects.create(first=first, second=second, score=90, status="distinct")


def with_another_product(business, petugas, other):
    Product.objects.create(business=business, name="Teh")


def with_a_changed_owner(business, petugas, other):
    owner = business.owner
    owner.address = "Jl. Uji 9"
    registration.save_owner(owner, by=other, version=owner.version)


def in_a_later_list(business, petugas, other):
    row_of(a_batch(petugas), business, "products", number=7)


def without_a_product(business, petugas, other):
    product = business.products.first()
    product._history_user = other
    product.delete()


@pytest.mark.parametrize(
    ("touch", "reason"),
    [
        (edited, "Business: changed on"),
        (submitted, "Business: changed on"),
        (with_a_photo, "photos"),
        (with_a_case, "cases"),
        (in_a_decided_pair, "possible duplicates"),
        (with_another_product, "products"),
        (with_a_changed_owner, "Owner: changed on"),
        (in_a_later_list, "imported rows"),
        (without_a_product, "Product: removed on"),
    ],
)
def test_a_row_that_was_worked_on_stays(commit, petugas, persona, touch, reason):
    batch = commit(many({"Produk": "Nasi"}, {"Nama Usaha": "B", "Nama Pemilik": "Lain Uji"})).batch
    business = Business.objects.get(name="Kios Melati")
    other = persona("petugas", username="petugas-dua")
    touch(business, petugas, other)

    found = undo(batch, by=petugas)

    assert reason in stayed(found)[2]
    assert Business.objects.filter(pk=business.pk).exists()
    assert not Business.objects.filter(name="B").exists()
    kept = ImportedRow.objects.filter(batch=batch)
    assert [row.number for row in kept] == [2]


def test_who_changed_it_is_told(commit, petugas, persona):
    batch = commit(full()).batch
    other = persona("petugas", username="petugas-dua")
    other.full_name = "Rambu Uji"
    other.save()
    edited(Business.objects.get(), petugas, other)

    assert "Rambu Uji" in stayed(look(batch))[2]


def test_a_nib_that_was_verified_keeps_its_row(commit, petugas, persona):
    batch = commit(full()).batch
    nib = Nib.objects.get()
    perizinan = persona("perizinan")
    lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="oss")

    assert "NIB: changed on" in stayed(look(batch))[2]


def test_an_open_pair_that_was_only_found_goes_with_the_record(commit, petugas):
    batch = commit(full()).batch
    twin = registered(by=petugas)
    first, second = sorted((Business.objects.get(name="Kios Melati"), twin), key=lambda b: b.pk)
    DuplicatePair.objects.create(first=first, second=second, score=90)

    undo(batch, by=petugas)

    assert Business.objects.get() == twin
    assert not DuplicatePair.objects.exists()
