"""Columns: which field of the register each column of a file fills.

A heading that is known is used. One that differs from a known one by a slip of the keyboard
(nine tenths alike) is used too, and that is said. Every other column is listed as ignored, with
the nearest known heading, so that a misspelt one is never dropped in silence. A mapping file
decides before all that.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import count

from django.utils.translation import gettext as _

from common.identifiers import clean_text, fold
from imports.targets import BY_KEY, KNOWN_BUT_UNUSED, TARGETS

NEAR = 0.9
WORTH_SUGGESTING = 0.7
SHORTEST_NEAR = 6  # shorter headings differ by one letter and mean something else: NIK, NIB
LONGEST_NAME = 80  # characters of a heading, which stands in every problem of every row
MOST_LENGTH_DIFFERENCE = 2  # more is a word of its own: paid, not paid
BRACKETS = re.compile(r"\s*\([^()]*\)\s*")


class BadColumns(Exception):  # noqa: N818
    """A mapping or a constant that does not fit. `str()` says what to change."""


@dataclass(frozen=True)
class Found:
    """What a heading means: the key of a target or "", and the known heading most like it."""

    key: str
    nearest: str
    is_exact: bool


@dataclass
class Plan:
    """Where each target comes from.

    Attributes:
        heading: of the file.
        positions: target key → index of its column.
        constants: target key → text that fills what the file leaves empty.
        ignored: headings of the columns that fill nothing.
        notes: sentences on what was taken for what; to be shown.
    """

    heading: Sequence[str]
    positions: dict[str, int] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def column_of(self, key: str) -> str:
        """The heading that gives a target; the key itself where no column does."""
        return self.heading[self.positions[key]][:LONGEST_NAME] if key in self.positions else key

    def missing(self, keys: Sequence[str]) -> list[str]:
        """Those of `keys` that neither a column nor a constant gives."""
        return [key for key in keys if key not in self.positions and key not in self.constants]


def squeeze(heading: str) -> str:
    """The form in which headings are compared: folded, without blanks."""
    return fold(heading).replace(" ", "")


def names(heading: Sequence[str]) -> list[str]:
    """A name for each column, by which a mapping speaks of it; no two are the same.

    The heading; the second column of one heading is "Nama (2)", one without is "Kolom 5".
    """
    taken = {squeeze(text) for text in heading}
    seen: set[str] = set()
    result = []
    for position, text in enumerate(heading, start=1):
        name = text
        if not squeeze(text):
            name = _free(f"Kolom {position}", taken)
        elif squeeze(text) in seen:
            name = _free(text, taken)
        seen.add(squeeze(name))
        taken.add(squeeze(name))
        result.append(name)
    return result


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if it is taken."""
    if squeeze(name) not in taken:
        return name
    numbered = (f"{name} ({number})" for number in count(2))
    return next(one for one in numbered if squeeze(one) not in taken)


def _spellings(headings: str) -> list[str]:
    return [squeeze(part) for part in headings.split("|")]


UNUSED = frozenset(_spellings(KNOWN_BUT_UNUSED))
HEADINGS = {
    spelling: target.key
    for target in TARGETS
    for spelling in (squeeze(target.key), *_spellings(target.headings))
}
READABLE = {
    squeeze(text): text.strip()
    for target in TARGETS
    for text in (*target.headings.split("|"), target.key)
}


@lru_cache(maxsize=2048)
def find(heading: str) -> Found:
    """What a heading means; remarks in brackets, such as (Rp), are left out if need be."""
    name = squeeze(heading)
    for spelling in (name, squeeze(BRACKETS.sub(" ", heading))):
        if spelling in HEADINGS:
            return Found(HEADINGS[spelling], spelling, is_exact=True)
    if not name or name in UNUSED:
        return Found("", "", is_exact=True)
    ratio, nearest = max((_alike(name, spelling), spelling) for spelling in HEADINGS)
    is_near = (
        ratio >= NEAR
        and len(name) >= SHORTEST_NEAR
        and abs(len(name) - len(nearest)) <= MOST_LENGTH_DIFFERENCE
    )
    if is_near:
        return Found(HEADINGS[nearest], nearest, is_exact=False)
    return Found("", nearest if ratio >= WORTH_SUGGESTING else "", is_exact=False)


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < WORTH_SUGGESTING or matcher.quick_ratio() < WORTH_SUGGESTING:
        return 0.0
    return matcher.ratio()


def is_known(heading: str) -> bool:
    """Whether a cell is the heading of a column that the register understands."""
    return len(heading) <= 100 and squeeze(heading) in HEADINGS


def target_named(name: str) -> str:
    """The key of the target that a person names. Raises BadColumns with the nearest name."""
    found = find(name)
    if found.key and found.is_exact:
        return found.key
    message = _("“%(name)s” is no column of the register.") % {"name": name}
    nearest = HEADINGS.get(found.nearest)
    if nearest:
        message += " " + _("Did you mean “%(nearest)s”?") % {"nearest": nearest}
    raise BadColumns(message)


def plan(
    heading: Sequence[str],
    *,
    mapping: Mapping[str, str | None] | None = None,
    constants: Mapping[str, str] | None = None,
) -> Plan:
    """Decide what each column fills.

    Args:
        mapping: heading of the file → target, or None to leave the column out.
        constants: target → text for every row whose own cell is empty.
    Raises:
        BadColumns: an unknown target, a mapped heading that the file has not, no column known.
    """
    mapped = _mapped(heading, mapping or {})
    named = names(heading)
    heading = [text or (named[i] if mapped.get(i) else "") for i, text in enumerate(heading)]
    result = Plan(heading)
    for index, key in mapped.items():
        if key in result.positions:
            message = _("The mapping names two columns for “%(target)s”.")
            raise BadColumns(message % {"target": BY_KEY[key].label})
        if key:
            result.positions[key] = index
    rest = [index for index in range(len(heading)) if index not in mapped]
    rest.sort(key=lambda index: not find(heading[index]).is_exact)  # exact headings choose first
    for index in rest:
        _place(result, index)
    taken = set(result.positions.values())
    result.ignored = [text for index, text in enumerate(heading) if text and index not in taken]
    if not result.positions:
        raise BadColumns(
            _("No heading of this file is known: %(headings)s. Name them in a mapping file.")
            % {"headings": ", ".join(text for text in heading if text)[:300]}
        )
    result.constants = {target_named(name): text for name, text in (constants or {}).items()}
    return result


def _mapped(heading: Sequence[str], mapping: Mapping[str, str | None]) -> dict[int, str]:
    """index → target key ("" to leave out), for the columns that the mapping names."""
    positions: dict[str, int] = {}
    for index, text in enumerate(names(heading)):
        positions.setdefault(squeeze(text), index)
    result = {}
    for text, name in mapping.items():
        index = positions.get(squeeze(text))
        if index is None:
            raise BadColumns(_unmatched(text, heading))
        result[index] = target_named(name) if name else ""
    return result


def _unmatched(text: str, heading: Sequence[str]) -> str:
    message = _("The mapping names a column “%(name)s” that the file does not have.")
    message %= {"name": text}
    likely = max(heading, key=lambda other: _alike(squeeze(text), squeeze(other)), default="")
    if likely and _alike(squeeze(text), squeeze(likely)) >= WORTH_SUGGESTING:
        message += " " + _("Did you mean “%(nearest)s”?") % {"nearest": likely}
    return message


def _place(result: Plan, index: int) -> None:
    """Give one column, not named by the mapping, to its target, or note why it is left out."""
    text = clean_text(result.heading[index])
    found = find(text)
    if not found.key:
        if found.nearest:
            result.notes.append(
                _("Column “%(column)s” is ignored. Did you mean “%(nearest)s”?")
                % {"column": text, "nearest": READABLE[found.nearest]}
            )
        return
    if found.key in result.positions:
        result.notes.append(
            _("Column “%(column)s” is ignored: “%(other)s” gives “%(target)s” already.")
            % {
                "column": text,
                "other": result.column_of(found.key),
                "target": BY_KEY[found.key].label,
            }
        )
        return
    result.positions[found.key] = index
    if not found.is_exact:
        result.notes.append(
            _("Column “%(column)s” was read as “%(nearest)s”: it looks like a misspelling.")
            % {"column": text, "nearest": READABLE[found.nearest]}
        )
