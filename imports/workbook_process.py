"""A workbook becomes lines of JSON, in a process of its own that may run out of anything.

`imports.workbooks` starts it as `python -m imports.workbook_process ORDER < workbook > lines`.
The reader of spreadsheets is fast and trusts what files claim: a cell at XFD1048576 makes it
ask for gigabytes and abort. Here that ends a process with hard limits on memory, CPU time and
output, never the web server. No Django: it starts in a tenth of a second.

Lines: `{"sheets": [[name, is visible], …]}`, then for each sheet that is read
`{"sheet": name}` and its rows `[number, [text, …], [position of a numeric cell, …]]`, at last
`{"done": true}`; or at any point `{"refused": code, "at": …}`.
"""

import io
import json
import math
import os
import resource
import signal
import sys
from collections import defaultdict
from datetime import date, datetime, time
from types import ModuleType
from typing import Any

from imports.error_cells import in_package, in_xls
from imports.ole_streams import Ole
from imports.zip_directory import Package, Refusal

NO_ROOM = 75  # the code with which it ends when the disk is full
MOST_EXACT = 1e16  # from here on a number is shown as a spreadsheet shows it: 1e+16
MOST_MERGED_CELLS = 200_000
YES, NO = "ya", "tidak"
NOT_A_NUMBER = "#NUM!"
ROWS_ABOVE = 20  # title and heading rows, which do not count as rows of the list
COLUMN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Texts = list[str]
Positions = list[int]


def main() -> None:
    order = json.loads(sys.argv[1])
    _limit(order)
    try:
        _send_workbook(sys.stdin.buffer.read(), order)
        _send({"done": True})
        sys.stdout.flush()
    except Refusal as refusal:
        code, _colon, at = str(refusal).partition(":")
        _send({"refused": code, "at": at})
    except MemoryError:
        _send({"refused": "memory"})
    except OSError:
        os._exit(NO_ROOM)  # nothing more can be written, not even why


def _limit(order: dict[str, Any]) -> None:
    """Take away what the process may not use; from here on nothing can give it back."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # too much output ends the process
    for what, most in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CPU, order["seconds"]),
        (resource.RLIMIT_FSIZE, order["output"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _send(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def _send_workbook(data: bytes, order: dict[str, Any]) -> None:
    """Write the rows of the sheet that is ordered, or of every visible one. Raises Refusal."""
    errors = in_package(Package(data)) if data.startswith(b"PK") else in_xls(Ole(data))
    calamine = _calamine()
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {
            about.name: about.visible == calamine.SheetVisibleEnum.Visible
            for about in book.sheets_metadata
            if about.typ == calamine.SheetTypeEnum.WorkSheet
        }
        _send({"sheets": list(sheets.items())})
        cells_left = order["cells"]
        for name, is_visible in sheets.items():
            if is_visible and order["sheet"] in {"", name}:
                _send({"sheet": name})
                rows = SheetRows(book.get_sheet_by_name(name), errors.get(name, {}), order)
                cells_left = rows.send(cells_left)
    except calamine.PasswordError as error:
        raise Refusal("password") from error
    except calamine.CalamineError as error:
        raise Refusal("damaged") from error


def _calamine() -> ModuleType:
    """The reader of spreadsheets, loaded under the limits. Raises Refusal."""
    try:
        import python_calamine
    except ModuleNotFoundError:
        raise
    except ImportError as error:
        raise Refusal("memory") from error  # no room for it
    return python_calamine


class SheetRows:
    """The rows of one sheet, on their way out."""

    def __init__(
        self, sheet: Any, errors: dict[tuple[int, int], str], order: dict[str, Any]
    ) -> None:
        self._sheet = sheet
        self._order = order
        self._errors: dict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), sign in errors.items():
            self._errors[row][column] = sign
        self._merged: dict[int, dict[int, int]] = defaultdict(dict)  # row → column → first row
        self._tops: dict[int, set[int]] = defaultdict(set)  # first row → columns
        self._top_cells: dict[tuple[int, int], tuple[str, bool]] = {}
        self._note_merged()

    def _note_merged(self) -> None:
        """Cells merged downwards mean that every row of them has the value of the first."""
        left = MOST_MERGED_CELLS
        for (first, column), (last, last_column) in self._sheet.merged_cell_ranges or ():
            left -= last - first
            if column != last_column or first == last or left < 0:
                continue
            self._tops[first].add(column)
            for row in range(first + 1, last + 1):
                self._merged[row][column] = first

    def send(self, cells_left: int) -> int:
        """Write the rows that hold anything; gives how many more cells are accepted.

        Raises:
            Refusal: there are too many rows, columns or cells.
        """
        offset = self._sheet.start[1] if self._sheet.start else 0
        rows_left = self._order["rows"] + ROWS_ABOVE
        for row, values in enumerate(self._sheet.iter_rows()):
            texts, numeric = self._texts(values, offset)
            if row in self._errors:
                _put(texts, self._errors[row])
                numeric = [column for column in numeric if column not in self._errors[row]]
            if not any(text and not text.isspace() for text in texts):
                continue
            self._fill_merged(row, texts, numeric)
            while not texts[-1]:
                texts.pop()
            rows_left, cells_left = rows_left - 1, cells_left - len(texts)
            self._refuse_excess(row, len(texts), rows_left, cells_left)
            _send([row + 1, texts, numeric])
        return cells_left

    def _texts(self, values: list[Any], offset: int) -> tuple[Texts, Positions]:
        """What the cells show, and the positions of those that are numbers."""
        texts, numeric = [""] * offset, []
        most = self._order["characters"] + 1  # one more than accepted: it is refused with its row
        for position, value in enumerate(values, start=offset):
            if isinstance(value, str):
                texts.append(value.replace("\0", "")[:most])
            elif isinstance(value, float | int) and not isinstance(value, bool):
                texts.append(_number(value))
                numeric += [position] * math.isfinite(value)
            else:
                texts.append(_other(value))
        return texts, numeric

    def _fill_merged(self, row: int, texts: Texts, numeric: Positions) -> None:
        for column in self._tops.get(row, ()):
            if column < len(texts):
                self._top_cells[row, column] = texts[column], column in numeric
        for column, first in self._merged.get(row, {}).items():
            text, is_number = self._top_cells.get((first, column), ("", False))
            if text and not "".join(texts[column : column + 1]):
                _put(texts, {column: text})
                numeric += [column] * is_number

    def _refuse_excess(self, row: int, width: int, rows_left: int, cells_left: int) -> None:
        if width > self._order["columns"]:
            raise Refusal(f"columns:{_letters(width - 1)}{row + 1}")
        if rows_left < 0:
            raise Refusal("rows")
        if cells_left < 0:
            raise Refusal("cells")


def _put(texts: Texts, cells: dict[int, str]) -> None:
    """Place texts at their columns, the row made longer where it ends before."""
    texts += [""] * (max(cells) + 1 - len(texts))
    for column, text in cells.items():
        texts[column] = text


def _number(value: float) -> str:
    """A number as a sheet shows it: whole ones without ".0", never with a grouping."""
    if not math.isfinite(value):
        return NOT_A_NUMBER
    if abs(value) < MOST_EXACT and value == int(value):
        return str(int(value))
    return repr(value)


def _other(value: Any) -> str:
    """A truth value, date, time or duration as text."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _letters(position: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = COLUMN_LETTERS[letter] + letters
    return letters


if __name__ == "__main__":
    main()
