"""What reading one value gives: the canonical value with soft warnings, or a clear refusal.

A refusal is one sentence that says what to do, and never repeats the value: it ends up in
logs and error lists, where no NIK and no phone number may be. Spreadsheets hold digits as
numbers and damage them; what is known about that is kept here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from common.text import as_text, typed

T = TypeVar("T")

MOST_EXACT_DIGITS = 15  # a spreadsheet keeps 15 digits of a number and zeroes the rest
NUMBER_AS_TEXT = re.compile(r"[0-9]+\.0")
SCIENTIFIC = re.compile(r"[+-]?([0-9]+)(?:[.,]([0-9]*))?[eE]([+-]?[0-9]{1,4})")


class Unreadable(ValueError):  # noqa: N818  it names the value's state, as the officer reads it
    """A value that cannot be what its column says. `str(e)` is one sentence on what to do."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        """Keep the sentence, and `code`: a short slug that tests and reports count by."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """One value read. Build it as `Reading(…)`; the type in brackets is for annotations.

    Attributes:
        value: the canonical value, or None when nothing was given (blank or a placeholder).
        warnings: soft rules that the value breaks; a person may confirm it all the same.
        changed: whether the canonical value differs from what was typed, blanks apart.
    """

    value: T | None
    warnings: tuple[str, ...] = ()
    changed: bool = False


def is_number(raw: object) -> bool:
    """Whether `raw` comes from a numeric cell (a truth value does not)."""
    return isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)


def was_number(raw: object) -> bool:
    """Whether a spreadsheet held `raw` as a number: also as text, `"1111.0"` or `"8.5e+010"`."""
    if is_number(raw):
        return True
    text = typed(raw)
    if text.isdecimal():
        return False
    return bool(NUMBER_AS_TEXT.fullmatch(text) or SCIENTIFIC.fullmatch(text))


def digits_of_number(raw: object) -> str | None:
    """The digits that a numeric cell certainly held, without leading zeros.

    None when they cannot be known: negative, a fraction, more than 15 digits, not finite, or
    scientific notation that does not show every digit.
    """
    text = as_text(raw) if is_number(raw) else typed(raw)
    scientific = SCIENTIFIC.fullmatch(text)
    if scientific and not text.startswith("-"):
        whole, fraction, exponent = scientific.groups(default="")
        text = whole + fraction if len(fraction) == int(exponent) else ""
    text = text.removesuffix(".0")
    if not re.fullmatch(r"[0-9]+", text):
        return None
    digits = text.lstrip("0") or "0"
    return digits if len(digits) <= MOST_EXACT_DIGITS else None
