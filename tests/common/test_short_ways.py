"""Short ways for what nearly every cell holds: they give exactly what the long ones give."""

import re
import unicodedata
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common import addresses, phones, text
from common.identifiers import Unreadable
from tests.common.cells import ANYTHING

# Plain signs, and those that look like them: no-break and zero-width, full-width, combining.
ODD = st.text(
    alphabet=st.sampled_from(
        "aZ09kKnNtTbB '`-.,/()&$+#\t\n\r\x00\x1f\x7f\u00a0\u200b\u0301\u2019\uff11\uff2b\u0660é²"
    ),
    max_size=24,
)


def long_clean(raw: str) -> str:
    visible = "".join(
        sign
        for sign in raw
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )
    return " ".join(unicodedata.normalize("NFC", visible).split())


def long_fold(raw: str) -> str:
    bare = text._plain(long_clean(raw).translate(text.NO_APOSTROPHES))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare).split())


def long_is_blank(raw: str, *, zero_is_blank: bool) -> bool:
    cleaned = long_clean(raw)
    if text._only_signs(cleaned) or (
        zero_is_blank and text.ZERO.fullmatch(text.typed(cleaned)) is not None
    ):
        return True
    return len(cleaned) <= text.LONGEST_PLACEHOLDER and long_fold(raw) in text.PLACEHOLDERS


@settings(max_examples=500)
@given(raw=ODD | st.text())
@example("a\x00b")
@example("  a  b ")
@example("\ufeff")
def test_cleaning(raw):
    assert text.clean_text(raw) == long_clean(raw)


@settings(max_examples=500)
@given(raw=ODD | st.text())
@example("Se'i & Co.")
def test_folding(raw):
    assert text.fold(raw) == long_fold(raw)


PLACEHOLDER = st.sampled_from(sorted(text.PLACEHOLDERS))


@settings(max_examples=500)
@given(
    raw=ODD | st.text() | PLACEHOLDER | PLACEHOLDER.map(str.upper) | PLACEHOLDER.map("({})".format),
    zero=st.booleans(),
)
@example("0,00", True)
@example("$", False)
@example("N\u0301A", False)
def test_blanks(raw, zero):
    assert text.is_blank(raw, zero_is_blank=zero) is long_is_blank(raw, zero_is_blank=zero)


# -- phones ----------------------------------------------------------------------------------------


def outcome(read, raw: object) -> object:
    try:
        return read(raw)
    except Unreadable as refused:
        return refused.code, str(refused)


def outcomes(raw: object) -> list[object]:
    readers = (phones.read_phone, phones.split_phones)
    found = [outcome(read, raw) for read in readers]
    return [*found, phones.is_mobile(raw) if isinstance(raw, str) else None]


def assert_same(raw: object) -> bool:
    """Whether the short way was taken; it gives what the rules and the library give."""
    short = outcomes(raw)
    with mock.patch.object(phones, "_usual_mobile", return_value=""):
        assert short == outcomes(raw)
    return bool(phones._usual_mobile(raw))


@pytest.mark.parametrize("prefix", ["", "0", "62", "+62"])
def test_every_start_and_length_of_a_phone_number(prefix):
    """Every start near those of mobile numbers, some others, and every length."""
    short = {
        (start, more)
        for start in (*range(0, 780, 13), *range(780, 920), *range(920, 1000, 7))
        for more in range(5, 12)
        if assert_same(f"{prefix}{start:03d}{'47110815926'[:more]}")
    }
    expected = {
        (start, more) for start in range(810, 900) if start // 10 != 84 for more in range(6, 10)
    }
    assert {(start, more) for start, more in short if start >= 800} == expected


PHONE_LIKE = st.text(
    alphabet=st.sampled_from("0123456789862 +-./()e\u00a0\u200b\uff18\n"), max_size=26
)


@settings(max_examples=600, deadline=None)
@given(
    raw=st.builds(
        "{}8{}".format,
        st.sampled_from(["", "0", "62", "+62", "+", " ", "-", "WA ", "0062", "+62 0"]),
        PHONE_LIKE,
    )
    | ANYTHING
)
@example("81234567.0")
@example("-" * 250 + "081200000000")
@example("+81200000000")
def test_odd_phone_cells(raw):
    assert_same(raw)


# -- addresses -------------------------------------------------------------------------------------

PARTS = st.sampled_from(
    ["RT", "R.T.", "rw", "R W", "001", "002/003", "012/004", "Jl.", "Kartini", "No", "5", "/", ","]
    + [".", ":", "(", ")", "-", "Art", "\u017f"]
)


@settings(max_examples=500)
@given(st.lists(st.tuples(PARTS, st.sampled_from(["", " "])), max_size=9))
def test_addresses(parts):
    raw = "".join(part + gap for part, gap in parts)
    short = addresses.split_address(raw)
    with mock.patch.object(addresses, "HINT", re.compile("")):
        assert addresses.split_address(raw) == short
