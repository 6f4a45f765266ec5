"""Search over the listings that forgives: one interface, one engine per data base.

A visitor's words are folded as everywhere (`common.text.fold`: se'i = sei), may stand in any
order and may lack their last letters. Before the full text index is asked, they are held against
the words of the register (`vocabulary`), so that nothing has to be compared with every listing:
what begins with them, what staff call the same (`synonyms`), other forms of the word
(`affixes`), and what was meant when nothing is written so (`spelling`). What is sure to have been
meant is searched for instead; of the rest the visitor is asked.

`find` is what pages call; `words_of` says whether there is anything to look for; `nearest` is
for the page of a search that found nothing. What differs between SQLite and PostgreSQL lives in
`sqlite.py` and `postgres.py` and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from common.identifiers import fold

if TYPE_CHECKING:
    from directory.snapshot import Snapshot

MAX_WORDS = 8
MAX_WORD_LENGTH = 40
MOST = 1_000  # businesses that a search finds; of a common word these are ranked, no more


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        ids: keys of businesses in the order of their rank, at most `MOST`.
        is_capped: there are more than `MOST`.
        corrected: the text that was probably meant, "" where it stands as typed.
        was_corrected: that is sure, and `ids` are of the corrected text; otherwise there are none,
            and the visitor is to be asked.
        words: the folded words that were looked for.
    """

    ids: list[int] = field(default_factory=list)
    is_capped: bool = False
    corrected: str = ""
    was_corrected: bool = False
    words: list[str] = field(default_factory=list)


def words_of(text: str) -> list[str]:
    """The folded words of a query, at most eight; punctuation alone gives none."""
    return [word[:MAX_WORD_LENGTH] for word in fold(text).split()[:MAX_WORDS]]


def stored(text: str) -> str:
    """What a listing keeps of a text for searching: folded, no word longer than a query's."""
    return " ".join(word[:MAX_WORD_LENGTH] for word in fold(text).split())


def find(text: str, known: Snapshot | None = None, **conditions: object) -> Found:
    """The businesses that `text` finds, best first: by name, then by product, then by the rest.

    Among equals those in a place that the text names exactly come first (`named`), then a
    verified NIB and a photo, then the name, then the key. A word that no listing holds, nor
    begins with, is corrected; one that finds something is left alone.

    Args:
        known: the directory as this request found it; without it, as it stands now.
        conditions: on listings, as for a queryset: `kelurahan="53.71.04.1001"`.
    """
    from directory.search import finding

    return finding.find(words_of(text), known or _now(), conditions)


def nearest(text: str, known: Snapshot | None = None) -> tuple[list[str], list[str]]:
    """The categories (slugs) and kelurahan (codes) whose names are nearest to the words of
    `text`, misspelt or not; at most three each. Both are empty when nothing is near."""
    from directory.search import dead_ends

    return dead_ends.nearest(words_of(text), (known or _now()).labels)


def _now() -> Snapshot:
    from directory import snapshot, state

    return snapshot.at(state.number())
