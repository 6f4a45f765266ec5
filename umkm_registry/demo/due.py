"""Kinds that wait until somebody comes whom they fit."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_WAITING = 40


class Due(Generic[T]):
    """Hands out one kind of a deck for every so many businesses, each to the first it fits.

    A P-IRT is for packaged food and a finished NIB case for who holds one; drawing by weight
    and dropping what does not fit would leave the rare kinds out of a small demo.
    """

    def __init__(self, deck: Iterator[T], *, every: int) -> None:
        self._deck, self._every = deck, every
        self._asked = 0
        self._waiting: list[T] = []

    def take(self, fits: Callable[[T], bool]) -> T | None:
        """The kind that waits longest of those that fit the next business; None when none does."""
        self._asked += 1
        if self._asked % self._every == 0 and len(self._waiting) < MOST_WAITING:
            self._waiting.append(next(self._deck))
        for index, kind in enumerate(self._waiting):
            if fits(kind):
                return self._waiting.pop(index)
        return None
