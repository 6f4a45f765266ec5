"""Where a table begins: its heading found below title rows, in one row or in two.

A heading of two rows comes from merged cells: "Pemilik" above "Nama" and "NIK". Two rows are
joined only where that makes more headings known than either row does by itself.
"""

import re
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from common.identifiers import clean_text
from imports.sheets import Line, Row, UnreadableFile

SEARCH = 20  # rows in which the heading is looked for
COLUMN_NUMBER = re.compile(r"\(?([0-9]{1,3})\)?")
FEWEST_COLUMN_NUMBERS = 3

Known = Callable[[str], bool]


def count_known(cells: Sequence[str], known: Known) -> int:
    return sum(map(known, cells[: settings.IMPORT_MOST_COLUMNS]))


def find(
    lines: Sequence[Line], known: Known, *, heading_row: int | None = None
) -> tuple[int, int, Row]:
    """(first row, last row, heading): positions in `lines`, and the cells as typed.

    The row with the most known headings; the first one if there is none. A row of column
    numbers below, as in tables of government, belongs to the heading.

    Args:
        heading_row: number of its first row, where a person says so.
    Raises:
        UnreadableFile: that row holds nothing.
    """
    best = _best(lines, known) if heading_row is None else _position_of(lines, heading_row)
    first, last, heading = best, best, _cells_of(lines[best])
    for upper in (best, best - 1) if heading_row is None else (best,):
        if upper < 0 or upper + 1 >= len(lines) or not _adjoin(lines[upper], lines[upper + 1]):
            continue
        joined = _joined(_cells_of(lines[upper]), _cells_of(lines[upper + 1]), known)
        if count_known(joined, known) > count_known(heading, known):
            first, last, heading = upper, upper + 1, joined
    if last + 1 < len(lines) and _are_column_numbers(lines[last + 1].cells):
        last += 1
    return first, last, [clean_text(cell) for cell in heading]


def _best(lines: Sequence[Line], known: Known) -> int:
    counts = [count_known(line.cells, known) for line in lines[:SEARCH]]
    return counts.index(max(counts))


def _position_of(lines: Sequence[Line], heading_row: int) -> int:
    for position, line in enumerate(lines):
        if line.number == heading_row:
            return position
    message = _("Row %(row)d holds nothing, so it cannot be the heading. Choose another row.")
    raise UnreadableFile(message % {"row": heading_row})


def _cells_of(line: Line) -> Row:
    """Its cells, one more than are accepted at most: enough to see that there are too many."""
    return list(line.cells[: settings.IMPORT_MOST_COLUMNS + 1])


def _adjoin(upper: Line, lower: Line) -> bool:
    return lower.number == upper.number + 1


def _joined(upper: Sequence[str], lower: Sequence[str], known: Known) -> Row:
    """One heading from two rows; a merged upper cell stands above several lower ones."""
    heading, group = [], ""
    for index in range(max(len(upper), len(lower))):
        above = clean_text(upper[index]) if index < len(upper) else ""
        below = clean_text(lower[index]) if index < len(lower) else ""
        if above or not below:
            group = above if below else ""
        heading.append(_name(above or group, below, known))
    return heading


def _name(above: str, below: str, known: Known) -> str:
    if not above or not below or above == below:
        return above or below
    names = (f"{below} {above}", f"{above} {below}", below)
    return next((name for name in names if known(name)), names[1])


def _are_column_numbers(cells: Sequence[str]) -> bool:
    """Whether a row counts the columns: 1, 2, 3 … or (1), (2), (3) …"""
    found = [COLUMN_NUMBER.fullmatch(cell.strip()) for cell in cells if cell.strip()]
    if len(found) < FEWEST_COLUMN_NUMBERS or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
