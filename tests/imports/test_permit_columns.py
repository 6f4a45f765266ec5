"""Permits of a row: numbers with their dates; a word in place of a number records nothing."""

from datetime import date

import pytest

from imports import columns
from imports.columns import find
from imports.drafts import Draft
from imports.lookups import Lookups
from imports.rows import RowReader
from imports.sheets import Line
from licensing.models import PermitType

pytestmark = pytest.mark.django_db
USUAL = {"business_name": "Kios Melati", "owner_name": "Ester Uji", "kelurahan": "Fontein"}
NO_NUMBER = "Write the number: a permit without a number is not recorded."


def draft_of(look: Lookups, **cells: str) -> Draft:
    row = {**USUAL, **cells}
    return RowReader(columns.plan(list(row)), look).read(Line(2, tuple(row.values())))


def permits(draft: Draft) -> list[tuple]:
    assert draft.errors == []
    return [tuple(one.values()) for one in draft.values.get("permits", [])]


def reasons(problems) -> list[tuple[str, str]]:
    return [(problem.column, problem.reason) for problem in problems]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("No. P-IRT", "permit_pirt"),
        ("PIRT", "permit_pirt"),
        ("no p irt", "permit_pirt"),
        ("Nomor SPP-IRT", "permit_pirt"),
        ("Sertifikat Halal", "permit_halal"),
        ("No Halal", "permit_halal"),
        ("Nomor Sertifikat Halal", "permit_halal"),
        ("BPOM", "permit_bpom"),
        ("Izin Edar BPOM", "permit_bpom"),
        ("HKI", "permit_merek"),
        ("No. Merek", "permit_merek"),
        ("SLHS", "permit_slhs"),
        ("SNI Bina UMK", "permit_sni"),
        ("Tgl Terbit P-IRT", "permit_pirt_issued_on"),
        ("Masa Berlaku PIRT", "permit_pirt_expires_on"),
        ("Halal berlaku sampai", "permit_halal_expires_on"),
    ],
)
def test_headings_of_real_lists_are_understood(heading, key):
    found = find(heading)
    assert (found.key, found.is_exact) == (key, True)


def test_a_permit_has_its_number_and_both_dates(look):
    draft = draft_of(
        look,
        permit_pirt="1234567890123 - 45",
        permit_pirt_issued_on="15/03/2024",
        permit_pirt_expires_on="15/03/2029",
        permit_halal="ID 00000 000000 000000",
    )

    assert draft.values["permits"] == [
        {
            "type": "pirt",
            "number": "1234567890123-45",
            "issued_on": date(2024, 3, 15),
            "expires_on": date(2029, 3, 15),
        },
        {
            "type": "halal",
            "number": "ID00000000000000000",
            "issued_on": None,
            "expires_on": None,
        },
    ]
    assert draft.warnings == []
    assert not any(name.startswith("permit.") for name in draft.values)


def test_a_row_without_permits_has_none(look):
    assert "permits" not in draft_of(look, permit_pirt="", permit_halal="-").values


@pytest.mark.parametrize("text", ["tidak", "Belum", "belum ada", "t", "0", "-"])
def test_a_no_in_place_of_a_number_says_nothing(look, text):
    draft = draft_of(look, permit_halal=text)
    assert (permits(draft), draft.warnings) == ([], [])


@pytest.mark.parametrize("text", ["ya", "Sudah", "ADA", "v", "1", "dalam proses"])
def test_a_yes_in_place_of_a_number_warns(look, text):
    draft = draft_of(look, permit_halal=text)
    assert permits(draft) == []
    assert reasons(draft.warnings) == [("permit_halal", NO_NUMBER)]


def test_the_brand_itself_is_no_number(look):
    draft = draft_of(look, merek="Sei Mama Uji")
    assert permits(draft) == []
    assert reasons(draft.warnings) == [("merek", NO_NUMBER)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("MD 123456789012", "bpom-md", "MD123456789012"),
        ("BPOM RI ML 123456789012", "bpom-ml", "ML123456789012"),
        ("ml 12", "bpom-ml", "ml 12"),
        ("123456789012", "bpom-md", "123456789012"),
    ],
)
def test_a_bpom_number_says_whether_it_is_md_or_ml(look, text, kind, number):
    assert permits(draft_of(look, permit_bpom=text)) == [(kind, number, None, None)]


def test_an_unusual_number_is_kept_with_the_usual_form(look):
    draft = draft_of(look, permit_pirt="P-IRT 12/2024")

    assert permits(draft) == [("pirt", "P-IRT 12/2024", None, None)]
    assert reasons(draft.warnings) == [
        (
            "permit_pirt",
            "A number of SPP-IRT (P-IRT) usually looks like 1234567890123-45. "
            "Compare it with the document.",
        )
    ]


def test_a_date_without_a_number_is_left_out(look):
    draft = draft_of(look, permit_pirt="", permit_pirt_expires_on="15/03/2029")

    assert permits(draft) == []
    assert reasons(draft.warnings) == [
        ("permit_pirt_expires_on", "A date without the number of the permit is left out.")
    ]


def test_an_end_before_the_issue_is_an_error(look):
    draft = draft_of(
        look,
        permit_slhs="S 1",
        permit_slhs_issued_on="2/1/2024",
        permit_slhs_expires_on="1/1/2024",
    )

    assert reasons(draft.errors) == [
        (
            "permit_slhs_expires_on",
            "The permit ends before it was issued. Compare both dates with the document.",
        )
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"permit_slhs_issued_on": "1/1/2099"}, "permit_slhs_issued_on"),
        ({"permit_slhs_expires_on": "1/1/2999"}, "permit_slhs_expires_on"),
        ({"permit_slhs_expires_on": "kapan"}, "permit_slhs_expires_on"),
        ({"permit_slhs": "9" * 61}, "permit_slhs"),
    ],
)
def test_what_cannot_be_is_an_error_of_its_column(look, cells, column):
    draft = draft_of(look, **{"permit_slhs": "S 1", **cells})
    assert [problem.column for problem in draft.errors] == [column]


def test_a_permit_for_life_has_no_end(look):
    draft = draft_of(look, permit_halal="ID00000000000000000", permit_halal_expires_on="Selamanya")
    assert permits(draft) == [("halal", "ID00000000000000000", None, None)]
    assert draft.warnings == []


def test_a_kind_that_is_not_in_use_is_left_out(register):
    PermitType.objects.filter(code="slhs").update(is_active=False)

    draft = draft_of(Lookups.load(), permit_slhs="S 1")

    assert permits(draft) == []
    assert reasons(draft.warnings) == [
        ("permit_slhs", "The register keeps no such permits; it is left out.")
    ]
