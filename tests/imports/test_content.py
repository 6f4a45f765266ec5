"""What a column looks like by its cells: proposed only where nearly all of them agree."""

import pytest

from imports import content
from imports.content import Found
from imports.sheets import Line

KINDS = {
    "nik": ["9900000000000101", "9900 0000 0000 0102", "9900000000000103"],
    "nib": ["0000000000101", "0000000000102", "0000000000103"],
    "npwp": ["99.000.000.0-000.101", "99.000.000.0-000.102", "990000000000103"],
    "phone": ["0860 0000 0101", "+62 860-0000-0102", "0860 0000 0103 / 0860 0000 0104"],
    "email": ["satu@kupang.example", "dua@kupang.example", "tiga@kupang.example"],
    "lat": ["-10.178123", "-10.170", "-10,165432"],
    "lng": ["123.607123", "123.601", "123,599999"],
    "point": ["-10.178, 123.607", "-10.170000, 123.600000", "-10.16, 123.59"],
    "rt_rw": ["001/002", "RT 03 RW 04", "RT.5/RW.6"],
    "birth_date": ["01/02/1980", "1975-12-31", "5 Januari 1990"],
    "gender": ["L", "P", "perempuan"],
    "kelurahan": ["Fontein", "Kelurahan Oesapa", "LILIBA"],
    "kecamatan": ["Kota Raja", "Kec. Kota Lama", "Kota Raja"],
    "owner_kind": ["CV", "Perorangan", "PT"],
    "place_kind": ["Tetap", "Keliling", "Tetap"],
    "financing": ["Modal sendiri", "KUR", "Pinjaman bank"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_cells_of_one_kind_are_recognised(kind, look):
    assert content.kind_of(KINDS[kind], look) == Found(kind, 1.0)


def test_a_code_of_the_kbli_is_one_only_if_the_register_has_it(look):
    edition, code = next(iter(look.kbli))
    assert edition in {"2020", "2025"}

    assert content.kind_of([code] * 4, look).kind == "kbli"
    assert content.kind_of(["99998"] * 4, look).kind == ""


@pytest.mark.parametrize(
    "cells",
    [
        ["Kios Melati", "Warung Uji", "Toko Contoh", "Bengkel"],
        ["12", "7", "3", "150"],
        ["01/02/2024", "03/04/2025", "05/06/2026"],  # too young to be dates of birth
        ["lainnya", "lainnya", "lainnya"],  # one word that stands in many lists
        ["9900000000000101", "9900000000000102"],  # too few cells
        ["380123456", "380123457", "380123458"],
        [],
    ],
)
def test_cells_that_may_be_anything_give_no_kind(cells, look):
    assert content.kind_of(cells, look) == Found()


def test_a_fifth_of_the_cells_may_be_something_else(look):
    phones = ["0860 0000 0101"] * 8

    assert content.kind_of([*phones, "rusak", "lihat istri"], look) == Found("phone", 0.8)
    assert content.kind_of([*phones[:7], "rusak", "hilang", "x"], look) == Found()


def test_placeholders_and_blanks_do_not_count(look):
    lines = [Line(number, ("", text)) for number, text in enumerate(["-", "", "a@b.example"] * 3)]

    cells = content.sample([*lines, Line(99, ("ragged",))], 1)

    assert content.kind_of(cells, look).kind == "email"


def test_no_more_than_two_hundred_cells_are_looked_at():
    lines = [Line(number, ("L",)) for number in range(1000)]

    assert len(content.sample(lines, 0)) == 200


@pytest.mark.parametrize(
    ("key", "kind", "is_odd"),
    [
        ("nik", "phone", True),
        ("nib", "nik", True),
        ("phone", "email", True),
        ("kelurahan", "kecamatan", True),
        ("owner_name", "phone", True),
        ("owner_name", "kelurahan", False),
        ("whatsapp", "phone", False),
        ("npwp", "nik", False),
        ("kbli", "category", False),
        ("nib_issued_on", "birth_date", False),
        ("started_year", "kbli", False),
        ("nik", "", False),
        ("nik", "nik", False),
    ],
)
def test_cells_contradict_a_heading_only_where_they_cannot_be_meant(key, kind, is_odd):
    assert content.contradicts(key, Found(kind, 1.0)) is is_odd
