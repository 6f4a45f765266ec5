"""Many rows with their history, by a handful of statements.

`simple_history` makes a second object of every row in Python; the data base copies the rows it
has just stored in a tenth of the time, and the write lock is held that much shorter.
"""

import gc
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.utils import timezone

BATCH = 500


def batches(items: Sequence) -> Iterator[Sequence]:
    """`items` in slices that fit into one statement."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without the collector of cyclic garbage: over the hundred thousands of objects of a list it
    takes a quarter of the time, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# Values of these fields go into a statement as they are, if they are texts, numbers or nothing.
PLAIN_FIELDS = frozenset(
    {
        "BigIntegerField",
        "BooleanField",
        "CharField",
        "ForeignKey",
        "IntegerField",
        "OneToOneField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "SlugField",
        "TextField",
    }
)
PLAIN_TYPES = frozenset({str, int, bool, type(None)})


def create(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Store unsaved `rows`, as `bulk_create` does, in half of its time.

    Django makes a placeholder, an expression and a conversion of every single value, and on SQLite
    a statement for every sixteen businesses.
    """
    if not rows:
        return
    key = model._meta.pk
    has_key = not isinstance(key, models.AutoField) or rows[0].pk is not None
    fields = [field for field in model._meta.concrete_fields if has_key or field is not key]
    now = timezone.now()
    with transaction.atomic(savepoint=False):
        for some in batches(rows):
            columns = [_column(field, _values_of(field, some, now)) for field in fields]
            keys = _insert(model, fields, columns, wants_keys=not has_key)
            for row, pk in zip(some, keys, strict=not has_key):
                row.pk = pk
            for row in some:
                row._state.adding, row._state.db = False, connection.alias


def insert(model: type[models.Model], columns: Mapping[str, Sequence]) -> None:
    """Store rows that are given column by column, for tables of which nobody needs an object.

    Args:
        columns: attname → the values of all rows; every field but the key.
    """
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.pk]
    count = len(next(iter(columns.values())))
    with transaction.atomic(savepoint=False):
        for start in range(0, count, BATCH):
            some = [columns[field.attname][start : start + BATCH] for field in fields]
            prepared = [_column(field, values) for field, values in zip(fields, some, strict=True)]
            _insert(model, fields, prepared, wants_keys=False)


def _insert(
    model: type[models.Model],
    fields: Sequence[models.Field],
    columns: Sequence[Sequence],
    *,
    wants_keys: bool,
) -> list[int]:
    """One statement for prepared values; the keys that the data base gave, in the same order."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    place = f"({', '.join(['%s'] * len(fields))})"
    rows = list(zip(*columns, strict=True))
    end = f" RETURNING {quote(model._meta.pk.column)}" if wants_keys else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # noqa: S608
            f"{', '.join([place] * len(rows))}{end}",
            [value for row in rows for value in row],
        )
        return [pk for (pk,) in cursor.fetchall()] if wants_keys else []


def _values_of(field: models.Field, rows: Sequence[models.Model], now: datetime) -> list[Any]:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        for row in rows:
            setattr(row, field.attname, now)
    return [getattr(row, field.attname) for row in rows]


def _column(field: models.Field, values: Sequence) -> Sequence:
    """The values of one field as the data base takes them."""
    if field.get_internal_type() in PLAIN_FIELDS and PLAIN_TYPES.issuperset(map(type, values)):
        return values
    known: dict[object, object] = {}  # dates and amounts come again and again
    prepared = []
    for value in values:
        if value and not isinstance(value, Hashable):
            prepared.append(field.get_db_prep_save(value, connection))
            continue
        key = (type(value), value if isinstance(value, Hashable) else None)  # an empty list
        if key not in known:
            known[key] = field.get_db_prep_save(value, connection)
        prepared.append(known[key])
    return prepared


def create_with_history(
    model: type[models.Model], rows: Sequence[models.Model], *, by: AbstractBaseUser, reason: str
) -> None:
    """Store unsaved `rows`, and in their history that `by` added them for `reason`."""
    with transaction.atomic(savepoint=False):
        create(model, rows)
        copy_to_history(model, [row.pk for row in rows], kind="+", by=by, reason=reason)


def copy_to_history(
    model: type[models.Model],
    keys: Sequence[int],
    *,
    kind: str,
    by: AbstractBaseUser,
    reason: str,
) -> None:
    """Note the present state of stored rows in their history.

    Args:
        keys: primary keys.
        kind: "+" for added, "~" for changed.
    """
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        return
    quote = connection.ops.quote_name
    history = model.history.model
    columns = ", ".join(quote(field.column) for field in history.tracked_fields)
    key = quote(model._meta.pk.column)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for some in batches(keys):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({columns}, "  # noqa: S608
                "history_date, history_type, history_user_id, history_change_reason) "
                f"SELECT {columns}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} "
                f"WHERE {key} IN ({places}) ORDER BY {key}",
                [now, kind, by.pk, reason, *some],
            )


@dataclass(frozen=True, slots=True)
class Change:
    """New values of one stored row: key, the version that was seen, attname → value."""

    pk: int
    version: int
    values: Mapping[str, object]


def change_with_history(
    model: type[models.Model], changes: Sequence[Change], *, by: AbstractBaseUser, reason: str
) -> list[int]:
    """Write new values into stored rows, and into their history that `by` changed them.

    Every row is another version afterwards. A row of which the version is not the one that was
    seen any more is left as it is.

    Returns:
        The keys of the rows that were left.
    """
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault(tuple(sorted(change.values)), []).append(change)
    stale: list[int] = []
    with transaction.atomic(savepoint=False):
        for names, group in groups.items():
            for some in batches(group):
                if _write_values(model, names, some, by=by) != len(some):
                    wanted = {change.pk: change.version + 1 for change in some}
                    now = dict(
                        model._base_manager.filter(pk__in=wanted).values_list("pk", "version")
                    )
                    stale += [pk for pk, version in wanted.items() if now.get(pk) != version]
        left = set(stale)
        keys = sorted(change.pk for change in changes if change.pk not in left)
        copy_to_history(model, keys, kind="~", by=by, reason=reason)
    return stale


def _write_values(
    model: type[models.Model], names: Sequence[str], changes: Sequence[Change], *, by: Any
) -> int:
    """One statement for rows of which the same fields change; the number of rows written.

    Django's `bulk_update` writes a CASE of all rows for each field, which grows with their square.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in names]
    casts = connection.features.requires_casted_case_in_updates
    setters = [
        f"{quote(field.column)} = "
        + (f"CAST(said.v{index} AS {_type_of(field)})" if casts else f"said.v{index}")
        for index, field in enumerate(fields)
    ]
    columns = ", ".join(["k", "seen", *(f"v{index}" for index in range(len(fields)))])
    row = f"({', '.join(['%s'] * (2 + len(fields)))})"
    values: list[object] = []
    for change in changes:
        values += [change.pk, change.version]
        values += [
            field.get_db_prep_save(change.values[name], connection)
            for name, field in zip(names, fields, strict=True)
        ]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH said({columns}) AS (VALUES {', '.join([row] * len(changes))}) "  # noqa: S608
            f"UPDATE {table} SET {', '.join([*setters, ''])}"
            f"version = {table}.version + 1, updated_at = %s, updated_by_id = %s "
            f"FROM said WHERE {table}.{quote('id')} = said.k AND {table}.version = said.seen",
            [*values, now, by.pk],
        )
        return cursor.rowcount


def _type_of(field: models.Field) -> str:
    return (
        field.target_field.db_type(connection) if field.is_relation else field.db_type(connection)
    )
