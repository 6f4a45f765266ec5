"""Search on PostgreSQL: a narrow table beside the listings, with one GIN index over its texts.

Words are indexed as they are folded: what the configuration `simple` does, without its parser,
which takes 1e5 and 3in1 apart. The names and the products are columns of their own in the
index: a weight would have to be looked up in every row that holds the word. The dictionary of
the configuration `indonesian`, where the server has it, stems the words of the vocabulary, not
those of every listing: thousands instead of a hundred million (`related`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django.db import connection

from directory.search.expressions import Both, Either, Expression, Term

VECTORS = {
    "name": "array_to_tsvector(string_to_array({}name, ' '))",
    "products": (
        "array_to_tsvector(array_remove(string_to_array({0}name || ' ' || {0}products, ' '), ''))"
    ),
    "rest": "{}words",
}
HAS_STEMS = (
    "SELECT count(*) FROM pg_ts_config JOIN pg_ts_dict ON dictname = 'indonesian_stem' "
    "WHERE cfgname = 'indonesian'"
)
ROWS = (
    "SELECT business_id, has_nib::int * 2 + has_photo::int AS ties, search_name AS name, "
    "search_products AS products, array_to_tsvector(array_remove(string_to_array("
    "search_name || ' ' || search_products || ' ' || search_text, ' '), '')) AS words "
    "FROM directory_listing"
)
ADD = f"INSERT INTO directory_listing_words (business_id, ties, name, products, words) {ROWS}"
COLUMNS = "SELECT f.business_id, f.name, f.products, f.ties FROM directory_listing_words f "
HITS = COLUMNS + "WHERE {vector} @@ %s::tsquery{condition} LIMIT %s"
NAMED = (
    COLUMNS + "WHERE f.name ~>=~ %s AND f.name ~<~ %s{condition} "
    "ORDER BY f.name USING ~<~, f.business_id LIMIT %s"
)
KEY = "f.business_id"  # of a hit, for conditions on its listing
WRONG = (
    "SELECT coalesce(f.business_id, l.business_id) FROM directory_listing_words f "  # noqa: S608
    f"FULL JOIN ({ROWS}) l USING (business_id) "
    "WHERE (f.ties, f.name, f.products, f.words) IS DISTINCT FROM "
    "(l.ties, l.name, l.products, l.words)"
)
RELATED = (
    "SELECT asked.word, found.word FROM unnest(%s::text[]) asked(word) "
    "JOIN directory_vocabularyword found "
    "ON ts_lexize('indonesian_stem'::regdictionary, found.word) "
    "= ts_lexize('indonesian_stem'::regdictionary, asked.word)"
)


def query(expression: Expression) -> str:
    """The expression as a tsquery; words are folded, so they need no escape."""
    match expression:
        case Term(word, is_prefix):
            return f"'{word}':*" if is_prefix else f"'{word}'"
        case Both(parts):
            return "(" + " & ".join(map(query, parts)) + ")"
        case Either(parts):
            return "(" + " | ".join(map(query, parts)) + ")"


def hits(expression: Expression, column: str) -> tuple[str, list[object]]:
    """SQL and values of the listings that the expression finds in this column, or a better one."""
    sql = HITS.replace("{vector}", VECTORS[column].format("f."))
    return sql, [query(expression)]


def named(beginning: str) -> tuple[str, list[object]]:
    """SQL and values of the listings whose name begins so, in the order of their names."""
    return NAMED, [beginning, beginning + "\U0010ffff"]


def add(ids: Sequence[int] | None = None) -> None:
    """Index these listings, all of them without `ids`."""
    if ids is None:
        _run([ADD])
    else:
        _run([f"{ADD} WHERE business_id = ANY(%s)"], list(ids))


def remove(ids: Sequence[int]) -> None:
    _run(["DELETE FROM directory_listing_words WHERE business_id = ANY(%s)"], list(ids))


def clear() -> None:
    _run(["DELETE FROM directory_listing_words"])


def settle() -> None:
    _run(["ANALYZE directory_listing_words"])


def compact() -> None:
    """Nothing to do: VACUUM clears the index with the table."""


def wrong() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return {key for (key,) in cursor.fetchall()}


def beginning() -> tuple[str, Callable[[str], list[str]]]:
    """A condition on a `word` that begins so, and the values it takes."""
    return "word LIKE %s", lambda word: [word + "%"]


def related(words: Sequence[str]) -> dict[str, list[str]]:
    """Words of the vocabulary that the server's Indonesian dictionary gives the same stem."""
    found: dict[str, list[str]] = {}
    if words and knows_indonesian(connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(RELATED, [list(words)])
            for asked, word in cursor.fetchall():
                found.setdefault(asked, []).append(word)
    return found


@lru_cache
def knows_indonesian(alias: str) -> bool:
    """Whether the server has the configuration `indonesian` and its dictionary."""
    with connection.cursor() as cursor:
        cursor.execute(HAS_STEMS)
        return bool(cursor.fetchone()[0])


def _run(statements: Iterable[str], *values: object) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, list(values))
