"""The search index follows the listings; the engine of the data base knows how."""

from collections.abc import Sequence

from directory.search import engine


def add(ids: Sequence[int]) -> None:
    """Index the stored listings with these primary keys."""
    if ids:
        engine().add(ids)


def remove(ids: Sequence[int]) -> None:
    """Take these listings out of the index."""
    if ids:
        engine().remove(ids)


def clear() -> None:
    """Empty the index."""
    engine().clear()


def compact() -> None:
    """Let go of the words of listings that were taken out."""
    engine().compact()
