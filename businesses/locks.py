"""The order in which rows are locked: businesses by their keys, then the owner, then what hangs
on them. Whoever takes more than one of these locks takes them so, and nobody waits in a circle.

All locks are FOR NO KEY UPDATE (`no_key`): they keep each other out, but not the look of a foreign
key at the row, which comes at the end of a transaction and in no order at all.
"""

from collections.abc import Iterable

from django.db import connection

from businesses.models import Business, Owner
from common.bulk import batches


def lock_businesses_of(owner_id: int) -> list[int]:
    """Lock every business of an owner, merged ones included; returns their keys."""
    rows = Business.with_merged.filter(owner_id=owner_id).order_by("pk")
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def lock_businesses_of_all(owner_ids: Iterable[int]) -> None:
    """Lock every business of these owners, in the order of their keys.

    Without row locks (SQLite) a transaction is the only writer from its first statement on.
    """
    if not connection.features.has_select_for_update:
        return
    keys: list[int] = []
    for some in batches(list(owner_ids)):
        keys += Business.with_merged.filter(owner_id__in=some).values_list("pk", flat=True)
    for some in batches(sorted(keys)):
        rows = Business.with_merged.filter(pk__in=some).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def lock_owners(owner_ids: Iterable[int]) -> list[Owner]:
    """Lock these owners, in the order of their keys, after their businesses."""
    found: list[Owner] = []
    for some in batches(sorted(owner_ids)):
        rows = Owner.objects.filter(pk__in=some).order_by("pk")
        found += rows.select_for_update(no_key=True).only("pk", "anonymised_on")
    return found
