"""What all readers promise: no other error than Unreadable, stable values, silent messages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import (
    Reading,
    Unreadable,
    check_coordinates,
    format_rt_rw,
    read_coordinates,
    read_kbli_code,
    read_nib,
    read_nik,
    read_npwp,
    read_phone,
    read_rt_rw,
    read_rupiah,
)
from common.readings import digits_of_number, was_number
from tests.common.cells import ANYTHING, outcome

# Each reader with the text of its canonical value.
READERS = {
    read_nik: str,
    read_nib: str,
    read_npwp: str,
    read_kbli_code: str,
    read_phone: str,
    read_rupiah: str,
    read_coordinates: lambda point: f"{point[0]}, {point[1]}",
    read_rt_rw: lambda numbers: format_rt_rw(*numbers),
}
each_reader = pytest.mark.parametrize(
    ("read", "written"), READERS.items(), ids=lambda item: getattr(item, "__name__", "")
)


def reading_or_none(read, *raw) -> Reading | None:
    result = outcome(read, *raw)
    if isinstance(result, Unreadable):
        assert str(result)
        assert result.code
        return None
    assert isinstance(result, Reading)
    return result


@each_reader
@given(raw=ANYTHING)
def test_a_reader_gives_a_reading_or_unreadable_and_nothing_else(read, written, raw):
    reading_or_none(read, raw)


@given(lat=ANYTHING, lng=ANYTHING)
def test_checking_coordinates_gives_a_reading_or_unreadable_and_nothing_else(lat, lng):
    reading_or_none(check_coordinates, lat, lng)


@each_reader
@given(raw=ANYTHING)
def test_reading_a_canonical_value_gives_itself(read, written, raw):
    reading = reading_or_none(read, raw)
    if reading is not None and reading.value is not None:
        again = read(written(reading.value))
        assert again.value == reading.value
        assert not again.changed


@each_reader
@pytest.mark.parametrize(
    "blank", [None, "", " ", "-", "--", "n/a", "NULL", "tidak ada", "\u200b", float("nan")]
)
def test_a_blank_is_no_value_and_no_error(read, written, blank):
    assert read(blank) == Reading(None)


@each_reader
@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_value_is_not_taken_for_a_number(read, written, truth):
    with pytest.raises(Unreadable):
        read(truth)


@each_reader
@given(digits=st.integers(min_value=10**9, max_value=10**25).map(str))
def test_a_refusal_never_repeats_what_was_typed(read, written, digits):
    with pytest.raises(Unreadable) as refused:  # the letter makes it unreadable for all
        read(f"{digits[:3]}x{digits[3:]}")
    assert digits[3:] not in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "digits"),
    [
        (1111, "1111"),
        (1111.0, "1111"),
        ("1111.0", "1111"),
        (Decimal("1E+3"), "1000"),
        ("8.1200000001e+10", "81200000001"),
        ("8.5e+010", None),
        (10**15, None),
        (-1, None),
        (1.5, None),
        (float("inf"), None),
    ],
)
def test_only_certain_digits_of_a_number_are_kept(raw, digits):
    assert was_number(raw)
    assert digits_of_number(raw) == digits
