"""No file whatsoever ends in a traceback, and every row is in exactly one bucket."""

import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from businesses.models import Business
from imports import report
from imports.columns import BadColumns
from imports.running import run
from imports.sheets import UnreadableFile
from imports.targets import TARGETS
from tests.imports.lists import csv_bytes, options

pytestmark = pytest.mark.django_db

ODD_CELLS = [
    "", "-", "0", "Fontein", "Kios", "Ester Uji", "9900000000990001", "5.37E+15", "0812 0000 0001",
    "0812/0813", "Rp 5 juta", "<= 300 juta", "1-5", "31/12/2025", "2025-02-31", "ya", "form",
    "-10.17", "123.6", "1111", "10792, 47111", "=1+1", "'", '"', "\u00a0", "\u200b", "x" * 400,
    "0000000099001", "Kuliner, Kriya", "PT", "\U0001f35c", "a\nb", "٣", "1e309", "9" * 400,
]  # fmt: skip
KEYS = [target.key for target in TARGETS]
CELLS = st.sampled_from(ODD_CELLS) | st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12
)
without_database_reset = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@without_database_reset
@given(st.binary(max_size=300))
@example(b"nama usaha\n\xff")
@example(b"nama usaha,kelurahan,nama pemilik\nA,Fontein,B\n")
@example(b'nama usaha\n"')
def test_any_bytes_give_a_result_or_a_refusal(register, data):
    with contextlib.suppress(UnreadableFile, BadColumns):
        result = run(data, options(kelurahan="Fontein"))
        assert report.as_json(result)["rows"] == len(result.drafts)
        assert list(report.as_text(result))


@without_database_reset
@given(st.data())
def test_any_cells_under_known_headings_give_rows_in_one_bucket_each(register, data):
    heading = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=12, unique=True))
    heading += [key for key in ("business_name", "owner_name", "kelurahan") if key not in heading]
    row = st.lists(CELLS, min_size=len(heading) - 2, max_size=len(heading) + 1)
    rows = data.draw(st.lists(row, max_size=6))

    with contextlib.suppress(UnreadableFile):  # a lone quotation mark or a control character
        result = run(csv_bytes(heading, *rows, delimiter=";"), options())
        assert sum(result.counts.values()) == len(result.drafts) == len(result.sheet.lines)
        assert {draft.bucket for draft in result.drafts} <= set(result.counts)
        assert all(bool(draft.errors) == (draft.bucket == "error") for draft in result.drafts)


@without_database_reset
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=4))
def test_whatever_passes_the_check_can_be_written(petugas, rows):
    heading = ["phone", "address", "annual_sales", "nib", "nik", "activity"]
    full = [[f"Kios {n}", "Ester Uji", "Fontein", *row] for n, row in enumerate(rows)]
    data = csv_bytes(["business_name", "owner_name", "kelurahan", *heading], *full)
    before = Business.objects.count()

    result = run(data, options(), by=petugas, commit=True)

    assert Business.objects.count() == before + result.counts["new"]
