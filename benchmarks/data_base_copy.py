"""Throw-away copies of the data base of DATABASE_URL, so that a program may write into one."""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.django_ready import connection

numbers = count(1)


@contextmanager
def copied() -> Iterator[str]:
    """The name of a copy, as Django wants it in NAME; it is gone afterwards.

    SQLite: a file in a temporary folder. PostgreSQL: a data base made with the given one as
    template, so the account needs CREATEDB, and nobody else may be connected meanwhile.
    """
    connection.close()
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix="umkm-import-") as folder:
            path = str(Path(folder) / "copy.sqlite3")
            with (
                closing(sqlite3.connect(connection.settings_dict["NAME"])) as there,
                closing(sqlite3.connect(path)) as here,
            ):
                there.backup(here)
            yield path
    else:
        source = connection.settings_dict["NAME"]
        name = f"{source}_copy_{os.getpid()}_{next(numbers)}"
        with closing(_maintenance()) as maintenance, maintenance.cursor() as cursor:
            try:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
            except connection.Database.Error as error:
                sys.exit(f"No copy of the data base could be made: {error}")
        try:
            yield name
        finally:
            with closing(_maintenance()) as maintenance, maintenance.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _maintenance() -> Any:
    """A connection to the data base that every PostgreSQL has, outside any transaction."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for name in ("cursor_factory", "context"):  # for Django's own use of the connection
        parameters.pop(name, None)
    made = connection.Database.connect(**parameters)
    made.autocommit = True
    return made
