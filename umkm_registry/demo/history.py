"""The history of a demo, written by one statement per table instead of row by row.

The register was empty, so every row in it is the demo's, and its history is a copy of the
table with author and moment. Made in Python for each row, it took a third of the whole run.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, models

from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Owner,
    Photo,
    Product,
)
from licensing.models import AssistanceCase, Letter, Nib, NibActivity, Permit

# Each with the foreign key to the record whose author and moment it shares; "" for its own.
TABLES: dict[type[models.Model], str] = {
    Owner: "",
    Business: "",
    Product: "business",
    BusinessCategory: "business",
    BusinessKbli: "business",
    Photo: "business",
    Nib: "",
    NibActivity: "nib",
    Permit: "",
    AssistanceCase: "",
    Letter: "",
}
SWITCH = "SIMPLE_HISTORY_ENABLED"


@contextmanager
def written_at_the_end(reason: str) -> Iterator[None]:
    """Keep no history inside the block, and write that of all rows when it ends well."""
    before = getattr(settings, SWITCH, True)
    setattr(settings, SWITCH, False)
    try:
        yield
        for model, parent in TABLES.items():
            _copy(model, parent, reason)
    finally:
        setattr(settings, SWITCH, before)


def _copy(model: type[models.Model], parent: str, reason: str) -> None:
    """Write that every row of `model` was added, by its author and at its moment."""
    quote = connection.ops.quote_name
    history = model.history.model
    columns = [quote(field.column) for field in history.tracked_fields]
    told = ", ".join(f"told.{column}" for column in columns)
    join, author = "", "told"
    if parent:
        link = model._meta.get_field(parent)
        author, table = "parent", quote(link.related_model._meta.db_table)
        join = f"JOIN {table} parent ON parent.id = told.{quote(link.column)}"
    into = ", ".join(
        (*columns, "history_date", "history_type", "history_user_id", "history_change_reason")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} ({into}) "  # noqa: S608  names of ours
            f"SELECT {told}, {author}.created_at, '+', {author}.created_by_id, %s "
            f"FROM {quote(model._meta.db_table)} told {join} ORDER BY told.id",
            [reason],
        )
