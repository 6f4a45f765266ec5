"""Messy and hostile files, made here, each with what reading must give: rows or one sentence.

`tests/imports/test_hostile_files.py` holds the reader to them; `benchmarks/hostile_files.py`
takes the time and the memory.
"""

from tests.imports.file_cases import Case
from tests.imports.hostile_workbooks import ATTACKS
from tests.imports.messy_workbooks import LISTS
from tests.imports.text_files import DIALECTS, NO_TABLES

__all__ = ["CASES", "Case"]

CASES = [*DIALECTS, *NO_TABLES, *LISTS, *ATTACKS]
