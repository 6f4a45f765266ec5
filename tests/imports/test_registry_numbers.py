"""The registry number of a row: how it is written, and what such a row may lack."""

import pytest

from imports import columns
from imports.drafts import Draft
from imports.lookups import Lookups
from imports.rows import RowReader
from imports.sheets import Line

pytestmark = pytest.mark.django_db


def draft_of(look: Lookups, **cells: str) -> Draft:
    return RowReader(columns.plan(list(cells)), look).read(Line(2, tuple(cells.values())))


@pytest.mark.parametrize(
    "text", ["KPG-000123", "kpg 123", "KPG123", "KPG - 0123", "123", "000123", "ＫＰＧ１２３"]
)
def test_every_way_of_writing_it_is_read(look, text):
    draft = draft_of(look, **{"Kode Usaha": text, "No HP": "081200000001"})

    assert draft.errors == []
    assert draft.values["code"] == "KPG-000123"
    assert "code.is_bare" not in draft.values


@pytest.mark.parametrize("text", ["KPG-0", "ABC-123", "KPG", "12/2024", "123456789"])
def test_what_is_no_registry_number_is_an_error_that_shows_one(look, text):
    draft = draft_of(look, **{"Kode Usaha": text})

    assert [(problem.column, problem.reason) for problem in draft.errors] == [
        (
            "Kode Usaha",
            "Write the registry number as the register prints it, for example KPG-000123.",
        )
    ]


def test_a_bare_number_under_a_vague_heading_may_number_the_rows_of_the_list(look):
    draft = draft_of(look, Kode="12")

    assert "code" not in draft.values
    assert [problem.reason for problem in draft.errors] == [
        "Write the registry number in full, for example KPG-000012, or leave this column out."
    ]
    assert draft_of(look, Kode="KPG-12").values["code"] == "KPG-000012"


def test_a_row_with_a_code_may_lack_what_the_register_knows(look):
    draft = draft_of(look, **{"Kode Usaha": "KPG-000123", "Tahun Berdiri": "2015"})

    assert draft.errors == []
    assert "business.name" not in draft.values
    assert "business.kelurahan" not in draft.values
    assert "owner.name" not in draft.values


def test_a_row_whose_code_is_empty_is_an_ordinary_one(look):
    draft = draft_of(look, **{"Kode Usaha": "", "Nama Usaha": "Kios"})

    assert [problem.reason for problem in draft.errors] == [
        "The owner name is missing: fill it in.",
        "The kelurahan is missing: fill it in.",
    ]
