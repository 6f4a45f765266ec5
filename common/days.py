"""Days of the calendar, as deadlines count them."""

from calendar import monthrange
from datetime import date


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where that day does not exist.

    `months_before(date(2026, 3, 31), 1)` is 28 February 2026.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
