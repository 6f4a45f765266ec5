"""Uploaded lists are personal data: deleted after some days, and at once with a person's data."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from businesses import dossier, erasure
from imports import retention, uploads
from imports.models import Upload, UploadRow
from tests.factories import registered
from tests.imports.lists import one
from tests.imports.undone import a_batch, row_of

pytestmark = pytest.mark.django_db


def a_list(by, *, days=0, status="", **fields):
    """A list that somebody brought in so many days ago, with a checked row."""
    upload = uploads.receive(one(), file_name="daftar-uji.csv", by=by)
    given = {"status": status} if status else {}
    given |= {"plan": b"rencana", "outcome": {"rows": 1}, "values": {"kelurahan": {"X": "Y"}}}
    moment = timezone.now() - timedelta(days=days)
    Upload.objects.filter(pk=upload.pk).update(created_at=moment, **{**given, **fields})
    UploadRow.objects.create(
        upload=upload, number=2, bucket="new", name="Kios Melati", owner_name="Ester Uji"
    )
    return Upload.objects.get(pk=upload.pk)


def is_empty(upload):
    upload.refresh_from_db()
    texts = (bytes(upload.content), bytes(upload.plan), upload.outcome, upload.values)
    return not any(texts) and upload.emptied_at is not None and not upload.rows.exists()


def test_a_list_is_emptied_when_its_days_are_over(petugas, settings):
    settings.IMPORT_KEEP_DAYS = 30
    old, young = a_list(petugas, days=31, status="done"), a_list(petugas, days=29, status="done")

    assert retention.delete_due() == 1

    assert is_empty(old)
    assert not is_empty(young)
    assert old.status == "done"
    assert old.file_name == "daftar-uji.csv"


@pytest.mark.parametrize("status", ["prepared", "checked"])
def test_an_unfinished_list_is_given_up_in_the_name_of_its_owner(petugas, status):
    upload = a_list(petugas, days=31, status=status)

    retention.delete_due()

    assert is_empty(upload)
    assert upload.status == "discarded"
    assert "30 days" in upload.message
    step = upload.steps.get()
    assert (step.action, step.by, step.note) == ("discard", petugas, upload.message)


def test_the_list_of_somebody_who_left_is_emptied_all_the_same(petugas):
    upload = a_list(petugas, days=31)
    petugas.is_active = False
    petugas.save()

    retention.delete_due()

    assert is_empty(upload)
    assert upload.message


def test_a_list_of_which_the_check_broke_off_is_emptied_too(petugas):
    upload = a_list(petugas, days=31, status="checking")

    retention.delete_due()

    assert is_empty(upload)


def test_where_nothing_is_due_it_costs_one_query(petugas, django_assert_num_queries):
    a_list(petugas, days=1)

    with django_assert_num_queries(1):
        assert retention.delete_due() == 0


def test_a_page_empties_a_few_at_a_time(petugas):
    for _each in range(3):
        a_list(petugas, days=31)

    assert [retention.delete_due(most=2) for _each in range(3)] == [2, 1, 0]


def test_the_command_says_how_many(petugas, capsys):
    a_list(petugas, days=31)

    call_command("clean_uploads")
    call_command("clean_uploads")

    assert capsys.readouterr().out.splitlines() == ["1 list was emptied.", "Nothing to delete."]


# -- erasure --------------------------------------------------------------------------------------


@pytest.fixture
def desk(persona):
    return persona("admin")


def test_an_erasure_empties_a_list_that_was_matched_with_the_person(petugas, desk):
    business = registered(by=petugas)
    speaks, silent = a_list(petugas, status="checked"), a_list(petugas, status="checked")
    speaks.rows.update(business=business)

    erasure.erase(business.owner, by=desk, note="Diminta lewat surat")

    assert is_empty(speaks)
    assert speaks.status == "discarded"
    assert "erased" in speaks.message
    assert not is_empty(silent)
    assert silent.status == "checked"


def test_an_erasure_empties_the_list_that_brought_the_person_in(petugas, desk):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    row_of(batch, business)
    upload = a_list(petugas, status="done", batch=batch)

    erasure.erase(business.owner, by=desk, note="Diminta lewat surat")

    assert is_empty(upload)
    assert upload.status == "done"


def test_the_file_of_a_person_holds_the_rows_that_are_surely_theirs(petugas, desk):
    business = registered(by=petugas)
    upload = a_list(petugas, status="checked")
    upload.rows.update(business=business, changes=[["business.phone", "phone", "", "0812"]])
    UploadRow.objects.create(
        upload=upload, number=3, bucket="duplicate", business=business, likeness=80,
        name="Kios Mirip", owner_name="Orang Lain Uji",
    )  # fmt: skip

    held = dossier.dossier(business.owner, by=desk).held

    texts = [line.value for part in held for entry in part.entries for line in entry.lines]
    assert "Ester Uji" in texts
    assert "Orang Lain Uji" not in texts
