"""Opening hours in the words of the page."""

from datetime import datetime

import pytest
from django.utils.translation import override

from common.opening_hours import WITA
from directory.hours import CLOSED, OPEN, UNKNOWN, lines_of, state_at

SUNDAY, MONDAY, SATURDAY = 22, 23, 28  # November 2026


def shown(text: str, language: str) -> list[tuple[str, list[str]]]:
    with override(language):
        return [(line.days, line.spans) for line in lines_of(text)]


def test_in_english():
    assert shown("Sen-Jum 08.00-12.00, 13.00-17.00; Sab 24 jam; Min tutup", "en") == [
        ("Monday–Friday", ["08:00–12:00", "13:00–17:00"]),
        ("Saturday", ["24 hours"]),
        ("Sunday", ["closed"]),
    ]


def test_in_indonesian():
    assert shown("Sen-Jum 08.00-17.00", "id") == [("Senin–Jumat", ["08.00–17.00"])]


def test_the_whole_week_is_every_day():
    assert shown("Sen-Min 06.00-21.00", "en") == [("Every day", ["06:00–21:00"])]


@pytest.mark.parametrize("text", ["", "-", "kapan saja", "08.00", "Sen"])
def test_what_cannot_be_read_shows_nothing(text):
    assert lines_of(text) == []
    assert state_at(text, datetime(2026, 11, MONDAY, 9, tzinfo=WITA)) == UNKNOWN


@pytest.mark.parametrize(
    ("day", "hour", "state"),
    [
        (MONDAY, 9, OPEN),
        (MONDAY, 17, CLOSED),
        (SATURDAY, 9, UNKNOWN),
        (SUNDAY, 9, CLOSED),
    ],
)
def test_a_day_that_is_not_named_is_unknown(day, hour, state):
    moment = datetime(2026, 11, day, hour, tzinfo=WITA)
    assert state_at("Sen-Jum 08.00-17.00; Min tutup", moment) == state
