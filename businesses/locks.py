"""The order in which rows are locked: businesses by their keys, then the owner, then what hangs
on them. Whoever takes more than one of these locks takes them so, and nobody waits in a circle.
"""

from businesses.models import Business


def lock_businesses_of(owner_id: int) -> list[int]:
    """Lock every business of an owner, merged ones included; returns their keys."""
    rows = Business.with_merged.filter(owner_id=owner_id).order_by("pk")
    return list(rows.select_for_update().values_list("pk", flat=True))
