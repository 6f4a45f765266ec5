"""Cells: what each reader makes of one cell of a real list."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Unreadable
from imports.cells import Cell
from imports.drafts import shown
from imports.half_hidden import half_hidden
from imports.lookups import Lookups
from imports.values import READERS

EMPTY = Lookups(today=date(2026, 11, 22))


def read(key: str, text: str, look: Lookups = EMPTY) -> Cell:
    return READERS[key](text, look)


def refusal(key: str, text: str) -> str:
    with pytest.raises(Unreadable) as refused:
        read(key, text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("key", "text", "values"),
    [
        ("business_name", "  Kios\u00a0Melati ", {"business.name": "Kios Melati"}),
        ("activity", "jual  nasi\r\ndan kue", {"business.activity": "jual nasi\ndan kue"}),
        ("nik", "9900 0000 0000 0001", {"owner.nik": "9900000000000001"}),
        ("nik", "0", {}),
        ("npwp", "99.999.999.9-999.000", {"owner.npwp": "999999999999000"}),
        ("gender", "P", {"owner.gender": "female"}),
        ("birth_date", "5/1/1990", {"owner.birth_date": date(1990, 1, 5)}),
        ("phone", "0812 0000 0001", {"owner.phone": "+6281200000001"}),
        ("email", "uji@example.com", {"owner.email": "uji@example.com"}),
        (
            "address",
            "Jln. Moh. Hatta RT 001/RW 002",
            {"business.address": "Jln. Moh. Hatta", "address.rt": "001", "address.rw": "002"},
        ),
        ("rt", "5", {"business.rt": "005"}),
        ("rw", "RW 2", {"business.rw": "002"}),
        ("rt", "0", {}),
        ("rt", "012/004", {"business.rt": "012", "business.rw": "004"}),
        ("rt_rw", "RT 12/4", {"business.rt": "012", "business.rw": "004"}),
        (
            "point",
            "-10.17, 123.6",
            {"business.lat": Decimal("-10.17"), "business.lng": Decimal("123.6")},
        ),
        ("place_kind", "Tetap", {"business.place_kind": "tetap"}),
        ("products", "Nasi, kue; NASI,\nkopi", {"products": ["Nasi", "kue", "kopi"]}),
        ("started_year", "2015.0", {"business.started_year": 2015}),
        ("workers_male", "3 orang", {"business.workers_male": 3}),
        ("workers_band", "1-5 Tenaga Kerja", {"business.workers_band": "1-5"}),
        ("annual_sales", "Rp1.500.000", {"business.annual_sales": 1_500_000}),
        ("annual_sales", "Omset <= Rp.300 Juta", {"business.sales_band": "le300jt"}),
        ("sales_band", "1,5 juta", {"business.annual_sales": 1_500_000}),
        ("capital", "5 juta", {"business.capital": 5_000_000}),
        ("capital", "Modal Sendiri", {"business.financing": "own"}),
        ("capital", "KBU <= Rp.50 Juta", {"business.capital_band": "le50jt"}),
        ("capital_band", "KBU <= Rp.50 Juta", {"business.capital_band": "le50jt"}),
        ("nib", "0000000000017", {"nib.number": "0000000000017"}),
        ("consent_manner", "form", {"business.consent_manner": "form"}),
        ("publishes_contact", "tidak", {"business.publishes_contact": False}),
        ("kbli_edition", "2020.0", {"kbli_edition": "2020"}),
        ("kbli", "10792; 47111 - Warung", {"kbli_codes": ["10792", "47111"]}),
    ],
)
def test_a_cell_fills_its_field(key, text, values):
    found = read(key, text)

    assert dict(found.values) == values
    assert found.warnings == () or key in {"nik", "npwp"}  # invented numbers are odd ones


@pytest.mark.parametrize(
    ("key", "text", "values", "warning"),
    [
        ("kbli", "1111", {"kbli_codes": ["01111"]}, "leading zero of the KBLI code was restored"),
        ("workers_band", "3", {"business.workers_band": "1-4"}, "kept as its band"),
        ("workers_band", "120", {}, "no such band"),
        ("capital_band", "60 juta", {"business.capital_band": "le500jt"}, "kept as its band"),
        ("annual_sales", "< Rp 2 Miliar", {}, "not one of the 2008 law"),
        ("owner_kind", "Badan Usaha", {"owner.kind": "lainnya"}, "does not say which legal form"),
        ("place_kind", "Pasar", {}, "“Pasar” is not on the register's list for kind of place"),
        ("whatsapp", "0380 555 0100", {"business.whatsapp": "+623805550100"}, "no mobile number"),
    ],
)
def test_what_a_person_should_look_at_is_said(key, text, values, warning):
    found = read(key, text)

    assert dict(found.values) == values
    assert len(found.warnings) == 1
    assert warning in found.warnings[0]


def test_of_two_phones_the_first_is_kept_and_the_second_shown_half_hidden():
    found = read("phone", "0812 0000 0001 / 0813 0000 0002")

    assert found.values == {"owner.phone": "+6281200000001"}
    assert len(found.warnings) == 1
    assert "0000 0002" not in found.warnings[0]
    assert "08" in found.warnings[0]


def test_what_is_shown_of_two_phones_cannot_be_put_together():
    text = "081200000001/081334567802"

    [warning] = read("phone", text).warnings
    pieces = [shown("phone", text), half_hidden(text), warning]

    seen = {
        place
        for piece in pieces
        for place in range(12)
        for length in range(1, 13 - place)
        if length > 3 and text[13:][place : place + length] in piece
    }
    assert "0813" in warning
    assert "7802" in warning
    assert len(seen) == 2  # no more than where "0813" and "7802" begin


@pytest.mark.parametrize(
    "text", ["0813 3456 7802", "0813 - 3456 - 7802", "0813(3456)7802", "081334567802 081200000001"]
)
def test_a_phone_is_half_hidden_however_it_is_parted(text):
    assert "3456" not in half_hidden(text)
    assert "0813" in half_hidden(text)


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("nik", "5.37101E+15", "The spreadsheet has destroyed the last digits of this NIK"),
        ("nik", "99000", "NIK must have 16 digits; you typed 5."),
        ("phone", "0812", "phone number"),
        ("email", "uji at example", "This is no e-mail address"),
        ("gender", "X", "Write L (male) or P (female)."),
        ("owner_kind", "Kelompok Tani", "Write the legal form"),
        ("workers_male", "banyak", "Write the number of workers"),
        ("workers_male", "999999", "Write the number of workers"),
        ("annual_sales", "lumayan", "Write one amount in rupiah"),
        ("started_year", "1066", "The year must lie between 1900 and 2026."),
        ("sales_year", "1999", "The year must lie between 2000 and 2026."),
        ("registered_on", "1/1/2030", "This date lies in the future"),
        ("consent_manner", "katanya", "Write how consent was given"),
        ("publishes_contact", "mungkin", "Write “ya” or “tidak”."),
        ("kbli_edition", "2015", "Write the edition of the KBLI: 2020 or 2025."),
        ("kbli", "123", "KBLI must have 5 digits; you typed 3."),
        ("point", "di pasar", "Write latitude and longitude as two numbers"),
        ("rt_rw", "dekat gereja", "Write RT and RW with their numbers"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_what_to_do(key, text, sentence):
    assert sentence in refusal(key, text)


@pytest.mark.django_db
def test_a_kbli_column_of_words_names_the_sector(look):
    found = read("kbli", "Perdagangan Eceran, Bukan Mobil dan Motor", look)
    unknown = read("kbli", "Industri Antariksa", look)

    assert [category.slug for category in found.values["sectors"]] == ["perdagangan"]
    assert unknown.values == {"sectors": []}
    assert unknown.warnings == (
        "“Industri Antariksa” is no category of the register; it is left out.",
    )


@given(st.sampled_from(sorted(READERS)), st.text(max_size=60))
def test_no_cell_whatsoever_breaks_a_reader(key, text):
    try:
        assert isinstance(read(key, text), Cell)
    except Unreadable as refused:
        sentence = str(refused)
    else:
        return
    assert sentence
