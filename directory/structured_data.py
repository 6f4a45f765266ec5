"""What search engines are told in their own words (schema.org as JSON-LD).

Made from the listing alone, like the page, so it can tell no more: an address or a point only
where the owner agreed to it, and a phone number never, because a page would be harvested.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from businesses.models import Category
from common.page_engine import price
from directory import hours
from directory.models import Listing

Data = dict[str, Any]
MOST_PRODUCTS = 20
# By the slug of the category, else of its sector; whatever is not here is a LocalBusiness.
TYPES = {
    "kuliner": "FoodEstablishment",
    "warung-makan": "Restaurant",
    "kue-roti": "Bakery",
    "kopi-minuman": "CafeOrCoffeeShop",
    "kriya": "Store",
    "fesyen": "ClothingStore",
    "perdagangan": "Store",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Inside a script element these end it or open a comment; JSON reads the escapes as the letters.
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
ESCAPES |= {0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(*items: Data) -> Markup:
    """The data block of a page. A browser executes nothing of it."""
    graph = {"@context": "https://schema.org", "@graph": list(items)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  escaped


def trail(*steps: tuple[str, str]) -> Data:
    """The way to a page: the (name, path) of each page below the list, and of itself."""
    steps = ((_("All businesses"), reverse("directory:business-list")), *steps)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.SITE_URL + path,
            }
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def step(category: Category) -> tuple[str, str]:
    """A category in the way to a page."""
    return category.local_name, reverse("directory:category", args=[category.slug])


def site() -> Data:
    """The site, and how it is searched."""
    search = settings.SITE_URL + reverse("directory:business-list") + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": _("UMKM Kota Kupang"),
        "url": settings.SITE_URL + reverse("directory:home"),
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def business(listing: Listing, path: str, profiles: Iterable[tuple[str, str]] = ()) -> Data:
    """What the page of a business says.

    Args:
        path: of its page; profiles: the (name, address) of its pages elsewhere.
    """
    document, address = listing.detail, settings.SITE_URL + path
    year = document.get("started_year")
    found = {
        "@type": TYPES.get(listing.category) or TYPES.get(listing.sector, "LocalBusiness"),
        "@id": address,
        "name": listing.name,
        "url": address,
        "identifier": listing.code,
        "description": document.get("activity"),
        "image": settings.SITE_URL + reverse("directory:picture", args=[listing.code]),
        "address": _address(listing),
        "areaServed": {"@type": "City", "name": settings.CITY_NAME},
        "geo": _point(listing),
        "openingHoursSpecification": _hours(document.get("opening_hours", "")),
        "priceRange": price(listing.price_min, listing.price_max),
        "paymentAccepted": "QRIS" if document.get("accepts_qris") else "",
        "foundingDate": str(year) if year else "",
        "sameAs": [link for _name, link in profiles],
        "makesOffer": [_offer(p) for p in document.get("products", [])[:MOST_PRODUCTS]],
    }
    return {name: value for name, value in found.items() if value}


def of_home() -> Markup:
    """The data block of the home page."""
    return script(site())


def of_category(category: Category, sector: Category | None) -> Markup:
    """The data block of a category's page; a sector has none above it."""
    return script(trail(*(step(one) for one in (sector, category) if one is not None)))


def of_place(*steps: tuple[str, str]) -> Markup:
    """The data block of a place's page: the (name, path) of the kecamatan, then the kelurahan."""
    return script(trail(*steps))


def of_business(
    listing: Listing, category: Category | None, path: str, profiles: Iterable[tuple[str, str]]
) -> Markup:
    """The data block of a business's page."""
    above = [step(category)] if category is not None else []
    return script(trail(*above, (listing.name, path)), business(listing, path, profiles))


def _address(listing: Listing) -> Data:
    """The kelurahan; the street only where it is published."""
    document = listing.detail
    street = [document.get("address", "")]
    street += [
        f"{name} {document[name.lower()]}" for name in ("RT", "RW") if document.get(name.lower())
    ]
    found = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(part for part in street if part),
        "addressLocality": f"{listing.kelurahan_name}, {settings.CITY_NAME}",
        "addressRegion": "Nusa Tenggara Timur",
        "addressCountry": "ID",
    }
    return {name: value for name, value in found.items() if value}


def _point(listing: Listing) -> Data:
    if listing.lat is None or listing.lng is None:
        return {}
    return {
        "@type": "GeoCoordinates",
        "latitude": str(listing.lat),
        "longitude": str(listing.lng),
    }


def _hours(text: str) -> list[Data]:
    """One entry per opening; a day that is said to be closed opens and closes at 00:00."""
    found = []
    for line in hours.lines_of(text):
        days = [f"https://schema.org/{day}" for day in DAYS[line.first : line.last + 1]]
        for opens, closes in _spans(line.hours):
            found.append(
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": days,
                    "opens": opens,
                    "closes": closes,
                }
            )
    return found


def _spans(stored: str) -> list[tuple[str, str]]:
    """`08.00-12.00, 13.00-17.00` as pairs of 08:00 and 12:00, 13:00 and 17:00."""
    if stored == "tutup":
        return [("00:00", "00:00")]
    if stored == "24 jam":
        return [("00:00", "23:59")]
    times = stored.replace(".", ":").replace("24:00", "23:59")
    spans = [span.split("-") for span in times.split(", ")]
    return [(opens, closes) for opens, closes in spans]


def _offer(product: Data) -> Data:
    """What is sold, with its price or the range of it."""
    item = {"@type": "Product", "name": product["name"]}
    if product.get("description"):
        item["description"] = product["description"]
    found: Data = {"@type": "Offer", "itemOffered": item}
    low, high = product.get("price_min"), product.get("price_max")
    if low is not None:
        found["priceSpecification"] = {
            "@type": "PriceSpecification",
            "priceCurrency": "IDR",
            "minPrice": low,
            "maxPrice": high if high is not None else low,
        }
    return found
