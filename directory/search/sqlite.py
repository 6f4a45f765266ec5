"""Search on SQLite: an FTS5 table beside the listings, kept by `directory.search.index`."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

CREATE = (
    "CREATE VIRTUAL TABLE directory_listing_fts "
    "USING fts5(words, tokenize = 'unicode61', prefix = '2 3')"
)
DROP = "DROP TABLE IF EXISTS directory_listing_fts"
FIND = "SELECT rowid FROM directory_listing_fts WHERE directory_listing_fts MATCH %s"


def _places(ids: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def condition(words: Sequence[str]) -> Q:
    """Listings that hold every word or a longer one; `words` are folded, so they need no escape."""
    query = " AND ".join(f'"{word}"*' for word in words)
    return Q(pk__in=RawSQL(FIND, [query]))  # noqa: S611  the words are a parameter


def add(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_listing_fts (rowid, words) "  # noqa: S608
            "SELECT business_id, search_name || ' ' || search_text FROM directory_listing "
            f"WHERE business_id IN ({_places(ids)})",
            list(ids),
        )


def remove(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM directory_listing_fts WHERE rowid IN ({_places(ids)})",  # noqa: S608
            list(ids),
        )


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM directory_listing_fts")


def compact() -> None:
    """Merge the index: until then FTS5 keeps the words of removed rows in its older parts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_listing_fts (directory_listing_fts) VALUES ('optimize')"
        )
