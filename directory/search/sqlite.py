"""Search on SQLite: an FTS5 table beside the listings, kept by `directory.search.index`.

The texts are folded already, so the plainest tokenizer parts them, exactly at their blanks. A
search for whole words runs through their lists side by side and stops at the first thousand;
only beginnings of two or three letters have lists of their own (`prefix`).
"""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection

from directory.search.expressions import Both, Either, Expression, Term

TEXTS = "search_name, search_products, search_text, has_nib * 2 + has_photo"
ADD = (
    "INSERT INTO directory_listing_fts (rowid, name, products, rest, ties) "  # noqa: S608
    f"SELECT business_id, {TEXTS} FROM directory_listing",
    "INSERT INTO directory_listing_names (name, business_id) "
    "SELECT search_name, business_id FROM directory_listing",
)
REMOVE = (
    "DELETE FROM directory_listing_names WHERE (name, business_id) IN "
    "(SELECT name, rowid FROM directory_listing_fts WHERE rowid IN ({}))",
    "DELETE FROM directory_listing_fts WHERE rowid IN ({})",
)
CLEAR = ("DELETE FROM directory_listing_names", "DELETE FROM directory_listing_fts")
COLUMNS = {"name": "name", "products": "name products", "rest": "name products rest"}
HITS = (
    "SELECT f.rowid, f.name, f.products, f.ties FROM directory_listing_fts f "
    "WHERE f.directory_listing_fts MATCH %s{condition} LIMIT %s"
)
NAMED = (
    "SELECT f.rowid, f.name, f.products, f.ties FROM directory_listing_names n "
    "CROSS JOIN directory_listing_fts f ON f.rowid = n.business_id "
    "WHERE n.name >= %s AND n.name < %s{condition} ORDER BY n.name LIMIT %s"
)
KEY = "f.rowid"  # of a hit, for conditions on its listing
WRONG = (
    "SELECT l.business_id FROM directory_listing l "
    "LEFT JOIN directory_listing_fts f ON f.rowid = l.business_id "
    "WHERE f.name IS NOT l.search_name OR f.products IS NOT l.search_products "
    "OR f.rest IS NOT l.search_text OR f.ties IS NOT l.has_nib * 2 + l.has_photo "
    "UNION SELECT rowid FROM directory_listing_fts "
    "WHERE rowid NOT IN (SELECT business_id FROM directory_listing) "
    "UNION SELECT business_id FROM (SELECT search_name, business_id FROM directory_listing "
    "EXCEPT SELECT name, business_id FROM directory_listing_names) "
    "UNION SELECT business_id FROM (SELECT name, business_id FROM directory_listing_names "
    "EXCEPT SELECT search_name, business_id FROM directory_listing)"
)


def query(expression: Expression) -> str:
    """The expression in the language of FTS5; words are folded, so they need no escape."""
    match expression:
        case Term(word, is_prefix):
            return f'"{word}"*' if is_prefix else f'"{word}"'
        case Both(parts):
            return "(" + " AND ".join(map(query, parts)) + ")"
        case Either(parts):
            return "(" + " OR ".join(map(query, parts)) + ")"


def hits(expression: Expression, column: str) -> tuple[str, list[object]]:
    """SQL and values of the listings that the expression finds in this column, or a better one."""
    return HITS, [f"{{{COLUMNS[column]}}} : {query(expression)}"]


def named(beginning: str) -> tuple[str, list[object]]:
    """SQL and values of the listings whose name begins so, in the order of their names."""
    return NAMED, [beginning, beginning + "\U0010ffff"]


def add(ids: Sequence[int] | None = None) -> None:
    """Index these listings, all of them without `ids`."""
    chosen = f" WHERE business_id IN ({_places(ids)})" if ids is not None else ""
    _run([statement + chosen for statement in ADD], ids or ())


def remove(ids: Sequence[int]) -> None:
    _run([statement.format(_places(ids)) for statement in REMOVE], ids)


def clear() -> None:
    _run(CLEAR)


def settle() -> None:
    """Nothing to do: FTS5 needs no statistics."""


def compact() -> None:
    """Merge the index: until then FTS5 keeps the words of removed rows in its older parts."""
    _run(["INSERT INTO directory_listing_fts (directory_listing_fts) VALUES ('optimize')"])


def wrong() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return {key for (key,) in cursor.fetchall()}


def beginning() -> tuple[str, Callable[[str], list[str]]]:
    """A condition on a `word` that begins so, and the values it takes."""
    return "word >= %s AND word < %s", lambda word: [word, word + "\U0010ffff"]


def related(words: Sequence[str]) -> dict[str, list[str]]:
    """Words of the vocabulary with the same stem: SQLite knows no Indonesian."""
    return {}


def _places(ids: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def _run(statements: Iterable[str], values: Sequence[int] = ()) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, list(values))
