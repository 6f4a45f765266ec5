"""What reading gives, whatever the file was: a sheet of numbered lines, or one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

Row = list[str]
MOST_NAMES = 8
NO_NUMBERS: frozenset[int] = frozenset()


class UnreadableFile(Exception):  # noqa: N818  it names the state of the file, as officers read it
    """A file that cannot be read as a table. `str()` is one sentence on what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, with the number that a spreadsheet shows beside it.

    Attributes:
        cells: what each cell shows; whole numbers without ".0", dates in ISO form.
        numeric: positions of the cells that a workbook held as numbers, whose long digits and
            leading zeros are lost. A CSV file does not tell.
    """

    number: int
    cells: tuple[str, ...]
    numeric: frozenset[int] = NO_NUMBERS


@dataclass(frozen=True)
class Sheet:
    """A file as read.

    Attributes:
        heading: the cells of the heading, as typed; two rows of it are joined.
        heading_row: number of its first row; more than 1 where title rows stand above.
        heading_end: number of its last row.
        lines: the rows below it that hold anything.
        blank: how many rows below it hold nothing.
        encoding: of a text file; "" for a workbook.
        delimiter: of a text file; a comma for a workbook: what is made of it is a CSV file.
        sha256: of the bytes, by which the same file is recognised.
        name: of the sheet that was read; "" for a text file.
        others: names of the other visible sheets, without those known to be empty.
        hidden: names of the hidden sheets, which are never read.
    """

    heading: Row
    heading_row: int
    heading_end: int
    lines: list[Line]
    blank: int
    encoding: str
    delimiter: str
    sha256: str
    name: str = ""
    others: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def listed(names: Sequence[str]) -> str:
    """Names of sheets for a sentence."""
    more = ", …" if len(names) > MOST_NAMES else ""
    return ", ".join(f"“{name[:80]}”" for name in names[:MOST_NAMES]) + more


def is_blank_row(cells: Row | tuple[str, ...]) -> bool:
    return not any(cell and not cell.isspace() for cell in cells)


def _counted(most: int) -> dict[str, str]:
    return {"most": number_format(most, force_grouping=True)}


def too_many_rows(most: int) -> UnreadableFile:
    message = _("The file has more than %(most)s rows. Split it into several files.")
    return UnreadableFile(message % _counted(most))


def too_many_columns(most: int) -> UnreadableFile:
    message = _("The file has more than %(most)s columns. Delete the ones that are not needed.")
    return UnreadableFile(message % _counted(most))


def too_many_cells(most: int) -> UnreadableFile:
    message = _("The file has more than %(most)s cells. Split it into several files.")
    return UnreadableFile(message % _counted(most))
