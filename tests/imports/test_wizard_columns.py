"""The page of the columns, as a browser without scripts uses it."""

import gzip
import re

import pytest

from imports import preparing
from imports.models import Upload
from tests.imports.lists import csv_bytes
from tests.imports.wizard import page_of, send
from tests.pages import form_with


@pytest.fixture
def client(browser):
    return browser


# -- columns -------------------------------------------------------------------------------------


def test_a_column_is_proposed_by_its_heading_or_its_content_and_never_taken_unasked(
    client, at_columns
):
    response = client.get(page_of(at_columns, "columns"))

    proposed = {column.name: column.key for _number, column, *_rest in response.context["columns"]}
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


def test_further_columns_are_proposed_beside_the_decided_ones(client, at_columns):
    Upload.objects.update(mapping={"Nama": "business_name", "Kategori": None})

    response = client.get(page_of(at_columns, "columns"))

    proposed = {column.name: column.key for _number, column, *_rest in response.context["columns"]}
    assert proposed == {
        "Nama": "business_name",
        "Nama Pemilik": "owner_name",
        "Kelurahan": "kelurahan",
        "Kolom A": "phone",
        "Kategori": "",
    }


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

    page = response.content.decode()
    assert (
        'No column gives the <a href="#id_kolom_0">business name</a>, '
        '<a href="#id_tetap_0">kelurahan</a>. Choose one'
    ) in page
    assert Upload.objects.get().mapping == {}
    assert page.index("Values for all rows") < page.index('id="id_kolom_0"')
    [line] = [one for one in response.context["choices"].constants if one.error]
    assert line.key == "kelurahan"
    field = re.search(r'<select name="tetap-0"[^>]*>', page)[0]
    assert 'aria-invalid="true" aria-describedby="error_tetap_0"' in field
    assert 'id="error_tetap_0">No column of the list gives this.' in page


def test_the_values_for_all_rows_come_last_where_the_list_gives_all(client, at_columns):
    page = client.get(page_of(at_columns, "columns")).content.decode()

    assert page.index("Values for all rows") > page.index('id="id_kolom_4"')


def test_values_for_all_rows_are_added_one_by_one(client, at_columns):
    url = page_of(at_columns, "columns")
    response = client.get(url)
    assert "tetap-3" not in form_with(response, "kolom-0")
    line = {"sasaran-2": "source", "tetap-2": "Dinas Uji"}

    response = send(client, url, response, "kolom-0", tambah="1", **line)

    again = form_with(response, "kolom-0")
    assert again["tetap-2"] == ["Dinas Uji"]
    assert again["tetap-3"] == [""]
    assert "tetap-4" not in again
    more = {"kolom-0": "business_name", "sasaran-3": "source_date", "tetap-3": "2026-11-01"}
    send(client, url, response, "kolom-0", **more)
    assert Upload.objects.get().constants == {"source": "Dinas Uji", "source_date": "2026-11-01"}


def test_the_enter_key_goes_on_and_adds_no_line(client, at_columns):
    page = client.get(page_of(at_columns, "columns")).content.decode()
    form = page[page.index('name="kolom-0"') :]

    assert "Next: words" in re.search(r'<button type="submit".*?</button>', form, re.S)[0]


def test_a_page_of_sixty_columns_is_small(client, petugas):
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan", *(f"Lain {n}" for n in range(57))]
    row = ["Kios", "Ester Uji", "Fontein", *(f"isi {n}" for n in range(57))]
    upload = preparing.receive(csv_bytes(heading, row), file_name="a", by=petugas)
    preparing.choose_sheet(upload, by=petugas, version=1)

    page = client.get(page_of(upload, "columns")).content

    assert page.count(b"<select") == 62  # each column, the kelurahan, one further value
    assert len(page) < 250_000
    assert len(gzip.compress(page)) < 12_000


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
