"""Opening hours in the words of the page: `Senin–Jumat 08.00–17.00`, `Monday–Friday 08:00–17:00`.

The stored line is canonical Indonesian (`common.opening_hours`). A day that it does not name
is unknown: nothing is said about it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from common.opening_hours import DAY_NAMES, WITA, is_open, normalise
from common.readings import Unreadable

DAY = "|".join(DAY_NAMES)
LINE = re.compile(rf"({DAY})(?:-({DAY}))? (.+)")
OPEN, CLOSED, UNKNOWN = "open", "closed", ""


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
        text = self.hours.replace("-", "–").replace(".", get_format("TIME_FORMAT")[1])
        return text.split(", ")


def lines_of(text: str) -> list[Line]:
    """The lines to show; none for blank text or text that cannot be read."""
    try:
        parts = normalise(text).split("; ")
    except Unreadable:
        return []
    found = [LINE.fullmatch(part) for part in parts]
    return [
        Line(DAY_NAMES.index(match[1]), DAY_NAMES.index(match[2] or match[1]), match[3])
        for match in found
        if match
    ]


def state_at(text: str, moment: datetime) -> str:
    """OPEN, CLOSED, or UNKNOWN where the hours say nothing about that day."""
    if is_open(text, moment):
        return OPEN
    today = moment.astimezone(WITA).weekday()
    named = any(line.first <= today <= line.last for line in lines_of(text))
    return CLOSED if named else UNKNOWN
