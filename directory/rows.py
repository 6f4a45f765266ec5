"""The rows of a list, read by statements that are written out.

A list is read at every visit, and to have its statement built by a QuerySet costs more than to
run it (benchmarks/README.md). Names of columns are ours; every value is a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from directory.cards import FIELDS

Row = tuple[Any, ...]  # the values of `cards.FIELDS`
Conditions = Mapping[str, Sequence[object]]  # column → the values that it may have
COLUMNS = ", ".join(FIELDS)
FEW_SKIPPED = 240  # as many are read over faster than their keys are looked up first


@dataclass(frozen=True)
class Sequel:
    """An order of the listings, by one column and their key.

    Attributes:
        column: `search_name`, a folded name, so that ABON and abdul stand where one looks; or
            another column that is indexed with the key.
    """

    column: str = "search_name"
    is_descending: bool = False

    def reversed(self) -> "Sequel":
        return replace(self, is_descending=not self.is_descending)

    @property
    def by(self) -> str:
        way = " DESC" if self.is_descending else ""
        return f"{self.column}{way}, business_id{way}"

    @property
    def beyond(self) -> str:
        """What comes after a value of the column and a key."""
        return f"({self.column}, business_id) {'<' if self.is_descending else '>'} (%s, %s)"


BY_NAME = Sequel()
NEWEST = Sequel("published_on", is_descending=True)


def where(conditions: Conditions) -> tuple[str, list[object]]:
    """`WHERE …` and its values; "" for no condition."""
    clauses, values = [], []
    for column, held in conditions.items():
        marks = ", ".join(["%s"] * len(held))
        clauses.append(f"{column} IN ({marks})" if len(held) != 1 else f"{column} = %s")
        values += held
    return f"WHERE {' AND '.join(clauses)}" if clauses else "", values


def run(statement: str, values: Sequence[object]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def read(
    conditions: Conditions,
    sequel: Sequel,
    most: int,
    *,
    beyond: tuple[object, int] | None = None,
    skipped: int = 0,
) -> list[Row]:
    """At most `most` listings in an order.

    Args:
        beyond: the value of the order's column, and the key, after which to begin.
        skipped: how many to pass over; many are passed over in the index alone.
    """
    if any(not held for held in conditions.values()):
        return []
    clause, values = where(conditions)
    if beyond is not None:
        clause = f"{clause} AND {sequel.beyond}" if clause else f"WHERE {sequel.beyond}"
        values += beyond
    end = f"ORDER BY {sequel.by} LIMIT %s"
    if skipped:
        end += " OFFSET %s"
        values += [most, skipped]
    else:
        values.append(most)
    statement = f"SELECT {COLUMNS} FROM directory_listing {clause} {end}"  # noqa: S608
    if skipped > FEW_SKIPPED:
        keys = f"SELECT business_id FROM directory_listing {clause} {end}"  # noqa: S608
        statement = (
            f"SELECT {COLUMNS} FROM directory_listing WHERE business_id IN ({keys}) "  # noqa: S608
            f"ORDER BY {sequel.by}"
        )
    return run(statement, values)


def of_keys(keys: Sequence[int]) -> list[Row]:
    """The listings with these keys, in no order."""
    if not keys:
        return []
    clause, values = where({"business_id": keys})
    return run(f"SELECT {COLUMNS} FROM directory_listing {clause}", values)  # noqa: S608
