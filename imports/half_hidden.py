"""Cells of a list as they are shown before anybody has said what they hold.

A long number may be a NIK or a phone whatever its column is called, so it is half hidden
everywhere, except where the cells are points of the map, NIB or amounts. The pages of the check
hide the same part of a number, so that what two pages show cannot be put together.
"""

from common.identifiers import clean_text
from imports.drafts import OPEN, masked

MOST_CHARACTERS = 60


def half_hidden(text: str, *kinds: str) -> str:
    """The start of a cell, long numbers in it half hidden.

    Args:
        kinds: target keys that its column is taken for; see `drafts.OPEN`.
    """
    text = masked(next(iter(OPEN.intersection(kinds)), ""), clean_text(text))
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
