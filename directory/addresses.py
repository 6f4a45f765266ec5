"""The address of a business lasts: a number that a merged record had leads to the survivor."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from directory.models import FormerCode, Listing


def listing_of(code: str, listings: QuerySet[Listing] | None = None) -> Listing:
    """The listing with this registry number, or the one that the number leads to now.

    Its own `code` tells which. Raises Http404 when neither is public.
    """
    listings = Listing.objects.all() if listings is None else listings
    found = listings.filter(code=code.upper()).first()
    if found is not None:
        return found
    survivors = FormerCode.objects.filter(code=code.upper()).values("survivor")
    return get_object_or_404(listings, pk__in=survivors)
