"""Which other businesses stand on the page of one: of its kind, and near it.

Both are read from an index, a few rows each, at a cost that does not grow with the city. They go
on with the next names and begin anew at the end, so every business stands on the pages of some
others, and none is favoured. Where the owners published their points, the nearest among the next
names of the kelurahan are taken.
"""

from collections.abc import Collection

from directory import rows
from directory.cards import Card, cards
from directory.labels import Labels
from directory.models import Listing
from directory.rows import BY_NAME, COLUMNS, Row

SHOWN = 3
LOOKED_AT = 60  # the next names, of which the nearest are taken

NEAREST = f"""
SELECT {COLUMNS} FROM directory_listing WHERE business_id IN (
    SELECT business_id FROM directory_listing
    WHERE kelurahan = %s AND {BY_NAME.beyond} ORDER BY {BY_NAME.by} LIMIT %s
) AND lat IS NOT NULL
ORDER BY (lat - %s) * (lat - %s) + (lng - %s) * (lng - %s), business_id LIMIT %s
"""  # noqa: S608  names of columns


def similar(listing: Listing, labels: Labels) -> list[Card]:
    """The next ones by name in its category; none where it has no category."""
    if not listing.category:
        return []
    return cards(_next("category", listing, SHOWN, {listing.pk}), labels)


def near(listing: Listing, labels: Labels, shown: Collection[Card] = ()) -> list[Card]:
    """Others in its kelurahan that are not `shown` already, the nearest first where known."""
    seen = {listing.pk, *(card.key for card in shown)}
    found = _nearest(listing, seen)
    if len(found) < SHOWN:
        seen.update(row[0] for row in found)
        found += _next("kelurahan", listing, SHOWN - len(found), seen)
    return cards(found, labels)


def _next(key: str, listing: Listing, most: int, seen: set[int]) -> list[Row]:
    """The next rows by name with the same `key`, from the start again at the end."""
    found: list[Row] = []
    same = {key: [getattr(listing, key)]}
    for start in ((listing.search_name, listing.pk), None):
        taken = seen.union(row[0] for row in found)
        read = rows.read(same, BY_NAME, most + len(seen), beyond=start)
        found += [row for row in read if row[0] not in taken]
        if len(found) >= most:
            break
    return found[:most]


def _nearest(listing: Listing, seen: set[int]) -> list[Row]:
    """The nearest rows of the kelurahan with a point; none where the listing has none."""
    if listing.lat is None or listing.lng is None:
        return []
    lat, lng = float(listing.lat), float(listing.lng)
    start = [listing.kelurahan, listing.search_name, listing.pk, LOOKED_AT]
    read = rows.run(NEAREST, [*start, lat, lat, lng, lng, SHOWN + len(seen)])
    return [row for row in read if row[0] not in seen][:SHOWN]
