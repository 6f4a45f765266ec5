"""Rows that were not taken go back as a file: their own columns, and why they were not.

Corrected, it is imported like any other; the column with the reasons is known and not read.
One way for the command, which has the rows at hand, and for the page, which has what the check
kept of them and the file.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TextIO

import xlsxwriter
from django.utils.translation import gettext as _

from businesses.models import Business
from common.tabular import BOM, csv_cell
from imports import uploads
from imports.columns import squeeze
from imports.drafts import Draft
from imports.matching import ERROR
from imports.models import Upload, UploadRow
from imports.running import Result, read_sheet
from imports.sheets import Line, Sheet
from imports.targets import REASON_HEADING

MOST_OF_A_CELL = 32_767  # characters, in a workbook
LONG_NUMBER = re.compile(r"[0-9]{10,}")  # NIK, NIB, NPWP, phone


@dataclass(frozen=True)
class RejectedFile:
    """A file of rows that were not taken; `kind` is "csv" or "xlsx"."""

    kind: str
    data: bytes
    rows: int


def write(result: Result, file: TextIO) -> int:
    """Write the rejected rows of an import as CSV and return their number.

    Args:
        file: opened as UTF-8 with newline="".
    """
    reasons = {draft.number: reason_of(draft) for draft in result.of(ERROR)}
    return write_rows(result.sheet, reasons, file)


def of_upload(upload: Upload, bucket: str) -> RejectedFile:
    """The same for the rows of a checked upload, which is read again; a workbook of a workbook.

    Args:
        bucket: "error", or "duplicate" for the rows that repeat others.
    Raises:
        FileDeleted, UnreadableFile.
    """
    reasons = reasons_of(upload, bucket)
    sheet = read_sheet(uploads.content_of(upload), uploads.options_of(upload))
    if not sheet.encoding:
        book = io.BytesIO()
        rows = write_book(sheet, reasons, book)
        return RejectedFile("xlsx", book.getvalue(), rows)
    text = io.StringIO(newline="")
    rows = write_rows(sheet, reasons, text)
    return RejectedFile("csv", text.getvalue().encode("utf-8", errors="replace"), rows)


def write_rows(sheet: Sheet, reasons: Mapping[int, str], file: TextIO) -> int:
    """Write the rows that have a reason as CSV.

    The delimiter is that of the list, a comma where it was a workbook.
    """
    file.write(BOM)
    writer = csv.writer(file, delimiter=sheet.delimiter)
    count = -1
    for count, cells in enumerate(table_of(sheet, reasons)):  # noqa: B007  the heading is row 0
        writer.writerow(map(csv_cell, cells))
    return count


def write_book(sheet: Sheet, reasons: Mapping[int, str], file: BinaryIO) -> int:
    """Write the rows that have a reason as a workbook of text cells: a spreadsheet that opens a
    CSV file would round the numbers, and a text cell never runs as a formula."""
    count = -1
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet("Daftar")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        page.set_column(0, len(sheet.heading), 20, text)
        page.freeze_panes(1, 0)
        for count, cells in enumerate(table_of(sheet, reasons)):
            for index, cell in enumerate(cells):
                if cell:
                    page.write_string(count, index, _storable(cell), text if count else bold)
    return count


def _storable(cell: str) -> str:
    """What a cell of a workbook can hold."""
    return cell[:MOST_OF_A_CELL].encode("utf-8", errors="replace").decode()


def table_of(sheet: Sheet, reasons: Mapping[int, str]) -> Iterator[list[str]]:
    """The heading and the rows that have a reason, in the layout of the list.

    Cells beyond the heading stand behind the reason, so that such a row is still too long when
    it comes back, and is not taken in with its values in the wrong columns.
    """
    heading = sheet.heading
    own = [index for index, text in enumerate(heading) if squeeze(text) != squeeze(REASON_HEADING)]
    yield [*(heading[index] for index in own), REASON_HEADING]
    for line in sheet.lines:
        if line.number in reasons:
            cells = _marked(line)
            named = [cells[index] if index < len(cells) else "" for index in own]
            yield [*named, reasons[line.number], *cells[len(heading) :]]


def _marked(line: Line) -> list[str]:
    """The cells; long numbers of a workbook with ".0", so that they come back as numbers: their
    last digits or leading zeros are lost, and as text they would pass for whole."""
    return [
        f"{cell}.0" if index in line.numeric and LONG_NUMBER.fullmatch(cell) else cell
        for index, cell in enumerate(line.cells)
    ]


def reason_of(draft: Draft) -> str:
    """All that is wrong with a row, in one cell."""
    return _together((problem.column, problem.reason) for problem in draft.errors)


def reasons_of(upload: Upload, bucket: str) -> dict[int, str]:
    """Row number → reason, of the rows of an upload that were not taken."""
    rows = upload.rows.filter(bucket=bucket)
    if bucket == ERROR:
        return {
            number: _together((column, reason) for kind, column, _v, reason in problems
                              if kind == "error")
            for number, problems in rows.values_list("number", "problems").iterator()
        }  # fmt: skip
    twins = list(rows.only("number", "bucket", "twin", "likeness", "business"))
    seen = Business.objects.visible_to(upload.created_by).only("pk", "code", "name")
    found = seen.in_bulk({row.business_id for row in twins if row.business_id})
    return {row.number: repeats(row, found.get(row.business_id)) for row in twins}


def repeats(row: UploadRow, business: Business | None) -> str:
    """What a duplicate repeats or looks like, in a sentence.

    Args:
        business: the stored record, as far as the reader may see it.
    """
    if row.twin is not None:
        message = _("Looks like row %(row)d of the list.")
        message = message if row.likeness else _("Repeats row %(row)d of the list.")
        return message % {"row": row.twin}
    if business is None:
        return _("Looks like a record of the register.")
    named = {"code": business.code, "name": business.name}
    return _("Looks like %(code)s %(name)s of the register.") % named


def _together(problems: Iterable[tuple[str, str]]) -> str:
    """Reasons with their columns, each once."""
    parts = [f"{column}: {reason}" if column else reason for column, reason in problems]
    return " | ".join(dict.fromkeys(parts))
