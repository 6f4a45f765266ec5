"""What a person says of single rows and fields is what the confirmation writes."""

import pytest

from businesses.models import Business, Owner
from imports import confirming
from tests.factories import make_owner, registered
from tests.imports.checked import check_again, confirm
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"


def test_choices_by_field_and_rows_left_out_are_kept_out(checked, petugas):
    owner = make_owner(name="Ester Uji", nik=NIK, phone="+6281200000001")
    stored = registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")
    upload = checked(
        many(
            {"NIK": NIK, "HP": "081200000002", "Kegiatan": "jual nasi", "RT": "5"},
            {"Nama Usaha": "Bengkel Tabir"},
            {"Nama Usaha": "Bengkel Tabir"},
            {"Nama Usaha": "Salon Mawar"},
        )
    )
    upload.choices = {"owner.phone": "fill", "business.rt": "leave"}
    upload.decisions = {"3": "skip", "4": "skip"}
    upload.save()

    batch = confirm(check_again(upload))

    stored.refresh_from_db()
    assert (stored.owner.phone, stored.activity, stored.rt) == ("+6281200000001", "jual nasi", "")
    assert sorted(Business.objects.values_list("name", flat=True)) == ["Kios Melati", "Salon Mawar"]
    assert list(batch.imported.order_by("number").values_list("number", "fields")[:1]) == [
        (2, ["business.activity"])
    ]
    assert not batch.imported.filter(number__in=[3, 4]).exists(), "they come again"


def test_what_was_decided_after_the_check_is_not_forgotten(checked):
    upload = checked(one())
    upload.decisions = {"2": "skip"}
    upload.save()

    with pytest.raises(confirming.Changed, match="decided upon after the check"):
        confirm(upload)


def test_a_repetition_takes_the_place_of_a_row_that_is_left_out(checked, petugas):
    owner = make_owner(name="Ester Uji", nik=NIK)
    stored = registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")
    data = many(
        {"Patokan": "salah", "HP": "081200000002"},
        {"Patokan": "depan gereja", "HP": "081200000003", "NIB": "0000000099001"},
        NIK=NIK,
    )

    batch = confirm(checked(data, decisions={"2": "skip"}))

    stored.refresh_from_db()
    assert (stored.landmark, stored.owner.phone) == ("depan gereja", "+6281200000003")
    assert stored.owner.nib.number == "0000000099001"
    assert list(batch.imported.values_list("number", "bucket")) == [(3, "changed")]
    assert (batch.rows, batch.changed, batch.left_out) == (2, 1, 1)


def test_a_new_owner_takes_nothing_of_a_row_that_is_left_out(checked):
    data = many(
        {"HP": "081200000002", "NIB": "0000000099001"},
        {"Nama Usaha": "Bengkel Tabir", "NIB": "0000000099001"},
        NIK=NIK,
    )

    confirm(checked(data, decisions={"2": "skip"}))

    owner = Owner.objects.get()
    assert (owner.phone, owner.nib.number) == ("", "0000000099001")


def test_a_look_alike_is_written_once_somebody_said_what_it_is(checked, petugas):
    owner = make_owner(name="Ester Uji")
    stored = registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")
    data = one(**{"Nama Usaha": "Kios Melatti", "Kegiatan": "jual nasi"})

    upload = checked(data)
    row = upload.rows.get()
    assert (row.bucket, row.business, row.likeness >= 60) == ("duplicate", stored, True)
    assert confirm(upload) is None

    confirm(checked(data, decisions={"2": "same"}))
    stored.refresh_from_db()
    assert (stored.name, stored.activity) == ("Kios Melati", "jual nasi")
    assert Business.objects.count() == 1

    again = one(**{"Nama Usaha": "Kios Mellati", "Kegiatan": "jual kue"})
    assert confirm(checked(again)) is None
    confirm(checked(again, decisions={"2": "new"}))
    assert Business.objects.count() == 2
