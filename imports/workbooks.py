"""Workbooks: XLSX, XLS and ODS, read by `imports.workbook_process` in a process of its own.

The file and the lines that come back pass through temporary files without a name, which vanish
with the processes. Whatever becomes of the other process, this one gets rows or one sentence.
How many such processes there are at one time, `imports.reader_slots` says.
"""

import json
import logging
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from imports import reader_slots
from imports.delimited import unescaped
from imports.sheets import (
    NO_NUMBERS,
    Line,
    UnreadableFile,
    listed,
    too_many_cells,
    too_many_rows,
)
from imports.workbook_process import NO_ROOM

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
MOST_OUTPUT = 128 * MEGABYTE
LONGEST_OUTPUT_LINE = 16 * MEGABYTE
CPU_SECONDS = 2  # for any file, and as many again for each megabyte of it


@dataclass
class Workbook:
    """A workbook as read.

    Attributes:
        visible, hidden: names of its sheets, in its order.
        sheets: name of each sheet that was read → its rows that hold anything.
    """

    visible: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    sheets: dict[str, list[Line]] = field(default_factory=dict)


def read(data: bytes, *, sheet: str = "") -> Workbook:
    """Read the visible sheets of a workbook, or the one that is named.

    Raises:
        UnreadableFile: a password, damage, no workbook, beyond a limit, or no such sheet.
    """
    try:
        with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as lines:
            file.write(data)
            file.seek(0)
            with reader_slots.taken() as place:
                code = _run(file, lines, _order(data, sheet), place)
            lines.seek(0)
            book = _received(lines, code)
    except OSError as error:  # no process, or no room on the disk
        raise UnreadableFile(_not_now()) from error
    if sheet and sheet not in book.sheets:
        raise UnreadableFile(_no_sheet(sheet, book))
    return book


def _order(data: bytes, sheet: str) -> str:
    """What the other process is to do, and what it may use."""
    return json.dumps(
        {
            "sheet": sheet,
            "rows": settings.IMPORT_MOST_ROWS,
            "columns": settings.IMPORT_MOST_COLUMNS,
            "cells": settings.IMPORT_MOST_CELLS,
            "characters": settings.IMPORT_MOST_CHARACTERS,
            "memory": settings.IMPORT_MOST_MEMORY,
            "seconds": CPU_SECONDS * (1 + math.ceil(len(data) / MEGABYTE)),
            "output": MOST_OUTPUT,
        }
    )


def _run(file: IO[bytes], lines: IO[bytes], order: str, place: int) -> int:
    """Run the process to its end; the code with which it ended. Args: place: `reader_slots`."""
    try:
        return subprocess.run(  # noqa: S603  our own module; of the order only the name of a sheet is typed
            [sys.executable, "-E", "-s", "-X", "utf8", "-m", "imports.workbook_process", order],
            cwd=ROOT,
            env={},
            stdin=file,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(place,),
            timeout=settings.IMPORT_MOST_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return -SIGKILL


def _received(lines: IO[bytes], code: int) -> Workbook:
    """The workbook in the lines that came back. Raises UnreadableFile."""
    book, rows, is_done = Workbook(), [], False
    positions: dict[tuple[int, ...], frozenset[int]] = {(): NO_NUMBERS}
    for message in _messages(lines):
        if isinstance(message, list):
            number, cells, numeric = message
            numbers = positions.setdefault(tuple(numeric), frozenset(numeric))
            rows.append(Line(number, tuple(map(unescaped, cells)), numbers))
        elif "sheet" in message:
            rows = book.sheets[message["sheet"]] = []
        elif "sheets" in message:
            book.visible = tuple(name for name, is_visible in message["sheets"] if is_visible)
            book.hidden = tuple(name for name, is_visible in message["sheets"] if not is_visible)
        elif "refused" in message:
            raise _refusal(message["refused"], message.get("at", ""))
        is_done = "done" in message
    if not is_done:
        raise _ended(code)
    return book


def _messages(lines: IO[bytes]) -> Iterator[Any]:
    """The lines that came back whole; a process that was stopped leaves half a line."""
    while line := lines.readline(LONGEST_OUTPUT_LINE):
        try:
            yield json.loads(line)
        except ValueError:
            return


def _refusal(code: str, at: str) -> UnreadableFile:
    """The sentence for a code of `imports.workbook_process`."""
    if code == "rows":
        return too_many_rows(settings.IMPORT_MOST_ROWS)
    if code == "cells":
        return too_many_cells(settings.IMPORT_MOST_CELLS)
    if code == "columns":
        message = _("Cell %(cell)s lies too far right. Delete the columns that are not needed.")
        return UnreadableFile(message % {"cell": at})
    sentences = {
        "password": _("The file has a password. Open it, take the password off and save it again."),
        "binary": _("This is a binary workbook (XLSB). Save it as XLSX first."),
        "no-workbook": _("This packed file is no spreadsheet. Save the list as XLSX, ODS or CSV."),
        "bomb": _("This file unpacks to far more than a list needs. Save the list as a new file."),
        "errors": _("The workbook is full of formula errors. Save the list with values only."),
        "memory": _too_large(),
    }
    return UnreadableFile(sentences.get(code) or _damaged())


def _ended(code: int) -> UnreadableFile:
    """The sentence for a process that did not come to its end."""
    if code in {-SIGKILL, -SIGXCPU}:
        message = _("The workbook takes too long to read. Copy the list alone to a new file.")
        return UnreadableFile(message)
    logger.warning("The process that reads workbooks ended with code %d", code)
    if code == NO_ROOM:
        return UnreadableFile(_not_now())
    return UnreadableFile(_too_large() if code < 0 else _damaged())


def _not_now() -> str:
    return _("The workbook could not be opened just now. Try again.")


def _too_large() -> str:
    return _(
        "The workbook is too large to read. Delete values far below or right of the list, "
        "or save the list as CSV."
    )


def _damaged() -> str:
    return _(
        "The file is damaged. Open it in a spreadsheet and save the list alone as a new XLSX file."
    )


def _no_sheet(sheet: str, book: Workbook) -> str:
    if sheet in book.hidden:
        message = _("The sheet “%(name)s” is hidden. Show it in the spreadsheet first.")
        return message % {"name": sheet[:80]}
    message = _("The workbook has no sheet “%(name)s”. It has: %(names)s.")
    return message % {"name": sheet[:80], "names": listed(book.visible)}
