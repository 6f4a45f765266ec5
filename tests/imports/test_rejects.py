"""Rejected rows go back as a file that can be corrected and imported again."""

import csv
import io

import pytest

from imports import rejects
from imports.running import Result
from tests.imports.lists import HEADING, ROW, counts, csv_bytes, many

pytestmark = pytest.mark.django_db


def written(result: Result) -> str:
    file = io.StringIO()
    assert rejects.write(result, file) == counts(result)[-1]
    return file.getvalue()


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def test_only_the_rejected_rows_come_back_with_all_their_reasons(check):
    text = written(check(many({}, {"Kelurahan": "Fontain", "HP": "0812"})))

    assert text.startswith("\ufeff")
    heading, row = cells(text)
    assert heading == [*HEADING, "HP", "alasan_ditolak"]
    assert row[:5] == ["Kios Melati", "Ester Uji", "Fontain", "Jl. Cendana", "0812"]
    reasons = row[5].split(" | ")
    assert [reason.partition(":")[0] for reason in reasons] == ["HP", "Kelurahan"]


def test_the_delimiter_is_that_of_the_list(check):
    data = csv_bytes(HEADING, ["A", "", "Fontein", ""], delimiter=";")

    assert cells(written(check(data)), ";")[1][:4] == ["A", "", "Fontein", ""]


def test_corrected_rows_are_imported_and_the_reason_is_not_read(check):
    text = written(check(many({"Kelurahan": "Fontain"}, {"Kelurahan": "Xyzzy"})))

    again = check(text.replace("Fontain", "Fontein").encode())

    assert counts(again) == [1, 0, 0, 0, 1]
    assert again.plan.ignored == ["alasan_ditolak"]
    assert cells(written(again))[0] == [*HEADING, "alasan_ditolak"]


def test_no_cell_can_start_a_formula_and_every_cell_comes_back_as_it_was(check):
    typed = ["=1+1", "+62 812", "@kios", "-10.17", "\tTAB"]
    data = csv_bytes(
        [*HEADING, "=A1", *"abcde"],
        *([*ROW[:2], "X", "Y", "", text, "", "", "", ""] for text in typed),
    )

    result = check(data)
    text = written(result)

    assert cells(text)[0][4] == "'=A1"
    assert [row[5] for row in cells(text)[1:]] == [
        "'=1+1", "'+62 812", "'@kios", "-10.17", "'\tTAB",
    ]  # fmt: skip
    again = check(text.encode())
    assert [draft.line.cells[5] for draft in again.drafts] == typed
    assert again.sheet.heading[4] == "=A1"


def test_a_row_longer_than_the_heading_stays_so(check):
    text = written(check(csv_bytes(HEADING, [*ROW, "RT 5", "RW 2"])))

    assert cells(text)[1][5:] == ["RT 5", "RW 2"]
    assert counts(check(text.encode())) == [0, 0, 0, 0, 1]


def test_without_rejected_rows_only_the_heading_is_written(check):
    assert cells(written(check(csv_bytes(HEADING, ROW)))) == [[*HEADING, "alasan_ditolak"]]
