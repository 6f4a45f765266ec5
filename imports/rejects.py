"""The rejected rows go back as a file: their own columns, and why they were rejected.

Corrected, it is imported like any other; the column with the reasons is known and not read.
"""

import csv
import re
from typing import TextIO

from common.tabular import BOM, csv_cell
from imports.columns import squeeze
from imports.drafts import Draft
from imports.matching import ERROR
from imports.running import Result
from imports.sheets import Line
from imports.targets import REASON_HEADING

LONG_NUMBER = re.compile(r"[0-9]{10,}")  # NIK, NIB, NPWP, phone


def write(result: Result, file: TextIO) -> int:
    """Write the rejected rows as CSV and return their number.

    The delimiter is that of the list, a comma where it was a workbook.

    Cells beyond the heading stand behind the reason, so that such a row is still too long when
    it comes back, and is not taken in with its values in the wrong columns.

    Args:
        file: opened as UTF-8 with newline="".
    """
    heading = result.sheet.heading
    own = [index for index, text in enumerate(heading) if squeeze(text) != squeeze(REASON_HEADING)]
    rejected = result.of(ERROR)
    file.write(BOM)
    writer = csv.writer(file, delimiter=result.sheet.delimiter)
    writer.writerow([*(csv_cell(heading[index]) for index in own), REASON_HEADING])
    for draft in rejected:
        cells = _marked(draft.line)
        named = [cells[index] if index < len(cells) else "" for index in own]
        writer.writerow(map(csv_cell, [*named, reason_of(draft), *cells[len(heading) :]]))
    return len(rejected)


def _marked(line: Line) -> list[str]:
    """The cells; long numbers of a workbook with ".0", so that they come back as numbers: their
    last digits or leading zeros are lost, and as text they would pass for whole."""
    return [
        f"{cell}.0" if index in line.numeric and LONG_NUMBER.fullmatch(cell) else cell
        for index, cell in enumerate(line.cells)
    ]


def reason_of(draft: Draft) -> str:
    """All that is wrong with a row, in one cell."""
    parts = [
        f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        for problem in draft.errors
    ]
    return " | ".join(dict.fromkeys(parts))
