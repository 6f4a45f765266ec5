"""A letter on its sheet: one A4 page, whatever the names are.

The text is set at one of three sizes, the largest that fits. Whether it fits is reckoned here,
by a wide serif face, and is what a template and a letter are checked by; `letter.css` has the
same measures, and a test prints the longest letters with a browser.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import segno
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from licensing.letter_text import Block, blocks_of
from licensing.models import Letter

POINT = 0.3528  # mm
PAGE_HEIGHT, PAGE_WIDTH = 267.0, 170.0  # mm within the margins
SPARE = 6.0  # mm that no letter is counted on to fill
LABEL_WIDTH = 46.0  # mm
FOOT_WIDTH = 80.0  # mm of each half: validity and QR code to the left, signature to the right
PARAGRAPH_GAP, SIGNATURE_GAP, VOID_HEIGHT = 2.5, 20.0, 16.0  # mm
QR_SIZE, QUIET_ZONE = 30.0, 4  # mm; modules around the code, as its standard asks
HEAD_SIZE, HEAD_SMALL, HEAD_LARGE_LINES = 14.0, 10.0, 2  # points; how many lines are large
TITLE_SIZE, NOTE_SIZE = 13.0, 9.0  # points

# Widths in ems of a wide serif face (DejaVu Serif), rounded up.
SPACE, NARROW, LOWER, DIGIT, UPPER, WIDE = 0.32, 0.41, 0.61, 0.64, 0.77, 1.05
NARROW_LETTERS = frozenset("fijlrt.,:;'!|()-I/’")
WIDE_LETTERS = frozenset("mwMW@%…—")


@dataclass(frozen=True)
class Density:
    """A size of the text in points, and its line height as a multiple of it."""

    name: str
    size: float
    leading: float

    @property
    def line(self) -> float:
        """mm."""
        return self.size * self.leading * POINT


DENSITIES = (
    Density("normal", 11, 1.35),
    Density("compact", 10, 1.25),
    Density("dense", 9, 1.15),
)


@dataclass(frozen=True)
class Qr:
    """A QR code as the path of an SVG whose unit is one module."""

    side: int
    path: str


def qr_of(address: str) -> Qr:
    """The code of an address, error correction M, with its quiet zone."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=QUIET_ZONE))
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Qr(len(rows), path)


def _em(character: str) -> float:
    if character == " ":
        return SPACE
    if character in NARROW_LETTERS:
        return NARROW
    if not character.isascii() or character in WIDE_LETTERS:
        return WIDE
    if character.isdigit():
        return DIGIT
    return UPPER if character.isupper() else LOWER


def lines_of(text: str, width: float, size: float) -> int:
    """How many lines of `width` mm the text takes at `size` points, broken between words."""
    lines, at = 1, 0.0
    for word in text.split():
        long = sum(map(_em, word)) * size * POINT
        space = SPACE * size * POINT if at else 0.0
        if at and at + space + long > width:
            lines, at, space = lines + 1, 0.0, 0.0
        at += space + long
        while at > width:  # a word that is wider than the line is broken anywhere
            lines, at = lines + 1, at - width
    return lines


class Sheet:
    """What the page of a letter shows.

    Args:
        address: of the public page, for the QR code; "" for none.
    """

    def __init__(self, letter: Letter, address: str = "") -> None:
        self.letter = letter
        self.address = address
        self.head: list[str] = letter.letterhead.splitlines()
        self.blocks: list[Block] = blocks_of(letter.body)
        self.notes = self._notes()

    def _notes(self) -> list[str]:
        """The sentences to the left of the signature."""
        notes = []
        if self.letter.valid_until is not None:
            notes.append(_("Valid until %(date)s.") % {"date": _day(self.letter.valid_until)})
        if self.address:
            notes.append(
                _(
                    "Scan this code: the public page shows the status of the business as it is "
                    "today. This letter counts only together with that page."
                )
            )
            notes.append(self.address)
        else:
            notes.append(_("Whether this letter is valid can be asked at the dinas by its number."))
        return notes

    @property
    def qr(self) -> Qr | None:
        return qr_of(self.address) if self.address else None

    @property
    def signed(self) -> str:
        """Place and day of the signature."""
        return f"{self.letter.signed_at}, {_day(self.letter.issued_on)}"

    @property
    def density(self) -> str | None:
        """The largest size at which all of it stands on one page; None: at none."""
        fitting = (one.name for one in DENSITIES if self.height(one) <= PAGE_HEIGHT - SPARE)
        return next(fitting, None)

    def height(self, density: Density) -> float:
        """mm that the letter takes at this size."""
        size, line = density.size, density.line
        head = sum(
            lines_of(text, PAGE_WIDTH, points) * points * 1.25 * POINT
            for points, text in self._head_lines()
        )
        title = lines_of(self.letter.title, PAGE_WIDTH, TITLE_SIZE) * TITLE_SIZE * 1.3 * POINT
        body = sum(
            sum(
                lines_of(value, PAGE_WIDTH - LABEL_WIDTH - 4, size) * line
                for _label, value in block.rows
            )
            if block.rows
            else lines_of(block.text, PAGE_WIDTH, size) * line
            for block in self.blocks
        )
        gaps = len(self.blocks) * PARAGRAPH_GAP
        void = VOID_HEIGHT if self.letter.withdrawn_on else 0.0
        return void + head + 9 + title + line + 8 + body + gaps + 4 + self._foot(density)

    def _head_lines(self) -> Iterable[tuple[float, str]]:
        for number, text in enumerate(self.head):
            yield (HEAD_SIZE if number < HEAD_LARGE_LINES else HEAD_SMALL), text

    def _foot(self, density: Density) -> float:
        letter = self.letter
        words = (self.signed, letter.signer_position, letter.signer_name, "NIP")
        signature = sum(lines_of(text, FOOT_WIDTH, density.size) for text in words)
        notes = sum(lines_of(text, FOOT_WIDTH, NOTE_SIZE) for text in self.notes)
        left = notes * NOTE_SIZE * 1.25 * POINT + len(self.notes) * 1.5
        left += QR_SIZE + 2 if self.address else 0.0
        return max(signature * density.line + SIGNATURE_GAP, left)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
