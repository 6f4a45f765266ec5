"""Whatever a file is, reading gives the right rows or one clear sentence."""

import pytest

from imports.columns import is_known
from imports.reading import read
from imports.sheets import UnreadableFile
from tests.imports.hostile_files import CASES, Case


def test_there_are_enough_of_them_and_each_has_its_name():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_gives_its_rows_or_one_sentence(case: Case):
    data = case.make()
    if case.sentence:
        with pytest.raises(UnreadableFile) as refused:
            read(data, known=is_known)
        assert case.sentence in str(refused.value)
        assert "\n" not in str(refused.value)
        return
    sheet = read(data, known=is_known)
    if case.rows is not None:
        assert tuple((line.number, line.cells) for line in sheet.lines) == case.rows
    else:
        assert len(sheet.lines) == case.count
