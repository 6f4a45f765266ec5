"""Dates and years as lists write them: the day first, ISO, or the month by its name."""

import re
from datetime import date

from django.utils.translation import gettext as _

from common.identifiers import Unreadable, clean_text

FIRST_YEAR = 1900
LAST_YEAR = 2100
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february pebruari", "maret mar march",
            "april apr", "mei may", "juni jun june", "juli jul july",
            "agustus agu ags agt aug august", "september sep sept", "oktober okt oct october",
            "november nov nopember", "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]*)?")
DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})")
MONTH_NAMED = re.compile(r"([0-9]{1,2})[\s.\-]*([a-z]+)[\s.,\-]*([0-9]{4})", re.IGNORECASE)
YEAR = re.compile(r"([0-9]{4})(?:\.0)?")


def _parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) as written, not checked; None when it is no date."""
    found = ISO.fullmatch(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = DAY_FIRST.fullmatch(text)
    if found:
        return int(found[3]), int(found[2]), int(found[1])
    found = MONTH_NAMED.fullmatch(text)
    if found and found[2].lower() in MONTHS:
        return int(found[3]), MONTHS[found[2].lower()], int(found[1])
    return None


def read_date(text: str) -> date:
    """Read dd/mm/yyyy, yyyy-mm-dd or "5 Januari 2025". Raises Unreadable.

    A year of two digits, the month first and the serial number of a spreadsheet are refused:
    each of them would be a guess.
    """
    try:
        parts = _parts(clean_text(text))
        return date(*parts) if parts else _refuse()
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        _refuse()


def _refuse() -> date:
    raise Unreadable(_("Write the date as dd/mm/yyyy, for example 31/12/2025."), "date-form")


def read_day(text: str) -> date:
    """Read a date that may lie ahead, from 1900 to 2100. Raises Unreadable."""
    day = read_date(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(_("This year cannot be right; check the date."), "date-range")
    return day


def read_past_date(text: str, *, today: date) -> date:
    """Read a date from 1900 to `today`. Raises Unreadable."""
    day = read_date(text)
    if day > today:
        raise Unreadable(_("This date lies in the future; check the year."), "date-future")
    if day.year < FIRST_YEAR:
        raise Unreadable(_("This date lies too far back; check the year."), "date-past")
    return day


def read_year(text: str, *, first: int, today: date) -> int:
    """Read a year from `first` to this one; a whole date gives its year. Raises Unreadable."""
    found = YEAR.fullmatch(clean_text(text))
    year = int(found[1]) if found else read_date(text).year
    if not first <= year <= today.year:
        message = _("The year must lie between %(first)d and %(last)d.")
        raise Unreadable(message % {"first": first, "last": today.year}, "year-range")
    return year
