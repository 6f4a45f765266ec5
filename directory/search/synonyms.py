"""Words that mean the same: those that staff enter, and the other spellings of a kelurahan.

A phrase of several words is one entry: who types *daging asap* finds *sei* too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from businesses.models import Kelurahan
from common.identifiers import fold
from directory.labels import Labels
from directory.models import Synonym

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """Each phrase with the others of its groups, and the length of the longest."""

    others: dict[Phrase, tuple[Phrase, ...]]
    longest: int

    def of(self, phrase: Phrase) -> tuple[Phrase, ...]:
        return self.others.get(phrase, ())


def phrases(words: str) -> list[Phrase]:
    """The different phrases of a line, folded: `Daging asap, se'i` → (daging, asap), (sei,)."""
    found = (tuple(fold(part).split()) for part in words.split(","))
    return list(dict.fromkeys(phrase for phrase in found if phrase))


def stored_line(words: str) -> str:
    """The line of the staff that has a phrase of `words` already; `words` where none has."""
    asked = set(phrases(words))
    lines = Synonym.objects.values_list("words", flat=True)
    return next((line for line in lines if asked.intersection(phrases(line))), words)


def gathered(groups: Iterable[list[Phrase]]) -> Synonyms:
    others: dict[Phrase, dict[Phrase, None]] = {}
    for group in groups:
        for phrase in group:
            rest = dict.fromkeys(other for other in group if other != phrase)
            others.setdefault(phrase, {}).update(rest)
    longest = max((len(phrase) for phrase in others), default=0)
    return Synonyms({phrase: tuple(rest) for phrase, rest in others.items()}, longest)


@lru_cache(maxsize=4)
def known_with(labels: Labels) -> Synonyms:
    """All synonyms, read once: every change of them brings new labels (`state.note_all`)."""
    lines = [phrases(words) for words in Synonym.objects.values_list("words", flat=True)]
    places = Kelurahan.objects.values_list("name", "aliases")
    spellings = [phrases(",".join([name, *aliases])) for name, aliases in places]
    return gathered([*lines, *spellings])
