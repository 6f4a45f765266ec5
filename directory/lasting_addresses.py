"""Where the numbers of merged records lead, and which numbers of pages are gone."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from businesses.models import Business
from common.bulk import create
from directory.models import FormerCode, GoneCode, Listing


def former_codes(merged: QuerySet[Business] | None = None) -> list[FormerCode]:
    """The numbers of merged records, unsaved, each with the last survivor of its chain."""
    merged = Business.with_merged.all() if merged is None else merged
    rows = merged.filter(merged_into__isnull=False).order_by("pk")
    found = list(rows.values_list("pk", "code", "merged_into_id"))
    into = {pk: target for pk, _code, target in found}
    targets = set(into.values()) - into.keys()
    while targets:  # merged themselves, later on
        further = Business.with_merged.filter(pk__in=targets, merged_into__isnull=False)
        reached = dict(further.values_list("pk", "merged_into_id"))
        into |= reached
        targets = set(reached.values()) - into.keys()

    def last(pk: int) -> int:
        while pk in into:
            pk = into[pk]
        return pk

    return [
        FormerCode(business_id=pk, code=code, survivor_id=last(pk)) for pk, code, _into in found
    ]


def refresh(ids: Iterable[int]) -> None:
    """Follow merges of these records, and of those that were merged into them before."""
    known = FormerCode.objects.filter(Q(pk__in=ids) | Q(survivor__in=ids)).values("business_id")
    merged = Business.with_merged.filter(pk__in=ids, merged_into__isnull=False).order_by()
    concerned = [row["business_id"] for row in known.union(merged.values("pk"))]
    if concerned:
        FormerCode.objects.filter(pk__in=concerned).delete()
        fresh = former_codes(Business.with_merged.filter(pk__in=concerned))
        create(FormerCode, fresh)


def wrong() -> set[int]:
    """Records whose former number leads elsewhere than it should, or is missing or surplus."""

    def told(rows: Iterable[FormerCode]) -> set[tuple[int, str, int]]:
        return {(row.pk, row.code, row.survivor_id) for row in rows}

    return {row[0] for row in told(former_codes()) ^ told(FormerCode.objects.all())}


def note_gone(ids: list[int], published: set[str]) -> None:
    """Remember the numbers of pages that are withdrawn, and forget those that are back."""
    GoneCode.objects.filter(pk__in=published).delete()
    listed = Listing.objects.filter(pk__in=ids).values_list("code", flat=True)
    gone = [GoneCode(code=code) for code in listed if code not in published]
    GoneCode.objects.bulk_create(gone, ignore_conflicts=True)
