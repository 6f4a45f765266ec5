"""Reading: encoding, delimiter, heading and row numbers, and one sentence for every other file."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imports.columns import is_known
from imports.reading import read
from imports.sheets import Sheet, UnreadableFile
from tests.imports.lists import csv_bytes

PLAIN = "Nama Usaha,Alamat\nKios Melati,Jl. Cendana\n"


def sheet(data: bytes | str, **options: str) -> Sheet:
    data = data.encode() if isinstance(data, str) else data
    return read(data, known=is_known, **options)


def refusal(data: bytes | str, **options: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        sheet(data, **options)
    return str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found(encoding, found):
    text = "Nama Usaha;Alamat\nSe’i “Café”;Jl. Cendana\n"

    result = sheet(text.encode(encoding))

    assert result.encoding == found
    assert result.heading == ["Nama Usaha", "Alamat"]
    assert result.lines[0].cells == ("Se’i “Café”", "Jl. Cendana")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_though_cells_are_full_of_others(delimiter):
    rows = [["Nama Usaha", "Alamat", "Kegiatan"]]
    rows += [
        [f"Kios {n}", "Jl. A, No. 1; RT 1", "jual; beli, tukar\tdan lain-lain"] for n in range(9)
    ]

    result = sheet(csv_bytes(*rows, delimiter=delimiter))

    assert result.delimiter == delimiter
    assert result.lines[8].cells == (
        "Kios 8",
        "Jl. A, No. 1; RT 1",
        "jual; beli, tukar\tdan lain-lain",
    )


@pytest.mark.parametrize("given", [";", "semicolon", "Semicolon"])
def test_a_delimiter_can_be_given_by_its_sign_or_name(given):
    assert sheet("Nama Usaha;Alamat,Kota\nA;B,C\n", delimiter=given).heading == [
        "Nama Usaha",
        "Alamat,Kota",
    ]


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    text = 'Nama Usaha,Alamat\r\n"Kios\r\nMelati",A\r\n\r\n , \r\nKios Mawar,B\r\n'

    result = sheet(text)

    assert [(line.number, line.cells[1]) for line in result.lines] == [(2, "A"), (5, "B")]
    assert result.lines[0].cells[0] == "Kios\r\nMelati"
    assert result.blank == 2


def test_title_rows_above_the_heading_are_recognised():
    text = "DAFTAR UMKM TAHUN 2022,,\nKecamatan,: Kota Raja,\n,,\nNo,Nama Usaha,Alamat\n1,Kios,A\n"

    result = sheet(text)

    assert (result.heading_row, result.heading) == (4, ["No", "Nama Usaha", "Alamat"])
    assert [line.number for line in result.lines] == [5]


def test_without_any_known_heading_the_first_row_is_taken_for_it():
    assert sheet("a,b\n1,2\n").heading == ["a", "b"]


def test_the_apostrophe_that_marks_text_is_no_part_of_the_value():
    result = sheet("Nama Usaha,lat\n'=Kios,'-10.17\n'Aisyah,'0812\n")

    assert [line.cells for line in result.lines] == [("=Kios", "-10.17"), ("'Aisyah", "0812")]


def test_short_rows_stay_short_and_long_rows_long():
    result = sheet("Nama Usaha,Alamat\nKios\nKios,A,B\n")

    assert [len(line.cells) for line in result.lines] == [1, 3]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"\n\xc2\xa0\n", "The file has no rows."),
        (b"Nama Usaha,\x00Alamat\n", "This is not a text file."),
        (b"Nama Usaha\n\x81\x8d\n", "The characters of this file are not utf-8 / cp1252."),
        (b"x" * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
        (b"Nama Usaha,Alamat\nA,B\n" * 60_000, "The file has more than 100,000 rows."),
        (b",".join([b"x"] * 201), "The file has more than 200 columns."),
        (b'Nama Usaha,Alamat\nA,B\n"C,D\nE,F\n', "Row 3: a quotation mark is opened"),
        (b'Nama Usaha,Alamat\nA,"' + b"x" * 140_000 + b'"\n', "Row 2: a cell is far too long."),
        (b"Nama Usaha," + b"x" * 2_000_001, "A line of this file is too long."),
    ],
)
def test_a_file_that_is_no_table_gets_one_sentence(data, sentence):
    assert refusal(data).startswith(sentence)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("IMPORT_MOST_BYTES", 1024 * 1024, "The file is larger than 1 MB."),
        ("IMPORT_MOST_ROWS", 1999, "The file has more than 1,999 rows."),
        ("IMPORT_MOST_COLUMNS", 1, "The file has more than 1 columns."),
        ("IMPORT_MOST_CELLS", 3999, "The file has more than 3,999 cells."),
        ("IMPORT_MOST_CHARACTERS", 100, "A line of this file is too long."),
    ],
)
def test_every_limit_is_a_setting(settings, setting, value, sentence):
    data = "Nama Usaha,Alamat\n" + f"{'x' * 600},B\n" * 2000
    assert len(sheet(data).lines) == 2000

    setattr(settings, setting, value)
    if setting == "IMPORT_MOST_CHARACTERS":
        settings.IMPORT_MOST_COLUMNS = 5

    assert refusal(data).startswith(sentence)


def test_an_encoding_that_is_given_is_not_replaced_by_another():
    assert "utf-8" in refusal("Nama Usaha\nCafé\n".encode("cp1252"), encoding="utf-8")


def test_an_unknown_delimiter_is_refused():
    assert refusal(PLAIN, delimiter="§") == "The delimiter is a comma, a semicolon or a tab."


def test_the_same_bytes_have_the_same_checksum():
    assert sheet(PLAIN).sha256 == sheet(PLAIN).sha256 != sheet(PLAIN + "\n").sha256


@given(st.binary(max_size=400) | st.text(alphabet="a,;\t\"\n\r\x00\ufeff'=-", max_size=200))
@example(b"\xff\xfe\x00")
@example(b'"')
@example(b"\xef\xbb\xbf")
@example(b"\xfe\xff\xd8\x00")
def test_whatever_the_bytes_are_there_is_a_sheet_or_one_sentence(data):
    data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    with contextlib.suppress(UnreadableFile):
        result = sheet(data)
        numbers = [line.number for line in result.lines]
        assert numbers == sorted(set(numbers))
        assert all(number > result.heading_row for number in numbers)


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_comes_back_cell_by_cell(rows, delimiter):
    rows = [[f"x{first}", *rest] for first, *rest in rows]  # no row is blank, none looks escaped
    rows = [[cell.replace("'", "") for cell in row] for row in rows]
    heading = ["Nama Usaha", "Alamat", "Kegiatan"]

    result = sheet(csv_bytes(heading, *rows, delimiter=delimiter), delimiter=delimiter)

    assert [list(line.cells) for line in result.lines] == rows
