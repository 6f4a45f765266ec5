"""Search in a small table of official names: all of it is folded and compared.

Every typed word begins a word of the row. When no row has them all, those that have most of
them are found: an activity is typed in words of one's own.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from common.identifiers import fold

MOST_WORDS = 10


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of `text`, all of them run together (Batuplat = Batu Plat), and codes
    without the leading zeros that sheets lose."""
    words = fold(text).split()
    return (*words, "".join(words), *(word.lstrip("0") for word in words if word[0] == "0"))


def score(typed: Iterable[str], texts: Iterable[str]) -> int:
    """How many of the typed words begin a word of the texts."""
    words = [word for text in texts for word in words_of(text)]
    return sum(any(word.startswith(one) for word in words) for one in typed)


class FoldedSearch:
    """Mixin for the admin of such a table; `search_fields` names the texts of a row.

    A field may hold a text or a list of them.
    """

    def texts_of(self, row: Any) -> list[str]:
        values = [getattr(row, name) for name in self.search_fields]
        return [
            text
            for value in values
            for text in (value if isinstance(value, list) else [value])
            if text
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        typed = fold(search_term).split()[:MOST_WORDS]
        if not typed:
            return (queryset.none() if search_term.strip() else queryset), False
        together = ["".join(typed)]
        scores = {}
        for row in queryset:
            texts = self.texts_of(row)
            scores[row.pk] = max(score(typed, texts), score(together, texts) * len(typed))
        best = max(scores.values(), default=0)
        found = [key for key, points in scores.items() if points == best] if best else []
        return queryset.filter(pk__in=found), False
