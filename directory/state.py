"""Which state the directory is in: a number that moves with every change, and only then.

Pages are valid, kept counts exact and finished pages reusable while the number stands, so a
withdrawn business is gone with the commit of its withdrawal, in every worker.
"""

from collections.abc import Iterable

from django.db import Error, connection, transaction
from django.db.models import Max

from common.bulk import create
from directory.models import DirectoryChange

KEPT = 20_000  # changes behind the newest; a worker that is further behind reads all anew
MOST_TWICE = 500
NEWEST = "SELECT id FROM directory_directorychange ORDER BY id DESC LIMIT 1"


def number() -> int:
    """The state now, 0 for a directory that never changed. One look at the end of an index."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        found = cursor.fetchone()
    return found[0] if found else 0


def first_number() -> int:
    """`number`, as the first question of a request: it tries the connection as well.

    A connection that the server has closed meanwhile is opened anew. So Django need not ask before
    whether it lives (CONN_HEALTH_CHECKS), which costs as much as this question.
    """
    connection.health_check_done = True
    try:
        return number()
    except Error:
        if connection.in_atomic_block:
            raise
        connection.close()
        return number()


def note(ids: Iterable[int]) -> None:
    """Say that the listings of these businesses were added, changed or withdrawn.

    Where several write at a time, a number may be taken early and committed late, when others
    have read beyond it; so it is said again after the commit.
    """
    keys = list(ids)
    _write(keys)
    _again_after_commit(keys if len(keys) <= MOST_TWICE else [None])


def note_all() -> None:
    """Say that anything may differ: a rebuilt directory, a place or category under a new name.

    Changes that nobody will catch up with need no keeping then.
    """
    _write([None])
    _again_after_commit([None])
    newest = DirectoryChange.objects.aggregate(newest=Max("id"))["newest"]
    DirectoryChange.objects.filter(id__lt=newest - KEPT).delete()


def _write(keys: Iterable[int | None]) -> None:
    create(DirectoryChange, [DirectoryChange(business_id=key) for key in keys])


def _again_after_commit(keys: list[int | None]) -> None:
    if connection.vendor != "sqlite":
        transaction.on_commit(lambda: _write(keys), robust=True)


def since(state: int) -> set[int] | None:
    """The businesses that changed after `state`; None when all must be read anew."""
    if state == 0:
        return None
    changes = DirectoryChange.objects.filter(id__gte=state).order_by("id")
    rows = list(changes.values_list("id", "business_id")[: KEPT + 1])
    if not rows or rows[0][0] != state or len(rows) > KEPT:
        return None
    keys = {key for _number, key in rows[1:]}
    return None if None in keys else keys
