"""Places, categories and KBLI codes, read once and found by the words of a cell.

A kelurahan is found by its code, its name or a known spelling, never by the name of a
kecamatan: four names are both. What matches nothing is refused with the nearest names, and
never becomes a new place or a guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from businesses.models import Category, Kbli, Kecamatan, Kelurahan
from common.identifiers import Unreadable, clean_text
from imports.columns import squeeze
from licensing.models import PermitType

T = TypeVar("T")
MOST_SUGGESTIONS = 3
LEAST_ALIKE = 0.6
LONGEST_COMPARED = 60
KELURAHAN_WORD = re.compile(r"^\s*(?:kelurahan|kel)\b[\s.:]*", re.IGNORECASE)
KECAMATAN_WORD = re.compile(r"^\s*(?:kecamatan|kec)\b[\s.:]*", re.IGNORECASE)
SEVERAL = re.compile(r"[,;/|&\n]")


@dataclass
class Lookups:
    """The reference data that rows are read against; no query after `load`."""

    kelurahan: dict[str, Kelurahan] = field(default_factory=dict)
    kecamatan: dict[str, Kecamatan] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    kbli: dict[tuple[str, str], Kbli] = field(default_factory=dict)
    permit_types: dict[str, PermitType] = field(default_factory=dict)
    today: date = field(default_factory=localdate)
    _refusals: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Lookups":
        """Read the reference data; five queries."""
        result = cls()
        for place in Kelurahan.objects.filter(is_active=True).select_related("kecamatan"):
            names = (place.code, place.name, place.bps_code, *place.aliases)
            result.kelurahan.update({squeeze(name): place for name in names if name})
        for district in Kecamatan.objects.all():
            names = (district.code, district.name, district.bps_code)
            result.kecamatan.update({squeeze(name): district for name in names if name})
        result.categories = _categories()
        for line in Kbli.objects.filter(is_active=True):
            result.kbli[line.edition, line.code] = line
        for kind in PermitType.objects.filter(is_active=True):
            result.permit_types[kind.code] = kind
        return result

    def find_kelurahan(self, text: str) -> Kelurahan:
        """The kelurahan that a cell names. Raises Unreadable with the nearest names."""
        found = self.kelurahan.get(squeeze(KELURAHAN_WORD.sub("", text)))
        if found is None:
            raise Unreadable(self._no_kelurahan(text), "kelurahan-unknown")
        return found

    def find_kecamatan(self, text: str) -> Kecamatan:
        """The kecamatan that a cell names. Raises Unreadable."""
        found = self.kecamatan.get(squeeze(KECAMATAN_WORD.sub("", text)))
        if found is None:
            names = ", ".join(sorted({district.name for district in self.kecamatan.values()}))
            message = _("No kecamatan of the city has this name. Write one of these: %(names)s.")
            raise Unreadable(message % {"names": names}, "kecamatan-unknown")
        return found

    def find_categories(self, text: str) -> tuple[list[Category], list[str]]:
        """(categories that a cell names, the words that name none); the whole cell first."""
        whole = self.categories.get(squeeze(text))
        if whole is not None:
            return [whole], []
        found: list[Category] = []
        unknown: list[str] = []
        for part in SEVERAL.split(text):
            category = self.categories.get(squeeze(part))
            if category is None:
                unknown += [part.strip()] if squeeze(part) else []
            elif category not in found:
                found.append(category)
        return (found, unknown) if found else ([], [clean_text(text)])

    def _no_kelurahan(self, text: str) -> str:
        """The refusal of a place name; kept, because lists repeat the same one."""
        if text not in self._refusals:
            self._refusals[text] = self._refusal(text)
        return self._refusals[text]

    def _refusal(self, text: str) -> str:
        bare = KECAMATAN_WORD.sub("", text)
        if squeeze(bare) in self.kecamatan:
            district = self.kecamatan[squeeze(bare)].name
            return _("“%(name)s” is a kecamatan; give the kelurahan.") % {"name": district}
        names = [place.name for place in nearest(squeeze(text), self.kelurahan)]
        if not names:
            return _(
                "No kelurahan of the city has this name. Write the name from the official list."
            )
        return _("No kelurahan of the city has this name. Correct it; the nearest: %(names)s.") % {
            "names": ", ".join(names)
        }


def nearest(text: str, spellings: Mapping[str, T]) -> list[T]:
    """What the spellings most like `text` (squeezed) stand for, at most three, each once."""
    near = get_close_matches(
        text[:LONGEST_COMPARED], spellings, n=2 * MOST_SUGGESTIONS, cutoff=LEAST_ALIKE
    )
    found: list[T] = []
    for key in near:
        if spellings[key] not in found:
            found.append(spellings[key])
    return found[:MOST_SUGGESTIONS]


def _categories() -> dict[str, Category]:
    """Categories by slug and name, then by the other names that only one of them has."""
    rows = list(Category.objects.filter(is_active=True).select_related("parent"))
    exact = {
        squeeze(name): row for row in rows for name in (row.slug, row.name, row.name_en) if name
    }
    aliases: dict[str, Category | None] = {}
    for row in rows:
        for alias in row.aliases:
            key = squeeze(alias)
            aliases[key] = row if aliases.get(key, row) == row else None
    return {**{key: row for key, row in aliases.items() if row is not None}, **exact}
