#!/usr/bin/env python3
"""Makes the directory of a province out of that of a city: listings copied within the data base.

    DATABASE_URL=… python -m benchmarks.many_listings --listings 1700000

Only listings are made, not businesses, so pages and search can be measured at any size, and
nothing else: use a data base that is thrown away. Every copy has a registry number of its own,
bears an invented word more in its name and lies in another kelurahan, so that some words are as
common as in a province and others rare. The search index and the vocabulary are made anew.
"""

import argparse
import sys
import time

from benchmarks.django_ready import connection  # isort: skip
from django.db import transaction

from benchmarks.province import SYLLABLES
from directory import state
from directory.models import Listing
from directory.search import index, vocabulary

STRIDE = 10_000_000  # distance of the keys of two copies; keys of the demo are below
COPIES = {
    "postgresql": "generate_series(1, {times}) k(k)",
    "sqlite": "(WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < {times}) "
    "SELECT k FROM c) k",
}


def invented(vendor: str) -> str:
    """SQL of a word of three syllables that copy and listing decide, one of 21,952."""
    count = len(SYLLABLES)
    number = "(l.business_id * 7919 + k.k * 104729)"
    syllables = "".join(SYLLABLES)
    cut = "substr('{0}', 1 + 2 * CAST(({1} / {2}) % {3} AS integer), 2)"
    return " || ".join(cut.format(syllables, number, count**place, count) for place in range(3))


def columns_of_copies(vendor: str) -> dict[str, str]:
    word = invented(vendor)
    capital = "upper(substr({0}, 1, 1)) || substr({0}, 2)".format(f"({word})")
    return {
        "business_id": f"l.business_id + k.k * {STRIDE}",
        "code": "'KP' || k.k || '-' || substr(l.code, 5)",
        "name": f"substr(l.name, 1, 140) || ' ' || {capital}",
        "slug": f"substr(l.slug, 1, 70) || '-' || {word}",
        "kecamatan": "place.kecamatan",
        "kelurahan": "place.code",
        "kelurahan_name": "place.name",
        "search_name": f"l.search_name || ' ' || {word}",
        "search_text": "replace(l.search_text, own.folded, place.folded)",
    }


def make(vendor: str, first: int, last: int, kelurahan: int) -> str:
    """SQL that adds the copies `first` … `last` of every listing of the demo."""
    names = [field.column for field in Listing._meta.concrete_fields]
    changed = columns_of_copies(vendor)
    values = ", ".join(changed.get(name, f'l."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    copies = COPIES[vendor].format(times=last).replace("(1,", f"({first},", 1)
    copies = copies.replace("SELECT 1 UNION", f"SELECT {first} UNION", 1)
    return (
        f"INSERT INTO directory_listing ({quoted}) SELECT {values} "
        f"FROM directory_listing l CROSS JOIN {copies} "
        "JOIN places own ON own.code = l.kelurahan "
        f"JOIN places place ON place.number = (own.number + k.k) % {kelurahan} "
        f"WHERE l.business_id < {STRIDE}"
    )


def places(cursor) -> int:
    """A table of the kelurahan that have listings, numbered; how many there are."""
    cursor.execute("DROP TABLE IF EXISTS places")
    cursor.execute(
        "CREATE TEMPORARY TABLE places AS "
        "SELECT row_number() OVER (ORDER BY k.code) - 1 AS number, k.code, k.name, "
        "d.code AS kecamatan, lower(k.name || ' ' || d.name) AS folded "
        "FROM businesses_kelurahan k JOIN businesses_kecamatan d ON d.id = k.kecamatan_id"
    )
    cursor.execute("SELECT count(*) FROM places")
    return cursor.fetchone()[0]


def lay_down(cursor) -> list[str]:
    """Drop what slows the copies down; returns what makes it again."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT sql, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name = 'directory_listing'"
        )
        found = cursor.fetchall()
    else:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' "
            "AND conrelid = 'directory_listing'::regclass"
        )
        for (name,) in cursor.fetchall():  # the copies belong to no business
            cursor.execute(f'ALTER TABLE directory_listing DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexdef, indexname FROM pg_indexes WHERE tablename = 'directory_listing' "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        found = cursor.fetchall()
    for _sql, name in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [sql for sql, _name in found]


class Clock:
    def __init__(self) -> None:
        self.started = time.monotonic()

    def say(self, what: str) -> None:
        print(f"{time.monotonic() - self.started:6.0f} s  {what}", flush=True)


def search_index(cursor, clock: Clock) -> None:
    """The index and the vocabulary of what the table now holds."""
    again: list[str] = []
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT indexdef, indexname FROM pg_indexes WHERE tablename = "
            "'directory_listing_words' AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        for definition, name in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
            again.append(definition)
    index.clear()
    index.add_all()
    for statement in again:
        cursor.execute(statement)
    clock.say("search index")
    vocabulary.rebuild()
    clock.say("vocabulary")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--listings", type=int, default=1_700_000, help="how many to end with")
    wanted = parser.parse_args().listings
    vendor, clock = connection.vendor, Clock()
    listings = Listing.objects.filter(pk__lt=STRIDE).count()
    if not listings:
        sys.exit("The data base holds no listing: setup and seed_demo first.")
    times = -(-wanted // listings) - 1
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")
    with transaction.atomic(), connection.cursor() as cursor:
        if vendor == "sqlite":
            connection.check_constraints = lambda *args, **kwargs: None
        else:
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
            cursor.execute("SET LOCAL work_mem = '256MB'")
        kelurahan = places(cursor)
        Listing.objects.filter(pk__gte=STRIDE).delete()
        again = lay_down(cursor)
        for first in range(1, times + 1, 20):
            cursor.execute(make(vendor, first, min(first + 19, times), kelurahan))
        surplus = Listing.objects.count() - wanted
        if surplus > 0:
            last = Listing.objects.order_by("-business_id").values_list("business_id", flat=True)
            cursor.execute(
                "DELETE FROM directory_listing WHERE business_id >= %s", [last[surplus - 1]]
            )
        clock.say(f"{Listing.objects.count():,} listings")
        for statement in again:
            cursor.execute(statement)
        clock.say("indexes")
        search_index(cursor, clock)
        state.note_all()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if vendor == "postgresql" else "ANALYZE")
        if vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    clock.say("statistics")
    return 0


if __name__ == "__main__":
    sys.exit(main())
