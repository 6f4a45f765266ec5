"""Where a search that found nothing may go on: categories and kelurahan with names like it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from common.identifiers import fold
from directory.labels import Labels
from directory.search.plan import FILLERS
from directory.search.spelling import distance

MOST = 3
SHORTEST = 3  # letters of a word that is compared
LONG = 7  # letters from which two slips are forgiven
FAR = 99

Names = dict[str, frozenset[str]]


def _words(names: Iterable[str]) -> frozenset[str]:
    """The words of some names, and each name run together."""
    folded = [fold(name) for name in names]
    words = {word for name in folded for word in name.split()}
    return frozenset({*words, *(name.replace(" ", "") for name in folded)} - FILLERS)


@lru_cache(maxsize=4)
def _names(labels: Labels) -> tuple[Names, Names]:
    """The words of each category and each kelurahan in use."""
    categories = [one for one in labels.categories.values() if one.is_active]
    return (
        {one.slug: _words([one.name, one.name_en, *one.aliases]) for one in categories},
        {place.code: _words([place.name, *place.aliases]) for place in labels.kelurahan},
    )


def nearest(words: Sequence[str], labels: Labels) -> tuple[list[str], list[str]]:
    """The slugs and the codes whose names are nearest; see `directory.search.nearest`."""
    asked = {word for word in words if len(word) >= SHORTEST and word not in FILLERS}
    asked.add("".join(words))
    categories, places = _names(labels)
    return _near(asked, categories), _near(asked, places)


def _near(asked: set[str], names: Names) -> list[str]:
    ranked = []
    for order, (key, words) in enumerate(names.items()):
        far = min((_far(one, word) for one in asked for word in words), default=FAR)
        if far < FAR:
            ranked.append((far, order, key))
    return [key for _far_away, _order, key in sorted(ranked)[:MOST]]


def _far(one: str, word: str) -> int:
    """0 for the same word, 1 for the beginning of one, then by the number of slips."""
    if one == word:
        return 0
    if len(word) < SHORTEST or len(one) < SHORTEST:
        return FAR
    if word.startswith(one) or one.startswith(word):
        return 1
    allowed = 2 if len(one) >= LONG else 1
    if len(one) <= SHORTEST or abs(len(one) - len(word)) > allowed:
        return FAR
    slips = distance(one, word)
    return 1 + slips if slips <= allowed else FAR
