#!/usr/bin/env python3
"""Time and memory of reading each messy or hostile file of the tests.

    python -m benchmarks.hostile_files

Each file is made, and read, in a process of its own; the time is that of reading alone, and the
memory the peak of the process that reads, or of the one that it starts for a workbook, whichever
is larger. The yardstick in the same run is a plain CSV of 17,000 rows and 25 columns. Ends with
1 when a file takes more than 2 s of CPU or 300 MB.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.django_ready import connection

MOST_SECONDS = 2.0
MOST_MEGABYTES = 300
SHOWN = 12


@dataclass(frozen=True)
class Taken:
    """What reading one file took: seconds by the clock and of CPU, and the peak in MB."""

    name: str
    outcome: str
    wall: float
    cpu: float
    megabytes: float


def plain_list() -> bytes:
    rows = (
        "\t".join(f"Nilai {row * 25 + column}" for column in range(25)) for row in range(17_000)
    )
    return ("Nama Usaha" + "\tKolom" * 24 + "\n" + "\n".join(rows)).encode()


def write(index: int, path: str) -> None:
    from tests.imports.hostile_files import CASES

    make: Callable[[], bytes] = CASES[index].make if index >= 0 else plain_list
    Path(path).write_bytes(make())


def measure(name: str, path: str) -> Taken:
    from imports.columns import is_known
    from imports.reading import read
    from imports.sheets import UnreadableFile

    data = Path(path).read_bytes()
    before, started = cpu(), time.perf_counter()
    try:
        outcome = f"{len(read(data, known=is_known).lines)} rows"
    except UnreadableFile as refused:
        outcome = str(refused)
    wall = time.perf_counter() - started
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Taken(name, outcome, wall, cpu() - before, peak / 1024)


def cpu() -> float:
    """Seconds of CPU of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def alone(function: Callable[..., Any], *arguments: object) -> Any:
    """The result of a function that runs in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(function, arguments)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--all", action="store_true", help="show every file, not the worst only")
    show_all = parser.parse_args().all
    connection.close()
    from tests.imports.hostile_files import CASES

    taken = []
    with tempfile.TemporaryDirectory(prefix="umkm-hostile-") as folder:
        path = f"{folder}/file"
        for index, name in [(-1, "yardstick"), *enumerate(case.name for case in CASES)]:
            alone(write, index, path)
            taken.append(alone(measure, name, path))
    yardstick, *files = taken
    files.sort(key=lambda one: -one.cpu)
    for one in [yardstick, *(files if show_all else files[:SHOWN])]:
        print(
            f"{one.name:<38} {one.wall:6.2f} s  CPU {one.cpu:5.2f} s  {one.megabytes:5.0f} MB  "
            f"{one.outcome[:60]}"
        )
    most = max(one.cpu for one in files), max(one.megabytes for one in files)
    is_good = most[0] <= MOST_SECONDS and most[1] <= MOST_MEGABYTES
    print(f"{len(files)} files; most: {most[0]:.2f} s of CPU, {most[1]:.0f} MB")
    print("aims met" if is_good else f"aims missed: {MOST_SECONDS} s, {MOST_MEGABYTES} MB")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
