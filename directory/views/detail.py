"""The page of one business."""

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from businesses.models import Category
from businesses.photos import SMALL_SIDE
from directory import facts, hours, neighbours, snapshot, structured_data
from directory.addresses import listing_of
from directory.caching import TEN_MINUTES, page_until
from directory.models import Listing
from directory.pages import list_address, render
from directory.profiles import profiles_of

DESCRIPTION_LENGTH = 160
# The same row by a QuerySet costs three times as much, a tenth of the page.
BY_CODE = "SELECT * FROM directory_listing WHERE code = %s"


def path_of(listing: Listing) -> str:
    """The address of its page, in the language of the request."""
    return f"{list_address()}{listing.code}/{listing.slug}/"


def _listing(code: str) -> Listing:
    """The listing with this number, or what `listing_of` makes of it."""
    found = next(iter(Listing.objects.raw(BY_CODE, [code])), None)
    return found if found is not None else listing_of(code)


def _photos(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Each photo with its addresses; `small_width` is 0 where it has one size only."""
    found = []
    for photo in document.get("photos", ()):
        width, small = photo["width"], photo.get("small")
        longest = max(width, photo["height"], 1)
        found.append(
            {
                **photo,
                "url": default_storage.url(photo["name"]),
                "small_url": default_storage.url(small) if small else "",
                "small_width": round(width * SMALL_SIDE / longest) if small else 0,
            }
        )
    return found


def share_links(listing: Listing) -> dict[str, str]:
    """Ways to pass the page on that need no script: the reader picks whom to send it to."""
    address = settings.SITE_URL + path_of(listing)
    text = _("%(name)s, Kota Kupang") % {"name": listing.name}
    mail = urlencode({"subject": text, "body": address}, quote_via=quote)
    return {
        "address": address,
        "text": text,
        "whatsapp": "https://wa.me/?" + urlencode({"text": f"{text}\n{address}"}, quote_via=quote),
        "mail": f"mailto:?{mail}",
    }


def _maps(listing: Listing) -> dict[str, str]:
    """Addresses of the point on maps; none without one, which means without consent to it."""
    if listing.lat is None or listing.lng is None:
        return {}
    lat, lng = listing.lat, listing.lng
    return {
        "directions": f"https://www.google.com/maps/dir/?api=1&destination={lat}%2C{lng}",
        "map": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lng}#map=18/{lat}/{lng}",
    }


def description_of(listing: Listing, category: Category | None) -> str:
    """One line for search engines and link previews: what, where, and what is done there."""
    what = category.local_name if category is not None else _("Business")
    place = _("%(category)s in %(kelurahan)s, Kota Kupang.")
    start = place % {"category": what, "kelurahan": listing.kelurahan_name}
    return Truncator(f"{start} {listing.activity}".strip()).chars(DESCRIPTION_LENGTH)


@page_until(TEN_MINUTES)
def business_detail(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """One business. A wrong slug or a former number is corrected, an unpublished one not found."""
    listing = _listing(code)
    path = path_of(listing)
    if (code, slug) != (listing.code, listing.slug):
        return HttpResponsePermanentRedirect(path)
    labels, document = snapshot.of(request).labels, listing.detail
    category = labels.categories.get(listing.category)
    further = [labels.categories.get(slug) for slug in document.get("categories", ())]
    profiles, today = profiles_of(document), timezone.localdate()
    similar = neighbours.similar(listing, labels)
    context = {
        "title": listing.name,
        "description": description_of(listing, category),
        "address": path,
        "is_indexed": True,
        "listing": listing,
        "document": document,
        "category": category,
        "symbol": labels.icon_of(category),
        "further": [found for found in further if found not in {None, category}],
        "hours": hours.lines_of(listing.opening_hours),
        "weekday": today.weekday(),
        "standing": hours.standing_at(listing.opening_hours, timezone.now()),
        "facts": facts.facts_of(listing),
        "street": facts.street_of(document),
        "products": facts.products_of(document, today),
        "permits": facts.permits_in_force(document.get("permits", ()), today),
        "profiles": profiles,
        "photos": _photos(document),
        "maps": _maps(listing),
        "share": share_links(listing),
        "similar": similar,
        "near": neighbours.near(listing, labels, similar),
        "share_picture": reverse("directory:picture", args=[listing.code]),
        "share_alt": listing.photo_alt or listing.name,
        "structured_data": structured_data.of_business(listing, category, path, profiles),
        "list_address": list_address(),
        "own_address": f"{list_address()}{listing.code}/",
    }
    return render(request, "directory/detail.html", context)
