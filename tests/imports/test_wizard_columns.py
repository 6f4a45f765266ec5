"""The pages of the columns and the words, as a browser without scripts uses them."""

import pytest

from imports import preparing, reading
from imports.models import SavedMapping, Upload
from tests.imports.lists import csv_bytes
from tests.imports.wizard import HEADING, LIST, ROWS, page_of, send
from tests.pages import form_with


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


@pytest.fixture
def at_words(at_columns, client):
    url = page_of(at_columns, "columns")
    send(client, url, client.get(url), "kolom-0", **{"kolom-0": "business_name"})
    return Upload.objects.get()


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


def test_further_columns_are_proposed_beside_the_decided_ones(client, at_columns):
    Upload.objects.update(mapping={"Nama": "business_name", "Kategori": None})

    response = client.get(page_of(at_columns, "columns"))

    proposed = {column.name: column.key for _n, column, _c, _e in response.context["columns"]}
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
