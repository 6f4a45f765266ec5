"""The rejected rows go back as a file: their own columns, and why they were rejected.

Corrected, it is imported like any other; the column with the reasons is known and not read.
"""

import csv
from typing import TextIO

from common.tabular import BOM, csv_cell
from imports.columns import squeeze
from imports.drafts import Draft
from imports.matching import ERROR
from imports.running import Result
from imports.targets import REASON_HEADING


def write(result: Result, file: TextIO) -> int:
    """Write the rejected rows as CSV, delimited like the input, and return their number.

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
        cells = draft.line.cells
        named = [cells[index] if index < len(cells) else "" for index in own]
        writer.writerow(map(csv_cell, [*named, reason_of(draft), *cells[len(heading) :]]))
    return len(rejected)


def reason_of(draft: Draft) -> str:
    """All that is wrong with a row, in one cell."""
    parts = [
        f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        for problem in draft.errors
    ]
    return " | ".join(dict.fromkeys(parts))
