"""The page of one business, and the QR code that leads to it."""

import io
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import segno
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from businesses.models import Category
from businesses.scale import Scale
from directory import hours
from directory.addresses import listing_of
from directory.caching import kept_for, public_page
from directory.cards import Card, cards, light
from directory.labels import Labels
from directory.models import Listing
from directory.pages import render

SIMILAR = 3
DESCRIPTION_LENGTH = 160
QR_SECONDS = 24 * 60 * 60
SOCIAL_SITES = {
    "instagram": ("Instagram", "https://www.instagram.com/"),
    "facebook": ("Facebook", "https://www.facebook.com/"),
    "tiktok": ("TikTok", "https://www.tiktok.com/@"),
}


def path_of(listing: Listing) -> str:
    """The address of its page, in the language of the request."""
    return reverse("directory:business-detail", args=[listing.code, listing.slug])


def _similar(listing: Listing, labels: Labels) -> list[Card]:
    """The next ones by name in its category, and from the start again at the end.

    So every business stands on the pages of three others, and none is favoured.
    """
    if not listing.category:
        return []
    others = light(Listing.objects.filter(category=listing.category)).exclude(category="")
    found = list(others.filter(name__gt=listing.name).order_by("name", "business_id")[:SIMILAR])
    if len(found) < SIMILAR:
        seen = {listing.pk, *(other.pk for other in found)}
        first = others.exclude(pk__in=seen).order_by("name", "business_id")
        found += first[: SIMILAR - len(found)]
    return cards(found, labels)


def _profiles(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The (name, address) of its pages elsewhere; handles come as `@sei`, `sei` or a link."""
    links = []
    website = document.get("website", "")
    if website.startswith(("https://", "http://")):
        links.append((_("Website"), website))
    for name, (label, site) in SOCIAL_SITES.items():
        handle = _handle(document.get(name, ""))
        if handle:
            links.append((label, site + handle))
    return links


def _handle(text: str) -> str:
    """The part of a profile's address that names it; Facebook's numbered profiles keep theirs."""
    address = urlsplit(text if "//" in text else f"//{text.strip()}")
    last = text if "/" not in text and "?" not in text else address.path.rstrip("/").split("/")[-1]
    number = parse_qs(address.query).get("id", [""])[0]
    if last == "profile.php":
        return f"profile.php?id={quote(number)}" if number.isdigit() else ""
    return quote(last.strip().lstrip("@"))


def _channels(document: dict[str, Any]) -> list[str]:
    names = {
        "site": _("at the place of business"),
        "whatsapp": _("by WhatsApp"),
        "marketplace": _("on marketplaces"),
        "social_media": _("on social media"),
    }
    return [names[channel] for channel in document.get("channels", []) if channel in names]


def _place_kinds() -> dict[str, str]:
    return {
        "tetap": _("Fixed place"),
        "keliling": _("Itinerant"),
        "online": _("Online"),
        "rumah": _("At home"),
    }


def _facts(listing: Listing) -> list[tuple[str, str]]:
    """Short facts for the list at the side; what is not known is left out."""
    document = listing.detail
    facts = [
        (_("Place of business"), _place_kinds().get(document.get("place_kind"))),
        (_("Sells"), ", ".join(_channels(document))),
        (_("Established"), document.get("started_year")),
        (_("Scale"), dict(Scale.choices).get(listing.scale)),
        (_("Payment"), _("Accepts QRIS") if document.get("accepts_qris") else ""),
        (_("NIB"), document.get("nib_number")),
    ]
    return [(label, str(value)) for label, value in facts if value]


def _photos(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**photo, "url": default_storage.url(photo["name"])} for photo in document.get("photos", [])
    ]


def _share_links(listing: Listing) -> dict[str, str]:
    """Ways to pass the page on that need no script: the reader picks whom to send it to."""
    address = settings.SITE_URL + path_of(listing)
    text = _("%(name)s, Kota Kupang") % {"name": listing.name}
    mail = urlencode({"subject": text, "body": address}, quote_via=quote)
    return {
        "whatsapp": "https://wa.me/?" + urlencode({"text": f"{text}\n{address}"}, quote_via=quote),
        "mail": f"mailto:?{mail}",
    }


def _map_link(listing: Listing) -> str:
    """Directions to the point; "" without one, which means without the owner's consent."""
    if listing.lat is None or listing.lng is None:
        return ""
    point = f"{listing.lat},{listing.lng}"
    return "https://www.google.com/maps/dir/?" + urlencode({"api": 1, "destination": point})


def _description(listing: Listing, category: Category | None) -> str:
    """One line for search engines and link previews: what, where, and what is done there."""
    what = category.local_name if category is not None else _("Business")
    place = _("%(category)s in %(kelurahan)s, Kota Kupang.")
    start = place % {"category": what, "kelurahan": listing.kelurahan_name}
    return Truncator(f"{start} {listing.activity}".strip()).chars(DESCRIPTION_LENGTH)


@public_page
def business_detail(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """One business. A wrong slug or a former number is corrected, an unpublished one not found."""
    listing = listing_of(code)
    path = path_of(listing)
    if (code, slug) != (listing.code, listing.slug):
        return HttpResponsePermanentRedirect(path)
    labels, document = Labels(), listing.detail
    category = labels.categories.get(listing.category)
    further = [labels.categories.get(slug) for slug in document.get("categories", [])]
    context = {
        "title": listing.name,
        "description": _description(listing, category),
        "address": path,
        "is_indexed": True,
        "listing": listing,
        "document": document,
        "category": category,
        "symbol": labels.icon_of(category),
        "further": [found for found in further if found not in {None, category}],
        "hours": hours.lines_of(document.get("opening_hours", "")),
        "hours_state": hours.state_at(document.get("opening_hours", ""), timezone.now()),
        "facts": _facts(listing),
        "profiles": _profiles(document),
        "photos": _photos(document),
        "map_link": _map_link(listing),
        "share": _share_links(listing),
        "cards": _similar(listing, labels),
    }
    return render(request, "directory/detail.html", context)


@kept_for(QR_SECONDS)
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of a page, to print and hang up: it holds the Indonesian address."""
    listing = listing_of(code, Listing.objects.only("code", "slug"))
    if listing.code != code.upper():
        return HttpResponsePermanentRedirect(reverse("directory:qr", args=[listing.code]))
    with override(settings.LANGUAGE_CODE):
        address = settings.SITE_URL + path_of(listing)
    image = io.BytesIO()
    segno.make_qr(address, error="m").save(image, kind="svg", scale=8, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
