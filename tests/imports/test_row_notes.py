"""What was changed is shown beside what was typed; blanks, case and signs are no change."""

import pytest

from imports import columns
from imports.decisions import Decisions
from imports.drafts import Draft
from imports.lookups import Lookups
from imports.rows import RowReader
from imports.sheets import Line

pytestmark = pytest.mark.django_db


def draft_of(look: Lookups, decisions: Decisions | None = None, **cells: str) -> Draft:
    """One row as it is read; keys of targets are its headings."""
    plan = columns.plan(list(cells))
    return RowReader(plan, look, decisions=decisions).read(Line(2, tuple(cells.values())))


def note(look: Lookups, key: str, text: str) -> tuple[str, str] | None:
    """(typed, stored) of the only note of a cell."""
    notes = draft_of(look, **{key: text}).notes
    assert len(notes) <= 1
    assert [heading for heading, *_rest in notes] in ([], [key])
    return notes[0][1:] if notes else None


@pytest.mark.parametrize(
    ("key", "text", "stored"),
    [
        ("phone", "0812 0000 0001", "+628••••••0001"),
        ("nib_issued_on", "15/03/2024", "15 March 2024"),
        ("capital", "1,5 juta", "1.500.000"),
        ("annual_sales", "Rp 1.500.000,00", "1.500.000"),
        ("annual_sales", "Omset <= Rp.300 Juta", "up to Rp300 million"),
        ("capital", "Modal sendiri", "Own capital"),
        ("workers_band", "1-5 Tenaga Kerja", "1 to 5"),
        ("started_year", "5 Januari 2015", "2015"),
        ("workers_male", "3 orang", "3"),
        ("nib", "123456789012.0", "0123456789012"),
        ("owner_kind", "UD", "Usaha perorangan"),
        ("kelurahan", "TDM", "Tuak Daun Merah"),
        ("kelurahan", "53.71.05.1008", "Fontein"),
        ("address", "Jl. Cendana RT 1/RW 2", "Jl. Cendana · RT 001/RW 002"),
        ("rt_rw", "12/4", "RT 012/RW 004"),
        ("rt", "012/004", "RT 012/RW 004"),
        ("kbli", "1111", "01111"),
        ("code", "kpg 123", "KPG-000123"),
        ("permit_pirt", "P-IRT No. 1234567890123-45", "1234567890123-45"),
        ("permit_pirt_expires_on", "1/2/2031", "1 February 2031"),
        (
            "point",
            "https://www.google.com/maps/@-10.1712,123.6012,17z",
            "-10.171200, 123.601200",
        ),
    ],
)
def test_the_stored_form_stands_beside_the_typed_one(look, key, text, stored):
    found = note(look, key, text)

    assert found is not None
    assert found[1] == stored


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("business_name", "  KIOS\u00a0melati "),
        ("phone", "+62 812-0000-0001"),
        ("nik", "9900 0000.0000 0001"),
        ("capital", "Rp 1.500.000"),
        ("capital", "1500000"),
        ("kelurahan", "kel. FONTEIN"),
        ("kecamatan", "Kec. Kota Raja"),
        ("rt", "5"),
        ("rt_rw", "rt 005/rw 002"),
        ("point", "-10.1712, 123.6012"),
        ("products", "Nasi; kue"),
        ("gender", "L"),
        ("nib", "0000000000017"),
        ("permit_halal", "id 00000 000000 000000"),
        ("address", "Jl. Cendana No. 4"),
        ("address", "Jl. Cendana RT 004/RW 002"),
        ("rt_rw", "RT 004/RW 002"),
    ],
)
def test_blanks_case_and_signs_are_no_change(look, key, text):
    assert note(look, key, text) is None


def test_numbers_of_people_are_half_hidden_on_both_sides(look):
    typed, stored = note(look, "phone", "0812-0000-0001")

    assert "0000-0" not in typed + stored
    assert typed.count("•") >= 4
    assert stored.count("•") >= 4


def test_several_categories_of_a_cell_are_told_apart(look):
    names = [category.name for category in list(look.categories.values())[:40]]
    one, other = list(dict.fromkeys(names))[:2]

    assert note(look, "category", f"{one}; {other}") == (f"{one}; {other}", f"{one} · {other}")
    assert note(look, "category", one) is None


def test_a_word_that_was_decided_on_is_told_with_its_meaning(look):
    decisions = Decisions({"kelurahan": {"Fontenk": "53.71.05.1008"}}, look)

    draft = draft_of(look, decisions, kelurahan="Fontenk")

    assert draft.notes == [("kelurahan", "Fontenk", "Fontein")]


def test_the_note_of_a_text_that_repeats_is_made_once(look):
    plan = columns.plan(["Tgl NIB", "NIB"])
    reader = RowReader(plan, look)
    lines = [Line(number, ("15/03/2024", f"000000000001{number}")) for number in (2, 3)]

    first, second = (reader.read(line).notes for line in lines)

    assert first[0] is second[0]
    assert first[0][0] == "Tgl NIB"


def test_a_cell_that_is_refused_has_an_error_and_no_note(look):
    draft = draft_of(look, phone="0812", kelurahan="Atlantis")

    assert draft.notes == []
    assert {problem.column for problem in draft.errors} >= {"phone", "kelurahan"}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("phone", "0812 0000 0001 / 0813 0000 0002"),
        ("category", "Kuliner; Antariksa"),
        ("capital_band", "60 juta"),
        ("workers_band", "3"),
        ("rt_rw", "5"),
    ],
)
def test_what_a_cell_is_taken_apart_into_is_never_silent(look, key, text):
    draft = draft_of(look, **{key: text})

    assert draft.notes or draft.warnings
