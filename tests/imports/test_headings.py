"""The heading of a table: found below titles, joined from two rows where merged cells part it."""

import pytest

from imports import headings
from imports.columns import is_known
from imports.sheets import Line, UnreadableFile


def found(*rows: list[str], heading_row: int | None = None) -> tuple[int, int, list[str]]:
    lines = [Line(number, tuple(row)) for number, row in enumerate(rows, start=1)]
    return headings.find(lines, is_known, heading_row=heading_row)


def test_two_rows_are_joined_where_a_merged_cell_stands_above_several():
    first, last, heading = found(
        ["No", "Nama Usaha", "Pemilik", "", "NIB", "", "Alamat Usaha"],
        ["", "", "Nama", "NIK", "Nomor", "Tanggal Terbit", ""],
        ["1", "Kios", "Ester Uji", "-", "-", "", "Jl. A"],
    )

    assert (first, last) == (0, 1)
    assert heading == [
        "No", "Nama Usaha", "Nama Pemilik", "NIK Pemilik", "Nomor NIB", "Tanggal Terbit NIB",
        "Alamat Usaha",
    ]  # fmt: skip


def test_the_lower_row_alone_names_a_column_where_the_upper_one_is_a_title():
    first, last, heading = found(
        ["Nama Usaha", "Data Pribadi", "", "Tempat", ""],
        ["", "Nama Pemilik", "NPWP", "Kelurahan", "Patokan"],
        ["Kios", "Ester Uji", "-", "Fontein", ""],
    )

    assert (first, last) == (0, 1)
    assert heading == ["Nama Usaha", "Nama Pemilik", "NPWP", "Kelurahan", "Patokan"]


@pytest.mark.parametrize(
    "below",
    [
        ["Kios", "Ester Uji", "Fontein", "Jl. A"],
        ["Alamat", "Pemilik", "Kelurahan", "Kecamatan"],  # odd values, but each column has its own
        ["Kios", "", "", ""],
        ["1", "7", "3", "4"],
    ],
)
def test_a_row_of_values_is_never_taken_for_a_second_heading(below):
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan", "Alamat Usaha"]

    assert found(heading, below) == (0, 0, heading)


def test_a_title_above_is_no_part_of_the_heading():
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan"]

    assert found(["DAFTAR UMKM", "", ""], heading, ["A", "B", "C"]) == (1, 1, heading)


@pytest.mark.parametrize("numbers", [["1", "2", "3"], ["(1)", "(2)", "(3)"], ["", "2", "3", "4"]])
def test_a_row_of_column_numbers_belongs_to_the_heading(numbers):
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan"]

    assert found(heading, numbers, ["A", "B", "C"])[:2] == (0, 1)


def test_a_person_may_say_which_row_is_the_heading():
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan"]

    assert found(heading, ["A", "B", "C"], ["D", "E", "F"], heading_row=2) == (
        1,
        1,
        ["A", "B", "C"],
    )


def test_a_heading_of_two_rows_begins_with_the_row_that_was_named():
    rows = (["Nama Usaha", "Pemilik", ""], ["", "Nama", "NIK"], ["Kios", "Ester Uji", "-"])

    assert found(*rows, heading_row=1)[:2] == (0, 1)
    assert found(*rows, heading_row=2)[:2] == (1, 1)


def test_a_heading_row_that_does_not_exist_is_refused():
    with pytest.raises(UnreadableFile, match="Row 9 holds nothing"):
        found(["Nama Usaha"], ["Kios"], heading_row=9)
