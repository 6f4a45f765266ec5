"""A row on its way into the register, with everything that is wrong or odd about it."""

import re
from dataclasses import dataclass, field
from typing import Any

from common.identifiers import clean_text, mask_digits
from imports.columns import Plan
from imports.sheets import Line
from imports.targets import PERMITS

SHOWN_CHARACTERS = 80
HALF_HIDDEN = frozenset({"nik", "npwp", "phone", "whatsapp", "business_phone"})
FEWEST_DIGITS_HIDDEN = 10
LONG_NUMBER = re.compile(rf"\+?[0-9](?:[ .\-()]{{0,3}}[0-9]){{{FEWEST_DIGITS_HIDDEN - 1},}}")
SEVERAL_DIGITS = re.compile(r"[0-9][^0-9]{0,3}[0-9]")
# Columns whose numbers are as long and nobody's secret: licences, points, amounts of rupiah.
OPEN = frozenset(
    {"nib", "lat", "lng", "point", "capital", "capital_band", "annual_sales", "sales_band"}
    | {f"permit_{name}" for name in PERMITS}
)
MOST_LOOKED_AT = 400  # characters; no more of a cell is ever shown

Note = tuple[str, str, str]  # heading of the column, as typed, as stored


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or odd in one row; `column` is the heading in the file."""

    row: int
    column: str
    value: str
    reason: str


def masked(key: str, text: str) -> str:
    """The text with its long numbers half hidden: a NIK may stand in any column."""
    if key in OPEN or len(text) < FEWEST_DIGITS_HIDDEN or not SEVERAL_DIGITS.search(text):
        return text
    return LONG_NUMBER.sub(lambda found: mask_digits(found[0]), text)


def shown(key: str, text: str) -> str:
    """What an error list may show of a value: identity numbers and phones half hidden."""
    text = clean_text(text)[:MOST_LOOKED_AT]
    if key in HALF_HIDDEN and sum(map(str.isdigit, text)) >= FEWEST_DIGITS_HIDDEN:
        return mask_digits(text[:SHOWN_CHARACTERS])
    text = masked(key, text)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


@dataclass(slots=True)
class Draft:
    """One row of the file.

    Attributes:
        given: target key → text of the cell, or of the constant that fills it.
        values: "business.…", "owner.…" and "nib.…" fields, `code`, `categories`, `kbli`,
            `products`, and `permits` (dicts with type, number, issued_on, expires_on).
        notes: what is stored otherwise than it was typed; numbers of people half hidden.
        bucket: new, changed, same, duplicate or error, once it is matched.
        twin: the row of which it is a duplicate.
        business_id: the stored business that it is matched with, or looks like.
        likeness: the score of a probable duplicate; `why`: what it rests on.
        changes: what it says otherwise than that business (`imports.differences.Change`).
        differs: the columns in which it differs from its twin.
        sends_back: whether the changes send a verified business back to the queue.
    """

    line: Line
    plan: Plan
    given: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    bucket: str = ""
    twin: int | None = None
    business_id: int | None = None
    likeness: int = 0
    why: tuple[str, ...] = ()
    changes: list[Any] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    sends_back: bool = False

    @property
    def number(self) -> int:
        return self.line.number

    def text(self, name: str) -> str:
        """A value that is a text, "" when there is none."""
        return self.values.get(name) or ""

    def refuse(self, key: str, reason: str) -> None:
        """Note an error in the column of a target."""
        self.errors.append(self._problem(key, reason))

    def warn(self, key: str, reason: str) -> None:
        """Note what a person should look at in the column of a target."""
        self.warnings.append(self._problem(key, reason))

    def has_failed(self, *keys: str) -> bool:
        """Whether one of these cells is refused already: what follows from it is no news."""
        if not self.errors:
            return False
        columns = {self.plan.column_of(key) for key in keys}
        return any(problem.column in columns for problem in self.errors)

    def _problem(self, key: str, reason: str) -> Problem:
        value = shown(key, self.given.get(key, ""))
        return Problem(self.number, self.plan.column_of(key), value, masked(key, reason))
