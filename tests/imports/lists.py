"""Small lists for the tests. Every name and number in them is invented."""

import csv
import hashlib
import io

from imports.running import Options, Result

HEADING = ["Nama Usaha", "Nama Pemilik", "Kelurahan", "Alamat Usaha"]
ROW = ["Kios Melati", "Ester Uji", "Fontein", "Jl. Cendana"]


def csv_bytes(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as a file, the heading first."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def one(**cells: str) -> bytes:
    """A file of one complete row in Fontein; arguments add columns or replace cells by heading."""
    return many({}, **cells)


def many(*changes: dict[str, str], **cells: str) -> bytes:
    """A file with one row for each of `changes`: what differs from the usual row."""
    usual = {**dict(zip(HEADING, ROW, strict=True)), **cells}
    heading = list(dict.fromkeys([*usual, *(name for change in changes for name in change)]))
    rows = [{**usual, **change} for change in changes]
    return csv_bytes(heading, *([row.get(name, "") for name in heading] for row in rows))


def invented_name(number: int) -> str:
    """A name of a business that is spelt like that of no other number."""
    return " ".join(hashlib.sha256(f"{number} {word}".encode()).hexdigest()[:9] for word in "ab")


def options(
    *,
    mapping: dict[str, str | None] | None = None,
    said: dict[int, str] | None = None,
    changes: str = "replace",
    **constants: str,
) -> Options:
    """How a list is read. Args: said: row → what a person decided about it."""
    return Options(
        file_name="daftar-uji.csv",
        mapping=mapping or {},
        constants=constants,
        decisions=said or {},
        changes=changes,
    )


def reasons(result: Result) -> list[tuple[int, str, str]]:
    """(row, column, reason) of every error."""
    return [(problem.row, problem.column, problem.reason) for problem in result.errors]


def counts(result: Result) -> list[int]:
    """new, changed, same, duplicate, error."""
    assert sum(result.counts.values()) == len(result.drafts)
    return list(result.counts.values())
