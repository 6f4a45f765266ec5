"""Words for choices, and the bands of the 2008 law: a band is never a value."""

import pytest

from common.identifiers import Unreadable
from imports import vocabulary
from imports.vocabulary import (
    CAPITAL_BANDS,
    SALES_BANDS,
    band_of_amount,
    choice,
    read_money_band,
    read_workers_band,
    read_yes_no,
)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Omset <= Rp.300 Juta", "le300jt"),
        ("Rp.300 Juta < Omset <= Rp.2,5 Milliar", "le2500jt"),
        ("Rp.2,5 Milliar < Omset <= Rp.50 Milliar", "le50m"),
        ("0 - 300 juta", "le300jt"),
        ("300 juta s/d 2,5 M", "le2500jt"),
        ("300 - 2500 juta", "le2500jt"),
        ("300.000.000 - 2.500.000.000", "le2500jt"),
        ("maksimal Rp 300 juta", "le300jt"),
        ("kurang dari 300 juta", "le300jt"),
        ("le2500jt", "le2500jt"),
        ("< 2 Miliar", ""),
        ("> 300 juta", ""),
        ("Rp.300 Juta < Omset", ""),
        ("lebih dari 50 M", ""),
        ("1 - 2 - 3 juta", ""),
        ("banyak", ""),
    ],
)
def test_bands_of_sales(text, band):
    assert read_money_band(text, SALES_BANDS) == band


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("KBU <= Rp.50 Juta", "le50jt"),
        ("Rp.50 Juta < KBU <= Rp.500 Juta", "le500jt"),
        ("Rp.500 Juta < KBU <= Rp.10 Milliar", "le10m"),
    ],
)
def test_bands_of_net_worth(text, band):
    assert read_money_band(text, CAPITAL_BANDS) == band


@pytest.mark.parametrize(
    ("amount", "band"),
    [(0, "le50jt"), (50_000_000, "le50jt"), (50_000_001, "le500jt"), (10_000_000_001, "")],
)
def test_a_value_of_net_worth_lies_in_one_band(amount, band):
    assert band_of_amount(amount, CAPITAL_BANDS) == band


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-5 Tenaga Kerja", ("1-5", False)),
        ("6 - 19", ("6-19", False)),
        ("20 s/d 99 orang", ("20-99", False)),
        ("5-19", ("", False)),
        ("3", ("1-4", True)),
        ("5", ("1-5", True)),
        ("19.0", ("6-19", True)),
        ("20 orang", ("20-99", True)),
        ("100", ("", True)),
        ("0", ("", True)),
    ],
)
def test_bands_of_workers(text, found):
    assert read_workers_band(text) == found


def test_workers_in_words_are_refused():
    with pytest.raises(Unreadable, match="for example 3"):
        read_workers_band("beberapa orang")


@pytest.mark.parametrize(
    ("words", "text", "value"),
    [
        (vocabulary.OWNER_KINDS, "Perorangan", "perorangan"),
        (vocabulary.OWNER_KINDS, "UD", "perorangan"),
        (vocabulary.OWNER_KINDS, "P.T.", "pt"),
        (vocabulary.OWNER_KINDS, "PT Perorangan", "pt_perorangan"),
        (vocabulary.OWNER_KINDS, "Badan Usaha", ""),
        (vocabulary.GENDERS, "P", "female"),
        (vocabulary.GENDERS, "Laki-laki", "male"),
        (vocabulary.PLACE_KINDS, "Keliling", "keliling"),
        (vocabulary.PLACE_KINDS, "Pasar", ""),
        (vocabulary.FINANCING, "Modal Sendiri", "own"),
        (vocabulary.FINANCING, "Bantuan Pemerintah", "government"),
        (vocabulary.CONSENT_MANNERS, "formulir", "form"),
    ],
)
def test_the_words_of_lists(words, text, value):
    assert choice(text, words) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Ya", True), ("ADA", True), ("tdk", False), ("0", False)]
)
def test_yes_and_no(text, value):
    assert read_yes_no(text) is value


def test_anything_else_than_yes_or_no_is_refused():
    with pytest.raises(Unreadable, match="“ya” or “tidak”"):
        read_yes_no("mungkin")
