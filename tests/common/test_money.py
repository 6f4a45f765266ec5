"""Rupiah as people write it, and what is refused: bands, negatives, unclear decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Reading, format_rupiah, read_rupiah
from tests.common.cells import refusal

MOST = 10**15


@pytest.mark.parametrize(
    ("typed", "rupiah"),
    [
        ("Rp1.500.000", 1_500_000),
        ("Rp. 1.500.000,00", 1_500_000),
        ("Rp 1.500.000,-", 1_500_000),
        ("Rp.1.500.000.-", 1_500_000),
        ("Rp1.500.000,–", 1_500_000),
        ("Rp1.500.000,=", 1_500_000),
        ("IDR 1500000", 1_500_000),
        ("1.500.000 rupiah", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1500000.0", 1_500_000),
        ("1.500", 1_500),
        ("1,500", 1_500),
        ("1.5 juta", 1_500_000),
        ("1,5jt", 1_500_000),
        ("Rp 1,25 Juta", 1_250_000),
        ("0,500 juta", 500_000),
        ("2,5 Milliar", 2_500_000_000),
        ("2,5 miliar", 2_500_000_000),
        ("2.5 milyar", 2_500_000_000),
        ("2 M", 2_000_000_000),
        ("300 rb", 300_000),
        ("300 ribu", 300_000),
        ("300k", 300_000),
        ("1 triliun", 10**12),
        ("1 juta 500 ribu", 1_500_000),
        ("2 miliar 5 juta rupiah", 2_005_000_000),
        ("1.250.000 ribu", 1_250_000_000),
        ("Ｒｐ１．５００", 1_500),
        ("1.50000000e+08", 150_000_000),
        (1.5e9, 1_500_000_000),
        (Decimal("1.5E+6"), 1_500_000),
        (MOST, MOST),
    ],
)
def test_an_amount_is_read_into_whole_rupiah(typed, rupiah):
    assert read_rupiah(typed).value == rupiah


@pytest.mark.parametrize("zero", ["0", 0, 0.0, "Rp0", "Rp 0,00"])
def test_zero_is_a_value(zero):
    assert read_rupiah(zero).value == 0


@pytest.mark.parametrize("blank", ["Rp -", "Rp.-", "-", "", "tidak ada"])
def test_a_lone_currency_sign_is_no_amount(blank):
    assert read_rupiah(blank) == Reading(None)


@pytest.mark.parametrize(
    "band",
    ["Omset <= Rp.300 Juta", "Rp.300 Juta < Omset <= Rp.2,5 Milliar", "<300 jt", "≤ 300 jt"]
    + ["1-5 juta", "1 – 5 juta", "1 juta s/d 5 juta", "1 sampai 5 juta", "Rp1.000 - Rp5.000"]
    + ["di bawah 300 juta", "dibawah 300 jt", "kurang dari 1 M", "5 juta ke atas", "5 juta+"]
    + ["maks. 300 juta", "> 1.000.000", "±500 ribu"],
)
def test_a_band_is_not_a_value(band):
    assert refusal(read_rupiah, band) == "rupiah-band"


@pytest.mark.parametrize(
    "typed", [-1, -1.0, "-500", "Rp -500", "-Rp500", "(500)", "− 500 ribu", "-0"]
)
def test_a_negative_amount_is_refused(typed):
    assert refusal(read_rupiah, typed) == "rupiah-negative"


@pytest.mark.parametrize("typed", [1500.5, Decimal("0.01"), "1500,50", "1.500,5", "2.5", "1,5 k 5"])
def test_parts_of_a_rupiah_are_refused(typed):
    assert refusal(read_rupiah, typed) in {"rupiah-decimals", "rupiah-form"}


@pytest.mark.parametrize("typed", ["1.500 juta", "1,500 juta", "Rp200.500 ribu"])
def test_a_number_that_differs_a_thousandfold_by_its_reading_is_refused(typed):
    assert refusal(read_rupiah, typed) == "rupiah-ambiguous"


@pytest.mark.parametrize("typed", [MOST + 1, 1e300, "2000000000000000", "2000 triliun", 10**400])
def test_an_impossibly_large_amount_is_refused(typed):
    assert refusal(read_rupiah, typed) == "rupiah-large"


@pytest.mark.parametrize(
    "typed",
    ["banyak", "2 juta/bulan", "1.500.00", "12.34.567", "1,00.00", "1 juta 5 juta", "500 kg"]
    + ["1 ribu 2 juta", "0.500", "1..5 juta", "0" * 300 + "5", float("inf")],
)
def test_what_is_no_single_amount_is_refused(typed):
    assert refusal(read_rupiah, typed) == "rupiah-form"


def test_an_amount_that_a_spreadsheet_shortened_is_refused():
    assert refusal(read_rupiah, "1.5E+11") == "rupiah-damaged"


def test_only_plain_digits_count_as_unchanged():
    assert not read_rupiah("1500000").changed
    assert not read_rupiah(1500000.0).changed
    assert read_rupiah("Rp1.500.000").changed


def test_money_is_written_the_indonesian_way():
    assert format_rupiah(1_500_000) == "Rp1.500.000"
    assert format_rupiah(0) == "Rp0"
    assert format_rupiah(-500) == "-Rp500"


amounts = st.integers(min_value=0, max_value=MOST)


@given(
    rupiah=amounts,
    before=st.sampled_from(["", " ", "\u00a0"]),
    after=st.sampled_from(["", ",-", ",00", ",--", " ", " rupiah"]),
)
def test_a_written_amount_is_read_back(rupiah, before, after):
    assert read_rupiah(f"{before}{format_rupiah(rupiah)}{after}").value == rupiah


@given(rupiah=amounts)
def test_english_grouping_is_read_back(rupiah):
    assert read_rupiah(f"{rupiah:,}").value == rupiah
    assert read_rupiah(f"{rupiah:,}.00").value == rupiah


@given(
    whole=st.integers(min_value=0, max_value=999),
    tenth=st.integers(min_value=0, max_value=9),
    unit=st.sampled_from([("rb", 3), ("ribu", 3), ("jt", 6), ("juta", 6), ("miliar", 9)]),
    point=st.sampled_from([",", "."]),
)
def test_a_decimal_with_a_unit_is_scaled(whole, tenth, unit, point):
    word, zeros = unit
    expected = (whole * 10 + tenth) * 10 ** (zeros - 1)
    assert read_rupiah(f"{whole}{point}{tenth} {word}").value == expected
