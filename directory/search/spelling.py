"""Words put right by the vocabulary: what is left of a typo and of its word is often the same.

One letter left out of each is compared with one left out of the other (symmetric deletes), so a
correction is a look-up, never a comparison with every word. Found so: a letter too many, one
missing, another one, two exchanged; in long words two such slips.

A correction is sure, and searched for unasked, only where a real word that the directory happens
not to hold would hardly become another one: *flobmora* → *flobamora*. Of the rest (*sabun* is not
*sabu*) the visitor is asked. Sure is one slip, behind the first letter, if no other word is as
near, unless ten times rarer, and
- both words have six letters or more, or
- a letter is doubled (*kopii*), or two are exchanged in a word of five or more (*tneun*).
"""

from itertools import combinations
from typing import NamedTuple

from django.db import connection

from directory.search.vocabulary import SHORTEST

LONG = 8  # letters from which two slips are looked for
MOST = 3  # corrections of one word that are tried
LONG_ENOUGH = 6  # letters of a word, and of what it was meant to be, that one slip cannot confuse
EXCHANGED = 5  # letters from which two exchanged ones are sure to be a slip
RARER = 10
NEAR = (
    "SELECT v.word, v.listings FROM directory_vocabularyword v JOIN ("
    "SELECT word FROM directory_worddelete WHERE shortened IN ({places}) "
    "UNION SELECT word FROM directory_vocabularyword WHERE word IN ({places})"
    ") near ON near.word = v.word"
)


class Correction(NamedTuple):
    """A word of the directory for one that is not; only the likeliest of several may be sure."""

    word: str
    is_sure: bool = False


def corrections(word: str) -> list[Correction]:
    """The words of the directory that `word` was probably meant to be, the likeliest first:
    the nearest, then with the same first letter, then the most common. None of a short one."""
    if len(word) < SHORTEST or not word.isalpha():
        return []
    allowed = 2 if len(word) >= LONG else 1
    found = []
    for other, listings in _near(word, allowed):
        far = distance(word, other)
        if 0 < far <= allowed:
            found.append((far, other[0] != word[0], -listings, other))
    found.sort()
    meant = [Correction(other) for *_rank, other in found[:MOST]]
    if found and _is_clear(found) and is_slip(word, meant[0].word):
        meant[0] = Correction(meant[0].word, is_sure=True)
    return meant


def _is_clear(found: list[tuple[int, bool, int, str]]) -> bool:
    """Whether the first of these is one slip away, and whatever is as near ten times rarer."""
    (slips, _initial, likelihood, _word), *rest = found  # minus so many listings hold it
    return slips == 1 and all(far > 1 or rival * RARER >= likelihood for far, _i, rival, _w in rest)


def is_slip(typed: str, meant: str) -> bool:
    """Whether a word one slip away can hardly be a word of its own; see the module."""
    if typed[0] != meant[0]:
        return False
    if min(len(typed), len(meant)) >= LONG_ENOUGH:
        return True
    if len(typed) == len(meant):
        return len(typed) >= EXCHANGED and sorted(typed) == sorted(meant)
    return len(meant) >= SHORTEST and typed in {
        meant[:place] + meant[place - 1 :] for place in range(1, len(meant) + 1)
    }


def _near(word: str, allowed: int) -> list[tuple[str, int]]:
    keys = sorted({word, *_without(word, 1), *(_without(word, 2) if allowed > 1 else ())})
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(NEAR.format(places=places), [*keys, *keys])
        return cursor.fetchall()


def _without(word: str, letters: int) -> set[str]:
    """`word` with so many letters left out, in every way."""
    return {
        "".join(letter for place, letter in enumerate(word) if place not in gone)
        for gone in combinations(range(len(word)), letters)
    }


def distance(one: str, other: str) -> int:
    """How many letters must be left out, put in, changed or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
