"""Opening hours in the words of the page."""

from datetime import datetime

import pytest
from django.utils.translation import override

from common.opening_hours import WITA
from directory.hours import CLOSED, OPEN, UNKNOWN, lines_of, standing_at

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
    assert standing_at(text, datetime(2026, 11, MONDAY, 9, tzinfo=WITA)).state == UNKNOWN


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
    assert standing_at("Sen-Jum 08.00-17.00; Min tutup", moment).state == state


def told(text: str, day: int, hour: int, minute: int = 0) -> tuple[str, str]:
    """Until when it is open, or when it opens again, on an Indonesian page."""
    with override("id"):
        found = standing_at(text, datetime(2026, 11, day, hour, minute, tzinfo=WITA))
        return found.until, found.again


@pytest.mark.parametrize(
    ("text", "day", "hour", "until", "again"),
    [
        ("Sen-Jum 08.00-12.00, 13.00-17.00", MONDAY, 9, "12.00", ""),
        ("Sen-Jum 08.00-12.00, 13.00-17.00", MONDAY, 12, "", "13.00"),
        ("Sen-Jum 08.00-12.00, 13.00-17.00", MONDAY, 17, "", "Selasa 08.00"),
        ("Sen-Jum 08.00-17.00; Sab-Min tutup", SATURDAY, 9, "", "Senin 08.00"),
        ("Sen 08.00-17.00; Sel-Min tutup", MONDAY, 18, "", "Senin 08.00"),
        ("Sab 18.00-02.00; Min tutup", SUNDAY, 1, "02.00", ""),
        ("Min 18.00-02.00", MONDAY, 1, "02.00", ""),
        ("Sen-Min 24 jam", MONDAY, 3, "", ""),
        ("Sen-Min tutup", MONDAY, 3, "", ""),
    ],
)
def test_when_it_closes_and_when_it_opens_again(text, day, hour, until, again):
    assert told(text, day, hour) == (until, again)


def test_a_minute_decides():
    assert told("Sen 08.30-17.00", MONDAY, 8, 29) == ("", "08.30")
    assert told("Sen 08.30-17.00", MONDAY, 8, 30) == ("17.00", "")
