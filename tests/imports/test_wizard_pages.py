"""The first half of the wizard: file, sheet, columns, words, as a browser without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports import preparing, reading, uploads
from imports.models import ImportBatch, SavedMapping, Upload
from imports.uploads import WORKFLOW
from tests.imports.lists import csv_bytes
from tests.imports.workbook_files import fill, xlsx_by
from tests.pages import form_with

HEADING = ["Nama", "Nama Pemilik", "Kelurahan", "Kolom A", "Kategori"]
ROWS = (
    ["Kios Melati", "Ester Uji", "Oesapa Sel", "0860 0000 0101", "Zzz"],
    ["Kios Mawar", "Yosef Uji", "Fontein", "0860 0000 0102", ""],
    ["Kios Anggrek", "Marta Uji", "Oesapa Sel", "0860 0000 0103", ""],
)
START = "/admin/impor/"


def page_of(upload: Upload, name: str) -> str:
    return reverse(f"imports:{name}", args=[upload.pk])


def file_of(data: bytes, name: str = "daftar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client, url: str, response, field: str, **changes: str):
    """Send the form of a page, with some fields changed."""
    return client.post(url, {**form_with(response, field), **changes})


@pytest.fixture
def client(browser):
    return browser


@pytest.fixture
def upload(petugas):
    """A list at the first step."""
    return preparing.receive(csv_bytes(HEADING, *ROWS), file_name="daftar.csv", by=petugas)


@pytest.fixture
def at_columns(upload, petugas):
    return preparing.choose_sheet(upload, by=petugas, version=upload.version)


@pytest.fixture
def at_words(at_columns, client):
    url = page_of(at_columns, "columns")
    send(client, url, client.get(url), "kolom-0", **{"kolom-0": "business_name"})
    return Upload.objects.get()


# -- the file ------------------------------------------------------------------------------------


def test_a_file_leads_to_its_sheet(client):
    response = client.post(START, {"file": file_of(csv_bytes(HEADING, *ROWS))})

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

    response = client.post(START, {"file": file_of(csv_bytes(HEADING, *ROWS))})

    assert "larger than" in response.context["form"].errors["file"][0]


def test_no_file_at_all_is_said(client):
    assert client.post(START, {}).context["form"].errors["file"] == ["Choose a file first."]


def test_the_same_file_is_offered_to_go_on_with(client, upload):
    data = csv_bytes(HEADING, *ROWS)

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
    data = csv_bytes(HEADING, *ROWS)

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


def test_another_row_is_chosen_as_the_heading(client, upload):
    url = page_of(upload, "sheet")

    response = send(client, url, client.get(url), "heading_row", heading_row="2")

    assert response.url == page_of(upload, "columns")
    assert Upload.objects.get().heading == ROWS[0]


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


# -- columns -------------------------------------------------------------------------------------


def test_a_column_is_proposed_by_its_heading_or_its_content_and_never_taken_unasked(
    client, at_columns
):
    response = client.get(page_of(at_columns, "columns"))

    proposed = {column.name: column.key for _n, column, _c, _e in response.context["columns"]}
    assert proposed == {
        "Nama": "",
        "Nama Pemilik": "owner_name",
        "Kelurahan": "kelurahan",
        "Kolom A": "phone",
        "Kategori": "category",
    }
    assert "by its content" in response.content.decode()
    assert "0860 0000 0101" not in response.content.decode()
    assert Upload.objects.get().mapping == {}


def test_a_heading_that_its_cells_contradict_is_warned_of(client, petugas):
    rows = [["Kios", f"0860 0000 010{number}"] for number in range(5)]
    upload = preparing.receive(csv_bytes(["Nama Usaha", "NIK"], *rows), file_name="a", by=petugas)
    preparing.choose_sheet(upload, by=petugas, version=1)

    page = client.get(page_of(upload, "columns")).content.decode()

    assert "Careful: 100 % of the cells read as “phone of the owner”." in page


def test_two_columns_for_one_target_are_told_beside_the_field_and_nothing_is_lost(
    client, at_columns
):
    url = page_of(at_columns, "columns")

    response = send(
        client,
        url,
        client.get(url),
        "kolom-0",
        **{"kolom-0": "business_name", "kolom-3": "business_name", "tetap-1": "Budi Uji"},
    )

    page = response.content.decode()
    assert "“Nama” gives “business name” already. Leave one of the two out." in page
    again = form_with(response, "kolom-0")
    assert again["kolom-3"] == ["business_name"]
    assert again["tetap-1"] == ["Budi Uji"]
    assert Upload.objects.get().mapping == {}


def test_what_is_missing_is_said(client, at_columns):
    url = page_of(at_columns, "columns")

    response = send(client, url, client.get(url), "kolom-0", **{"kolom-2": ""})

    assert "No column gives the business name, kelurahan." in response.content.decode()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"sasaran-2": "nik", "tetap-2": "12"}, "NIK must have 16 digits"),
        ({"sasaran-2": "", "tetap-2": "12"}, "Choose what this value is."),
        ({"sasaran-2": "source", "tetap-2": ""}, "Write the value"),
        ({"sasaran-2": "kelurahan", "tetap-2": "Fontein", "tetap-0": "Oebobo"}, "already"),
        ({"tetap-0": "Atlantis"}, "No kelurahan of the city"),
        ({"sasaran-2": "source", "tetap-2": "x" * 600}, "too long"),
    ],
)
def test_a_value_for_all_rows_is_checked_in_its_line(client, at_columns, line, sentence):
    url = page_of(at_columns, "columns")

    response = send(client, url, client.get(url), "kolom-0", **{"kolom-0": "business_name"}, **line)

    errors = [one.error for one in response.context["choices"].constants if one.error]
    assert len(errors) == 1
    assert sentence in errors[0]


@pytest.mark.parametrize("garbage", ["\0", "no_target", "9" * 5000, "é"])
def test_no_column_holds_what_does_not_exist(client, at_columns, garbage):
    url = page_of(at_columns, "columns")

    response = send(client, url, client.get(url), "kolom-0", **{"kolom-0": garbage})

    assert response.status_code in (200, 400)
    assert Upload.objects.get().mapping == {}


def test_a_page_that_is_old_is_refused_with_one_sentence(client, at_columns):
    url = page_of(at_columns, "columns")
    columns = {"kolom-0": "business_name"}

    response = send(client, url, client.get(url), "kolom-0", version="1", **columns)

    assert "after you opened it" in response.content.decode()
    assert form_with(response, "kolom-0")["kolom-0"] == ["business_name"]


def test_a_column_without_a_heading_and_one_of_the_same_heading_can_be_used(client, petugas):
    heading = ["Nama Usaha", "Nama", "Nama", "", "Kelurahan"]
    rows = [["Kios", "x", f"Ester {n}", f"0860 0000 010{n}", "Fontein"] for n in range(5)]
    upload = preparing.receive(csv_bytes(heading, *rows), file_name="a", by=petugas)
    preparing.choose_sheet(upload, by=petugas, version=1)
    url = page_of(upload, "columns")

    send(client, url, client.get(url), "kolom-0", **{"kolom-2": "owner_name", "kolom-3": "phone"})

    mapping = Upload.objects.get().mapping
    assert (mapping["Nama"], mapping["Nama (2)"], mapping["Kolom 4"]) == (
        None,
        "owner_name",
        "phone",
    )


# -- words ---------------------------------------------------------------------------------------


def test_a_list_without_unknown_words_goes_on_to_the_check(client, petugas):
    rows = [["Kios", "Ester Uji", "Fontein"]]
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan"]
    upload = preparing.receive(csv_bytes(heading, *rows), file_name="a", by=petugas)
    preparing.choose_sheet(upload, by=petugas, version=1)
    url = page_of(upload, "columns")

    response = send(client, url, client.get(url), "kolom-0")

    assert response.url == page_of(upload, "check")
    assert "nothing to decide" in client.get(page_of(upload, "values")).content.decode()


def test_each_unknown_word_is_shown_once_with_its_rows_and_nothing_is_chosen(client, at_words):
    response = client.get(page_of(at_words, "values"))

    words = [(word.text, word.rows, word.radio) for word, *_rest in response.context["words"]]
    assert words == [("Oesapa Sel", 2, ""), ("Zzz", 1, "")]
    assert "leave out: these rows stay errors" in response.content.decode()


def test_a_decision_is_stored_and_saved_and_leads_to_the_check(client, at_words):
    url = page_of(at_words, "values")
    choice = {"pilih-0": "53.71.03.1015", "pilih-1": "abaikan"}

    response = send(client, url, client.get(url), "kata-0", **choice)

    assert response.url == page_of(at_words, "check")
    stored = Upload.objects.get()
    assert stored.values == {
        "kelurahan": {"Oesapa Sel": "53.71.03.1015"},
        "category": {"Zzz": None},
    }
    assert stored.step == "periksa"
    assert SavedMapping.objects.get().values == stored.values
    again = client.get(url).context["words"]
    assert [word.radio for word, *_rest in again] == ["53.71.03.1015", "abaikan"]


def test_to_decide_later_takes_a_decision_back(client, at_words):
    url = page_of(at_words, "values")
    send(client, url, client.get(url), "kata-0", **{"pilih-0": "lain", "lain-0": "53.71.01.1001"})
    assert Upload.objects.get().values == {"kelurahan": {"Oesapa Sel": "53.71.01.1001"}}

    numbers = {w.text: w.number for w, *_rest in client.get(url).context["words"]}
    send(client, url, client.get(url), "kata-0", **{f"pilih-{numbers['Oesapa Sel']}": ""})

    assert Upload.objects.get().values == {}


def test_a_name_from_the_whole_list_counts_without_its_button(client, at_words):
    url = page_of(at_words, "values")

    send(client, url, client.get(url), "kata-0", **{"lain-0": "53.71.01.1001"})

    assert Upload.objects.get().values == {"kelurahan": {"Oesapa Sel": "53.71.01.1001"}}


@pytest.mark.parametrize(
    "choice",
    [
        {"pilih-0": "lain"},
        {"pilih-0": "99.99"},
        {"pilih-0": "lain", "lain-0": "x" * 9000},
        {"pilih-0": "\0"},
    ],
)
def test_what_is_no_choice_is_refused_beside_its_word(client, at_words, choice):
    url = page_of(at_words, "values")

    response = send(client, url, client.get(url), "kata-0", **{"pilih-1": "abaikan"}, **choice)

    [wrong] = [word for word, *_rest in response.context["words"] if word.error]
    assert wrong.text == "Oesapa Sel"
    assert form_with(response, "kata-0")["pilih-1"] == ["abaikan"]
    assert Upload.objects.get().values == {}


def test_many_words_come_in_pages(client, at_columns, petugas, monkeypatch):
    monkeypatch.setattr("imports.word_choices.MOST_SHOWN", 1)
    url = page_of(at_columns, "columns")
    send(client, url, client.get(url), "kolom-0", **{"kolom-0": "business_name"})
    url = page_of(at_columns, "values")
    assert "1 more word" in client.get(url).content.decode()

    send(client, url, client.get(url), "kata-0", **{"pilih-0": "abaikan", "lagi": "1"})

    [word] = client.get(url).context["words"]
    assert word[0].text == "Zzz"


# -- the next list of this shape -----------------------------------------------------------------


def test_the_next_list_of_this_shape_begins_with_what_was_decided(client, at_words, petugas):
    url = page_of(at_words, "values")
    send(client, url, client.get(url), "kata-0", **{"pilih-0": "53.71.03.1015"})
    other = preparing.receive(csv_bytes(HEADING, *ROWS[::-1]), file_name="baru.csv", by=petugas)
    preparing.choose_sheet(other, by=petugas, version=1)
    url = page_of(other, "columns")

    response = client.get(url)
    assert "The columns are filled in as for “daftar.csv”" in response.content.decode()
    without = client.get(f"{url}?tanpa=1")
    assert without.context["saved"] is None
    assert form_with(without, "kolom-0")["kolom-0"] == [""]
    send(client, url, response, "kolom-0")

    stored = Upload.objects.get(pk=other.pk)
    assert stored.mapping["Nama"] == "business_name"
    assert stored.values == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}


def test_the_pages_read_the_file_once_each(client, at_words, monkeypatch):
    reads = []
    original = reading.take_apart
    monkeypatch.setattr(
        reading, "take_apart", lambda *args, **kwargs: reads.append(1) or original(*args, **kwargs)
    )

    for name in ("sheet", "columns", "values"):
        reads.clear()
        client.get(page_of(at_words, name))
        assert len(reads) == 1
