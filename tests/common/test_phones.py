"""Phone numbers: one canonical form for every way of writing. All numbers are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.identifiers import (
    Reading,
    is_mobile,
    mask_phone,
    read_phone,
    split_phones,
    whatsapp_link,
)
from tests.common.cells import ANYTHING, refusal

MOBILE = "+6281200000000"
LANDLINE = "+62380800000"


@pytest.mark.parametrize(
    "typed",
    ["0812-0000-0000", "0812 0000 0000", "0812.0000.0000", "(0812) 0000-0000", "081200000000"]
    + ["+62 812-0000-0000", "+62 0812 0000 0000", "+62 (0)812 0000 0000", "(+62) 81200000000"]
    + ["62812 0000 0000", "006281200000000", "+0812 0000 0000", "812 0000 0000"]
    + [81200000000, 81200000000.0, 6281200000000.0, "81200000000.0", "8.1200000000e10"]
    + ["WA: 0812 0000 0000", "0812 0000 0000 (toko)", "0812–0000–0000,", "０８１２００００００００"]
    + ["0812\u00a00000\u200b0000", "\u202a+62 812 0000 0000\u202c", "'081200000000"],
)
def test_every_way_of_writing_a_mobile_reaches_one_form(typed):
    assert read_phone(typed) == Reading(MOBILE, changed=True)


@pytest.mark.parametrize("typed", ["0380800000", "(0380) 800000", "0380-800000", "0380/800000"])
def test_a_landline_of_kupang_is_read(typed):
    assert read_phone(typed) == Reading(LANDLINE, changed=True)


@pytest.mark.parametrize("cell", [380800000, 380800000.0, "380800000"])
def test_the_lost_zero_of_the_area_code_is_restored_visibly(cell):
    reading = read_phone(cell)
    assert reading.value == LANDLINE
    assert len(reading.warnings) == 1


def test_a_number_without_plus_is_not_given_the_country_code_twice():
    assert read_phone("6281211110000").value == "+6281211110000"


@pytest.mark.parametrize("typed", ["626281200000000", "+62 62812 0000 0000", "0628120000 0000"])
def test_a_country_code_that_stands_twice_is_dropped_visibly(typed):
    reading = read_phone(typed)
    assert reading.value == MOBILE
    assert len(reading.warnings) == 1


@pytest.mark.parametrize("typed", ["+65 6000 0000", "006560000000"])
def test_a_foreign_number_is_kept_with_a_warning(typed):
    reading = read_phone(typed)
    assert reading.value == "+6560000000"
    assert len(reading.warnings) == 1


@pytest.mark.parametrize("placeholder", ["0", 0, "000", "-", "+62", "62", "0000-0000-0000"])
def test_a_placeholder_is_no_phone(placeholder):
    assert read_phone(placeholder) == Reading(None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("800000", "phone-area-code"),
        (8000000, "phone-area-code"),
        ("8.52348e+010", "phone-damaged"),
        (8.12e20, "phone-damaged"),
        (-81200000000, "phone-damaged"),
        ("0812-0000-0000 / 0813-0000-0000", "phone-several"),
        ("081200000000 081300000000", "phone-several"),
        ("0380-800000/01", "phone-form"),
        ("0380-800000 ext 12", "phone-form"),
        ("tanya tetangga", "phone-form"),
        ("081200000000" + " dekat pasar" * 20, "phone-form"),
        ("0812", "phone-invalid"),
        ("0812 0000 0000 0000", "phone-invalid"),
        ("12345678", "phone-prefix"),
        ("+999 000 0000", "phone-invalid"),
    ],
)
def test_what_is_no_single_phone_number_is_refused_with_its_reason(typed, code):
    assert refusal(read_phone, typed) == code


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("0812-0000-0000/0813-0000-0000", ["0812-0000-0000", "0813-0000-0000"]),
        ("081200000000 , 081300000000", ["081200000000", "081300000000"]),
        ("081200000000 atau 0380-800000", ["081200000000", "0380-800000"]),
        ("081200000000\n081300000000\r\n", ["081200000000", "081300000000"]),
        ("WA 081200000000; tlp: 0380 800000", ["WA 081200000000", "tlp: 0380 800000"]),
        ("081200000000 081300000000", ["081200000000", "081300000000"]),
        ("+62 812 0000 0000 - +62 813 0000 0000", ["+62 812 0000 0000", "+62 813 0000 0000"]),
        ("0812 0000 0000", ["0812 0000 0000"]),
        ("0380/800000", ["0380-800000"]),
        ("0380-800000/01", ["0380-800000/01"]),
        (81200000000.0, ["81200000000"]),
        ("-", []),
        (None, []),
    ],
)
def test_a_cell_is_split_into_its_phones_in_order(cell, pieces):
    assert split_phones(cell) == pieces


@given(raw=ANYTHING)
def test_splitting_never_fails_and_loses_no_digit(raw):
    pieces = split_phones(raw)
    assert all(pieces)
    if isinstance(raw, str) and raw.isascii() and pieces:
        assert [c for c in "".join(pieces) if c.isdigit()] == [c for c in raw if c.isdigit()]


middles = st.integers(min_value=0, max_value=9999).map("{:04d}".format)
gaps = st.sampled_from(["", " ", "-", ".", " - ", "\u00a0"])


@settings(deadline=None)
@given(
    middle=middles,
    prefix=st.sampled_from(["0", "62", "+62", "+62 0", "+62 (0)", "0062", "(0)", "", "WA "]),
    first=gaps,
    second=gaps,
)
def test_every_formatting_of_a_mobile_reaches_one_form(middle, prefix, first, second):
    prefix = "WA 0" if prefix == "WA " else prefix
    reading = read_phone(f"{prefix}812{first}{middle}{second}0000")
    assert (reading.value, reading.warnings) == (f"+62812{middle}0000", ())


@settings(deadline=None)
@given(
    numbers=st.lists(middles.map("0812-{}-0000".format), min_size=2, max_size=4),
    divider=st.sampled_from(["/", " / ", ", ", ";", " atau ", " dan ", "\n", " & ", " "]),
)
def test_numbers_joined_in_one_cell_come_apart_again(numbers, divider):
    assert split_phones(divider.join(numbers)) == numbers


def test_a_mobile_is_told_from_a_landline():
    assert is_mobile(MOBILE)
    assert not is_mobile(LANDLINE)
    assert not is_mobile("")
    assert not is_mobile("bukan nomor")


def test_the_whatsapp_link_has_digits_only():
    assert whatsapp_link(MOBILE) == "https://wa.me/6281200000000"
    assert whatsapp_link("") == ""


def test_a_masked_phone_keeps_operator_and_last_two_digits():
    assert mask_phone("+6281211110000") == "+62812••••••00"
    assert mask_phone(LANDLINE) == "+62380••••00"


@given(digits=st.text(alphabet="0123456789", max_size=15))
def test_a_masked_phone_hides_at_least_four_digits_or_all(digits):
    masked = mask_phone(f"+{digits}")
    assert masked.count("•") >= min(4, len(digits) + 1)
    assert sum(sign != "•" for sign in masked) <= 8
