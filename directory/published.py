"""The published businesses with all that their listings are made from, read for thousands at once.

Relations are read by set, in the order of the batch: no query per business.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from businesses.models import Business, BusinessCategory, Category, Kelurahan, Photo, Product
from licensing.models import Nib, Permit

CHANNELS = {
    "site": "sells_on_site",
    "whatsapp": "sells_by_whatsapp",
    "marketplace": "sells_on_marketplace",
    "social_media": "sells_on_social_media",
}
# Half of the columns of a business; what is not among them would be a query for each listing.
NEEDED = (
    "code", "name", "owner_id", "activity", "primary_category_id", "kelurahan_id", "landmark",
    "address", "rt", "rw", "lat", "lng", "place_kind", "started_year", "scale", "accepts_qris",
    "whatsapp", "website", "instagram", "facebook", "tiktok", "opening_hours", "verified_on",
    "consent_given_on", "publishes_contact", "publishes_address", "publishes_nib_number",
    "updated_at",
    *CHANNELS.values(),
)  # fmt: skip


# The permits that a buyer asks for. Their numbers are internal, and so is what the owner holds.
PUBLIC_PERMITS = ("pirt", "halal", "bpom-md", "bpom-ml", "slhs")


class Reference:
    """Places and categories, which thousands of listings share: read once for all of them."""

    def __init__(self) -> None:
        self.kelurahan = Kelurahan.objects.select_related("kecamatan").in_bulk()
        ordered = Category.objects.select_related("parent")
        self.categories = {category.pk: category for category in ordered}
        self._rank = {key: rank for rank, key in enumerate(self.categories)}

    def published(self, ids: Iterable[int]) -> list[Business]:
        """Those of these businesses that are published, with all that a listing is made from."""
        found = list(Business.objects.public().filter(pk__in=ids).only(*NEEDED))
        if not found:
            return []
        products, photos, further = _products_of(found), _photos_of(found), self._further(found)
        permits = _permits_of(found)
        held = Nib.objects.filter(owner__in={business.owner_id for business in found})
        nibs = {nib.owner_id: nib for nib in held.filter(status=Nib.Status.VERIFIED)}
        for business in found:
            business.kelurahan = self.kelurahan[business.kelurahan_id]
            business.primary_category = self.categories.get(business.primary_category_id)
            business.verified_nib = nibs.get(business.owner_id)
            business.listed_products = products.get(business.pk, [])
            business.listed_photos = photos.get(business.pk, [])
            business.listed_permits = permits.get(business.pk, {})
            business.further_categories = further.get(business.pk, [])
        return found

    def _further(self, businesses: list[Business]) -> dict[int, list[Category]]:
        """The further categories of each, in the order of the categories."""
        keys: dict[int, list[int]] = defaultdict(list)
        lines = BusinessCategory.objects.filter(business__in=[one.pk for one in businesses])
        for business, category in lines.values_list("business_id", "category_id"):
            keys[business].append(category)
        return {
            business: [self.categories[key] for key in sorted(found, key=self._rank.__getitem__)]
            for business, found in keys.items()
        }


class ProductRow(NamedTuple):
    """What a listing says of a product."""

    pk: int
    name: str
    description: str
    price_min: int | None
    price_max: int | None
    unit: str
    halal_status: str


def _products_of(businesses: list[Business]) -> dict[int, list[ProductRow]]:
    found: dict[int, list[ProductRow]] = defaultdict(list)
    keys = [business.pk for business in businesses]
    rows = Product.objects.filter(business__in=keys).values_list("business_id", *ProductRow._fields)
    for key, *values in rows:
        found[key].append(ProductRow(*values))
    return found


def _permits_of(businesses: list[Business]) -> dict[int, dict[int | None, dict[str, str | None]]]:
    """Business → product, or None for the business itself → kind of permit → its last day.

    The day is ISO text, or None where the permit does not end. Of several permits of a kind the
    one counts that holds longest; whether it still does, the page decides on the day it is read.
    """
    found: dict[int, dict[int | None, dict[str, str | None]]] = defaultdict(dict)
    keys = [business.pk for business in businesses]
    granted = Permit.objects.filter(status=Permit.Status.GRANTED, type__code__in=PUBLIC_PERMITS)
    columns = ("type__code", "expires_on")
    of_business = granted.filter(business__in=keys).order_by()
    of_products = granted.filter(product__business__in=keys).order_by()
    rows = [(key, None, *rest) for key, *rest in of_business.values_list("business_id", *columns)]
    rows += of_products.values_list("product__business_id", "product_id", *columns)
    rows.sort(key=lambda row: row[-1] or date.max)  # the one that holds longest is written last
    for business, product, kind, end in rows:
        held = found[business].setdefault(product, {})
        held[kind] = end.isoformat() if end is not None else None
    return found


def _photos_of(businesses: list[Business]) -> dict[int, list[Photo]]:
    """The photos that may be public; rows of thousands of businesses without one cost nothing."""
    found: dict[int, list[Photo]] = defaultdict(list)
    keys = [business.pk for business in businesses]
    for photo in Photo.objects.filter(business__in=keys).order_by("order", "pk"):
        if photo.may_be_public:
            found[photo.business_id].append(photo)
    return found
