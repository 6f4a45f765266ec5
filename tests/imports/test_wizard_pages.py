"""The pages of the wizard: who may see what, the sheet and its heading."""

import re

import pytest

from imports import preparing, uploads
from imports.models import Upload
from imports.uploads import WORKFLOW
from tests.imports.lists import csv_bytes
from tests.imports.wizard import HEADING, ROWS, START, page_of, send
from tests.imports.workbook_files import fill, xlsx_by


@pytest.fixture
def client(browser):
    return browser


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
    assert "This is sheet “Dua”. Look at its heading, then go on." in shown.content.decode()
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


def test_another_delimiter_is_shown_before_it_is_taken(client, upload):
    url = page_of(upload, "sheet")

    shown = send(client, url, client.get(url), "heading_row", delimiter="semicolon")

    assert "This is how the file reads now." in shown.content.decode()
    assert Upload.objects.get().step == "lembar"


def test_to_look_at_another_sheet_needs_no_reason(client, upload):
    url = page_of(upload, "sheet")

    shown = send(client, url, client.get(url), "heading_row", delimiter="semicolon", lihat="1")

    assert "then go on" not in shown.content.decode()


# -- the way -------------------------------------------------------------------------------------


def way(response) -> list[tuple[str, bool]]:
    """(step, whether it is a link) of the way above a page."""
    page = response.content.decode()
    [steps] = re.findall(r'<nav class="import-steps".*?</nav>', page, re.S)
    assert steps.count('aria-current="step"') == 1
    found = re.findall(r"<(a|span)\b[^>]*>([^<]*)</(?:a|span)>", steps)
    return [(name, tag == "a") for tag, name in found]


def test_the_steps_before_the_current_one_are_links(client, at_columns):
    steps = way(client.get(page_of(at_columns, "columns")))

    assert steps == [
        ("File", True),
        ("Sheet", True),
        ("Columns", False),
        ("Words", False),
        ("Check", False),
        ("In the register", False),
    ]


def test_no_step_of_a_finished_list_can_be_taken_again(client, upload):
    Upload.objects.update(status="done")

    steps = way(client.get(page_of(upload, "check")))

    assert [name for name, is_link in steps if is_link] == ["File"]


def test_the_check_names_the_place_that_is_given_for_all_rows(client, upload):
    mapping = {"Nama": "business_name", "Nama Pemilik": "owner_name"}
    constants = {"kelurahan": "53.71.05.1008"}
    Upload.objects.update(step="periksa", mapping=mapping, constants=constants)

    page = client.get(page_of(upload, "check")).content.decode()

    assert "Fontein (Kota Raja)" in page
    assert "53.71.05.1008" not in page
