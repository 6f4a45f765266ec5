"""The first pages of the wizard: the file, who may see what, the sheet and its heading."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports import preparing, uploads
from imports.models import ImportBatch, Upload
from imports.uploads import WORKFLOW
from tests.imports.lists import csv_bytes
from tests.imports.wizard import HEADING, LIST, ROWS, page_of, send
from tests.imports.workbook_files import fill, xlsx_by

START = "/admin/impor/"


def file_of(data: bytes, name: str = "daftar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def client(browser):
    return browser


@pytest.fixture
def upload(petugas):
    """A list at the first step."""
    return preparing.receive(LIST, file_name="daftar.csv", by=petugas)


@pytest.fixture
def at_columns(upload, petugas):
    return preparing.choose_sheet(upload, by=petugas, version=upload.version)


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

    send(client, page_of(upload, "discard"), response, "version")

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


# -- who may, and how far ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["upload", "sheet", "columns", "values"])
def test_the_list_of_somebody_else_does_not_exist(name, upload, persona, client_of):
    colleague = client_of(persona("petugas", username="rekan"))

    assert colleague.get(page_of(upload, name)).status_code == 404
    assert colleague.get(f"/admin/impor/{10**30}/").status_code == 404


@pytest.mark.parametrize("name", ["sheet", "columns", "values"])
def test_who_may_not_import_sees_no_page(name, upload, verifikator, client_of):
    assert client_of(verifikator).get(page_of(upload, name)).status_code == 403
    assert client_of(verifikator).get(START).status_code == 403


def test_the_list_leads_to_the_step_where_its_work_goes_on(client, upload, at_columns):
    assert client.get(page_of(upload, "upload")).url == page_of(upload, "columns")
    assert client.get(page_of(upload, "values")).url == page_of(upload, "upload")
    assert client.get(page_of(upload, "sheet")).status_code == 200


def test_a_list_that_is_being_checked_leads_to_the_check(client, upload, petugas):
    WORKFLOW.move(upload, "check", by=petugas, version=upload.version)

    assert client.get(page_of(upload, "sheet")).url == page_of(upload, "upload")
    assert client.get(page_of(upload, "upload")).url == page_of(upload, "check")


def test_a_list_whose_file_was_deleted_says_so(client, at_columns):
    uploads.empty([at_columns.pk])

    for name in ("sheet", "columns"):
        response = client.get(page_of(at_columns, name), follow=True)
        assert "Upload it again" in response.content.decode()


# -- sheet and heading ---------------------------------------------------------------------------


def test_the_first_rows_are_shown_with_long_numbers_half_hidden(client, petugas):
    data = csv_bytes(["Nama", "NIK"], ["Kios", "9900000000000101"])
    upload = preparing.receive(data, file_name="a.csv", by=petugas)

    page = client.get(page_of(upload, "sheet")).content.decode()

    assert "9900000000000101" not in page
    assert "Kios" in page


def test_another_row_is_chosen_as_the_heading(client, petugas):
    data = csv_bytes(["Nama Usaha", "Kelurahan"], ["nama", "tempat"], ["Kios", "Fontein"])
    upload = preparing.receive(data, file_name="a.csv", by=petugas)
    url = page_of(upload, "sheet")

    response = send(client, url, client.get(url), "heading_row", heading_row="2")

    assert response.url == page_of(upload, "columns")
    assert Upload.objects.get().heading == ["nama", "tempat"]


def test_hidden_sheets_are_named_and_never_offered(client, petugas):
    def make(book):
        fill(book.add_worksheet("Satu"), [HEADING, *ROWS])
        fill(book.add_worksheet("Dua"), [["Nama Usaha", "Lain"], ["Kios", "x"]])
        secret = book.add_worksheet("Rahasia")
        fill(secret, [HEADING, ROWS[0]])
        secret.hide()

    upload = preparing.receive(xlsx_by(make), file_name="a.xlsx", by=petugas)
    url = page_of(upload, "sheet")
    response = client.get(url)
    page = response.content.decode()

    assert 'value="Dua"' in page
    assert 'value="Rahasia"' not in page
    assert "Hidden sheets, which are never read: Rahasia" in " ".join(page.split())
    refused = send(client, url, response, "heading_row", sheet="Rahasia", shown_sheet="Rahasia")
    assert "is hidden" in refused.content.decode()


def test_another_sheet_is_shown_before_it_is_taken(client, petugas):
    def make(book):
        fill(book.add_worksheet("Satu"), [HEADING, *ROWS])
        fill(book.add_worksheet("Dua"), [["Judul"], ["Nama Usaha", "Lain"], ["Kios", "x"]])

    upload = preparing.receive(xlsx_by(make), file_name="a.xlsx", by=petugas)
    url = page_of(upload, "sheet")

    shown = send(client, url, client.get(url), "heading_row", sheet="Dua")

    assert shown.context["found"].heading_row == 2
    assert Upload.objects.get().sheet == "Satu"
    assert send(client, url, shown, "heading_row").status_code == 302
    assert Upload.objects.get().sheet == "Dua"


@pytest.mark.parametrize(
    "garbage",
    [
        {"heading_row": "9" * 500},
        {"heading_row": "-1"},
        {"heading_row": "\0"},
        {"encoding": "\0"},
        {"encoding": "hex"},
        {"delimiter": "||"},
        {"sheet": "\0" * 9},
        {"version": "x"},
    ],
)
def test_garbage_gets_a_page_and_changes_nothing(client, upload, garbage):
    url = page_of(upload, "sheet")
    shown = {f"shown_{name}": text for name, text in garbage.items()}

    response = send(client, url, client.get(url), "heading_row", **garbage, **shown)

    assert response.status_code in (200, 302)
    assert Upload.objects.get().heading == HEADING
