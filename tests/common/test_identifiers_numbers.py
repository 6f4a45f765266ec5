"""NIB, NPWP and KBLI code: lengths, lost zeros, placeholders. All numbers are invented."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Reading, read_kbli_code, read_nib, read_npwp
from tests.common.cells import refusal

NIB = "9990000000001"


@pytest.mark.parametrize(
    "typed", [NIB, "999 0000 0000 01", "9990.0000.00001", 9990000000001, 9990000000001.0]
    + [Decimal(NIB), "9990000000001.0", "9.990000000001E+12", "'9990000000001"],
)  # fmt: skip
def test_a_nib_of_thirteen_digits_is_read_from_text_and_number(typed):
    assert read_nib(typed) == Reading(NIB, changed=typed not in {NIB, int(NIB)})


@pytest.mark.parametrize("cell", [990000000001, 990000000001.0, "990000000001.0"])
def test_the_leading_zero_of_a_numeric_nib_is_restored_visibly(cell):
    reading = read_nib(cell)
    assert reading.value == "0990000000001"
    assert len(reading.warnings) == 1
    assert reading.changed


def test_three_zeros_of_a_numeric_nib_are_restored_but_not_four():
    assert read_nib(1000000001).value == "0001000000001"
    assert refusal(read_nib, 100000001) == "nib-length"


def test_a_typed_nib_of_twelve_digits_is_refused_with_both_counts():
    with pytest.raises(ValueError, match=r"13.*12"):
        read_nib("999000000001")


@pytest.mark.parametrize("damaged", ["9.99E+12", "9,99e+012", 9990000000001.5, -9990000000001])
def test_a_nib_whose_digits_are_lost_is_refused(damaged):
    assert refusal(read_nib, damaged) == "nib-damaged"


@pytest.mark.parametrize("placeholder", ["0", 0, "0000000000000", "1111111111111", "belum ada"])
def test_a_placeholder_is_no_nib(placeholder):
    assert read_nib(placeholder) == Reading(None)


@pytest.mark.parametrize("typed", ["masih proses", "NIB9990000000001", "9990000000001/2"])
def test_letters_in_a_nib_are_refused(typed):
    assert refusal(read_nib, typed) == "nib-signs"


@given(number=st.integers(min_value=10**9, max_value=10**13 - 1))
def test_a_nib_is_the_same_from_text_int_and_float(number):
    text = f"{number:013d}"
    if len(set(text)) > 1:
        assert read_nib(text).value == text
        assert read_nib(number).value == text
        assert read_nib(float(number)).value == text


def test_the_old_npwp_is_kept_in_digits_with_a_warning():
    reading = read_npwp("99.000.000.0-000.001")
    assert reading.value == "990000000000001"
    assert len(reading.warnings) == 1
    assert reading.changed


def test_the_new_npwp_has_sixteen_digits_and_no_warning():
    assert read_npwp("9900000000000001") == Reading("9900000000000001")
    assert read_npwp("9900 0000 0000 0001").changed


def test_the_leading_zero_of_a_numeric_npwp_is_restored_visibly():
    reading = read_npwp(90000000000001)
    assert reading.value == "090000000000001"
    assert len(reading.warnings) == 2


@pytest.mark.parametrize("damaged", [9900000000000001, 9.9e15, "9.9E+14", "9.900.000.000.000.000"])
def test_a_numeric_npwp_of_sixteen_digits_is_refused(damaged):
    assert refusal(read_npwp, damaged) == "npwp-damaged"


@pytest.mark.parametrize("typed", ["99.000.000.0-000", "99000000000000011", 99])
def test_an_npwp_of_another_length_is_refused(typed):
    assert refusal(read_npwp, typed) == "npwp-length"


@pytest.mark.parametrize("placeholder", ["00.000.000.0-000.000", "0" * 16, "9" * 15, "-", 0])
def test_a_placeholder_is_no_npwp(placeholder):
    assert read_npwp(placeholder) == Reading(None)


@pytest.mark.parametrize("typed", ["56102", 56102, 56102.0, Decimal(56102), " 56102 ", "56.102"])
def test_a_kbli_code_has_five_digits(typed):
    reading = read_kbli_code(typed)
    assert reading.value == "56102"
    assert not reading.warnings


@pytest.mark.parametrize("typed", [1111, 1111.0, "1111", "1111.0", Decimal(1111)])
def test_the_leading_zero_of_a_kbli_code_is_restored_visibly(typed):
    reading = read_kbli_code(typed)
    assert reading.value == "01111"
    assert len(reading.warnings) == 1
    assert reading.changed


@pytest.mark.parametrize("typed", ["561", 561, "561022", 561022, "10.75", "1.111"])
def test_another_number_of_kbli_digits_is_refused(typed):
    assert refusal(read_kbli_code, typed) == "kbli-length"


@pytest.mark.parametrize("typed", ["G56102", "56102 Warung", 56.102, -56102, float("inf")])
def test_what_is_not_digits_is_no_kbli_code(typed):
    assert refusal(read_kbli_code, typed) == "kbli-signs"


@given(number=st.integers(min_value=1000, max_value=99999))
def test_a_kbli_code_survives_a_spreadsheet(number):
    assert read_kbli_code(float(number)).value == f"{number:05d}"
