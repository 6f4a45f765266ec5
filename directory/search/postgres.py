"""Search on PostgreSQL: a GIN index over the folded text of each listing.

The configuration is `simple`: the text is folded already, and a stemmer for names of stalls
and villages would do harm. The index follows the table by itself.
"""

from collections.abc import Sequence

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

VECTOR = (
    "to_tsvector('simple'::regconfig, "
    "directory_listing.search_name || ' ' || directory_listing.search_text)"
)
CREATE = (
    "CREATE INDEX directory_listing_words ON directory_listing USING gin "
    "(to_tsvector('simple'::regconfig, search_name || ' ' || search_text))"
)
DROP = "DROP INDEX IF EXISTS directory_listing_words"


def condition(words: Sequence[str]) -> Q:
    """Listings that hold every word or a longer one; `words` are folded, so they need no escape."""
    query = " & ".join(f"'{word}':*" for word in words)
    matches = RawSQL(  # noqa: S611  the words are a parameter
        f"{VECTOR} @@ to_tsquery('simple'::regconfig, %s)", [query], output_field=BooleanField()
    )
    return Q(matches)


def add(ids: Sequence[int]) -> None:
    """Nothing to do: the index belongs to the table."""


def remove(ids: Sequence[int]) -> None:
    """Nothing to do: the index belongs to the table."""


def clear() -> None:
    """Nothing to do: the index belongs to the table."""


def compact() -> None:
    """Nothing to do: VACUUM clears the index with the table."""
