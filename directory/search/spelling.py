"""Words put right by the vocabulary: what is left of a typo and of its word is often the same.

One letter left out of each is compared with one left out of the other (symmetric deletes), so a
correction is a look-up, never a comparison with every word. Found so: a letter too many, one
missing, another one, two exchanged; in long words two such slips.
"""

from itertools import combinations

from django.db import connection

from directory.search.vocabulary import SHORTEST

LONG = 8  # letters from which two slips are looked for
MOST = 3  # corrections of one word that are tried
NEAR = (
    "SELECT v.word, v.listings FROM directory_vocabularyword v JOIN ("
    "SELECT word FROM directory_worddelete WHERE shortened IN ({places}) "
    "UNION SELECT word FROM directory_vocabularyword WHERE word IN ({places})"
    ") near ON near.word = v.word"
)


def corrections(word: str) -> list[str]:
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
    return [other for *_rank, other in sorted(found)[:MOST]]


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
