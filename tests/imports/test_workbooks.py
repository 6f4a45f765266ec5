"""Workbooks: which sheet is read, what its cells mean, and what the process may use."""

import contextlib
import csv
import io
import random
import tempfile
from datetime import date, datetime

import pytest

from imports import rejects, workbooks
from imports.columns import is_known
from imports.reading import read
from imports.sheets import Sheet, UnreadableFile
from tests.imports.lists import HEADING, ROW, counts, reasons
from tests.imports.workbook_files import Failed, fill, ods, xls, xlsx, xlsx_by

KINDS = [lambda rows: xlsx(*rows), xls, ods]
KIND_NAMES = ["XLSX", "XLS", "ODS"]
NIK = 9900000000990001  # invented; as a number it has lost its last digit


def sheet(data: bytes, name: str = "") -> Sheet:
    return read(data, known=is_known, sheet=name)


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(UnreadableFile) as refused:
        sheet(data, name)
    return str(refused.value)


def book_of(**sheets: list[list[str]]) -> bytes:
    return xlsx_by(
        lambda book: [fill(book.add_worksheet(name), rows) for name, rows in sheets.items()]
    )


# -- sheets --------------------------------------------------------------------------------------


def test_the_sheet_with_the_best_known_heading_is_read_and_the_others_are_named():
    data = book_of(Petunjuk=[["Alamat"]], Daftar=[HEADING, ROW], Rekap=[HEADING[:2], ROW[:2]])

    result = sheet(data)

    assert (result.name, result.others) == ("Daftar", ("Petunjuk", "Rekap"))
    assert [line.cells for line in result.lines] == [tuple(ROW)]


def test_of_sheets_alike_the_first_is_read_and_another_by_its_name():
    data = book_of(Alak=[HEADING, ["A", *ROW[1:]]], Oebobo=[HEADING, ["B", *ROW[1:]]])

    assert (sheet(data).name, sheet(data, "Oebobo").lines[0].cells[0]) == ("Alak", "B")


def test_a_hidden_sheet_is_named_and_never_read():
    data = xls([HEADING, ROW], hidden=[[*HEADING, "NIK"], ROW])

    assert (sheet(data).name, sheet(data).hidden) == ("Data", ("Sembunyi",))
    assert refusal(data, "Sembunyi") == (
        "The sheet “Sembunyi” is hidden. Show it in the spreadsheet first."
    )


def test_sheets_without_rows_are_not_chosen_and_not_named():
    result = sheet(book_of(Kosong=[], Daftar=[["a"], ["b"]]))

    assert (result.name, result.others) == ("Daftar", ())


def test_the_report_says_which_rows_are_the_heading(check):
    data = xlsx(
        ["Nama Usaha", "Pemilik", None, "Kelurahan"],
        [None, "Nama", "NIK", None],
        ["Kios", "Ester Uji", "-", "Fontein"],
    )

    result = check(data)

    assert counts(result) == [1, 0, 0, 0, 0]
    assert result.notes == ["The heading is rows 1 to 2; what stands above is not read."]


def test_a_column_without_a_heading_is_said_and_no_error(check):
    result = check(xlsx(HEADING, [*ROW, "catatan"]))

    assert counts(result) == [1, 0, 0, 0, 0]
    assert result.notes == ["Column 5 has no heading; what stands in it is not read (row 2)."]


# -- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", KINDS, ids=KIND_NAMES)
def test_a_nik_in_a_numeric_cell_is_refused_however_whole_it_looks(check, make):
    result = check(make([[*HEADING, "NIK"], [*ROW, NIK], [*ROW, str(NIK)]]))

    assert counts(result) == [1, 0, 0, 0, 1]
    assert reasons(result) == [
        (
            2,
            "NIK",
            "The spreadsheet has destroyed the last digits of this NIK; format the column as "
            "text and type it again from the document.",
        )
    ]


@pytest.mark.parametrize(
    ("heading", "number", "field", "value"),
    [
        ("NIB", 99000000017, "nib.number", "0099000000017"),
        ("HP", 81200000001, "owner.phone", "+6281200000001"),
        ("Omset", 1_500_000, "business.annual_sales", 1_500_000),
        ("RT", 5, "business.rt", "005"),
        ("Tahun Berdiri", 2015, "business.started_year", 2015),
        ("Tenaga Kerja Perempuan", 3, "business.workers_female", 3),
        ("Patokan", 12, "business.landmark", "12"),
    ],
)
def test_numbers_are_read_as_what_they_are(check, heading, number, field, value):
    result = check(xlsx([*HEADING, heading], [*ROW, number]))

    assert reasons(result) == []
    assert result.drafts[0].values[field] == value


@pytest.mark.parametrize(
    ("heading", "number", "sentence"),
    [
        ("NIB", 1234567890123456, "The spreadsheet has destroyed the last digits of this NIB"),
        ("NPWP", 1e20, "The spreadsheet has destroyed the last digits of this NPWP"),
        ("HP", 8.12e17, "The spreadsheet has destroyed digits of this phone number"),
        ("Omset", 1.234, "Write whole rupiah"),
        ("Tanggal Lahir", 46022, "Write the date as dd/mm/yyyy"),
    ],
)
def test_numbers_that_tell_no_certain_value_are_refused(check, heading, number, sentence):
    ((_row, column, reason),) = reasons(check(xlsx([*HEADING, heading], [*ROW, number])))

    assert column == heading
    assert reason.startswith(sentence)


def test_dates_and_truth_values_become_words_that_the_register_reads(check):
    def make(book) -> None:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        data = book.add_worksheet()
        fill(data, [[*HEADING, "Tanggal Lahir", "Tanggal Pendataan", "Tampilkan Kontak"], ROW])
        data.write_datetime(1, 4, date(1990, 12, 31), style)
        data.write_datetime(1, 5, datetime(2025, 12, 31, 10, 5), style)  # noqa: DTZ001
        data.write_boolean(1, 6, True)

    result = check(xlsx_by(make))

    assert reasons(result) == []
    values = result.drafts[0].values
    assert values["owner.birth_date"] == date(1990, 12, 31)
    assert values["business.source_date"] == date(2025, 12, 31)
    assert values["business.publishes_contact"] is True


@pytest.mark.parametrize("make", KINDS, ids=KIND_NAMES)
def test_a_formula_that_failed_is_an_error_and_no_empty_cell(check, make):
    result = check(make([[*HEADING, "HP"], [*ROW, Failed("#N/A")], ROW]))

    assert reasons(result) == [
        (2, "HP", "The spreadsheet shows an error here; correct it or type the value.")
    ]


def test_a_failed_formula_that_was_saved_as_text_is_an_error_too(check):
    assert [
        row for row, _column, _reason in reasons(check(xlsx(HEADING, [*ROW[:3], "#REF!"])))
    ] == [2]


def test_a_formula_gives_what_it_showed_last(check):
    def make(book) -> None:
        data = book.add_worksheet()
        fill(data, [HEADING, ROW])
        data.write_formula("A2", '="Kios "&"Mawar"', None, "Kios Mawar")

    assert check(xlsx_by(make)).drafts[0].values["business.name"] == "Kios Mawar"


def test_a_cell_of_a_megabyte_is_an_error_of_its_row(check, settings):
    settings.IMPORT_MOST_CHARACTERS = 500

    result = check(xlsx(HEADING, [*ROW[:3], "x" * 30_000], ["B", *ROW[1:]]))

    assert reasons(result) == [
        (2, "Alamat Usaha", "The cell holds more than 500 characters. Shorten it.")
    ]


def test_rejected_rows_of_a_workbook_come_back_as_csv_and_no_damaged_number_passes(check):
    result = check(xlsx([*HEADING, "NIK", "RT"], [*ROW, NIK, 5]))
    file = io.StringIO()
    rejects.write(result, file)

    ((*heading, _reason), (*cells, reason)) = csv.reader(
        io.StringIO(file.getvalue().removeprefix("\ufeff"))
    )

    assert heading == [*HEADING, "NIK", "RT"]
    assert cells == [*ROW, f"{int(float(NIK))}.0", "5"]
    assert reason.startswith("NIK: The spreadsheet has destroyed")
    assert reasons(check(file.getvalue().encode())) == reasons(result)


def test_the_same_value_as_text_and_as_number_is_read_each_in_its_way(look):
    lines = sheet(xlsx(["NIB"], ["99000000017"], [99000000017])).lines

    assert [line.cells for line in lines] == [("99000000017",)] * 2
    assert [line.numeric for line in lines] == [frozenset(), frozenset({0})]


# -- the process ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("IMPORT_MOST_ROWS", 1, "The file has more than 1 rows."),
        ("IMPORT_MOST_COLUMNS", 3, "Cell D1 lies too far right."),
        ("IMPORT_MOST_CELLS", 11, "The file has more than 11 cells."),
        ("IMPORT_MOST_SECONDS", 0.001, "The workbook takes too long to read."),
        ("IMPORT_MOST_MEMORY", 16 * 1024 * 1024, "The workbook is too large to read."),
    ],
)
def test_every_limit_is_a_setting(settings, setting, value, sentence):
    data = xlsx(HEADING, ROW, ROW)
    assert len(sheet(data).lines) == 2

    setattr(settings, setting, value)

    assert refusal(data).startswith(sentence)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("/bin/false", "The file is damaged."),
        ("/bin/true", "The file is damaged."),
        ("/nowhere/python", "The workbook could not be opened just now."),
    ],
)
def test_a_process_that_gives_nothing_is_one_sentence(monkeypatch, program, sentence):
    monkeypatch.setattr("imports.workbooks.sys.executable", program)

    assert refusal(xlsx(HEADING, ROW)).startswith(sentence)


def test_a_process_that_is_killed_in_the_middle_gives_no_half_list(monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text(
        "#!/bin/sh\n"
        """echo '{"sheets":[["Data",true]]}'; echo '{"sheet":"Data"}'; echo '[1,["NIK"],[]]'\n"""
        "printf '[2,[\"a'; kill -SEGV $$\n"
    )
    program.chmod(0o700)
    monkeypatch.setattr("imports.workbooks.sys.executable", str(program))

    assert refusal(xlsx(HEADING, ROW)).startswith("The workbook is too large to read.")


def test_more_lines_than_are_accepted_end_in_one_sentence(monkeypatch):
    monkeypatch.setattr("imports.workbooks.MOST_OUTPUT", 20_000)
    data = xlsx(HEADING, *([f"Kios {number}", *ROW[1:]] for number in range(2000)))

    assert refusal(data).startswith("The workbook is too large to read.")


def test_a_full_disk_is_one_sentence(monkeypatch):
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("imports.workbooks.tempfile.TemporaryFile", full)

    assert refusal(xlsx(HEADING, ROW)).startswith("The workbook could not be opened just now.")


@pytest.mark.parametrize("make", KINDS, ids=KIND_NAMES)
def test_a_file_with_wrong_bytes_gives_a_sheet_or_one_sentence(make):
    data, chance = make([HEADING, *[ROW] * 30]), random.Random(1)
    for _attempt in range(12):
        broken = bytearray(data)
        for _byte in range(chance.choice((1, 5, 40))):
            broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        with contextlib.suppress(UnreadableFile):
            assert sheet(bytes(broken)).lines


def test_the_process_gets_no_environment_and_a_session_of_its_own(monkeypatch):
    seen = {}

    def run(arguments, **keywords):
        seen.update(keywords)
        raise OSError

    monkeypatch.setattr(workbooks.subprocess, "run", run)
    refusal(xlsx(HEADING, ROW))

    assert seen["env"] == {}
    assert seen["start_new_session"] is True


def test_nothing_of_the_file_stays_on_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    sheet(xlsx(HEADING, ROW))
    refusal(xlsx(HEADING, ROW)[:-9])

    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
    assert left == [], "the places of the readers are empty files"
