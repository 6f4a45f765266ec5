#!/usr/bin/env python3
"""How well and how fast look-alikes are found among 17,000 businesses, beside a plain comparison.

    python -m benchmarks.duplicates                         SQLite, a temporary file
    DATABASE_URL=postgres://… python -m benchmarks.duplicates       an empty data base

Fills an empty register with the demo, adds a seeded set of true pairs and of look-alikes
(`benchmarks.duplicate_pairs`), and asks of each added record what it looks like. A hit is right
when it is the record that it is a twin of; everything else that is found counts as wrong.

The yardstick compares the name with every name of the kelurahan by `difflib`, in the same run,
turn by turn, so that the ratio holds on a machine that others use as well.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

AIMS = {"precision": 0.95, "recall": 0.9, "ms": 50.0}
NAIVE_RATIO = 0.85  # the best threshold of the yardstick: its precision × recall is highest here
EVERY = 4  # the yardstick is slow, so it answers every fourth question only


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--businesses", type=int, default=17_000)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--lookalikes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep", action="store_true", help="use the demo that is in the data base already"
    )
    return parser.parse_args()


def prepare(arguments: argparse.Namespace) -> None:
    """A register of the demo's size in the data base that the settings name."""
    from django.core.management import call_command

    call_command("setup", no_static=True, verbosity=0, stdout=sys.stderr)
    with_nib = arguments.businesses * 12 // 17
    with Path(os.devnull).open("w") as nowhere:
        call_command(
            "seed_demo", businesses=arguments.businesses, with_nib=with_nib, stdout=nowhere
        )


def register_set(made: list) -> None:
    """Store the seeded set as an officer would, but in one transaction."""
    from accounts.models import User
    from businesses import registration
    from businesses.registration import Entry

    by = User.objects.get(username="petugas")
    registration.register_all([Entry(one.business.owner, one.business) for one in made], by=by)


def ours(traits: object) -> set[int]:
    from businesses import lookalikes
    from businesses.similarity import LIKELY

    return {other.pk for other, _same in lookalikes.scores(traits, least=LIKELY)}


def naive(traits: object) -> set[int]:
    """Every name of the kelurahan, one after the other, in Python."""
    from businesses.models import Business

    rows = Business.objects.filter(kelurahan_id=traits.kelurahan_id).exclude(pk=traits.pk)
    name = traits.name.lower()
    return {
        pk
        for pk, other in rows.values_list("pk", "name")
        if SequenceMatcher(None, name, other.lower()).ratio() >= NAIVE_RATIO
    }


class Tally:
    """Hits and times of one way of searching."""

    def __init__(self, search: Callable[[object], set[int]]) -> None:
        self.search, self.right, self.wrong, self.pairs = search, 0, 0, 0
        self.times: list[float] = []
        self.missed: list[str] = []

    def ask(self, one: object, traits: object) -> float:
        started = time.perf_counter()
        found = self.search(traits)
        self.times.append((time.perf_counter() - started) * 1000)
        self.pairs += one.twin_of is not None
        self.right += one.twin_of in found
        self.wrong += len(found - {one.twin_of})
        if one.twin_of is not None and one.twin_of not in found:
            self.missed.append(one.business.name)
        return self.times[-1]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.pairs)

    def line(self, name: str) -> str:
        times = sorted(self.times)
        p95 = times[int(len(times) * 0.95)]
        return (
            f"{name:<12} precision {self.precision:.3f}  recall {self.recall:.3f}  "
            f"checks {len(times):>5}  median {statistics.median(times):7.2f} ms  "
            f"p95 {p95:7.2f} ms  max {times[-1]:7.2f} ms"
        )


def main() -> int:
    arguments = parse()
    with tempfile.TemporaryDirectory(prefix="umkm-duplicates-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/register.sqlite3")
        os.environ.setdefault("MEDIA_ROOT", f"{folder}/media")
        from benchmarks.django_ready import connection

        if not arguments.keep:
            prepare(arguments)
        return measure(arguments, connection)


def measure(arguments: argparse.Namespace, connection: object) -> int:
    from benchmarks.duplicate_pairs import make
    from businesses import duplicates, lookalikes
    from businesses.models import Business, DuplicatePair

    made = make(seed=arguments.seed, pairs=arguments.pairs, lookalikes=arguments.lookalikes)
    before = Business.objects.count()
    register_set(made)
    print(
        f"{connection.vendor}: {before} businesses, {arguments.pairs} twins and "
        f"{arguments.lookalikes} look-alikes beside them"
    )
    here, there, ratios = Tally(ours), Tally(naive), []
    for number, one in enumerate(made):
        traits = lookalikes.traits_of(one.business)
        mine = here.ask(one, traits)
        if number % EVERY == 0:
            ratios.append(there.ask(one, traits) / mine)
    print(here.line("ours"))
    print(there.line("difflib"))
    print(f"difflib takes {statistics.median(ratios):.1f} times as long (median of pairs of turns)")
    started = time.perf_counter()
    waiting = duplicates.scan()
    seconds = time.perf_counter() - started
    ids = {one.business.pk for one in made}
    unplanned = DuplicatePair.objects.exclude(first__in=ids).exclude(second__in=ids).count()
    print(
        f"whole register in {seconds:.1f} s: {waiting} pairs wait, "
        f"{unplanned} of them in the demo by chance"
    )
    p95 = sorted(here.times)[int(len(here.times) * 0.95)]
    is_good = (
        here.precision >= AIMS["precision"] and here.recall >= AIMS["recall"] and p95 <= AIMS["ms"]
    )
    print("aims met" if is_good else f"aims missed: {AIMS}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
