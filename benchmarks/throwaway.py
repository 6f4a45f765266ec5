"""A data base that is thrown away afterwards, and put back to a kept state as often as wanted.

A temporary SQLite file, or a data base of its own on a PostgreSQL server. No Django here: the
programs that measure use it beside their own connection, which must be closed before `keep`,
`restore` and `settle`.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

PATIENCE = 60.0  # seconds
BETWEEN_LOOKS = 0.01


class SqliteFile:
    """A file in `folder`, and beside it the copy that is kept."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "register.sqlite3"
        self.kept = folder / "kept.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def create(self) -> None:
        self.folder.mkdir()

    def drop(self) -> None:
        shutil.rmtree(self.folder)

    def keep(self) -> None:
        """Keep the present state. The last connection was closed, so it is all in the file."""
        shutil.copyfile(self.path, self.kept)

    def restore(self) -> None:
        for path in self.folder.glob(f"{self.path.name}-*"):
            path.unlink()
        shutil.copyfile(self.kept, self.path)

    def is_writing(self) -> bool:
        """Whether somebody is inside a transaction that writes: SQLite has one writer."""
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            connection.execute("ROLLBACK")
            return False

    def settle(self) -> None:
        """Nothing goes on after the last process: SQLite is part of it."""

    def left_over(self) -> list[str]:
        """Files that are neither the data base nor the copy; asked when nobody is connected."""
        expected = {self.path.name, self.kept.name}
        return sorted({path.name for path in self.folder.iterdir()} - expected)


class PostgresDatabase:
    """A data base of its own, and beside it a template that is kept.

    Args:
        server: the URL of any data base of the server, for a role that may create others.
        name: of the new data base.
    """

    name = "PostgreSQL"

    def __init__(self, server: str, name: str) -> None:
        self.server = server
        self.database, self.kept = name, f"{name}_kept"
        self.url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    def create(self) -> None:
        self._on_server(f'CREATE DATABASE "{self.database}"')

    def drop(self) -> None:
        for name in (self.database, self.kept):
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def keep(self) -> None:
        self._copy(self.database, self.kept)

    def restore(self) -> None:
        self._copy(self.kept, self.database)

    def is_writing(self) -> bool:
        """Whether somebody is inside a transaction that has written something."""
        return bool(self._others("backend_xid IS NOT NULL"))

    def settle(self) -> None:
        """Wait until the server has noticed that a client is gone. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE
        while self._others("true"):
            if time.monotonic() > until:
                raise TimeoutError("the server still works for a process that is gone")
            time.sleep(BETWEEN_LOOKS)

    def left_over(self) -> list[str]:
        return []

    def _copy(self, source: str, target: str) -> None:
        self._on_server(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        self._on_server(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY file_copy')

    def _others(self, condition: str) -> int:
        return self._on_server(
            f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.database}' "
            f"AND backend_type = 'client backend' AND {condition}"
        )

    def _on_server(self, statement: str) -> int:
        with closing(psycopg2.connect(self.server)) as connection:
            connection.autocommit = True  # no data base is made within a transaction
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else 0


def database(folder: Path, server: str = "") -> SqliteFile | PostgresDatabase:
    """The data base that belongs to `folder`: on the server, or in a folder beneath it."""
    if server:
        return PostgresDatabase(server, folder.name.replace("-", "_").lower())
    return SqliteFile(folder / "data")
