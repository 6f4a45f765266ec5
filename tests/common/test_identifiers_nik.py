"""NIK: reading, the date and gender in it, masking. No number here can be on a card."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Reading, mask_digits, mask_nik, nik_birth, read_nik
from tests.common.cells import refusal

TODAY = date(2026, 11, 22)
MAN_1990 = "0000000101900001"  # region 000000 does not exist
WOMAN_1990 = "0000004101900001"


def warnings_of(raw: str) -> int:
    return len(read_nik(raw).warnings)


@pytest.mark.parametrize(
    "typed",
    [
        "0000000101900001",
        " 0000 0001 0190 0001 ",
        "000000.010190.0001",
        "00.00.00-010190-0001",
        "0000\u00a00001\u00a00190\u00a00001",
        "\ufeff000000\u200b0101900001",
        "'0000000101900001",
        "‘0000–00010190−0001’",
        "０００００００１０１９００００１",
        "0000000101900001\n",
    ],
)
def test_separators_and_invisible_characters_are_dropped(typed):
    assert read_nik(typed).value == MAN_1990


def test_what_was_typed_canonically_is_not_called_changed():
    assert not read_nik(f" {MAN_1990} ").changed
    assert read_nik("000000 010190 0001").changed


@pytest.mark.parametrize(
    "placeholder",
    ["", "-", "0", 0, 0.0, "tidak ada", "n/a", None]
    + ["0000000000000000", "1111111111111111", "9999 9999 9999 9999", "1234567890123456"],
)
def test_a_placeholder_is_no_nik(placeholder):
    assert read_nik(placeholder) == Reading(None)


@pytest.mark.parametrize(
    "damaged",
    [
        9900000000000000,
        9.9e15,
        990000000001,
        "9,9E+15",
        "9.900000000000001e+015",
        "9900000000000000.0",
        "9.900.000.000.000.000",
        "9,900,000,000,000,000",
    ],
)
def test_a_number_of_a_spreadsheet_is_refused_because_its_digits_are_destroyed(damaged):
    assert refusal(read_nik, damaged) == "nik-damaged"


def test_a_wrong_length_is_refused_with_both_counts():
    with pytest.raises(ValueError, match=r"16.*15"):
        read_nik("990000000000001")


@pytest.mark.parametrize("typed", ["99OO000000000001", "9900000000000001 / 2", "NIK hilang"])
def test_other_signs_are_refused(typed):
    assert refusal(read_nik, typed) == "nik-signs"


def test_an_unknown_province_only_warns():
    assert warnings_of("9900000101900001") == 1
    assert warnings_of("5300000101900000") == 1  # known province; serial 0000 warns instead


def test_each_of_the_38_provinces_is_known():
    codes = "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65"
    codes += " 71 72 73 74 75 76 81 82 91 92 93 94 95 96"
    known = [f"{code:02d}" for code in range(100) if not warnings_of(f"{code:02d}00000101900001")]
    assert " ".join(known) == codes


def test_an_impossible_date_only_warns():
    assert warnings_of("5371000000000001") == 1
    assert warnings_of("5300003213900001") == 1
    assert warnings_of("0000003002900001") == 2  # 30 February, and province 00


def test_the_29_february_of_a_leap_year_does_not_warn():
    assert warnings_of("0000002902040001") == 1  # the province alone
    assert warnings_of("0000002902050001") == 2


def test_the_birth_date_and_gender_are_read():
    assert nik_birth(MAN_1990, today=TODAY) == (date(1990, 1, 1), "male")
    assert nik_birth(WOMAN_1990, today=TODAY) == (date(1990, 1, 1), "female")


@pytest.mark.parametrize(
    ("nik", "year"),
    [
        ("0000002211140001", 2014),  # twelve years old today
        ("0000002311140001", 1914),  # twelve only tomorrow
        ("0000000101260001", 1926),
        ("0000000101000001", 2000),
    ],
)
def test_the_century_is_the_latest_that_gives_an_age_of_twelve(nik, year):
    assert nik_birth(nik, today=TODAY)[0].year == year


@pytest.mark.parametrize(
    "nik", ["0000003213900001", "0000000000000001", "0000007201900001", "000", "", "x" * 16]
)
def test_an_impossible_date_gives_no_birth(nik):
    assert nik_birth(nik, today=TODAY) is None


@given(
    born=st.dates(min_value=date(1927, 1, 1), max_value=date(2014, 11, 22)),
    is_woman=st.booleans(),
)
def test_the_birth_date_survives_the_way_into_a_nik_and_back(born, is_woman):
    nik = f"000000{born.day + 40 * is_woman:02d}{born:%m%y}0001"
    assert nik_birth(nik, today=TODAY) == (born, "female" if is_woman else "male")
    assert warnings_of(nik) == 1


@given(nik=st.text(alphabet="0123456789", max_size=20), today=st.dates())
def test_birth_never_fails_and_nobody_is_younger_than_twelve(nik, today):
    birth = nik_birth(nik, today=today)
    assert birth is None or (today - birth[0]).days >= 12 * 365


def test_the_mask_keeps_the_first_and_last_four():
    assert mask_nik("9900000000000001") == "9900••••••••0001"


@given(text=st.text(max_size=40))
def test_a_masked_nik_shows_eight_characters_at_most(text):
    masked = mask_nik(text)
    assert len(masked) == len(text)
    assert sum(sign != "•" for sign in masked) <= (8 if len(text) == 16 else 0)


@given(
    digits=st.text(alphabet="0123456789", max_size=30),
    head=st.integers(min_value=0, max_value=8),
    tail=st.integers(min_value=0, max_value=8),
)
def test_a_mask_never_shows_more_than_it_says(digits, head, tail):
    masked = mask_digits(digits, head=head, tail=tail)
    hidden = masked.count("•")
    assert len(masked) == len(digits)
    assert hidden == len(digits) or (len(digits) - hidden == head + tail and hidden >= 4)
    assert all(shown in {"•", real} for shown, real in zip(masked, digits, strict=True))
