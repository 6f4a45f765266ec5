"""Search over the listings: one interface, one engine per data base.

Words may stand in any order, the last letters of each may be missing, and spelling is folded
as everywhere (`common.text.fold`: se'i = sei). What differs between SQLite and PostgreSQL lives
in `sqlite.py` and `postgres.py` and nowhere else.
"""

from types import ModuleType

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, Value, When

from common.identifiers import fold

MAX_WORDS = 8
MAX_WORD_LENGTH = 40


def engine() -> ModuleType:
    """The module of the data base in use."""
    from directory.search import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite


def words_of(text: str) -> list[str]:
    """The folded words of a query, at most eight; punctuation alone gives none."""
    return [word[:MAX_WORD_LENGTH] for word in fold(text).split()[:MAX_WORDS]]


def matching(listings: QuerySet, text: str) -> QuerySet:
    """Those of `listings` that hold every word of `text`; all of them when it has no word."""
    words = words_of(text)
    return listings.filter(engine().condition(words)) if words else listings


def by_relevance(listings: QuerySet, text: str) -> QuerySet:
    """Order by how the name fits: the same, beginning with it, holding it, then the rest."""
    folded = " ".join(words_of(text))
    fit = Case(
        When(search_name=folded, then=Value(0)),
        When(search_name__startswith=folded, then=Value(1)),
        When(search_name__contains=folded, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return listings.alias(fit=fit).order_by("fit", "-has_nib", "name", "business_id")
