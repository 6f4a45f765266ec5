"""Coverage: the one definition of "this business holds a NIB", always on a date.

A business holds a NIB on a day when the NIB of its owner was in force on that day: issued by
then, and not frozen, revoked or found not to match by then. It is *verified* when an officer
had checked it by then. Owners with several businesses have one NIB, and each of their
businesses holds it (Peraturan BKPM 5/2025 art. 16).
"""

from datetime import date
from typing import TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from businesses.models import Business
from licensing.models import NibPeriod


class Counted(TypedDict):
    """The figures of one group of businesses."""

    key: str | None
    label: str | None
    businesses: int
    with_nib: int
    with_verified_nib: int


def in_force(on: date | None = None) -> QuerySet[NibPeriod]:
    """The periods that cover the day `on` (today when None); at most one per owner."""
    on = on or timezone.localdate()
    return NibPeriod.objects.filter(starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    )


def _owners(on: date) -> QuerySet:
    return in_force(on).values("owner_id")


def _verified_owners(on: date) -> QuerySet:
    return in_force(on).filter(verified_on__lte=on).values("owner_id")


def holding_nib(businesses: QuerySet[Business], *, on: date | None = None) -> QuerySet[Business]:
    """Those of `businesses` that held a NIB on the day `on` (today when None)."""
    return businesses.filter(owner_id__in=_owners(on or timezone.localdate()))


def holding_verified_nib(
    businesses: QuerySet[Business], *, on: date | None = None
) -> QuerySet[Business]:
    """Those whose NIB was in force and verified on the day `on`."""
    return businesses.filter(owner_id__in=_verified_owners(on or timezone.localdate()))


def without_nib(businesses: QuerySet[Business], *, on: date | None = None) -> QuerySet[Business]:
    """The others: the work list of the licensing officers."""
    held = in_force(on).filter(owner_id=OuterRef("owner_id"))  # NOT IN a million never ends
    return businesses.filter(~Exists(held))


def totals(businesses: QuerySet[Business], *, on: date) -> dict[str, int]:
    """Count `businesses`, those holding a NIB and those holding a verified one on `on`."""
    return businesses.aggregate(**_counts(on))


def by_group(businesses: QuerySet[Business], *, on: date, key: str, label: str) -> list[Counted]:
    """The same counts for each value of the field path `key`, the unknown (None or "") included.

    Args:
        key, label: field paths from Business, for example "kelurahan__code".
    """
    groups = businesses.order_by().values(key, label).annotate(**_counts(on))
    return [
        Counted(
            key=group[key] or None,
            label=group[label] or None,
            businesses=group["businesses"],
            with_nib=group["with_nib"],
            with_verified_nib=group["with_verified_nib"],
        )
        for group in groups
    ]


def _counts(on: date) -> dict[str, Count]:
    return {
        "businesses": Count("pk"),
        "with_nib": Count("pk", filter=Q(owner_id__in=_owners(on))),
        "with_verified_nib": Count("pk", filter=Q(owner_id__in=_verified_owners(on))),
    }
