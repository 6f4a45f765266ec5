"""CSV and TSV: the encoding and the delimiter found, the rows taken apart and numbered."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from common.tabular import starts_formula
from imports import headings
from imports.headings import Known
from imports.sheets import (
    Line,
    Row,
    UnreadableFile,
    is_blank_row,
    too_many_cells,
    too_many_rows,
)

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = (",", ";", "\t")  # tried in this order
BLANKS_AND_DELIMITERS = " \t\r\n,;"
DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}
SAMPLE_BYTES = 4_000
SAMPLE_CHARACTERS = 200_000
SAMPLE_ROWS = 60
LATIN_SHARE = 0.7  # of the characters in UTF-16 whose upper byte is zero: far fewer in any other
END = "\x1eend of file"


def decode(data: bytes, encoding: str) -> tuple[str, str]:
    """(encoding, text): the one given, else the byte order mark, UTF-16, UTF-8 or Windows-1252.

    Raises:
        UnreadableFile: other characters, or none at all.
    """
    marked = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "")
    certain = encoding or marked or _utf_16_without_mark(data)
    candidates = (certain,) if certain else ("utf-8", "cp1252")
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


def _utf_16_without_mark(data: bytes) -> str:
    """The byte order of Latin text in UTF-16: every other byte is zero."""
    sample = data[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = len(sample) / 2 * LATIN_SHARE
    if odd >= enough and not even:
        return "utf-16-le"
    return "utf-16-be" if even >= enough and not odd else ""


def delimiter_given(delimiter: str) -> str:
    """The delimiter that a person named: the sign itself, its name, or \\t. Raises
    UnreadableFile."""
    given = DELIMITER_NAMES.get(delimiter.lower(), delimiter)
    if given and given not in DELIMITERS:
        raise UnreadableFile(_("The delimiter is a comma, a semicolon or a tab."))
    return given


def find_delimiter(text: str, known: Known) -> str:
    """The delimiter with the most known headings, then the most even rows, then the most cells."""
    sample = text[:SAMPLE_CHARACTERS]
    best, best_score = DELIMITERS[0], (-1, -1, -1)
    for delimiter in DELIMITERS:
        rows = _sample_rows(sample, delimiter)
        if not rows:
            continue
        found = max(headings.count_known(row, known) for row in rows[: headings.SEARCH])
        width, even = Counter(len(row) for row in rows).most_common(1)[0]
        score = (found, even if width > 1 else 0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_rows(sample: str, delimiter: str) -> list[Row]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip(BLANKS_AND_DELIMITERS) for cell in row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def lines_of(text: str, delimiter: str) -> tuple[list[Line], list[int]]:
    """(rows that hold anything, numbers of the blank ones). Raises UnreadableFile."""
    rows: list[Line] = []
    blanks: list[int] = []
    cells = 0
    for number, row in _records(text, delimiter):
        if is_blank_row(row):
            blanks.append(number)
            continue
        cells += len(row)
        if cells > settings.IMPORT_MOST_CELLS:
            raise too_many_cells(settings.IMPORT_MOST_CELLS)
        if len(rows) >= settings.IMPORT_MOST_ROWS + headings.SEARCH:
            raise too_many_rows(settings.IMPORT_MOST_ROWS)
        rows.append(Line(number, tuple(map(unescaped, row))))
    return rows, blanks


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


def _physical_lines(text: str) -> Iterator[str]:
    """The lines of the text, and one more that shows whether a quotation mark is still open."""
    longest = settings.IMPORT_MOST_COLUMNS * settings.IMPORT_MOST_CHARACTERS
    for line in io.StringIO(text, newline=""):
        if len(line) > longest:
            raise UnreadableFile(
                _("A line of this file is too long. Check that it is a table of rows.")
            )
        yield line
    yield END


def unescaped(cell: str) -> str:
    """The cell without the apostrophe that marks text: before a number, or before what could be
    a formula, as our own files write it."""
    if not cell.startswith("'"):
        return cell
    is_marker = cell[1:2].isdecimal() or cell[1:2] in {"-", "+"} or starts_formula(cell[1:])
    return cell[1:] if is_marker else cell
