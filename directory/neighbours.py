"""Which other businesses stand on the page of one: of its kind, and near it.

Both are read from an index, a few rows each, at a cost that does not grow with the city. They go
on with the next names and begin anew at the end, so every business stands on the pages of some
others, and none is favoured. Where the owners published their points, the nearest among the next
names of the kelurahan are taken.

The statements are written out: they are run for every page, and to have them built by a QuerySet
costs more than to run them.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection

from directory.cards import FIELDS, Card, cards_of
from directory.labels import Labels
from directory.models import Listing

SHOWN = 3
LOOKED_AT = 60  # the next names, of which the nearest are taken

COLUMNS = ", ".join(FIELDS)
NEXT = f"""
SELECT {COLUMNS} FROM directory_listing WHERE {{key}} = %s AND (name, business_id) > (%s, %s)
ORDER BY name, business_id LIMIT %s
"""  # noqa: S608  names of columns
NEAREST = f"""
SELECT {COLUMNS} FROM directory_listing WHERE business_id IN (
    SELECT business_id FROM directory_listing
    WHERE kelurahan = %s AND (name, business_id) > (%s, %s)
    ORDER BY name, business_id LIMIT %s
) AND lat IS NOT NULL
ORDER BY (lat - %s) * (lat - %s) + (lng - %s) * (lng - %s), business_id LIMIT %s
"""  # noqa: S608  names of columns
START = ("", 0)  # before every name


def similar(listing: Listing, labels: Labels) -> list[Card]:
    """The next ones by name in its category; none where it has no category."""
    if not listing.category:
        return []
    return cards_of(_next("category", listing, SHOWN, {listing.pk}), labels)


def near(listing: Listing, labels: Labels, shown: Collection[Card] = ()) -> list[Card]:
    """Others in its kelurahan that are not `shown` already, the nearest first where known."""
    seen = {listing.pk, *(card.key for card in shown)}
    rows = _nearest(listing, seen)
    if len(rows) < SHOWN:
        seen.update(row[0] for row in rows)
        rows += _next("kelurahan", listing, SHOWN - len(rows), seen)
    return cards_of(rows, labels)


def _rows(statement: str, values: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _next(key: str, listing: Listing, most: int, seen: set[int]) -> list[tuple]:
    """The next rows by name with the same `key`, from the start again at the end."""
    found: list[tuple] = []
    for name, pk in ((listing.name, listing.pk), START):
        wanted = most + len(seen)
        values = [getattr(listing, key), name, pk, wanted]
        taken = seen.union(row[0] for row in found)
        rows = _rows(NEXT.format(key=key), values)
        found += [row for row in rows if row[0] not in taken]
        if len(found) >= most:
            break
    return found[:most]


def _nearest(listing: Listing, seen: set[int]) -> list[tuple]:
    """The nearest rows of the kelurahan with a point; none where the listing has none."""
    if listing.lat is None or listing.lng is None:
        return []
    lat, lng = float(listing.lat), float(listing.lng)
    values = [listing.kelurahan, listing.name, listing.pk, LOOKED_AT, lat, lat, lng, lng]
    rows = _rows(NEAREST, [*values, SHOWN + len(seen)])
    return [row for row in rows if row[0] not in seen][:SHOWN]
