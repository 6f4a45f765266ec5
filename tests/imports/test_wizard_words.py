"""The page of the words, as a browser without scripts uses it, and the next list of a shape."""

import re

import pytest

from imports import preparing, reading
from imports.models import SavedMapping, Upload
from tests.imports.lists import csv_bytes
from tests.imports.wizard import HEADING, ROWS, page_of, send
from tests.pages import form_with


@pytest.fixture
def client(browser):
    return browser


# -- words ---------------------------------------------------------------------------------------


def test_a_list_without_unknown_words_goes_on_to_the_check(client, petugas):
    rows = [["Kios", "Ester Uji", "Fontein"]]
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan"]
    upload = preparing.receive(csv_bytes(heading, *rows), file_name="a", by=petugas)
    preparing.choose_sheet(upload, by=petugas, version=1)
    url = page_of(upload, "columns")

    response = send(client, url, client.get(url), "kolom-0")

    assert response.url == page_of(upload, "check")
    assert "No word needs a decision." in client.get(page_of(upload, "values")).content.decode()


def test_each_unknown_word_is_shown_once_with_its_rows_and_nothing_is_chosen(client, at_words):
    response = client.get(page_of(at_words, "values"))

    words = [(word.text, word.rows, word.radio) for word, *_rest in response.context["words"]]
    assert words == [("Oesapa Sel", 2, ""), ("Zzz", 1, "")]
    page = response.content.decode()
    assert "leave out: these rows stay errors" in page
    assert "Rows whose kelurahan or kecamatan is not decided become errors." in page
    later = [button for button in re.findall(r"<input[^>]*>", page) if 'value="" checked' in button]
    assert ["later-is-an-error" in button for button in later] == [True, False]


def test_words_that_only_leave_a_field_empty_bring_no_warning(client, petugas):
    rows = [["Kios", "Ester Uji", "Fontein", "", "Zzz"]]
    other = preparing.receive(csv_bytes(HEADING, *rows), file_name="a", by=petugas)
    preparing.choose_sheet(other, by=petugas, version=1)
    url = page_of(other, "columns")
    send(client, url, client.get(url), "kolom-0", **{"kolom-0": "business_name"})

    response = client.get(page_of(other, "values"))

    assert [word.text for word, *_rest in response.context["words"]] == ["Zzz"]
    assert "become errors" not in response.content.decode()


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
    kept = SavedMapping.objects.get().values
    assert kept == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}, "what is left out may be a name"
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
    assert "The columns are filled in as" in response.content.decode()
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
