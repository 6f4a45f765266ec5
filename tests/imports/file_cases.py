"""A file and what reading it must give: rows, their number, or one sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.imports.lists import csv_bytes

HEADING = ["Nama Usaha", "Alamat"]
ROW = ["Kios Melati", "Jl. Cendana"]
CAFE = ["Kafé “Se’i”", "Jl. Cendana; No. 1"]
MEGABYTE = 1024 * 1024

DAMAGED = "The file is damaged."
PASSWORD = "The file has a password."  # noqa: S105  a sentence
UNPACKS = "This file unpacks to far more"
TOO_LARGE = "The workbook is too large to read."
NO_WORKBOOK = "This packed file is no spreadsheet."
NO_TEXT = "This is not a text file."
NO_TABLE = "This is no table."
WEB_PAGE = "This is a web page or XML file."
NO_ROWS = "The file has no rows."
MANY_ROWS = "The file has more than 100,000 rows."
MANY_CELLS = "The file has more than 2,000,000 cells."
MANY_COLUMNS = "The file has more than 200 columns."
TOO_RIGHT = "lies too far right"


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it.

    Attributes:
        sentence: how the refusal begins, or what it holds.
        rows: or the rows below the heading, with their numbers.
        count: or only how many there are.
    """

    name: str
    make: Callable[[], bytes]
    sentence: str = ""
    rows: tuple[tuple[int, tuple[str, ...]], ...] | None = None
    count: int | None = None


def gives(name: str, make: Callable[[], bytes], *rows: tuple[int, list[str]]) -> Case:
    return Case(name, make, rows=tuple((number, tuple(cells)) for number, cells in rows))


def counts(name: str, make: Callable[[], bytes], count: int) -> Case:
    return Case(name, make, count=count)


def refused(name: str, make: Callable[[], bytes], sentence: str) -> Case:
    return Case(name, make, sentence=sentence)


def text(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: content.encode(encoding)


def table(delimiter: str = ",", encoding: str = "utf-8", row: list[str] = CAFE):
    return lambda: csv_bytes(HEADING, row, delimiter=delimiter, encoding=encoding)
