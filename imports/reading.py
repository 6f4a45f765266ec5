"""A file becomes rows: its encoding and delimiter found, its heading found, its rows numbered.

A row has the number that a spreadsheet shows beside it: a line break inside a cell does not
count, a blank row does. Whatever a file holds, it gives a `Sheet` or raises `UnreadableFile`
with one sentence on what to do.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.identifiers import clean_text
from common.tabular import starts_formula

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 10_000  # of one cell
LONGEST_LINE = MOST_COLUMNS * MOST_CHARACTERS

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = (",", ";", "\t")  # tried in this order
DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}
SAMPLE_CHARACTERS = 200_000
SAMPLE_ROWS = 60
HEADING_SEARCH = 20  # rows in which the heading is looked for, below title rows
END = "\x1eend of file"

Row = list[str]
Known = Callable[[str], bool]


class UnreadableFile(Exception):  # noqa: N818  it names the state of the file, as officers read it
    """A file that cannot be read as a table. `str()` is one sentence on what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file as read.

    Attributes:
        heading: the cells of the heading row, as typed.
        heading_row: its number; more than 1 where title rows stand above.
        lines: the rows below it that hold anything.
        blank: how many rows below it hold nothing.
        sha256: of the bytes, by which the same file is recognised.
    """

    heading: Row
    heading_row: int
    lines: list[Line]
    blank: int
    encoding: str
    delimiter: str
    sha256: str


def read(data: bytes, *, known: Known, encoding: str = "", delimiter: str = "") -> Sheet:
    """Read a CSV file of up to 20 MB and 200,000 rows.

    Args:
        known: whether a heading means something; it finds the heading row and the delimiter.
        encoding, delimiter: given by the person; found in the file when empty.
    Raises:
        UnreadableFile.
    """
    _refuse_other_kinds(data)
    encoding, text = _decode(data, encoding)
    delimiter = _delimiter_given(delimiter) or _find_delimiter(text, known)
    heading_row, heading, lines, blank = _lines(text, delimiter, known)
    return Sheet(
        heading=heading,
        heading_row=heading_row,
        lines=lines,
        blank=blank,
        encoding=encoding,
        delimiter=delimiter,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _refuse_other_kinds(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than 20 MB. Split it into several files."))
    if not data.strip():
        raise UnreadableFile(_("The file is empty."))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(
            _("This is an Excel workbook or another packed file. Save it as CSV UTF-8 first.")
        )


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """(encoding, text): the one given, else the byte order mark, UTF-8, or Windows-1252."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    candidates = (encoding or marked,) if encoding or marked else ("utf-8", "cp1252")
    for name in candidates:
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "\0" in text:
            raise UnreadableFile(_("This is not a text file. Save the table as CSV UTF-8 first."))
        return name, text.removeprefix("\ufeff")
    raise UnreadableFile(
        _("The characters of this file are not %(encoding)s. Save it as CSV UTF-8 first.")
        % {"encoding": " / ".join(candidates)}
    )


def _delimiter_given(delimiter: str) -> str:
    """The delimiter that a person named: the sign itself, its name, or \\t."""
    given = DELIMITER_NAMES.get(delimiter.lower(), delimiter)
    if given and given not in DELIMITERS:
        raise UnreadableFile(_("The delimiter is a comma, a semicolon or a tab."))
    return given


def _find_delimiter(text: str, known: Known) -> str:
    """The delimiter with the most known headings, then the most even rows, then the most cells."""
    sample = text[:SAMPLE_CHARACTERS]
    best, best_score = DELIMITERS[0], (-1, -1, -1)
    for delimiter in DELIMITERS:
        rows = _sample_rows(sample, delimiter)
        if not rows:
            continue
        headings = max(_count_known(row, known) for row in rows[:HEADING_SEARCH])
        width, even = Counter(len(row) for row in rows).most_common(1)[0]
        score = (headings, even if width > 1 else 0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_rows(sample: str, delimiter: str) -> list[Row]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _count_known(row: Row, known: Known) -> int:
    return sum(known(cell) for cell in row[:MOST_COLUMNS])


def _physical_lines(text: str) -> Iterator[str]:
    """The lines of the text, and one more that shows whether a quotation mark is still open."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise UnreadableFile(
                _("A line of this file is too long. Check that it is a table of rows.")
            )
        yield line
    yield END


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    """Every row with its number, blank ones too.

    An open quotation mark would swallow all rows that follow, so it refuses the whole file.
    """
    reader = csv.reader(_physical_lines(text), delimiter=delimiter)
    number, last = 0, [END]
    try:
        for number, row in enumerate(reader, start=1):
            if number > 1:
                yield number - 1, last
            last = row
    except csv.Error as error:
        message = _("Row %(row)d: a cell is far too long. Check its quotation marks.")
        raise UnreadableFile(message % {"row": number + 1}) from error
    if last != [END]:
        message = _("Row %(row)d: a quotation mark is opened and never closed. Correct it first.")
        raise UnreadableFile(message % {"row": number})


def _is_blank(row: Row) -> bool:
    return not any(cell and not cell.isspace() for cell in row)


def _find_heading(rows: Sequence[tuple[int, Row]], known: Known) -> int:
    """The position of the row with the most known headings; of the first one if there is none."""
    counts = [_count_known(row, known) for _number, row in rows]
    return counts.index(max(counts))


def _lines(text: str, delimiter: str, known: Known) -> tuple[int, Row, list[Line], int]:
    """(number of the heading row, heading, rows below it, blank rows below it)."""
    rows: list[tuple[int, Row]] = []
    blanks: list[int] = []
    for number, row in _records(text, delimiter):
        if _is_blank(row):
            blanks.append(number)
            continue
        if len(rows) > MOST_ROWS + HEADING_SEARCH:
            raise UnreadableFile(
                _("The file has more than 200,000 rows. Split it into several files.")
            )
        rows.append((number, row))
    if not rows:
        raise UnreadableFile(_("The file has no rows."))
    start = _find_heading(rows[:HEADING_SEARCH], known)
    heading_row, heading = rows[start]
    if len(heading) > MOST_COLUMNS:
        raise UnreadableFile(
            _("The file has more than 200 columns. Delete the ones that are not needed.")
        )
    lines = [Line(number, tuple(map(_unescaped, row))) for number, row in rows[start + 1 :]]
    blank = sum(number > heading_row for number in blanks)
    return heading_row, [clean_text(_unescaped(cell)) for cell in heading], lines, blank


def _unescaped(cell: str) -> str:
    """The cell without the apostrophe that marks text: before a number, or before what could be
    a formula, as our own files write it."""
    if not cell.startswith("'"):
        return cell
    is_marker = cell[1:2].isdecimal() or cell[1:2] in {"-", "+"} or starts_formula(cell[1:])
    return cell[1:] if is_marker else cell
