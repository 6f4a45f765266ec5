"""The search index: a narrow copy of what is searched, which each engine keeps in its own way.

It holds no more than the listings do. `directory.projection` takes a listing out and puts it in.
"""

from collections.abc import Sequence
from types import ModuleType

from django.db import connection


def engine() -> ModuleType:
    """The module of the data base in use."""
    from directory.search import postgres, sqlite

    return postgres if connection.vendor == "postgresql" else sqlite


def add(ids: Sequence[int]) -> None:
    """Index the stored listings with these primary keys."""
    if ids:
        engine().add(ids)


def add_all() -> None:
    """Index every listing, into an empty index."""
    engine().add()


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


def settle() -> None:
    """Tell the planner what a new index holds: without it a search takes seconds."""
    engine().settle()


def wrong() -> set[int]:
    """The keys of listings that the index lacks, holds otherwise, or holds and should not."""
    return engine().wrong()
