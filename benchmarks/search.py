#!/usr/bin/env python3
"""Measures the search of the directory against LIKE, in the same alternating run.

    python -m benchmarks.search                 on the data base of DATABASE_URL
    python -m benchmarks.search --queries 200 --yardsticks 5

A search is `directory.search.find` and the 24 listings of the first page. The yardstick asks for
24 listings whose folded name or text is LIKE every word. Queries are drawn from the listings by
a seed; of those with a typo it is counted how many find the business they were made from, at
once or by the link that asks what was meant.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.django_ready import connection  # isort: skip
from django.db.models import Q

from directory import search
from directory.models import Listing, VocabularyWord

AIM_CITY, AIM_PROVINCE, CITY = 15, 50, 100_000  # milliseconds; listings from which it is a province
PAGE = 24
LETTERS = "abdegiklmnoprstu"
WARM_UP = 5
Query = tuple[str, int | None]  # the text, and the key of the business that it must find


def slipped(word: str, chance: random.Random) -> str:
    """`word` with a letter missing, doubled, changed or exchanged with the next one."""
    place = chance.randrange(1, len(word) - 1)
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            head + tail,
            head + letter + letter + tail,
            head + chance.choice(LETTERS) + tail,
            head + tail[:1] + letter + tail[1:],
        )
    )


def drawn(number: int, chance: random.Random) -> Iterator[Listing]:
    """Listings by chance, without reading them all."""
    keys = list(Listing.objects.order_by("pk").values_list("pk", flat=True))
    for key in chance.choices(keys, k=number):
        yield Listing.objects.get(pk=key)


def a_word(text: str, chance: random.Random, *, least: int = 4) -> str:
    words = [word for word in text.split() if len(word) >= least and word.isalpha()]
    return chance.choice(words) if words else ""


def queries(kind: str, number: int) -> list[Query]:
    chance = random.Random(kind)
    found: list[Query] = []
    for row in drawn(number * 2, chance):
        word, place = a_word(row.search_name, chance, least=5), row.kelurahan_name.lower()
        text = {
            "exact name": row.name,
            "one word": word,
            "prefix": word[: chance.randint(2, 4)],
            "two words": f"{a_word(row.search_products, chance)} {place.split()[0]}",
            "two words of the name": " ".join(row.search_name.split()[:2]),
            "one typo": slipped(word, chance) if word else "",
            "nothing found": "".join(chance.choices("qxzvw", k=7)),
        }[kind]
        is_typo = kind == "one typo" and text not in known([text])
        if word and len(text.split()) >= (2 if kind == "two words" else 1):
            found.append((text, row.pk if is_typo else None))
    return found[:number]


def known(words: list[str]) -> set[str]:
    return set(VocabularyWord.objects.filter(word__in=words).values_list("word", flat=True))


KINDS = (
    *("exact name", "one word", "prefix", "two words", "two words of the name"),
    *("one typo", "nothing found"),
)


def ours(text: str) -> list[int]:
    found = search.find(text).ids
    list(Listing.objects.filter(pk__in=found[:PAGE]).defer("detail"))
    return found


def like(text: str) -> None:
    listings = Listing.objects.defer("detail").order_by("name", "business_id")
    for word in search.words_of(text):
        listings = listings.filter(Q(search_name__contains=word) | Q(search_text__contains=word))
    list(listings[:PAGE])


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(kind: str, number: int, yardsticks: int) -> tuple[list[float], list[float], str]:
    """Times of ours and of the yardstick, taken in turns, and how many typos found their own."""
    asked = queries(kind, number)
    for text, _key in asked[:WARM_UP]:
        ours(text)
    mine, theirs = [], []
    every = max(1, len(asked) // max(1, yardsticks))
    for turn, (text, _key) in enumerate(asked):
        mine.append(milliseconds(partial(ours, text)))
        if turn % every == 0:
            theirs.append(milliseconds(partial(like, text)))
    slips = [(text, key) for text, key in asked if key is not None]
    right = sum(finds(text, key) for text, key in slips)
    return mine, theirs, f"{right} of {len(slips)}" if slips else ""


def finds(text: str, key: int) -> bool:
    """Whether the business is found, at once or by the link of what was probably meant; or so
    many bear the word that it is among equals."""
    found = search.find(text)
    if found.corrected and not found.was_corrected:
        found = search.find(found.corrected)
    return key in found.ids or found.is_capped


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--yardsticks", type=int, default=20, help="of each kind")
    options = parser.parse_args()
    count = Listing.objects.count()
    aim = AIM_PROVINCE if count > CITY else AIM_CITY
    print(f"{count:,} listings on {connection.vendor}; p95 aim {aim} ms\n")
    print(f"{'':24}{'p50':>8}{'p95':>8}{'worst':>8}{'LIKE p50':>10}{'ratio':>8}  found")
    missed = 0
    for kind in KINDS:
        mine, theirs, right = measure(kind, options.queries, options.yardsticks)
        middle, high = percentile(mine, 0.5), percentile(mine, 0.95)
        yardstick = statistics.median(theirs)
        missed += high > aim
        print(
            f"{kind:24}{middle:8.1f}{high:8.1f}{max(mine):8.1f}{yardstick:10.1f}"
            f"{yardstick / middle:7.1f}×  {right}{'  MISSED' if high > aim else ''}",
            flush=True,
        )
    print(f"\n{len(KINDS) - missed} of {len(KINDS)} within {aim} ms (milliseconds)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
