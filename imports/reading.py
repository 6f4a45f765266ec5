"""A file becomes rows: its kind told by its content, its heading found, its rows numbered.

A row has the number that a spreadsheet shows beside it: a line break inside a cell does not
count, a blank row does. Whatever a file holds, it gives a `Sheet` or raises `UnreadableFile`
with one sentence on what to do.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from imports import delimited, headings, workbooks
from imports.headings import Known
from imports.sheets import Line, Sheet, UnreadableFile, listed, too_many_columns, too_many_rows

MEGABYTE = 1024 * 1024
PACKED_OR_OLD = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
WEB_PAGE = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style")
NO_TABLE = (
    b"%pdf",
    b"{\\rtf",
    b"\x89png",
    b"\xff\xd8\xff",
    b"gif8",
    b"rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
BLANK_BEFORE = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True)
class Opened:
    """A file taken apart into rows, before its heading is known.

    Attributes:
        sheets: name of each sheet that was read and holds anything → its rows; a text file
            has one sheet, named "".
        blanks: numbers of the blank rows of a text file.
        visible, hidden: names of all sheets of a workbook.
        encoding, delimiter: of a text file; "" for a workbook.
    """

    sheets: dict[str, list[Line]]
    blanks: list[int] = field(default_factory=list)
    visible: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""


def read(
    data: bytes,
    *,
    known: Known,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    heading_row: int | None = None,
) -> Sheet:
    """Read a CSV, TSV, XLSX, XLS or ODS file, within the limits of the settings IMPORT_MOST_….

    Args:
        known: whether a heading means something; it finds the heading, the delimiter of a text
            file and the sheet of a workbook.
        encoding, delimiter: of a text file, given by the person; found in the file when empty.
        sheet: name of the sheet of a workbook; when empty the one with the best known heading.
        heading_row: number of the first row of the heading; found when None.
    Raises:
        UnreadableFile.
    """
    opened = take_apart(data, known=known, encoding=encoding, delimiter=delimiter, sheet=sheet)
    return table_of(opened, data, known=known, sheet=sheet, heading_row=heading_row)


def take_apart(
    data: bytes, *, known: Known, encoding: str = "", delimiter: str = "", sheet: str = ""
) -> Opened:
    """The first half of `read`: rows, of every visible sheet unless one is named."""
    _refuse_other_kinds(data)
    if data.startswith(PACKED_OR_OLD):
        book = workbooks.read(data, sheet=sheet)
        filled = {name: lines for name, lines in book.sheets.items() if lines}
        if not filled:
            raise UnreadableFile(_no_rows(book))
        return Opened(filled, visible=book.visible, hidden=book.hidden)
    if sheet:
        raise UnreadableFile(_("Only a workbook has sheets; this is a text file."))
    encoding, text = delimited.decode(data, encoding)
    delimiter = delimited.delimiter_given(delimiter) or delimited.find_delimiter(text, known)
    lines, blanks = delimited.lines_of(text, delimiter)
    if not lines:
        raise UnreadableFile(_("The file has no rows."))
    return Opened({"": lines}, blanks, encoding=encoding, delimiter=delimiter)


def table_of(
    opened: Opened, data: bytes, *, known: Known, sheet: str = "", heading_row: int | None = None
) -> Sheet:
    """The second half of `read`: the heading, and the rows below it. Raises UnreadableFile."""
    if opened.encoding:
        found = _table(opened.sheets[""], known, heading_row)
        blank = sum(number > found["heading_end"] for number in opened.blanks)
        return _sheet(
            data, **found, blank=blank, encoding=opened.encoding, delimiter=opened.delimiter
        )
    return _of_workbook(opened, data, known, sheet, heading_row)


def _refuse_other_kinds(data: bytes) -> None:
    if len(data) > settings.IMPORT_MOST_BYTES:
        most = number_format(settings.IMPORT_MOST_BYTES / MEGABYTE, decimal_pos=0)
        message = _("The file is larger than %(most)s MB. Split it into several files.")
        raise UnreadableFile(message % {"most": most})
    if not data.strip():
        raise UnreadableFile(_("The file is empty."))
    start = data[:200].lstrip(BLANK_BEFORE).lower()
    if start.startswith(WEB_PAGE):
        raise UnreadableFile(
            _("This is a web page or XML file. Open it in a spreadsheet and save it as XLSX.")
        )
    if start.startswith(NO_TABLE):
        raise UnreadableFile(_("This is no table. Save the list as XLSX, ODS or CSV first."))


def _of_workbook(
    opened: Opened, data: bytes, known: Known, sheet: str, heading_row: int | None
) -> Sheet:
    """The sheet that is named, else the one whose heading knows most, the first of equals."""
    filled = opened.sheets
    able = {
        name: lines
        for name, lines in filled.items()
        if heading_row is None or any(line.number == heading_row for line in lines)
    }
    tables = {name: _table(lines, known, heading_row) for name, lines in (able or filled).items()}
    name = max(tables, key=lambda name: headings.count_known(tables[name]["heading"], known))
    found = tables[name]
    width = max(len(line.cells) for line in filled[name])
    found["heading"] += [""] * (width - len(found["heading"]))
    last = found["lines"][-1].number if found["lines"] else found["heading_end"]
    return _sheet(
        data,
        **found,
        blank=last - found["heading_end"] - len(found["lines"]),
        encoding="",
        delimiter=",",
        name=name,
        others=tuple(other for other in (opened.visible if sheet else filled) if other != name),
        hidden=opened.hidden,
    )


def _no_rows(book: workbooks.Workbook) -> str:
    if not book.hidden:
        return _("The file has no rows.")
    message = _("The visible sheets hold no rows. Hidden sheets are not read: %(names)s.")
    return message % {"names": listed(book.hidden)}


def _table(lines: Sequence[Line], known: Known, heading_row: int | None) -> dict[str, Any]:
    """The heading with its row numbers, and the lines below it. Raises UnreadableFile."""
    first, last, heading = headings.find(lines, known, heading_row=heading_row)
    below = list(lines[last + 1 :])
    if len(heading) > settings.IMPORT_MOST_COLUMNS:
        raise too_many_columns(settings.IMPORT_MOST_COLUMNS)
    if len(below) > settings.IMPORT_MOST_ROWS:
        raise too_many_rows(settings.IMPORT_MOST_ROWS)
    return {
        "heading": heading,
        "heading_row": lines[first].number,
        "heading_end": lines[last].number,
        "lines": below,
    }


def _sheet(data: bytes, **found: Any) -> Sheet:
    return Sheet(sha256=hashlib.sha256(data).hexdigest(), **found)
