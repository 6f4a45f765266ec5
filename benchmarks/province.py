#!/usr/bin/env python3
"""Makes a province out of a city: the demo of 17,000 businesses a hundred times, by SQL.

    DATABASE_URL=postgres://… python -m benchmarks.province --times 100

Every copy has registry numbers, NIBs and moments of its own, lies in another kelurahan, and
bears an invented word more in the names of business and owner, so that some words are as common
as in a whole province and others rare. Common words stay as common as in the demo: one business
in five is a *kios*. PostgreSQL only; the data base must hold the demo and nothing else.
"""

import argparse
import time

from django.db import transaction

from benchmarks.django_ready import connection

STRIDE = 1_000_000  # distance of the keys of two copies
SYLLABLES = (
    "ba da fa ga ka la ma na pa ra sa ta wa be de ke le me ne re se te bo do ko lo mo no".split()
)
TABLES = (
    "businesses_owner",
    "businesses_business",
    "licensing_nib",
    "licensing_nibperiod",
    "businesses_businessword",
    "businesses_ownerword",
)


def made_up(seed: str) -> str:
    """SQL of a word of three syllables that `seed` decides, one of 21,952."""
    array = "ARRAY[" + ",".join(f"'{syllable}'" for syllable in SYLLABLES) + "]"
    count = len(SYLLABLES)
    number = f"abs(hashint8({seed}))"
    return " || ".join(
        f"({array})[1 + ({number} / {count**place}) % {count}]" for place in range(3)
    )


OWN_WORD = made_up("b.id * 131 + k.k")
OWNERS_WORD = made_up("o.id * 137 + k.k")
CODE = "regexp_replace({}.code, '^.*-0*', '')"
NEW_NUMBER = f"({CODE.format('b')}::int + k.k * size.n)::text"
CHANGED = {
    "businesses_owner": {
        "name": f"o.name || ' ' || initcap({OWNERS_WORD})",
        "nik_digest": "md5(o.nik_digest || '-' || k.k)",
        "npwp_digest": "md5(o.npwp_digest || '-' || k.k)",
        "updated_at": "o.updated_at - k.k * interval '37 minutes'",
    },
    "businesses_business": {
        "code": f"'KPG-' || lpad({NEW_NUMBER}, greatest(6, length({NEW_NUMBER})), '0')",
        "name": f"b.name || ' ' || initcap({OWN_WORD})",
        "owner_id": f"b.owner_id + k.k * {STRIDE}",
        "kelurahan_id": "place.ids[1 + (b.kelurahan_id + k.k) % array_length(place.ids, 1)]",
        "updated_at": "b.updated_at - k.k * interval '37 minutes'",
    },
    "licensing_nib": {
        "owner_id": f"n.owner_id + k.k * {STRIDE}",
        "number": "lpad(((n.number::bigint + k.k * 91000000007) % 10000000000000)::text, 13, '0')",
        "updated_at": "n.updated_at - k.k * interval '37 minutes'",
    },
    "licensing_nibperiod": {
        "owner_id": f"p.owner_id + k.k * {STRIDE}",
        "nib_id": f"p.nib_id + k.k * {STRIDE}",
    },
}
ALIAS = {
    "businesses_owner": "o",
    "businesses_business": "b",
    "licensing_nib": "n",
    "licensing_nibperiod": "p",
}


def columns(cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND is_identity = 'NO' OR table_name = %s AND column_name = 'id' "
        "ORDER BY ordinal_position",
        [table, table],
    )
    return [name for (name,) in cursor.fetchall()]


def copy(cursor, table: str, times: int) -> None:
    """Insert the copies 1 … `times` - 1 of every row of `table`."""
    alias, changed = ALIAS[table], {"id": f"{ALIAS[table]}.id + k.k * {STRIDE}", **CHANGED[table]}
    names = columns(cursor, table)
    values = ", ".join(changed.get(name, f'{alias}."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {values} "
        f"FROM {table} {alias}, generate_series(1, {times - 1}) k(k), "
        f"(SELECT max({CODE.format('z')}::int) n FROM businesses_business z) size, "
        "(SELECT array_agg(id ORDER BY id) ids FROM businesses_kelurahan) place "
        f"WHERE {alias}.id < {STRIDE}"
    )


def copy_words(cursor, times: int) -> None:
    """The words of the copies: those of the originals, the new registry number, the new words."""
    copies = f"generate_series(1, {times - 1}) k(k)"
    cursor.execute(
        "INSERT INTO businesses_businessword (word, business_id) "
        f"SELECT CASE WHEN w.word = {CODE.format('b')} THEN {NEW_NUMBER} ELSE w.word END, "
        f"b.id + k.k * {STRIDE} "
        "FROM businesses_businessword w JOIN businesses_business b ON b.id = w.business_id, "
        f"{copies}, (SELECT max({CODE.format('z')}::int) n FROM businesses_business z "
        f"WHERE z.id < {STRIDE}) size WHERE b.id < {STRIDE} "
        f"UNION SELECT {OWN_WORD}, b.id + k.k * {STRIDE} FROM businesses_business b, {copies} "
        f"WHERE b.id < {STRIDE} "
        f"UNION SELECT {OWNERS_WORD}, b.id + k.k * {STRIDE} FROM businesses_business b "
        f"JOIN businesses_owner o ON o.id = b.owner_id, {copies} WHERE b.id < {STRIDE}"
    )
    cursor.execute(
        "INSERT INTO businesses_ownerword (word, owner_id) "
        f"SELECT w.word, w.owner_id + k.k * {STRIDE} FROM businesses_ownerword w, {copies} "
        f"WHERE w.owner_id < {STRIDE} "
        f"UNION SELECT {OWNERS_WORD}, o.id + k.k * {STRIDE} FROM businesses_owner o, {copies} "
        f"WHERE o.id < {STRIDE}"
    )


def take_down(cursor) -> list[str]:
    """Drop the indexes and unique constraints of the tables; returns what makes them again."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    )
    again = []
    for table, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(TABLES)],
    )
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        again.append(definition)
    return again


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=100, help="how many cities make the province")
    times = parser.parse_args().times
    started = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers: the rows fit
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '512MB'")
        again = take_down(cursor)
        for table in ALIAS:
            copy(cursor, table, times)
            print(f"{time.monotonic() - started:6.0f} s  {table}", flush=True)
        copy_words(cursor, times)
        print(f"{time.monotonic() - started:6.0f} s  words", flush=True)
        for statement in again:
            cursor.execute(statement)
        print(f"{time.monotonic() - started:6.0f} s  indexes", flush=True)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))",
                [table],
            )
        print(f"{time.monotonic() - started:6.0f} s  statistics", flush=True)


if __name__ == "__main__":
    main()
