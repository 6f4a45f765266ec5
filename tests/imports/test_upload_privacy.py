"""What is kept of an uploaded list shows nobody's numbers, and goes when it is told to."""

import pytest

from common.workflow import StaleVersion
from imports import checking, plans, uploads
from imports.models import UploadRow
from tests.factories import make_owner, registered
from tests.imports.checked import check_again
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"


def test_nothing_of_a_record_elsewhere_is_shown_or_stored(checked, petugas, persona):
    owner = make_owner(name="Ester Uji", nik=NIK, phone="+6281200000001", address="Jl. Rahasia 5")
    far = registered(
        by=petugas, owner=owner, name="Kios Melati", kelurahan="Oesapa", landmark="Rahasia"
    )
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    rows = [
        {"Kode": far.code, "Patokan": "x", "Alamat Pemilik": "y"},
        {"Kode": "", "NIK": NIK, "Patokan": "x", "Alamat Pemilik": "y"},
        {"Kode": "", "HP": "081200000001", "Patokan": "x", "Alamat Pemilik": "y"},
    ]

    upload = checked(many(*rows), by=officer, decisions={"4": "same"})

    stored = str(list(upload.rows.values())) + str(upload.outcome)
    assert "Rahasia" not in stored
    assert set(upload.rows.values_list("bucket", flat=True)) == {"error"}


@pytest.mark.parametrize("column", ["Kelurahan", "Kategori", "JK", "Tahun Berdiri", "Patokan"])
def test_a_nik_in_a_wrong_column_is_half_hidden(checked, petugas, column):
    registered(
        by=petugas, owner=make_owner(name="Ester Uji"), name="Kios Melati", address="Jl. Cendana"
    )
    upload = checked(one(**{column: NIK}))

    assert NIK not in str(list(upload.rows.values())) + str(upload.outcome)


def test_a_long_heading_is_not_repeated_in_every_row(checked):
    heading = "Patokan (" + "x" * 9_000 + ")"
    upload = checked(
        many({"Kelurahan": "Atlantis", heading: "y" * 300}), mapping={heading: "landmark"}
    )

    assert len(str(list(upload.rows.values("problems", "notes")))) < 3_000


def test_a_list_that_is_emptied_while_it_is_checked_stays_empty(checked, petugas, monkeypatch):
    upload = uploads.receive(one(NIK=NIK), file_name="a.csv", by=petugas)
    real = checking.running.match

    def emptied(*args: object, **kwargs: object) -> object:
        uploads.empty([upload.pk])
        return real(*args, **kwargs)

    monkeypatch.setattr("imports.running.match", emptied)
    with pytest.raises(StaleVersion):
        check_again(upload)

    upload.refresh_from_db()
    assert (bytes(upload.plan), upload.rows.count()) == (b"", 0)


def test_an_uploaded_file_is_never_taken_for_a_plan(checked):
    upload = checked(one())

    with pytest.raises(plans.Unreadable):
        plans.unpacked(upload.content)


def test_a_discarded_list_keeps_nothing_of_its_rows(checked, petugas):
    upload = checked(one(NIK=NIK))

    uploads.discard(upload, by=petugas, version=upload.version)

    upload.refresh_from_db()
    assert (bytes(upload.content), bytes(upload.plan), upload.outcome) == (b"", b"", {})
    assert not UploadRow.objects.exists()
    with pytest.raises(uploads.FileDeleted):
        uploads.content_of(upload)


def test_file_and_plan_are_not_readable_in_the_data_base(checked):
    upload = checked(one(NIK=NIK))

    for stored in (bytes(upload.content), bytes(upload.plan)):
        assert NIK.encode() not in stored
        assert b"Melati" not in stored
    assert NIK not in str(list(upload.rows.values()))
