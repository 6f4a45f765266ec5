"""Owners of a list: one person with several businesses, one NIB each, never merged by name."""

import pytest

from businesses.models import Business, Owner
from licensing.models import Nib
from tests.factories import make_owner, nib_of, registered
from tests.imports.lists import counts, many, one, reasons

pytestmark = pytest.mark.django_db

NIK, OTHER_NIK = "9900000000990001", "9900000000990002"
NIB, OTHER_NIB = "0000000099001", "0000000099002"


def test_rows_with_one_nik_share_one_owner(commit):
    commit(many({"NIK": NIK}, {"NIK": NIK, "Nama Usaha": "Bengkel Tabir"}))

    owner = Owner.objects.get()
    assert sorted(business.name for business in owner.businesses.all()) == [
        "Bengkel Tabir",
        "Kios Melati",
    ]


def test_a_nik_in_the_register_gets_another_business(commit, petugas):
    stored = registered(by=petugas, owner=make_owner(nik=NIK, name="Ester Uji"), name="Salon Uji")

    result = commit(one(NIK=NIK))

    assert counts(result) == [1, 0, 0, 0, 0]
    assert Business.objects.get(name="Kios Melati").owner == stored.owner
    assert Owner.objects.count() == 1


def test_owners_without_a_nik_are_never_merged_by_name(commit):
    commit(many({}, {"Nama Usaha": "Bengkel Tabir"}))

    assert Owner.objects.filter(name="Ester Uji").count() == 2
    assert set(Owner.objects.values_list("nik_absent_reason", "phone_absent_reason")) == {
        ("not_recorded", "not_recorded")
    }


def test_later_rows_fill_what_earlier_ones_left_empty(commit):
    result = commit(
        many(
            {"NIK": NIK, "HP": ""},
            {"NIK": NIK, "HP": "081200000001", "Nama Usaha": "Bengkel Tabir"},
            {"NIK": NIK, "HP": "081200000002", "Nama Usaha": "Salon Cendrawasih"},
        )
    )

    assert Owner.objects.get().phone == "+6281200000001"
    assert result.drafts[2].warnings[-1].reason == (
        "The owner is known already; not changed there: HP."
    )


def test_the_record_of_a_stored_owner_is_not_changed_by_a_list(commit, petugas):
    owner = make_owner(nik=NIK, name="Ester Uji", phone="+6281200000001")
    registered(by=petugas, owner=owner, name="Salon Uji")

    result = commit(one(NIK=NIK, HP="081200000009", NPWP="9900000000990009"))

    owner.refresh_from_db()
    assert (owner.phone, owner.npwp_digest) == ("+6281200000001", None)
    assert result.drafts[0].warnings[-1].reason == (
        "The owner is known already; not changed there: NPWP, HP."
    )


def test_another_spelling_of_the_name_warns_and_another_name_is_an_error(check):
    result = check(
        many(
            {"NIK": NIK},
            {"NIK": NIK, "Nama Usaha": "B", "Nama Pemilik": "Ester M. Uji"},
            {"NIK": NIK, "Nama Usaha": "C", "Nama Pemilik": "Yosef Coba"},
        )
    )

    assert result.drafts[1].warnings[-1].reason == (
        "The owner of this NIK is written otherwise in row 2; that name is kept."
    )
    assert reasons(result) == [
        (4, "NIK", "This NIK belongs to an owner of another name in row 2; check both.")
    ]


def test_a_nik_of_another_name_in_the_register_is_an_error(check, petugas):
    registered(by=petugas, owner=make_owner(nik=NIK, name="Yosef Coba"), name="Salon Uji")

    assert reasons(check(one(NIK=NIK))) == [
        (2, "NIK", "This NIK belongs to an owner of another name in the register; check both.")
    ]


def test_a_person_and_the_company_with_the_same_nik_are_two_owners(commit):
    entity = {"NIK": NIK, "Badan Usaha": "CV", "Nama Pemilik": "CV Melati Uji"}
    commit(
        many(
            {"NIK": NIK},
            {**entity, "Nama Usaha": "Toko A"},
            {**entity, "Nama Usaha": "Toko B"},
        )
    )

    assert sorted((o.kind, o.businesses.count()) for o in Owner.objects.all()) == [
        ("cv", 2),
        ("perorangan", 1),
    ]


def test_nibs_are_recorded_once_for_each_owner(commit, petugas):
    result = commit(
        many(
            {"NIK": NIK, "NIB": NIB, "Tanggal NIB": "5/3/2022"},
            {"NIK": NIK, "NIB": NIB, "Nama Usaha": "Bengkel Tabir"},
        )
    )

    nib = Nib.objects.get()
    assert (nib.number, nib.status, str(nib.issued_on)) == (NIB, "recorded", "2022-03-05")
    assert (nib.owner, nib.created_by) == (Owner.objects.get(), petugas)
    assert nib.history.get().history_change_reason == f"import {result.batch.pk}"


def test_the_nib_tells_owners_without_a_nik_that_they_are_one(commit):
    commit(many({"NIB": NIB}, {"NIB": NIB, "Nama Usaha": "Bengkel Tabir"}))

    assert Owner.objects.get().businesses.count() == 2


def test_a_nik_given_in_one_of_the_rows_of_a_nib_counts_for_all(commit):
    commit(many({"NIB": NIB}, {"NIB": NIB, "NIK": NIK, "Nama Usaha": "Bengkel Tabir"}))

    assert Owner.objects.get().nik_digest is not None


def test_a_nib_of_another_owner_is_an_error_that_names_the_holder(check, petugas):
    holder = registered(by=petugas, owner=make_owner(name="Yosef Coba"), name="Salon Uji").owner
    nib_of(holder, by=petugas, number=NIB)

    assert reasons(check(one(NIB=NIB))) == [
        (2, "NIB", "This NIB is recorded with another owner: Yosef Coba. Compare the documents.")
    ]


def test_a_holder_outside_the_area_of_the_importer_is_not_named(check, petugas, persona):
    owner = make_owner(name="Yosef Coba")
    nib_of(registered(by=petugas, owner=owner, kelurahan="Alak").owner, by=petugas, number=NIB)
    local = persona("petugas", username="petugas-fontein", kelurahan="Fontein")

    assert reasons(check(one(NIB=NIB), by=local)) == [
        (
            2,
            "NIB",
            "This NIB is recorded with another owner, outside your area; compare the documents.",
        )
    ]


def test_a_nib_that_two_owners_of_the_file_give_is_an_error_on_the_second(check):
    result = check(
        many(
            {"NIB": NIB},
            {"NIB": NIB, "Nama Pemilik": "Yosef Coba", "Nama Usaha": "Salon Uji"},
        )
    )

    assert reasons(result) == [
        (3, "NIB", "This NIB stands in row 2 for another owner; correct the wrong one.")
    ]


def test_one_owner_with_two_nibs_is_an_error(check, petugas):
    owner = registered(by=petugas, owner=make_owner(nik=NIK, name="Ester Uji"), name="Salon").owner
    nib_of(owner, by=petugas, number=NIB)

    stored = check(one(NIK=NIK, NIB=OTHER_NIB))
    within = check(
        many(
            {"NIK": OTHER_NIK, "NIB": "0000000099003"},
            {"NIK": OTHER_NIK, "NIB": "0000000099004", "Nama Usaha": "Salon B"},
        )
    )

    assert reasons(stored) == [
        (
            2,
            "NIB",
            "The register has another NIB for this owner; one owner has one NIB: correct it.",
        )
    ]
    assert reasons(within) == [
        (3, "NIB", "Row 2 gives another NIB for this owner; one owner has one NIB: correct it.")
    ]


def test_a_new_business_of_the_holder_of_a_nib_joins_that_owner(commit, petugas):
    owner = registered(by=petugas, owner=make_owner(name="Ester Uji"), name="Salon Uji").owner
    nib_of(owner, by=petugas, number=NIB)

    commit(one(NIB=NIB))

    assert Business.objects.get(name="Kios Melati").owner == owner
    assert Nib.objects.count() == 1


def test_a_nib_that_was_applied_for_gets_its_number(commit, petugas):
    owner = registered(by=petugas, owner=make_owner(nik=NIK, name="Ester Uji"), name="Salon").owner
    Nib.objects.create(owner=owner, status=Nib.Status.APPLIED)

    commit(one(NIK=NIK, NIB=NIB))

    nib = Nib.objects.get()
    assert (nib.number, nib.status, nib.periods.count()) == (NIB, "recorded", 1)
