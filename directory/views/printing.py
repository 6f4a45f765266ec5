"""A business on paper: its page on A4, and a card for its stall on A6.

Whoever holds the paper scans the code; the phone number stands on neither.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from directory import facts, hours, snapshot
from directory.addresses import listing_of
from directory.caching import public_page
from directory.models import Listing
from directory.pages import list_address, render
from directory.views.detail import description_of, path_of

MOST_PRODUCTS = 8  # a sheet of A4 holds no more with all that may be said of them


def _printed(name: str, template: str) -> Callable[[HttpRequest, str], HttpResponse]:
    @public_page
    def view(request: HttpRequest, code: str) -> HttpResponse:
        listing = listing_of(code)
        if listing.code != code.upper():
            return HttpResponsePermanentRedirect(reverse(name, args=[listing.code]))
        return render(request, template, _context(request, listing))

    view.__name__ = view.__qualname__ = name.partition(":")[2]
    return view


def _context(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    document, today = listing.detail, timezone.localdate()
    labels = snapshot.of(request).labels
    category = labels.categories.get(listing.category)
    products = facts.products_of(document, today)
    host = urlsplit(settings.SITE_URL).netloc
    return {
        "title": listing.name,
        "description": description_of(listing, category),
        "address": request.path,
        "is_indexed": False,
        "listing": listing,
        "document": document,
        "category": category,
        "symbol": labels.icon_of(category),
        "hours": hours.lines_of(listing.opening_hours),
        "facts": facts.facts_of(listing),
        "street": facts.street_of(document),
        "products": products[:MOST_PRODUCTS],
        "products_left": max(0, len(products) - MOST_PRODUCTS),
        "permits": facts.permits_in_force(document.get("permits", ()), today),
        "today": today,
        "page_address": path_of(listing),
        "own_address": f"{list_address()}{listing.code}/",
        "site": host,
        "short_address": f"{host}/usaha/{listing.code}/",
    }


sheet = _printed("directory:print", "directory/print_a4.html")
card = _printed("directory:card", "directory/card_a6.html")
