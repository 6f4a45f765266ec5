"""Words of a list that the register does not know are decided upon once, not row by row.

An unknown kelurahan, category or other choice is shown with the number of its rows and the
nearest names. A person says what it stands for, or that it is left out; nothing is guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from businesses.models import Business, Owner
from imports import vocabulary
from imports.columns import BadColumns, squeeze
from imports.lookups import Lookups, nearest

LEFT_OUT = ""
Choices = dict[str, str]  # code → name on screen
Values = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class Unknown:
    """A word that means nothing here: where it stands, in how many rows, what is most like it.

    Attributes:
        key: the target of its column.
        nearest: (code, name) of the choices that are spelt like it, the most alike first.
    """

    key: str
    text: str
    rows: int
    nearest: list[tuple[str, str]]


def _places(look: Lookups) -> Choices:
    return {
        place.code: f"{place.name} ({place.kecamatan.name})" for place in look.kelurahan.values()
    }


# What can be decided about: target key → its choices, and the spellings that stand for each.
CHOICES: dict[str, Callable[[Lookups], Choices]] = {
    "kelurahan": _places,
    "kecamatan": lambda look: {row.code: row.name for row in look.kecamatan.values()},
    "category": lambda look: {row.slug: row.name for row in look.categories.values()},
    "place_kind": lambda look: dict(Business.PlaceKind.choices),
    "owner_kind": lambda look: dict(Owner.Kind.choices),
    "gender": lambda look: dict(Owner.Gender.choices),
    "financing": lambda look: dict(Business.Financing.choices),
}
SPELLINGS: dict[str, Callable[[Lookups], Mapping[str, str]]] = {
    "kelurahan": lambda look: {text: row.code for text, row in look.kelurahan.items()},
    "kecamatan": lambda look: {text: row.code for text, row in look.kecamatan.items()},
    "category": lambda look: {text: row.slug for text, row in look.categories.items()},
    "place_kind": lambda look: vocabulary.PLACE_KINDS,
    "owner_kind": lambda look: vocabulary.OWNER_KINDS,
    "gender": lambda look: vocabulary.GENDERS,
    "financing": lambda look: vocabulary.FINANCING,
}


def told(unknown: Mapping[tuple[str, str], int], look: Lookups) -> list[Unknown]:
    """The unknown words with what is most like them, those of the most rows first.

    Spellings that differ by case, blanks and signs are one word, named by the usual one.
    """
    spellings: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for (key, text), rows in unknown.items():
        spellings.setdefault((key, squeeze(text)), []).append((rows, text))
    found = []
    for (key, squeezed), written in spellings.items():
        names = CHOICES[key](look)
        near = [(code, str(names[code])) for code in nearest(squeezed, SPELLINGS[key](look))]
        rows = sum(count for count, _text in written)
        found.append(Unknown(key, max(written)[1], rows, near))
    return sorted(found, key=lambda word: (-word.rows, word.key, word.text))


class Decisions:
    """What a person said about the words of a file."""

    def __init__(self, values: Values, look: Lookups) -> None:
        """Args:
            values: target key → word of the file → the code of a choice, or None to leave it out.

        Raises:
            BadColumns: a key that cannot be decided about, or a code of no choice.
        """
        self._said = {
            (key, squeeze(text)): _checked(key, text, code, look)
            for key, words in values.items()
            for text, code in _words_of(key, words)
        }

    def of(self, key: str, text: str) -> str | None:
        """The code that `text` stands for, LEFT_OUT, or None where nothing was decided."""
        return self._said.get((key, squeeze(text))) if self._said else None


def _words_of(key: str, words: Mapping[str, str | None]) -> Iterable[tuple[str, str | None]]:
    if key not in CHOICES:
        message = _("Values of “%(key)s” cannot be mapped. Those that can: %(keys)s.")
        raise BadColumns(message % {"key": key, "keys": ", ".join(CHOICES)})
    return words.items()


def _checked(key: str, text: str, code: str | None, look: Lookups) -> str:
    if code is None:
        return LEFT_OUT
    if code not in CHOICES[key](look):
        message = _("“%(text)s” is mapped to “%(code)s”, which is no code for %(key)s.")
        raise BadColumns(message % {"text": text, "code": code, "key": key})
    return code
