"""What stands in a row of the printed visit sheet, and how small, so that a sheet is one page.

The row has a fixed height. A long text is set smaller; names, landmarks and phone numbers are
never cut, only the rest of a long address is.
"""

from dataclasses import dataclass

from django.utils.text import Truncator

from businesses.models import Business
from licensing.visit_rows import Row

ROWS = 15
# How much text a cell holds, in widths of a small letter: at the usual size, and at most.
NAME_ROOM = 70
PLACE_ROOM = 95
MOST_OF_A_PLACE = 280
CAPITAL = 1.4  # of the width of a small letter
SMALLER = 1.35  # times as much text goes into the cell at the next size


@dataclass(frozen=True)
class Cell:
    """A text and its size on paper: "", "small" or "smallest"."""

    text: str
    size: str


@dataclass(frozen=True)
class Line:
    """One business of the sheet; `owner` and `phones` are empty for who may not see them."""

    number: int
    row: Row
    name: Cell
    owner: Cell
    place: Cell
    phones: list[str]


def line_of(row: Row, number: int, *, may_see_owner: bool) -> Line:
    business = row.business
    owner = business.owner.name if may_see_owner else ""
    return Line(
        number=number,
        row=row,
        name=_cell(business.name, NAME_ROOM),
        owner=_cell(owner, NAME_ROOM),
        place=_cell(_place_of(business), PLACE_ROOM),
        phones=phones_of(business) if may_see_owner else [],
    )


def phones_of(business: Business) -> list[str]:
    """Where the business or its owner can be called, each number once."""
    known = (business.phone, business.whatsapp, business.owner.phone)
    return list(dict.fromkeys(number for number in known if number))


def _place_of(business: Business) -> str:
    """Kelurahan, landmark and address; of these the address is the one that may be shortened."""
    text = ". ".join(part for part in (business.kelurahan.name, business.landmark) if part)
    address = address_of(business)
    left = int((MOST_OF_A_PLACE - _width(text)) / CAPITAL)
    if not address or left < 20:
        return text
    return f"{text}. {Truncator(address).chars(left)}"


def address_of(business: Business) -> str:
    """The address with RT and RW, on one line."""
    parts = (
        business.address,
        f"RT {business.rt}" if business.rt else "",
        f"RW {business.rw}" if business.rw else "",
    )
    return ", ".join(part for part in parts if part)


def _cell(text: str, room: int) -> Cell:
    width = _width(text)
    if width <= room:
        return Cell(text, "")
    return Cell(text, "small" if width <= room * SMALLER else "smallest")


def _width(text: str) -> float:
    return sum(1 if letter.islower() or letter in " .,'-" else CAPITAL for letter in text)
