"""Opening hours as one line of text: `Sen-Jum 08.00-17.00; Sab 08.00-12.00; Min tutup`.

The text is what is stored and shown; it is read in Indonesian or English, with `.` or `:` in
times, and made uniform. Days that are not named are unknown, not closed. Times are WITA.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from django.utils.translation import gettext as _

from common.readings import Unreadable
from common.text import APOSTROPHES, is_blank, typed

WITA = timezone(timedelta(hours=8), "WITA")  # Asia/Makassar, no summer time
EXAMPLE = "Sen-Jum 08.00-17.00; Sab 08.00-12.00; Min tutup"
MIDNIGHT = 24 * 60  # minutes
LONGEST_NIGHT = 19 * 60  # minutes over midnight; more is "8-5" without the 24-hour clock
LONGEST_TEXT = 500  # characters

DAY_NAMES = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
DAY_WORDS = (
    "senin sen snn monday mon",
    "selasa sel sls tuesday tues tue",
    "rabu rab rbu wednesday wed",
    "kamis kam kms thursday thurs thur thu",
    "jumat jum jmt friday fri",
    "sabtu sab sbt saturday sat",
    "minggu min mgg ahad sunday sun",
)
DAY_NUMBER = {word: day for day, words in enumerate(DAY_WORDS) for word in words.split()}
CLOSED_WORDS = frozenset({"tutup", "libur", "closed"})

TOKEN = re.compile(
    r"""
      (?P<always>24\s*(?:jam|hours)\b)
    | (?P<time>[0-9]{1,2}[.:][0-9]{2}(?![0-9])|[0-9]{4}(?![0-9])|[0-9]{1,2}(?![0-9]))
    | (?P<to>[-\u2010-\u2015\u2212]|s\s?/\s?d\b|s\.d\.?
        |(?:sd|sampai(?:\sdengan)?|hingga|to|until)\b)
    | (?P<every>(?:setiap|tiap|semua)\s?hari\b|every\s?day\b|daily\b)
    | (?P<gap>[\s,;:&/()|+.]+|(?:dan|and|hari|setiap|tiap|jam|pukul|buka|open|wita)\b)
    | (?P<word>[^\W\d_]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One opening: weekday (0 is Monday), and minutes of that day.

    `closes` is beyond 1440 when the place closes after midnight: 1560 is 02.00 next morning.
    """

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One group of the text: its days, and its hours; no hours means closed."""

    days: frozenset[int]
    hours: list[tuple[int, int]] = field(default_factory=list)


Tokens = deque[tuple[str, str]]
Hours = tuple[tuple[int, int], ...]


def _unclear() -> Unreadable:
    message = _("Write days and times of opening like this: %(example)s")
    return Unreadable(message % {"example": EXAMPLE}, "hours-form")


def _tokens(text: str) -> Tokens:
    """The meaningful tokens of the text as (kind, text). Raises Unreadable on a strange one."""
    text = typed(text).casefold().translate(dict.fromkeys(map(ord, APOSTROPHES)))
    tokens: Tokens = deque()
    position = 0
    while position < len(text):
        token = TOKEN.match(text, position)
        if not token or len(text) > LONGEST_TEXT:
            raise _unclear()
        position = token.end()
        kind, word = token.lastgroup or "", token[0]
        if kind == "word":
            kind = "day" if word in DAY_NUMBER else "closed" if word in CLOSED_WORDS else ""
        if not kind:
            raise _unclear()
        if kind != "gap":
            tokens.append((kind, word))
    return tokens


def _take(tokens: Tokens, kind: str) -> str | None:
    """The next token's text if it is of that kind, and then gone from the queue."""
    return tokens.popleft()[1] if tokens and tokens[0][0] == kind else None


def _take_days(tokens: Tokens) -> frozenset[int]:
    """The days at the head of the queue: single ones, ranges (also over Sunday), all."""
    days: set[int] = set()
    while tokens and tokens[0][0] in {"every", "day"}:
        if _take(tokens, "every"):
            days.update(range(7))
            continue
        first = last = tokens.popleft()[1]
        if _take(tokens, "to"):
            last = _take(tokens, "day")
            if last is None:
                raise _unclear()
        length = (DAY_NUMBER[last] - DAY_NUMBER[first]) % 7
        days.update((DAY_NUMBER[first] + offset) % 7 for offset in range(length + 1))
    return frozenset(days)


def _minutes(time: str) -> int:
    """Minutes of the day of "8", "08.00", "8:00" or "0800", 0 to 1440."""
    digits = re.sub(r"[.:]", "", time)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        raise _unclear()
    return hours * 60 + minutes


def _take_hours(tokens: Tokens) -> list[tuple[int, int]]:
    """The hours at the head of the queue as (opens, closes); empty for closed."""
    if _take(tokens, "closed"):
        return []
    hours = []
    while tokens and tokens[0][0] in {"time", "always"}:
        if _take(tokens, "always"):
            hours.append((0, MIDNIGHT))
            continue
        opens, to, closes = (_take(tokens, kind) for kind in ("time", "to", "time"))
        if not (opens and to and closes):
            raise _unclear()
        hours.append((_minutes(opens), _after(_minutes(opens), _minutes(closes))))
    if not hours:
        raise _unclear()
    return hours


def _after(opens: int, closes: int) -> int:
    """`closes` counted from the day of opening: past 1440 when it is the next morning."""
    if closes == 0:
        closes = MIDNIGHT
    if closes > opens:
        return closes
    if opens in {closes, MIDNIGHT} or closes + MIDNIGHT - opens > LONGEST_NIGHT:
        message = _("Write times by the 24-hour clock, for example 08.00-17.00, or 24 jam.")
        raise Unreadable(message, "hours-clock")
    return closes + MIDNIGHT


def _entries(text: str) -> list[_Entry]:
    tokens = _tokens(text)
    entries = []
    while tokens:
        days = _take_days(tokens)
        if not days:
            message = _("Say on which days, for example: %(example)s")
            raise Unreadable(message % {"example": "Setiap hari 08.00-17.00"}, "hours-days")
        entries.append(_Entry(days, _take_hours(tokens)))
    return entries


def _hours_of_day(day: int, entries: Iterable[_Entry]) -> Hours | None:
    """The hours of one day: empty when closed, None when not named.

    "Setiap hari …; Min tutup" closes Sunday: the entry for fewer days wins. Anything else
    that is said twice is refused, since one of the two is wrong.
    """
    named = [entry for entry in entries if day in entry.days]
    if not named:
        return None
    fewest = min(len(entry.days) for entry in named)
    if all(not entry.hours for entry in named if len(entry.days) == fewest):
        return ()
    hours = sorted(span for entry in named for span in entry.hours)
    overlap = any(later[0] < sooner[1] for sooner, later in zip(hours, hours[1:], strict=False))
    if overlap or len({entry.days for entry in named}) > 1 or not all(e.hours for e in named):
        message = _("%(day)s has two different opening hours; keep one.")
        raise Unreadable(message % {"day": DAY_NAMES[day]}, "hours-twice")
    return tuple(hours)


def _week(text: str) -> list[Hours | None]:
    """The hours of the seven days from Monday; see `_hours_of_day`. Raises Unreadable."""
    entries = [] if is_blank(text) else _entries(text)
    return [_hours_of_day(day, entries) for day in range(7)]


def parse(text: str) -> tuple[Span, ...]:
    """All openings of a week, from Monday; empty for blank text.

    Raises:
        Unreadable: text that `normalise` refuses; stored text is normalised and never does.
    """
    return tuple(
        Span(day, opens, closes)
        for day, hours in enumerate(_week(text))
        for opens, closes in hours or ()
    )


def _clock(minutes: int) -> str:
    if minutes > MIDNIGHT:
        minutes -= MIDNIGHT
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def _written(hours: Hours) -> str:
    if hours == ((0, MIDNIGHT),):
        return "24 jam"
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours) or "tutup"


def normalise(text: str) -> str:
    """Opening hours in the one canonical form, days from Monday and equal days together.

    `"senin s/d jumat 8:00 - 17:00, minggu libur"` becomes `"Sen-Jum 08.00-17.00; Min tutup"`.
    Blank text stays `""`.

    Raises:
        Unreadable: no days, no times, or unknown words, with an example; or a day said twice.
    """
    runs: list[tuple[int, int, Hours]] = []
    for day, hours in enumerate(_week(text)):
        if hours is None:
            continue
        if runs and runs[-1][1:] == (day - 1, hours):
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    return "; ".join(
        f"{DAY_NAMES[first]}{f'-{DAY_NAMES[last]}' if last > first else ''} {_written(hours)}"
        for first, last, hours in runs
    )


def is_open(text: str, moment: datetime) -> bool:
    """Whether a place with these hours is open at `moment`: aware, or naive and then WITA.

    At the minute of closing it is closed. False for text that cannot be read.
    """
    local = moment if moment.tzinfo is None else moment.astimezone(WITA)
    minute = local.hour * 60 + local.minute
    try:
        spans = parse(text)
    except Unreadable:
        return False
    return any(
        span.opens <= minute + MIDNIGHT * days_ago < span.closes
        for days_ago in (0, 1)
        for span in spans
        if span.weekday == (local.weekday() - days_ago) % 7
    )
