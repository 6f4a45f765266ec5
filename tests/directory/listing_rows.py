"""Listings without a register behind them, for tests of what reads listings alone."""

from datetime import date

from common.identifiers import fold
from directory.models import Listing, PriceBand
from tests.factories import make_business

PLACES = (
    ("53.71.04", "53.71.04.1001"),
    ("53.71.04", "53.71.04.1002"),
    ("53.71.01", "53.71.01.1001"),
)
LINES = (("kuliner", "olahan-sei"), ("kriya", "tenun"), ("kuliner", ""))


def listed(number: int, **fields: object) -> Listing:
    """Store one listing; what `fields` do not say follows from its number."""
    kecamatan, kelurahan = PLACES[number % len(PLACES)]
    sector, category = LINES[number // 3 % len(LINES)]
    price = (None, 10_000, 60_000, 700_000)[number % 4]
    values = {
        "code": f"KPG-{number:06d}",
        "slug": f"usaha-{number}",
        "name": f"Usaha {number:04d}",
        "sector": sector,
        "category": category,
        "kecamatan": kecamatan,
        "kelurahan": kelurahan,
        "kelurahan_name": kelurahan,
        "scale": ("mikro", "kecil")[number % 5 == 0],
        "has_nib": number % 3 != 0,
        "price_min": price,
        "price_band": PriceBand.of(price),
        "halal": ("", "certified", "non_halal")[number % 3],
        "has_photo": number % 7 == 0,
        "opening_hours": ("", "senin-jumat 08.00-17.00", "senin-minggu 24 jam")[number % 3],
        "verified_on": date(2026, 1, 1 + number % 28),
        "published_on": date(2026, 1, 1 + number % 28),
        "updated_on": date(2026, 2, 1),
        **fields,
    }
    values.setdefault("search_name", fold(values["name"]))
    return Listing.objects.create(business_id=_business(number), **values)


def _business(number: int) -> int:
    """A draft for the key of the listing to point to."""
    business = make_business(code=f"KPG-{number:06d}", name=f"Usaha {number}")
    business.owner.save()
    business.owner = business.owner  # takes over its key
    business.save()
    return business.pk
