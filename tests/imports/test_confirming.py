"""An uploaded list is checked, and what was seen is written: all of it, or nothing."""

import pytest

from businesses import registration
from businesses.models import Business, Owner
from common.workflow import WrongState
from imports import confirming, plans, uploads
from imports.models import ImportBatch, ImportedRow, Upload
from tests.factories import make_owner, registered
from tests.imports.checked import check_again, confirm
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"


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
