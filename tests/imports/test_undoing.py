"""Taking an import back: what nobody has worked on goes, the rest stays and is listed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from businesses import disclosure, registration, verification, words
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    DuplicatePair,
    Owner,
    Photo,
    Product,
)
from common import history
from common.workflow import WrongState
from directory.models import Listing
from imports.models import ImportBatch, ImportedRow
from imports.undoing import look, undo
from licensing import assistance, lifecycle
from licensing.models import Nib, NibPeriod
from tests.factories import nib_of, published, registered, verified
from tests.imports.lists import counts, many, one
from tests.imports.undone import a_batch, full, list_adds, list_says, row_of

pytestmark = pytest.mark.django_db

OF_A_LIST = (Business, Owner, Product, BusinessCategory, BusinessKbli, Nib)


def stayed(found):
    """Row number → why it stays, as one text."""
    return {line.number: " ".join(line.reasons) for line in found.staying}


# -- new businesses -------------------------------------------------------------------------------


def test_a_new_business_goes_with_everything_that_came_with_it(commit, petugas):
    batch = commit(full()).batch
    business = Business.objects.get()

    found = undo(batch, by=petugas)

    assert found.removed == [business.pk]
    assert found.staying == found.remarks == []
    for model in (*OF_A_LIST, NibPeriod, ImportedRow):
        assert not model.objects.exists()
    batch.refresh_from_db()
    assert batch.undone_by == petugas
    assert batch.undone_at is not None


def test_the_history_keeps_what_was_removed_and_why(commit, petugas):
    batch = commit(full()).batch

    undo(batch, by=petugas)

    for model in OF_A_LIST:
        last = model.history.order_by("-history_id").first()
        assert (last.history_type, last.history_change_reason, last.history_user) == (
            "-",
            f"import_undone {batch.pk}",
            petugas,
        )
    assert Product.history.filter(history_type="-").count() == 2


def test_the_same_list_can_be_imported_again_and_numbers_are_not_given_again(commit, petugas):
    batch = commit(many({}, {"Nama Usaha": "B"})).batch
    before = set(Business.objects.values_list("code", flat=True))
    undo(batch, by=petugas)

    result = commit(many({}, {"Nama Usaha": "B"}))

    assert counts(result) == [2, 0, 0, 0, 0]
    assert not before & set(Business.objects.values_list("code", flat=True))


def test_a_search_does_not_find_what_was_taken_back(commit, petugas):
    batch = commit(full()).batch
    assert words.matching(Business.objects, "melati").exists()

    undo(batch, by=petugas)

    assert not words.matching(Business.objects, "melati").exists()


def test_an_owner_from_before_the_list_stays_with_the_other_businesses(commit, petugas):
    commit(one(NIK="9900000000990001"))
    owner = Owner.objects.get()
    batch = commit(one(**{"NIK": "9900000000990001", "Nama Usaha": "B", "Alamat Usaha": "X"})).batch

    undo(batch, by=petugas)

    assert Business.objects.get().name == "Kios Melati"
    assert Owner.objects.get() == owner


def test_two_businesses_of_one_new_owner_go_together(commit, petugas):
    batch = commit(many({}, {"Nama Usaha": "B"}, NIK="9900000000990001")).batch
    assert Owner.objects.count() == 1

    undo(batch, by=petugas)

    assert not Owner.objects.exists()


def test_the_owner_stays_while_another_row_of_the_owner_stays(commit, petugas):
    batch = commit(many({}, {"Nama Usaha": "B"}, NIK="9900000000990001")).batch
    touched = Business.objects.get(name="B")
    touched.landmark = "Depan pasar"
    registration.revise(touched, by=petugas, version=touched.version)

    found = undo(batch, by=petugas)

    assert Business.objects.get() == touched
    assert Owner.objects.get() == touched.owner
    assert list(stayed(found)) == [3]
    assert "another row" in found.remarks[0].reasons[0]


def test_an_owner_whose_data_somebody_looked_at_stays_because_the_log_does(commit, petugas):
    batch = commit(full()).batch
    owner = Owner.objects.get()
    disclosure.record_page(owner, by=petugas)

    found = undo(batch, by=petugas)

    assert not Business.objects.exists()
    assert not Nib.objects.exists()
    assert Owner.objects.get() == owner
    assert "log" in found.remarks[0].reasons[0]


# -- rows that stay -------------------------------------------------------------------------------


def edited(business, petugas, other):
    business = Business.objects.get(pk=business.pk)
    business.landmark = "Depan pasar"
    registration.revise(business, by=other, version=business.version)


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
    row_of(a_batch(petugas), business, number=7)


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


# -- changed businesses ---------------------------------------------------------------------------


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


# -- who and when ---------------------------------------------------------------------------------


def test_it_is_taken_back_once(commit, petugas):
    batch = commit(full()).batch
    undo(batch, by=petugas)

    with pytest.raises(WrongState, match="already"):
        undo(batch, by=petugas)


def test_where_everything_was_worked_on_nothing_is_taken_back(commit, petugas):
    batch = commit(one()).batch
    edited(Business.objects.get(), petugas, petugas)

    with pytest.raises(WrongState, match="Nothing"):
        undo(batch, by=petugas)
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_only_who_may_takes_it_back(commit, persona):
    batch = commit(one()).batch
    with pytest.raises(PermissionDenied):
        undo(batch, by=persona("verifikator"))
    with pytest.raises(Http404):
        undo(batch, by=persona("petugas", username="oesapa", kelurahan="Oesapa"))
    assert Business.objects.count() == 1

    undo(batch, by=persona("admin"))

    assert not Business.objects.exists()


def test_looking_writes_nothing_and_makes_no_query_per_row(commit, django_assert_max_num_queries):
    rows = (
        {"Nama Usaha": f"U{n}", "Nama Pemilik": f"P{n} Uji", "Produk": "Nasi"} for n in range(60)
    )
    batch = commit(many(*rows)).batch

    with django_assert_max_num_queries(80):
        found = look(batch)

    assert len(found.removed) == Business.objects.count() == 60
    assert not ImportBatch.objects.filter(undone_at__isnull=False).exists()


def test_the_history_page_names_the_import_that_was_taken_back(petugas):
    business = registered(by=petugas, landmark="Lama")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru")
    row_of(batch, business, "business.landmark")
    undo(batch, by=petugas)

    reasons = [event.reason for event in history.page(business, by=None).events]

    assert reasons[:2] == [
        f"import taken back {batch.pk} – daftar-uji.csv",
        f"import {batch.pk} – daftar-uji.csv",
    ]
