"""Taking an import back: what nobody has worked on goes, the rest stays and is listed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from businesses import disclosure, registration, words
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Kelurahan,
    Owner,
    Product,
)
from common import history
from common.bulk import create_with_history
from common.workflow import WrongState
from imports.models import ImportBatch, ImportedRow
from imports.undoing import look, undo
from licensing import permits
from licensing.models import Nib, NibPeriod, Permit, PermitStep, PermitType
from tests.factories import registered
from tests.imports.lists import counts, many, one
from tests.imports.undone import a_batch, edited, full, list_says, row_of, stayed

pytestmark = pytest.mark.django_db

OF_A_LIST = (Business, Owner, Product, BusinessCategory, BusinessKbli, Nib)


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


def test_an_owner_with_another_business_stays_with_the_nib(commit, petugas):
    batch = commit(full()).batch
    owner = Owner.objects.get()
    other = registered(by=petugas, owner=owner)

    found = undo(batch, by=petugas)

    assert Business.objects.get() == other
    assert Nib.objects.get().owner == Owner.objects.get() == owner
    assert "businesses" in found.remarks[0].reasons[0]


def test_a_permit_of_the_list_goes_and_a_later_one_keeps_the_row(commit, petugas, persona):
    batch = commit(many({}, {"Nama Usaha": "B", "Nama Pemilik": "Lain Uji"})).batch
    first, second = Business.objects.order_by("pk")
    kind = PermitType.objects.get(code="pirt")
    brought, later = (
        Permit(business=b, type=kind, number="1", status="granted") for b in (first, second)
    )
    create_with_history(Permit, [brought], by=petugas, reason=f"import {batch.pk}")
    PermitStep.objects.create(permit=brought, action="enter", to_status="granted", by=petugas)
    create_with_history(Permit, [later], by=persona("perizinan"), reason="registration")

    found = undo(batch, by=petugas)

    assert Business.objects.get() == second
    assert Permit.objects.get() == later
    assert "permits" in stayed(found)[3]


def test_a_permit_that_somebody_moved_keeps_its_row(commit, petugas, persona):
    batch = commit(one()).batch
    permit = Permit(
        business=Business.objects.get(), type=PermitType.objects.get(code="pirt"), number="1"
    )
    create_with_history(Permit, [permit], by=petugas, reason=f"import {batch.pk}")
    permits.WORKFLOW.move(permit, "grant", by=persona("perizinan"), version=1)

    assert "Permit: changed on" in stayed(look(batch))[2]


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
        f"import undone {batch.pk} – daftar-uji.csv",
        f"import {batch.pk} – daftar-uji.csv",
    ]


def test_what_lies_outside_the_work_area_by_now_stays(commit, persona):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    batch = commit(many({}, {"Nama Usaha": "Bengkel Tabir"}), by=officer).batch
    moved = Business.objects.get(name="Bengkel Tabir")
    moved.kelurahan = Kelurahan.objects.get(name="Oesapa")
    moved.save()
    officer = type(officer).objects.get(pk=officer.pk)

    undo(batch, by=officer)

    assert list(Business.objects.values_list("name", flat=True)) == ["Bengkel Tabir"]
