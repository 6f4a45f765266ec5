"""Chance that can be repeated: shares that come out exactly, and days that lie in order."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

WITA = ZoneInfo("Asia/Makassar")
OFFICE_OPENS = time(8, 0)
OFFICE_MINUTES = 8 * 60


def quotas(weights: dict[T, float], count: int) -> dict[T, int]:
    """How many of `count` fall to each key: by weight, and one at least where there is room.

    The rest of the rounding goes to the heaviest, so that the sum is `count` exactly.
    """
    total = sum(weights.values())
    heaviest = max(weights, key=lambda key: weights[key])
    least = 1 if count >= len(weights) else 0
    found = {key: max(least, int(count * weight / total)) for key, weight in weights.items()}
    found[heaviest] += count - sum(found.values())
    if found[heaviest] < 0:
        raise ValueError(f"{count} is too few for {len(weights)} kinds")
    return found


def spread(rng: Random, weights: dict[T, float], count: int) -> list[T]:
    """`count` keys in the shares of `weights`, shuffled; every key occurs where there is room."""
    drawn = [key for key, many in quotas(weights, count).items() for _ in range(many)]
    rng.shuffle(drawn)
    return drawn


class Deck(Iterator[T]):
    """Keys by weight without end, for a number of draws that is not known beforehand.

    The first draws hold every key once, so that a small demo shows them all.
    """

    def __init__(self, rng: Random, weights: dict[T, float] | Sequence[T]) -> None:
        if not isinstance(weights, dict):
            weights = dict.fromkeys(weights, 1.0)
        self._rng = rng
        self._keys = list(weights)
        self._cumulative = list(itertools.accumulate(weights.values()))
        self._dealt = self._keys.copy()
        rng.shuffle(self._dealt)

    def __next__(self) -> T:
        if not self._dealt:
            self._dealt = self._rng.choices(self._keys, cum_weights=self._cumulative, k=256)
        return self._dealt.pop()


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included; `first` when it is the later one."""
    days = (last - first).days
    return first + timedelta(days=int(rng.random() * (days + 1))) if days > 0 else first


def soon_after(rng: Random, first: date, last: date, *, mean: float) -> date:
    """A day from `first` to `last`, `mean` days later on average."""
    day = first + timedelta(days=int(rng.expovariate(1 / mean)))
    return day if day <= last else day_between(rng, first, last)


def at_office(rng: Random, day: date) -> datetime:
    """A minute of the office hours of `day` in Kupang."""
    opens = datetime.combine(day, OFFICE_OPENS, WITA)
    return opens + timedelta(minutes=int(rng.random() * OFFICE_MINUTES))
