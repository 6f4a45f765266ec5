"""Small lists for the tests. Every name and number in them is invented."""

import csv
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


def options(*, mapping: dict[str, str | None] | None = None, **constants: str) -> Options:
    return Options(file_name="daftar-uji.csv", mapping=mapping or {}, constants=constants)


def reasons(result: Result) -> list[tuple[int, str, str]]:
    """(row, column, reason) of every error."""
    return [(problem.row, problem.column, problem.reason) for problem in result.errors]


def counts(result: Result) -> list[int]:
    """new, changed, same, duplicate, error."""
    assert sum(result.counts.values()) == len(result.drafts)
    return list(result.counts.values())
