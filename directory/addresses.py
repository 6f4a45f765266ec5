"""The address of a business lasts: a number that a merged record had leads to the survivor.

A page that was public once says that it is gone (410), so that search engines forget it. A
number that never was public is simply not found: the answer tells nothing of the register.
"""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from directory.models import FormerCode, GoneCode, Listing
from directory.pages import render


class Gone(Http404):
    """The number belonged to a page that was withdrawn. `directory.page_cache` answers it."""


def listing_of(code: str, listings: QuerySet[Listing] | None = None) -> Listing:
    """The listing with this registry number, or the one that the number leads to now.

    Its own `code` tells which. Raises Gone when the page was withdrawn, and Http404 when there
    never was one, or when it is not among `listings`.
    """
    code = code.upper()
    listings = Listing.objects.all() if listings is None else listings
    found = listings.filter(code=code).first()
    if found is not None:
        return found
    survivor = FormerCode.objects.filter(code=code).values_list("survivor", flat=True).first()
    found = listings.filter(pk=survivor).first() if survivor is not None else None
    if found is not None:
        return found
    if is_gone(code, survivor):
        raise Gone
    raise Http404


def is_gone(code: str, survivor: int | None) -> bool:
    """Whether the number had a page once and has none now, nor leads to one."""
    if not GoneCode.objects.filter(pk=code).exists():
        return False
    return survivor is None or not Listing.objects.filter(pk=survivor).exists()


def gone_page(request: HttpRequest) -> HttpResponse:
    """The answer to a page that was withdrawn: nobody keeps it, for it may come back."""
    response = render(request, "410.html", {}, status=410)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
