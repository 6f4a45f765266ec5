"""Files out: nothing that a spreadsheet would run, nothing shifted, nothing lost."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.tabular import (
    BOM,
    Column,
    csv_cell,
    csv_lines,
    starts_formula,
    text_of,
    text_table,
    write_xlsx,
)

COLUMNS = (
    Column("name", "Nama", lambda row: row[0]),
    Column("count", "Jumlah", lambda row: row[1], is_number=True),
)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@x", "\t=1", " =1", "\ufeff=1", "\u200b=1", "＝1"],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert starts_formula(text)
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["-10.15", "-10,15", "+6281211110000", "5", "a=b", "", "Jl. 1"])
def test_plain_numbers_and_phones_stay_usable(text):
    assert csv_cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (date(2026, 11, 2), "2026-11-02"), (12, "12"), ("a\0b", "ab")]
)
def test_values_become_plain_text(value, text):
    assert text_of(value) == text


def test_a_csv_has_a_bom_and_keys():
    lines = list(csv_lines(COLUMNS, [("Sei", 3)]))
    assert lines == [f"{BOM}name,count\r\n", "Sei,3\r\n"]


def test_a_csv_that_breaks_says_so_in_its_last_line(caplog):
    def rows():
        yield ("Sei", 1)
        raise RuntimeError("the connection was lost")

    lines = list(csv_lines(COLUMNS, rows()))

    assert lines[1] == "Sei,1\r\n"
    assert "TIDAK LENGKAP" in lines[-1]
    assert "broke off" in caplog.text


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_comes_back_in_its_own_cell(rows):
    columns = (Column("a", "A", lambda r: r[0]), Column("b", "B", lambda r: r[1]))
    text = "".join(csv_lines(columns, rows))
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert len(read) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        for cell, value in zip(cells, row, strict=True):
            assert cell.removeprefix("'") == value.replace("\0", "").removeprefix("'")
            assert not starts_formula(cell)


def test_a_workbook_keeps_long_digits_as_text_and_explains_itself():
    out = io.BytesIO()
    columns = (Column("nib", "NIB", lambda r: r[0]), COLUMNS[1])
    count = write_xlsx(
        out, columns, [("0000123456789", 5), ("=1+1", 6)], title="Uji", about=[("Definisi", "X")]
    )
    assert count == 2
    book = zipfile.ZipFile(out)
    strings = (
        book.read("xl/sharedStrings.xml").decode()
        if ("xl/sharedStrings.xml" in book.namelist())
        else ""
    )
    sheets = "".join(
        book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name
    )
    assert "0000123456789" in strings + sheets
    assert "<f>" not in sheets
    assert "<v>5</v>" in sheets
    assert len([name for name in book.namelist() if "worksheets/sheet" in name]) == 2


def test_the_table_for_a_terminal_is_aligned():
    assert text_table(COLUMNS, [("Sei", 3), ("Tenun", 12)]).splitlines() == [
        "Nama   Jumlah",
        "-----  ------",
        "Sei         3",
        "Tenun      12",
    ]
