"""An uploaded list is checked, and what was seen is written: all of it, or nothing."""

import pytest

from businesses import registration
from businesses.models import Business, Owner
from common.workflow import StaleVersion, WrongState
from imports import checking, confirming, plans, uploads
from imports.models import ImportBatch, ImportedRow, Upload, UploadRow
from tests.factories import make_owner, registered
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"


@pytest.fixture
def checked(petugas):
    """An uploaded list after its check: `checked(data, decisions={…})`."""

    def make(data: bytes, *, by=None, **fields: object) -> Upload:
        upload = uploads.receive(data, file_name="daftar-uji.csv", by=by or petugas)
        Upload.objects.filter(pk=upload.pk).update(**fields)
        return check_again(upload)

    return make


def check_again(upload: Upload) -> Upload:
    uploads.WORKFLOW.move(upload, "check", by=upload.created_by)
    checking.check(Upload.objects.get(pk=upload.pk))
    return Upload.objects.get(pk=upload.pk)


def confirm(upload: Upload) -> ImportBatch | None:
    uploads.WORKFLOW.move(upload, "confirm", by=upload.created_by)
    return confirming.confirm(Upload.objects.get(pk=upload.pk))


def test_a_check_stores_every_row_in_its_bucket_and_writes_nothing_else(checked, petugas):
    owner = make_owner(name="Ester Uji", nik=NIK)
    stored = registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")

    upload = checked(
        many(
            {"NIK": NIK, "Kegiatan": "jual nasi"},
            {"Nama Usaha": "Bengkel Tabir"},
            {"Nama Usaha": "Bengkel Tabir"},
            {"Nama Usaha": "Salon Mawar", "Kelurahan": "Atlantis"},
        )
    )

    assert upload.status == Upload.Status.CHECKED
    rows = list(upload.rows.order_by("number"))
    assert [(row.number, row.bucket) for row in rows] == [
        (2, "changed"),
        (3, "new"),
        (4, "duplicate"),
        (5, "error"),
    ]
    assert rows[0].business == stored
    assert rows[0].changes == [["business.activity", "activity", "", "jual nasi"]]
    assert rows[2].twin == 3
    assert rows[3].problems[0][:3] == ["error", "Kelurahan", "Atlantis"]
    assert upload.outcome["counts"] == {
        "new": 1,
        "changed": 1,
        "same": 0,
        "duplicate": 1,
        "error": 1,
    }
    assert upload.outcome["fields"] == [
        {"field": "business.activity", "label": "activity", "fills": 1, "replaces": 0}
    ]
    assert (Business.objects.count(), ImportBatch.objects.count()) == (1, 0)


def test_a_confirmation_writes_what_was_planned(checked, petugas):
    upload = checked(many({"NIK": NIK}, {"Nama Usaha": "Bengkel Tabir"}))

    batch = confirm(upload)

    upload.refresh_from_db()
    assert (upload.status, upload.batch, bytes(upload.plan)) == (Upload.Status.DONE, batch, b"")
    assert (batch.rows, batch.new, batch.committed_by) == (2, 2, petugas)
    assert set(batch.imported.values_list("number", "bucket")) == {(2, "new"), (3, "new")}
    assert Owner.objects.get(nik_digest__isnull=False).reveal_nik() == NIK
    assert {row.history.get().history_change_reason for row in Business.objects.all()} == {
        f"import {batch.pk}"
    }


def test_each_imported_value_tells_its_row(checked):
    data = many(
        {"NIK": NIK, "HP": "081200000001"}, {"NIK": NIK, "Nama Usaha": "Bengkel Tabir", "JK": "P"}
    )
    batch = confirm(checked(data))

    first, second = batch.imported.order_by("number")
    assert {"business.name", "owner.nik", "owner.phone"} <= set(first.fields)
    assert "owner.gender" in second.fields
    assert "owner.phone" not in second.fields


def test_nothing_to_write_is_no_batch(checked):
    data = one()
    confirm(checked(data))

    again = checked(data)
    assert again.outcome["previous"] == ImportBatch.objects.get().pk
    assert confirm(again) is None
    again.refresh_from_db()
    assert (again.status, again.batch) == (Upload.Status.DONE, None)


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


def test_what_changed_beside_it_does_not_stop_a_confirmation(checked, petugas):
    upload = checked(one())
    registered(by=petugas, owner=make_owner(name="Yosef Coba"), name="Bengkel Tabir")

    assert confirm(upload).new == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [("activity", "jual nasi"), ("activity", "jual kain"), ("landmark", "depan gereja")],
)
def test_a_record_that_changed_meanwhile_is_shown_again_first(checked, petugas, column, value):
    owner = make_owner(name="Ester Uji", nik=NIK)
    stored = registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")
    upload = checked(one(NIK=NIK, Kegiatan="jual nasi", RT="5"))
    setattr(stored, column, value)
    registration.revise(stored, by=petugas, version=stored.version)

    with pytest.raises(confirming.Changed, match="Check the list again"):
        confirm(upload)

    assert not ImportBatch.objects.exists()
    stored.refresh_from_db()
    assert (getattr(stored, column), stored.rt) == (value, "")
    uploads.WORKFLOW.move(upload, "refused", by=petugas)
    assert confirm(check_again(upload)).changed == 1


def test_an_owner_who_changed_meanwhile_is_shown_again_first(checked, petugas):
    owner = make_owner(name="Ester Uji", nik=NIK)
    registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")
    upload = checked(one(NIK=NIK, HP="081200000002"))
    owner.refresh_from_db()
    owner.phone, owner.phone_absent_reason = "+6281200000009", ""
    registration.save_owner(owner, by=petugas, version=owner.version)

    with pytest.raises(confirming.Changed):
        confirm(upload)

    owner.refresh_from_db()
    assert owner.phone == "+6281200000009"


def test_the_second_of_two_uploads_of_one_list_makes_no_second_batch(checked):
    first, second = checked(one()), checked(one())

    assert confirm(first) is not None
    with pytest.raises(confirming.Changed):
        confirm(second)
    assert ImportBatch.objects.count() == 1
    assert Business.objects.count() == 1


def test_a_confirmation_that_fails_in_the_middle_leaves_nothing(checked, monkeypatch):
    upload = checked(many({"NIK": NIK}, {"Nama Usaha": "Bengkel Tabir", "NIB": "0000000099001"}))

    def break_down(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("imports.writing.insert", break_down)  # the last step
    uploads.WORKFLOW.move(upload, "confirm", by=upload.created_by)
    with pytest.raises(RuntimeError):
        confirming.confirm(Upload.objects.get(pk=upload.pk))

    assert (Business.objects.count(), Owner.objects.count()) == (0, 0)
    assert (ImportBatch.objects.count(), ImportedRow.objects.count()) == (0, 0)
    assert Upload.objects.get().status == Upload.Status.CONFIRMING


def test_only_a_checked_list_is_confirmed(petugas):
    upload = uploads.receive(one(), file_name="a.csv", by=petugas)

    with pytest.raises(WrongState):
        uploads.WORKFLOW.move(upload, "confirm", by=petugas)


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


def test_a_plan_of_another_key_or_version_asks_for_another_check(checked, settings):
    upload = checked(one())
    upload.plan = b"nonsense"

    with pytest.raises(plans.Unreadable):
        plans.unpacked(upload.plan)
    upload.save()
    with pytest.raises(confirming.Changed):
        confirm(upload)


def test_a_check_reads_no_row_by_itself(checked, django_assert_max_num_queries):
    def rows(count: int) -> bytes:
        return many(*({"Nama Usaha": f"Q{n:05d} W{n * 7:05d}"} for n in range(count)))

    checked(rows(3))
    with django_assert_max_num_queries(60):
        upload = checked(rows(300))
    with django_assert_max_num_queries(90):
        confirm(upload)
