"""Opening hours in the words of the page: `Senin–Jumat 08.00–17.00`, `Monday–Friday 08:00–17:00`.

The stored line is canonical Indonesian (`common.opening_hours`). A day that it does not name
is unknown: nothing is said about it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from common.opening_hours import DAY_NAMES, MIDNIGHT, WITA, Span, normalise, parse
from common.readings import Unreadable

DAY = "|".join(DAY_NAMES)
LINE = re.compile(rf"({DAY})(?:-({DAY}))? (.+)")
OPEN, CLOSED, UNKNOWN = "open", "closed", ""
WEEK = 7 * MIDNIGHT  # minutes
KEPT = 1024  # lines of text; most businesses keep the same few hours


@dataclass(frozen=True)
class Line:
    """Some days with the same hours; `first` and `last` count from Monday, 0."""

    first: int
    last: int
    hours: str

    @property
    def days(self) -> str:
        if (self.first, self.last) == (0, 6):
            return _("Every day")
        first, last = str(WEEKDAYS[self.first]), str(WEEKDAYS[self.last])
        return first if self.first == self.last else f"{first}–{last}"

    @property
    def spans(self) -> list[str]:
        """The hours as the language of the page writes them, one text per opening."""
        if self.hours == "tutup":
            return [_("closed")]
        if self.hours == "24 jam":
            return [_("24 hours")]
        return _in_words(self.hours.replace("-", "–")).split(", ")

    def covers(self, weekday: int) -> bool:
        return self.first <= weekday <= self.last


@dataclass(frozen=True)
class Standing:
    """What a page says of a place at one moment: its state, and when that changes, in words."""

    state: str
    until: str = ""  # of an open place: when it closes today
    again: str = ""  # of a closed one: when it opens


def _in_words(time: str) -> str:
    """`08.00` as the language of the page writes a time."""
    return time.replace(".", get_format("TIME_FORMAT")[1])


def _clock(minutes: int) -> str:
    minutes %= MIDNIGHT
    return _in_words(f"{minutes // 60:02d}.{minutes % 60:02d}")


@lru_cache(maxsize=KEPT)
def _read(text: str) -> tuple[tuple[Line, ...], tuple[Span, ...]]:
    """The lines and the openings of a text; none for blank text or what cannot be read."""
    try:
        parts, spans = normalise(text).split("; "), parse(text)
    except Unreadable:
        return (), ()
    found = [LINE.fullmatch(part) for part in parts]
    lines = [
        Line(DAY_NAMES.index(match[1]), DAY_NAMES.index(match[2] or match[1]), match[3])
        for match in found
        if match
    ]
    return tuple(lines), spans


def lines_of(text: str) -> list[Line]:
    """The lines to show; none for blank text or text that cannot be read."""
    return list(_read(text)[0])


def standing_at(text: str, moment: datetime) -> Standing:
    """The state at a moment. "Until" and "again" are said for a week ahead, no further."""
    lines, spans = _read(text)
    local = moment.astimezone(WITA)
    now = local.weekday() * MIDNIGHT + local.hour * 60 + local.minute
    for span in spans:
        opens = span.weekday * MIDNIGHT + span.opens
        length = span.closes - span.opens
        passed = (now - opens) % WEEK
        if passed < length:
            is_always = length >= MIDNIGHT
            return Standing(OPEN, until="" if is_always else _clock(span.closes))
    if not any(line.covers(local.weekday()) for line in lines):
        return Standing(UNKNOWN)
    return Standing(CLOSED, again=_next_opening(spans, now))


def _next_opening(spans: tuple[Span, ...], now: int) -> str:
    """`08.00` later today, `Senin 08.00` on another day; "" for a place that never opens."""
    if not spans:
        return ""
    wait, span = min(((s.weekday * MIDNIGHT + s.opens - now) % WEEK, s) for s in spans)
    time = _clock(span.opens)
    if wait < MIDNIGHT - now % MIDNIGHT:
        return time
    return f"{WEEKDAYS[span.weekday]} {time}"
