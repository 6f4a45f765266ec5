"""What the page of a business tells in short lines, from the document of its listing.

A permit is told while it is in force on the day of the page, with its last day, never with its
number: that is internal to the register.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from businesses.scale import Scale
from directory.models import Listing

Document = dict[str, Any]
HALAL, CERTIFIED = "halal", "certified"


class Permit(NamedTuple):
    """A permit in force; `until` is its last day, None where it has none."""

    kind: str
    name: str
    until: date | None


class Sold(NamedTuple):
    """A product with what is certified of it; `halal` is "" where nothing is to be said."""

    name: str
    description: str
    price_min: int | None
    price_max: int | None
    unit: str
    halal: str
    permits: list[Permit]


def _permit_names() -> dict[str, str]:
    return {
        "pirt": _("P-IRT"),
        HALAL: _("Halal certificate"),
        "bpom-md": _("BPOM MD"),
        "bpom-ml": _("BPOM ML"),
        "slhs": _("Hygiene certificate (SLHS)"),
    }


def permits_in_force(permits: Iterable[Document], today: date) -> list[Permit]:
    """Those that hold on this day; the last day is a day on which a permit still holds."""
    if not permits:
        return []
    names = _permit_names()
    found = []
    for permit in permits:
        until = date.fromisoformat(permit["until"]) if permit["until"] else None
        if permit["kind"] in names and (until is None or until >= today):
            found.append(Permit(permit["kind"], names[permit["kind"]], until))
    return found


def products_of(document: Document, today: date) -> list[Sold]:
    """What is sold. A certificate that ran out is not told, whatever the product says of itself."""
    found = []
    for product in document.get("products", ()):
        recorded = product.get("permits", ())
        permits = permits_in_force(recorded, today)
        halal = product["halal"]
        if halal == CERTIFIED and any(one["kind"] == HALAL for one in recorded):
            halal = ""  # told by the permit, or not at all
        found.append(
            Sold(
                product["name"],
                product["description"],
                product["price_min"],
                product["price_max"],
                product["unit"],
                halal,
                permits,
            )
        )
    return found


def _channels(document: Document) -> str:
    names = {
        "site": _("at the place of business"),
        "whatsapp": _("by WhatsApp"),
        "marketplace": _("on marketplaces"),
        "social_media": _("on social media"),
    }
    return ", ".join(names[one] for one in document.get("channels", ()) if one in names)


def _place_kind(kind: str | None) -> str:
    kinds = {
        "tetap": _("Fixed place"),
        "keliling": _("Itinerant"),
        "online": _("Online"),
        "rumah": _("At home"),
    }
    return kinds.get(kind or "", "")


def facts_of(listing: Listing) -> list[tuple[str, str]]:
    """Short facts for the list at the side; what is not known is left out."""
    document = listing.detail
    facts = [
        (_("Place of business"), _place_kind(document.get("place_kind"))),
        (_("Sells"), _channels(document)),
        (_("Established"), str(document.get("started_year") or "")),
        (_("Scale"), str(Scale(listing.scale).label) if listing.scale else ""),
        (_("Payment"), _("Accepts QRIS") if document.get("accepts_qris") else ""),
        (_("NIB"), document.get("nib_number", "")),
    ]
    return [(label, value) for label, value in facts if value]


def street_of(document: Document) -> str:
    """`Jalan Contoh 5, RT 003/RW 004`, or "" without the owner's consent to the address."""
    if not document.get("address"):
        return ""
    rt, rw = document.get("rt"), document.get("rw")
    parts = [f"RT {rt}" if rt else "", f"RW {rw}" if rw else ""]
    area = "/".join(part for part in parts if part)
    return f"{document['address']}, {area}" if area else document["address"]
