"""The start of the wizard: the file, the lists that wait, those that were finished."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from imports import preparing, retention, uploads
from imports.models import ImportBatch, Upload
from tests.imports.lists import csv_bytes
from tests.imports.wizard import HEADING, LIST, START, file_of, page_of, send


@pytest.fixture
def client(browser):
    return browser


# -- the file ------------------------------------------------------------------------------------


def test_a_file_leads_to_its_sheet(client):
    response = client.post(START, {"file": file_of(LIST)})

    assert response.url == page_of(Upload.objects.get(), "sheet")
    assert "3 rows" in client.get(response.url).content.decode().replace("<strong>", "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "empty"), (b"%PDF-1.4 x", "no table"), (b"PK\x03\x04x", "damaged|no spreadsheet")],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(client, data, sentence):
    response = client.post(START, {"file": file_of(data)})

    [error] = response.context["form"].errors["file"]
    assert any(word in error for word in sentence.split("|"))
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_not_even_read(client, settings, monkeypatch):
    settings.IMPORT_MOST_BYTES = 10
    monkeypatch.setattr(preparing, "receive", lambda *args, **kwargs: pytest.fail("it was read"))

    response = client.post(START, {"file": file_of(LIST)})

    assert "larger than" in response.context["form"].errors["file"][0]


def test_no_file_at_all_is_said(client):
    assert client.post(START, {}).context["form"].errors["file"] == ["Choose a file first."]


def test_the_same_file_is_offered_to_go_on_with(client, upload):
    data = LIST

    response = client.post(START, {"file": file_of(data)})

    assert page_of(upload, "upload") in response.content.decode()
    assert Upload.objects.count() == 1
    client.post(START, {"file": file_of(data), "again": "on"})
    assert Upload.objects.count() == 2


def test_a_file_that_was_imported_before_is_said_unless_that_was_undone(client, upload, petugas):
    uploads.discard(upload, by=petugas, version=upload.version)
    batch = ImportBatch.objects.create(
        file_name="x", sha256=upload.sha256, rows=3, committed_by=petugas
    )
    data = LIST

    response = client.post(START, {"file": file_of(data)})

    assert reverse("imports:batch", args=[batch.pk]) in response.content.decode()
    batch.undone_at = batch.committed_at
    batch.save()
    assert client.post(START, {"file": file_of(data)}).status_code == 302


def test_unfinished_lists_are_offered_and_can_be_discarded(client, upload):
    response = client.get(START)
    assert upload.file_name in response.content.decode()

    url = page_of(upload, "discard")
    send(client, url, client.get(url), "version")

    stored = Upload.objects.get()
    assert (stored.status, bytes(stored.content)) == ("discarded", b"")
    assert client.get(START).context["lists"] == []


@pytest.mark.parametrize("version", ["", "0", "99", "x", "9" * 400, "\0"])
def test_an_old_page_discards_nothing(client, upload, version):
    client.post(page_of(upload, "discard"), {"version": version})

    assert Upload.objects.get().status == "prepared"


def test_the_list_of_unfinished_ones_takes_few_queries(
    client, petugas, django_assert_max_num_queries
):
    for number in range(20):
        data = csv_bytes(HEADING, [f"Kios {number}", "Ester Uji", "Fontein", "", ""])
        preparing.receive(data, file_name="daftar.csv", by=petugas)

    with django_assert_max_num_queries(12):
        client.get(START)


@pytest.mark.parametrize("status", ["prepared", "checking", "checked", "confirming"])
def test_a_list_is_listed_until_it_is_in_the_register(client, upload, status):
    Upload.objects.update(status=status)

    [(listed, where, may_discard)] = client.get(START).context["lists"]

    assert listed == upload
    assert where == ("Sheet and heading" if status == "prepared" else listed.get_status_display())
    assert may_discard == (status in {"prepared", "checked"})


def test_a_list_with_nothing_but_errors_is_found_among_the_finished_ones(client, upload):
    counts = {"new": 0, "changed": 0, "same": 0, "duplicate": 0, "error": 1203}
    Upload.objects.update(status="done", outcome={"counts": counts})

    page = client.get(START).content.decode()

    assert "0 new, 0 changed, 0 same, 0 duplicates, 1,203 with errors" in page
    assert f'href="{page_of(upload, "check")}"' in page
    assert f'href="{page_of(upload, "rejects")}"' in page


def test_a_finished_list_shows_what_was_written(client, upload, petugas):
    batch = ImportBatch.objects.create(
        file_name="x", sha256="0" * 64, rows=3, new=2, same=1, committed_by=petugas
    )
    counts = {"new": 3, "changed": 0, "same": 0, "duplicate": 0, "error": 0}
    Upload.objects.update(status="done", outcome={"counts": counts}, batch=batch)

    page = client.get(START).content.decode()

    assert "2 new, 0 changed, 1 same, 0 duplicates, 0 with errors" in page
    assert page_of(upload, "rejects") not in page


def test_the_finished_lists_are_the_own_ones_that_are_not_emptied(client, upload, persona):
    Upload.objects.update(status="done")
    assert list(client.get(START).context["finished"]) == [upload]

    Upload.objects.update(emptied_at=upload.created_at)
    assert not client.get(START).context["finished"]

    colleague = persona("petugas", username="rekan")
    Upload.objects.update(emptied_at=None, created_by=colleague)
    assert not client.get(START).context["finished"]


def test_ten_finished_lists_are_shown_and_the_last_one_first(
    client, petugas, django_assert_max_num_queries
):
    made = []
    for number in range(12):
        data = csv_bytes(HEADING, [f"Kios {number}", "Ester Uji", "Fontein", "", ""])
        made.append(preparing.receive(data, file_name=f"{number}.csv", by=petugas))
    Upload.objects.update(status="done")

    with django_assert_max_num_queries(12):
        response = client.get(START)

    names = [one.file_name for one in response.context["finished"]]
    assert names == [f"{number}.csv" for number in range(11, 1, -1)]


# -- how long ------------------------------------------------------------------------------------


def old(*uploads_of: Upload, days: int = 31) -> None:
    moment = timezone.now() - timedelta(days=days)
    Upload.objects.filter(pk__in=[one.pk for one in uploads_of]).update(created_at=moment)


@pytest.mark.parametrize("uploads_too", [False, True])
def test_whoever_comes_here_deletes_files_whose_time_is_over(
    client, upload, uploads_too, settings, persona
):
    settings.IMPORT_KEEP_DAYS = 30
    other = persona("petugas", username="rekan")
    lists = [
        preparing.receive(csv_bytes(HEADING, [f"Kios {n}"]), file_name="lama", by=other)
        for n in range(6)
    ]
    old(*lists)

    if uploads_too:
        client.post(START, {"file": file_of(csv_bytes(HEADING, ["Toko"]))})
    else:
        client.get(START)

    assert Upload.objects.filter(emptied_at__isnull=False).count() == 5  # a few at a time
    upload.refresh_from_db()
    assert upload.emptied_at is None


def test_a_data_base_that_is_busy_does_not_close_the_page(client, upload, monkeypatch):
    def busy(**_keywords):
        raise OperationalError("database is locked")

    monkeypatch.setattr(retention, "delete_due", busy)

    assert client.get(START).status_code == 200


def test_who_may_not_import_deletes_nothing(upload, verifikator, client_of, settings):
    old(upload)

    client_of(verifikator).get(START)

    assert not Upload.objects.filter(emptied_at__isnull=False)
