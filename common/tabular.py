"""One list of columns makes the table on screen, the CSV, the XLSX and the JSON.

CSV carries a BOM, so that Excel reads it as UTF-8, and no cell that a spreadsheet would run
as a formula. A stream that breaks says so in its last line. In XLSX long digits are text.
"""

import csv
import io
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

BOM = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
DOWNLOAD_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Column:
    """One column: a stable snake_case key, a heading for people, and the value of a row."""

    key: str
    label: str | Promise
    value: Callable[[Any], Any]
    is_number: bool = False


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula.

    Blanks and invisible characters in front do not protect, nor do full-width twins; a plain
    number or a phone number with its plus sign is no formula.
    """
    for index, character in enumerate(text):
        folded = unicodedata.normalize("NFKC", character)
        if folded in FORMULA_STARTS:
            return not PLAIN_NUMBER.match(text[index:])
        if not (character.isspace() or unicodedata.category(character) in {"Cf", "Cc"}):
            return False
    return False


def text_of(value: Any) -> str:
    """The text of one cell: ISO dates, plain digits, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\0", "")


def csv_cell(value: Any) -> str:
    """The text of one CSV cell, with an apostrophe in front where a formula could start."""
    text = text_of(value)
    return f"'{text}" if starts_formula(text) else text


class _Line:
    """The file that csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    columns: Sequence[Column], rows: Iterable[Any], *, delimiter: str = ",", keys: bool = True
) -> Iterator[str]:
    """Yield the lines of a CSV file; the heading holds keys, or labels with `keys=False`.

    A failure after the first line cannot become an error page any more: it ends the file with
    a line that says so, is logged, and is raised no further.
    """
    writer = csv.writer(_Line(), delimiter=delimiter)
    heading = [column.key if keys else str(column.label) for column in columns]
    yield BOM + writer.writerow(heading)
    try:
        for row in rows:
            yield writer.writerow([csv_cell(column.value(row)) for column in columns])
    except Exception:
        logger.exception("A CSV file broke off")
        yield writer.writerow([_("THIS FILE IS INCOMPLETE: an error stopped it. Try again.")])


def csv_response(
    columns: Sequence[Column], rows: Iterable[Any], *, filename: str, delimiter: str = ","
) -> StreamingHttpResponse:
    """Stream the rows as a CSV download named `filename`."""
    return StreamingHttpResponse(
        csv_lines(columns, rows, delimiter=delimiter),
        content_type="text/csv; charset=utf-8",
        headers={
            **DOWNLOAD_HEADERS,
            "Content-Disposition": f'attachment; filename="{filename}"',
        },
    )


def _write_cell(sheet: Any, row: int, index: int, value: Any, is_number: bool) -> None:
    if is_number and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, index, float(value))
    else:
        sheet.write_string(row, index, text_of(value))


def write_xlsx(
    file: BinaryIO,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    title: str,
    about: Sequence[tuple[str, str]] = (),
) -> int:
    """Write one sheet of rows to `file`, after a sheet that explains them, and return their count.

    Args:
        about: pairs of heading and text for the first sheet (definition, date, filters).
    """
    count = 0
    with xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        if about:
            info = book.add_worksheet(_("About")[:31])
            info.set_column(0, 0, 24)
            info.set_column(1, 1, 90)
            for row, (heading, text) in enumerate(about):
                info.write_string(row, 0, heading, bold)
                info.write_string(row, 1, text)
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, max(12, min(40, len(str(column.label)) + 4)))
            sheet.write_string(0, index, str(column.label), bold)
        for count, item in enumerate(rows, start=1):
            for index, column in enumerate(columns):
                _write_cell(sheet, count, index, column.value(item), column.is_number)
    return count


def text_table(columns: Sequence[Column], rows: Iterable[Any]) -> str:
    """The rows as an aligned table for a terminal: numbers right, text left."""
    cells = [[str(column.label) for column in columns]]
    cells += [[text_of(column.value(row)) for column in columns] for row in rows]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    out = io.StringIO()
    for number, line in enumerate(cells):
        padded = [
            text.rjust(width) if column.is_number else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        ]
        out.write("  ".join(padded).rstrip() + "\n")
        if number == 0:
            out.write("  ".join("-" * width for width in widths) + "\n")
    return out.getvalue()
