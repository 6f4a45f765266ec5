"""Dates of lists: the day first, no guesses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Unreadable
from imports.dates import read_date, read_past_date, read_year

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2025", date(2025, 12, 31)),
        ("5-1-2025", date(2025, 1, 5)),
        ("05.01.2025", date(2025, 1, 5)),
        ("2025-01-05", date(2025, 1, 5)),
        ("2025-01-05 00:00:00", date(2025, 1, 5)),
        ("5 Januari 2025", date(2025, 1, 5)),
        ("17 agustus 1990", date(1990, 8, 17)),
        ("1 Des 2024", date(2024, 12, 1)),
    ],
)
def test_dates_are_read_day_first(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text", ["12/31/2025", "05/01/25", "44567", "31/02/2025", "kemarin", "5 Brumaire 2025", ""]
)
def test_what_would_be_a_guess_is_refused(text):
    with pytest.raises(Unreadable, match="dd/mm/yyyy"):
        read_date(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_both_forms_give_the_same_day(day):
    assert read_past_date(day.isoformat(), today=TODAY) == day
    assert read_past_date(f"{day.day}/{day.month}/{day.year}", today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "sentence"), [("23/11/2026", "lies in the future"), ("31/12/1899", "too far back")]
)
def test_a_date_outside_our_time_is_refused(text, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_past_date(text, today=TODAY)


@pytest.mark.parametrize(("text", "year"), [("2015", 2015), ("2015.0", 2015), ("3/4/2019", 2019)])
def test_a_year_is_read_alone_or_from_a_date(text, year):
    assert read_year(text, first=1900, today=TODAY) == year


@pytest.mark.parametrize("text", ["1899", "2027", "15"])
def test_an_impossible_year_is_refused(text):
    with pytest.raises(Unreadable):
        read_year(text, first=1900, today=TODAY)
