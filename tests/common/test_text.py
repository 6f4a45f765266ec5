"""Cleaning, folding and blanks: the same everywhere, and never an error."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clean_text, fold, is_blank, typed
from tests.common.cells import ANYTHING


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  Kios\u00a0 Sei \t", "Kios Sei"),
        ("\ufeffKi\u200bos\u00ad", "Kios"),
        ("Kios\x00\x07\ud800", "Kios"),
        ("Cafe\u0301", "Café"),
        ("satu\r\ndua\x85tiga", "satu dua tiga"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("Pak ❤️", "Pak ❤️"),
        (None, ""),
        (1111.0, "1111"),
        (1111, "1111"),
        (0.5, "0.5"),
        (Decimal("1E+3"), "1000"),
        (-0.0, "0"),
    ],
)
def test_text_is_made_neat(raw, text):
    assert clean_text(raw) == text


def test_line_breaks_stay_only_when_asked_for():
    raw = "\n satu  dua \r\n\r\n\r\n\r\ntiga\x00 \n"
    assert clean_text(raw) == "satu dua tiga"
    assert clean_text(raw, multiline=True) == "satu dua\n\ntiga"


@given(raw=ANYTHING, multiline=st.booleans())
def test_clean_text_is_clean_and_stays_so(raw, multiline):
    text = clean_text(raw, multiline=multiline)
    assert clean_text(text, multiline=multiline) == text
    assert text == unicodedata.normalize("NFC", text).strip()
    allowed = {"\n"} if multiline else set()
    assert not [
        sign
        for sign in text
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} and sign not in allowed
    ]
    text.encode()


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Se'i Babi", "sei babi"),
        ("SE\u2019I", "sei"),
        ("se\u02bci", "sei"),
        ("Jum\u00b4at", "jumat"),
        ("Café—Résumé", "cafe resume"),
        ("Ｋｉｏｓ　１", "kios 1"),
        ("Toko \u201cMaju\u201d & Co., Ltd.", "toko maju co ltd"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Lai-Lai/Bisi_Kopan", "lai lai bisi kopan"),
        ("½ ﬁ", "1 2 fi"),
        ("❤", ""),
        (None, ""),
        (1111.0, "1111"),
    ],
)
def test_folding_meets_every_spelling(raw, folded):
    assert fold(raw) == folded


@pytest.mark.parametrize("apostrophe", "'`´‘’‛′‵ʹʻʼʽʾʿˈˊˋꞋꞌ＇")
def test_every_apostrophe_is_dropped(apostrophe):
    assert fold(f"se{apostrophe}i") == "sei"


@given(raw=ANYTHING)
def test_folding_is_stable(raw):
    once = fold(raw)
    assert fold(once) == once
    assert once == " ".join(once.split())


@given(text=st.text())
def test_folding_ignores_case_and_normal_form(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    if text.isascii():
        assert fold(text.upper()) == fold(text.lower())


@pytest.mark.parametrize(
    "raw",
    [None, "", "  ", "\u200b", "-", "--", "—", ".", "...", "?", "/", "_", float("nan"), "NaN"]
    + ["n/a", "N.A.", "#N/A", "na", "NULL", "None", "tidak ada", "Tidak  Ada", "(belum ada)"],
)
def test_placeholders_are_blank(raw):
    assert is_blank(raw)
    assert is_blank(raw, zero_is_blank=True)


@pytest.mark.parametrize("zero", [0, 0.0, Decimal(0), "0", "000", "0.0", "0,00", "００"])
def test_zero_is_blank_only_when_asked_for(zero):
    assert not is_blank(zero)
    assert is_blank(zero, zero_is_blank=True)


@pytest.mark.parametrize("raw", ["a", 1, False, "nana", "tidak ada nomor", "10", "❤", "-1", "é"])
def test_other_text_is_not_blank(raw):
    assert not is_blank(raw, zero_is_blank=True)


@given(raw=ANYTHING)
def test_asking_for_a_blank_never_fails(raw):
    assert is_blank(raw) in {True, False}


def test_digits_of_every_script_become_ascii():
    assert typed("\uff10\u0661\u09e8\uff0d３") == "012-3"
