"""What is public, and how it gets there: the only code that decides it.

Published = verified, active, with the owner's consent, not hidden. Of a published business
anyone may see its name, what it does and sells, its category, kelurahan and landmark, and
whether its NIB is verified. Phone, address, point and NIB number follow only where the owner
agreed to each (UU 27/2022; docs/privacy.md); a number typed into a text stays behind too.

`refresh` runs inside the transaction of the change, for one business or for thousands.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from businesses.models import Business, BusinessCategory, Category, Kelurahan, Photo, Product
from common.bulk import batches, create
from common.identifiers import fold
from directory.models import FormerCode, Listing
from directory.redaction import link_or_nothing, without_numbers
from directory.search import index
from licensing.models import Nib

FIELDS = [field.attname for field in Listing._meta.concrete_fields]
ACTIVITY_LENGTH = 300
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
    *CHANNELS.values(),
)  # fmt: skip


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
        held = Nib.objects.filter(owner__in={business.owner_id for business in found})
        nibs = {nib.owner_id: nib for nib in held.filter(status=Nib.Status.VERIFIED)}
        for business in found:
            business.kelurahan = self.kelurahan[business.kelurahan_id]
            business.primary_category = self.categories.get(business.primary_category_id)
            business.verified_nib = nibs.get(business.owner_id)
            business.listed_products = products.get(business.pk, [])
            business.listed_photos = photos.get(business.pk, [])
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


def _photos_of(businesses: list[Business]) -> dict[int, list[Photo]]:
    """The photos that may be public; rows of thousands of businesses without one cost nothing."""
    found: dict[int, list[Photo]] = defaultdict(list)
    keys = [business.pk for business in businesses]
    for photo in Photo.objects.filter(business__in=keys).order_by("order", "pk"):
        if photo.may_be_public:
            found[photo.business_id].append(photo)
    return found


def _products(business: Business) -> list[dict[str, Any]]:
    return [
        {
            "name": without_numbers(product.name),
            "description": without_numbers(product.description),
            "price_min": product.price_min,
            "price_max": product.price_max,
            "unit": without_numbers(product.unit),
            "halal": product.halal_status,
        }
        for product in business.listed_products
    ]


def _place(business: Business) -> dict[str, str]:
    """The exact address, only with the owner's consent: a warung at home is a home."""
    if not business.publishes_address:
        return {}
    return {"address": business.address, "rt": business.rt, "rw": business.rw}


def _detail(business: Business) -> dict[str, Any]:
    """The document that the detail page shows."""
    nib = business.verified_nib
    return {
        "activity": without_numbers(business.activity),
        "products": _products(business),
        "photos": [
            {
                "name": p.image.name,
                "alt": without_numbers(p.alt),
                "width": p.width,
                "height": p.height,
            }
            for p in business.listed_photos
        ],
        "categories": [category.slug for category in business.further_categories],
        "kecamatan_name": business.kelurahan.kecamatan.name,
        "place_kind": business.place_kind,
        "started_year": business.started_year,
        "opening_hours": business.opening_hours,
        "accepts_qris": business.accepts_qris,
        "channels": [
            name
            for name in ("site", "whatsapp", "marketplace", "social_media")
            if getattr(business, CHANNELS[name])
        ],
        "website": link_or_nothing(business.website),
        "instagram": link_or_nothing(business.instagram),
        "facebook": link_or_nothing(business.facebook),
        "tiktok": link_or_nothing(business.tiktok),
        "nib_number": nib.number if nib is not None and business.publishes_nib_number else "",
        **_place(business),
    }


def _search_text(business: Business) -> str:
    """Everything that a visitor may type to find it, folded like the query will be."""
    category = business.primary_category
    words = [
        without_numbers(business.activity),
        without_numbers(business.landmark),
        business.kelurahan.name,
        business.kelurahan.kecamatan.name,
        *(without_numbers(product.name) for product in business.listed_products),
        *(further.name for further in business.further_categories),
    ]
    if category is not None:
        words += [category.name, *category.aliases]
        words.append(category.parent.name if category.parent is not None else "")
    return fold(" ".join(words))


def _slug(name: str) -> str:
    """The last part of the address; "wa" is taken by the contact."""
    slug = slugify(name)[:80]
    return slug if slug not in {"", "wa"} else f"usaha-{slug}".strip("-")


def listing_of(business: Business) -> Listing:
    """The listing of a business from `Reference.published`, unsaved. Makes no query."""
    category, nib = business.primary_category, business.verified_nib
    prices = [p for p in business.listed_products if p.price_min is not None]
    photo = next(iter(business.listed_photos), None)
    name = without_numbers(business.name)
    return Listing(
        business_id=business.pk,
        code=business.code,
        slug=_slug(name),
        name=name,
        activity=without_numbers(business.activity)[:ACTIVITY_LENGTH],
        sector=(category.parent or category).slug if category is not None else "",
        category=category.slug if category is not None else "",
        kecamatan=business.kelurahan.kecamatan.code,
        kelurahan=business.kelurahan.code,
        kelurahan_name=business.kelurahan.name,
        landmark=without_numbers(business.landmark),
        lat=business.lat if business.publishes_address else None,
        lng=business.lng if business.publishes_address else None,
        scale=business.scale,
        has_nib=nib is not None,
        nib_verified_on=nib.verified_on if nib is not None else None,
        price_min=min((p.price_min for p in prices), default=None),
        price_max=max((p.price_max or p.price_min for p in prices), default=None),
        photo=photo.image.name if photo is not None else "",
        photo_alt=without_numbers(photo.alt) if photo is not None else "",
        whatsapp=business.whatsapp if business.publishes_contact else "",
        verified_on=business.verified_on,
        published_on=max(business.verified_on, business.consent_given_on),
        detail=_detail(business),
        search_name=fold(name),
        search_text=_search_text(business),
    )


def refresh(ids: Iterable[int]) -> None:
    """Bring the listings of these businesses up to date: added, changed or withdrawn."""
    reference = Reference()
    with transaction.atomic():
        for batch in batches(sorted(set(ids))):
            # Under a lock, so that a withdrawal committed a moment ago is seen.
            locked = Business.objects.filter(pk__in=batch).order_by("pk")
            list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
            published = reference.published(batch)
            if not published and not _were_listed(batch):
                continue
            listings = [listing_of(business) for business in published]
            index.remove(batch)
            Listing.objects.filter(pk__in=batch).delete()
            create(Listing, listings)
            index.add([listing.pk for listing in listings])
            _refresh_former_codes(batch)


def _were_listed(ids: list[int]) -> bool:
    """Whether one of these businesses has a page or a former number: thousands of drafts have
    none, and nothing is written for them."""
    return (
        Listing.objects.filter(pk__in=ids).exists()
        or Business.with_merged.filter(pk__in=ids, merged_into__isnull=False).exists()
        or FormerCode.objects.filter(Q(pk__in=ids) | Q(survivor__in=ids)).exists()
    )


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


def _refresh_former_codes(ids: Iterable[int]) -> None:
    """Follow merges of these records, and of those that were merged into them before."""
    known = FormerCode.objects.filter(Q(pk__in=ids) | Q(survivor__in=ids)).values("business_id")
    merged = Business.with_merged.filter(pk__in=ids, merged_into__isnull=False).order_by()
    concerned = [row["business_id"] for row in known.union(merged.values("pk"))]
    if concerned:
        FormerCode.objects.filter(pk__in=concerned).delete()
        fresh = former_codes(Business.with_merged.filter(pk__in=concerned))
        create(FormerCode, fresh)


def rebuild() -> int:
    """Make every listing anew, in one transaction, and return their count."""
    with transaction.atomic():
        index.clear()
        Listing.objects.all().delete()
        FormerCode.objects.all().delete()
        create(FormerCode, former_codes())
        ids = list(Business.objects.public().order_by("pk").values_list("pk", flat=True))
        refresh(ids)
    return len(ids)


@dataclass(frozen=True)
class Difference:
    """A listing that is not what a fresh one would be."""

    business_id: int
    problem: str  # "missing", "surplus", "former code" or the names of the fields that differ


def _wrong_former_codes() -> set[int]:
    """Records whose former number leads elsewhere than it should, or is missing or surplus."""

    def told(rows: Iterable[FormerCode]) -> set[tuple[int, str, int]]:
        return {(row.pk, row.code, row.survivor_id) for row in rows}

    return {row[0] for row in told(former_codes()) ^ told(FormerCode.objects.all())}


def check() -> list[Difference]:
    """Compare every listing with a fresh one. An empty list proves the projection."""
    found: list[Difference] = []
    ids = list(Business.objects.public().order_by("pk").values_list("pk", flat=True))
    surplus = Listing.objects.exclude(pk__in=Business.objects.public().values("pk"))
    found += [Difference(pk, "surplus") for pk in surplus.values_list("pk", flat=True)]
    found += [Difference(pk, "former code") for pk in sorted(_wrong_former_codes())]
    reference = Reference()
    for batch in batches(ids):
        stored = Listing.objects.in_bulk(batch)
        for business in reference.published(batch):
            fresh, old = listing_of(business), stored.get(business.pk)
            if old is None:
                found.append(Difference(business.pk, "missing"))
                continue
            fields = [name for name in FIELDS if getattr(fresh, name) != getattr(old, name)]
            if fields:
                found.append(Difference(business.pk, ", ".join(fields)))
    return found
