"""What is called exactly as a visitor types it: categories, kelurahan and kecamatan.

*oesapa* is a kelurahan of its own, however many names begin so; *kelapa lima* is two places. Other
names count like the first (*tdm*, *naikoten 1*), and blanks do not count at all (*batuplat*).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from common.identifiers import fold
from directory.facet_index import Bits
from directory.labels import Labels
from directory.snapshot import Snapshot


class Named(NamedTuple):
    """A category by its slug, or a place by its code.

    Attributes:
        level: "category", "kelurahan" or "kecamatan".
    """

    level: str
    key: str


@lru_cache(maxsize=4)
def _names(labels: Labels) -> dict[str, list[Named]]:
    """What bears each name, folded and without blanks."""
    called = [
        (Named("category", one.slug), [one.name, one.name_en, *one.aliases])
        for one in labels.categories.values()
        if one.is_active
    ]
    called += [(Named("kelurahan", p.code), [p.name, *p.aliases]) for p in labels.kelurahan]
    called += [(Named("kecamatan", p.code), [p.name]) for p in labels.kecamatan]
    found: dict[str, list[Named]] = {}
    for one, names in called:
        for name in {fold(name).replace(" ", "") for name in names} - {""}:
            found.setdefault(name, []).append(one)
    return found


def named(words: Sequence[str], labels: Labels) -> list[Named]:
    """What the words, or neighbours among them, name exactly; *oesapa barat* is not *oesapa*."""
    names, found, place = _names(labels), [], 0
    while place < len(words):
        for end in range(len(words), place, -1):
            bearers = names.get("".join(words[place:end]))
            if bearers:
                found += bearers
                place = end
                break
        else:
            place += 1
    return list(dict.fromkeys(found))


def places(words: Sequence[str], labels: Labels) -> dict[str, list[str]]:
    """The places among them as a condition, the kelurahan where a name stands for both levels."""
    for level in ("kelurahan", "kecamatan"):
        codes = [one.key for one in named(words, labels) if one.level == level]
        if codes:
            return {level: codes}
    return {}


def bits_of(one: Named, known: Snapshot) -> Bits:
    """The businesses of a category or place."""
    level = one.level
    if level == "category" and known.labels.categories[one.key].parent_id is None:
        level = "sector"
    return known.facets.having(level, one.key)
