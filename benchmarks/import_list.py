#!/usr/bin/env python3
"""Measures check, preview and confirmation of a list against django-import-export and raw COPY.

    python -m benchmarks.import_list            on copies of the data base of DATABASE_URL
    python -m benchmarks.import_list --rows 17000 --rounds 3 --slow-rounds 1

The list is `benchmarks.import_rows`: 25 columns; of ten rows five change a business, one repeats
another, one has an error, three are new. Every work runs in a fresh process, as the wizard's own
job does, and all of them in turn within each round; the data base itself is only copied.

CPU is that of the process, without its start; the work of a PostgreSQL server is in the wall
time only, so ratios are of wall time, round by round. django-import-export does far less with
the same rows (see `benchmarks.import_resource`): its dry run stands against the check, its import
of the rows that it can read against the confirmation. COPY, or executemany on SQLite, is how
long it takes to put the 25 cells of each row down as they are. Ends with 1 when an aim is missed.
"""

import argparse
import importlib.util
import json
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.data_base_copy import connection, copied

MOST_CPU, MOST_MEGABYTES, MOST_BYTES = 6.0, 300, 200_000
MODES = ("default", "bulk")
STEPS = {"check": "dry run", "confirm": "import"}
HOW_TO_INSTALL = """\
django-import-export is not there, so its lines are left out. It belongs into no lock file; to
have it, make an environment beside the one of the project and run the program with that:
    python3 -m venv FOLDER
    echo "$PWD"/.venv/lib/python3*/site-packages > "$(echo FOLDER/lib/python3*/site-packages)"/x.pth
    FOLDER/bin/pip install 'django-import-export>=4,<5'
    FOLDER/bin/python -m benchmarks.import_list
"""

Taken = dict[str, Any]


class Runner:
    """Runs works on one copy of the data base, each in a process of its own."""

    def __init__(self, path: Path, rows: int) -> None:
        self.path, self.rows = path, rows

    def run(self, name: str, work: str, *more: str) -> Taken:
        command = [sys.executable, "-m", "benchmarks.import_works", work, "--data-base", name]
        command += ["--list", str(self.path), "--rows", str(self.rows), *more]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{work} failed")
        return json.loads(done.stdout)

    def make_list(self) -> dict[str, int]:
        with copied() as name:
            return self.run(name, "make")["counts"]

    def wizard(self) -> dict[str, Taken]:
        with copied() as name:
            self.run(name, "receive")
            return {work: self.run(name, work) for work in ("check", "preview", "confirm")}

    def import_export(self, mode: str) -> dict[str, Taken]:
        with copied() as name:
            more = ("import_export", "--mode", mode)
            dry = self.run(name, *more, "--dry-run")
            real = self.run(name, *more, "--without", json.dumps(dry["refused"]))
        return {f"{mode}, dry run": dry, f"{mode}, import": real}

    def copy(self) -> dict[str, Taken]:
        with copied() as name:
            return {"COPY": self.run(name, "copy")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=17_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--slow-rounds", type=int, default=1, help="rounds with django-import-export: minutes each"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # no copy is left behind
    is_installed = importlib.util.find_spec("import_export") is not None
    modes = MODES if is_installed and options.slow_rounds else ()
    if not is_installed:
        print(HOW_TO_INSTALL)
    taken: dict[str, list[Taken]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="umkm-list-") as folder:
        runner = Runner(Path(folder) / "list.csv", options.rows)
        meant = runner.make_list()
        for number in range(options.rounds):
            print(f"round {number + 1} …", flush=True)
            found = runner.wizard() | runner.copy()
            for mode in modes if number < options.slow_rounds else ():
                found |= runner.import_export(mode)
            for name, one in found.items():
                taken[name].append(one)
    print(
        f"{options.rows:,} rows of 25 columns on {connection.vendor}; medians of {options.rounds}"
    )
    started = statistics.median(one["start"] for one in taken["check"])
    print(f"The start of each process took {started:.1f} s of CPU, which are not in the figures.")
    print(f"the list is meant to hold  {spelt(meant)}")
    print(f"the check found            {spelt(taken['check'][0]['counts'])}")
    for mode in modes:
        real = taken[f"{mode}, import"][0]
        refused = len(taken[f"{mode}, dry run"][0]["refused"])
        print(f"import-export, {mode:11} {spelt(real['totals'])}; {refused:,} rows refused")
    missed = times(taken) + pages(taken["preview"])
    print(f"\naims missed: {missed}" if missed else "\naims met")
    return 1 if missed else 0


def spelt(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()) if count)


def times(taken: dict[str, list[Taken]]) -> int:
    """Print the table of works; the number of aims that were missed."""
    print(f"\naims: {MOST_CPU:.0f} s of CPU, {MOST_MEGABYTES} MB")
    heads = [f"{mode}/ours" for mode in MODES if f"{mode}, import" in taken] + ["ours/COPY"]
    print(f"{'':30} {'CPU s':>7} {'wall s':>7} {'MB':>5}" + "".join(f"{h:>14}" for h in heads))
    missed = 0
    for work in STEPS:
        ours = taken[work]
        is_missed = median(ours, "cpu") > MOST_CPU or median(ours, "megabytes") > MOST_MEGABYTES
        missed += is_missed
        ratios = [
            ratio(taken[f"{mode}, {STEPS[work]}"], ours)
            for mode in MODES
            if f"{mode}, import" in taken
        ]
        ratios.append(ratio(ours, taken["COPY"]))
        shown = "".join(f"{one:>13.1f}×" for one in ratios)
        print(line(work, ours) + shown + ("  MISSED" if is_missed else ""))
    for name in taken:
        if name not in {*STEPS, "preview"}:
            title = name if name == "COPY" else f"import-export {name}"
            print(line(title, taken[name]))
    return missed


def line(name: str, taken: list[Taken]) -> str:
    return (
        f"{name:30} {median(taken, 'cpu'):7.2f} {median(taken, 'wall'):7.2f} "
        f"{median(taken, 'megabytes'):5.0f}"
    )


def median(taken: list[Taken], what: str) -> float:
    return statistics.median(one[what] for one in taken)


def ratio(there: list[Taken], here: list[Taken]) -> float:
    """The median of the ratios of wall time, over the rounds that have both."""
    pairs = zip(there, here, strict=False)
    return statistics.median(one["wall"] / other["wall"] for one, other in pairs)


def pages(taken: list[Taken]) -> int:
    """Print the pages of the preview; the number of those that are too large."""
    troubles = [one["trouble"] for one in taken if "trouble" in one]
    if troubles:
        print(f"\npreview: {troubles[0]}  MISSED")
        return 1
    print(f"\naim: {MOST_BYTES // 1000} kB")
    print(f"{'preview':30} {'kB':>7} {'queries':>7} {'ms':>5}")
    missed = 0
    for name in taken[0]["pages"]:
        shown = [one["pages"][name] for one in taken]
        is_missed = median(shown, "bytes") > MOST_BYTES
        missed += is_missed
        print(
            f"{name:30} {median(shown, 'bytes') / 1000:7.1f} {median(shown, 'queries'):7.0f} "
            f"{median(shown, 'milliseconds'):5.0f}{'  MISSED' if is_missed else ''}"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
