"""Days of the calendar, as deadlines count them."""

from calendar import monthrange
from datetime import date, timedelta


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where that day does not exist.

    `months_before(date(2026, 3, 31), 1)` is 28 February 2026.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_ends(until: date, months: int) -> list[date]:
    """The last days of the `months` latest months; of the month of `until`, `until` itself.

    `month_ends(date(2026, 3, 10), 3)` is 31 January, 28 February and 10 March 2026.
    """
    first = until.replace(day=1)
    return [
        *(months_before(first, back) - timedelta(days=1) for back in range(months - 2, -1, -1)),
        until,
    ]
