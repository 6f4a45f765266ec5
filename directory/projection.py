"""What is public, and how it gets there: the only code that decides it.

Published = verified, active, with the owner's consent, not hidden. Of a published business
anyone may see its name, what it does and sells, its category, kelurahan and landmark, and
whether its NIB is verified. Phone, address, point and NIB number follow only where the owner
agreed to each (UU 27/2022; docs/privacy.md); a number typed into a text stays behind too.

`refresh` runs inside the transaction of the change, for one business or for thousands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from businesses.models import Business, Product
from common.bulk import batches, create
from directory import lasting_addresses, state
from directory.models import FormerCode, Listing, PriceBand
from directory.published import CHANNELS, PUBLIC_PERMITS, ProductRow, Reference
from directory.redaction import link_or_nothing, without_numbers
from directory.search import index, stored, vocabulary

FIELDS = [field.attname for field in Listing._meta.concrete_fields]
ACTIVITY_LENGTH = 300
TAKEN = frozenset({"", "wa", "telepon", "cetak", "kartu", "lapor"})  # directory.urls


def _products(business: Business) -> list[dict[str, Any]]:
    return [
        {
            "name": without_numbers(product.name),
            "description": without_numbers(product.description),
            "price_min": product.price_min,
            "price_max": product.price_max,
            "unit": without_numbers(product.unit),
            "halal": product.halal_status,
            "permits": _permits(business, product.pk),
        }
        for product in business.listed_products
    ]


def _permits(business: Business, product: int | None = None) -> list[dict[str, str | None]]:
    """The permits of one product, or of the business itself: kind and last day, no number."""
    held = business.listed_permits.get(product, {})
    return [{"kind": kind, "until": held[kind]} for kind in PUBLIC_PERMITS if kind in held]


def _place(business: Business) -> dict[str, str]:
    """The exact address, only with the owner's consent: a warung at home is a home."""
    if not business.publishes_address:
        return {}
    return {name: without_numbers(getattr(business, name)) for name in ("address", "rt", "rw")}


def _detail(business: Business) -> dict[str, Any]:
    """The document that the detail page shows."""
    nib = business.verified_nib
    return {
        "activity": without_numbers(business.activity),
        "products": _products(business),
        "photos": [
            {
                "name": p.image.name,
                "small": p.small.name,
                "alt": without_numbers(p.alt),
                "width": p.width,
                "height": p.height,
            }
            for p in business.listed_photos
        ],
        "permits": _permits(business),
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
    """What else a visitor may type to find it, beside its name and what it sells."""
    category = business.primary_category
    words = [
        without_numbers(business.activity),
        without_numbers(business.landmark),
        business.kelurahan.name,
        business.kelurahan.kecamatan.name,
        *(further.name for further in business.further_categories),
    ]
    if category is not None:
        words += [category.name, category.name_en, *category.aliases]
        words.append(category.parent.name if category.parent is not None else "")
    return stored(" ".join(words))


def _halal(products: list[ProductRow]) -> str:
    """Certified if anything is; said to be not halal before it is left open."""
    stated = {product.halal_status for product in products}
    order = (Product.Halal.CERTIFIED, Product.Halal.NON_HALAL, Product.Halal.NOT_YET)
    return next((status for status in order if status in stated), "")


def _slug(name: str) -> str:
    """The last part of the address; some words are taken by other pages of the business."""
    slug = slugify(name)[:80]
    return slug if slug not in TAKEN else f"usaha-{slug}".strip("-")


def listing_of(business: Business) -> Listing:
    """The listing of a business from `Reference.published`, unsaved. Makes no query."""
    category, nib = business.primary_category, business.verified_nib
    prices = [p for p in business.listed_products if p.price_min is not None]
    photo = next(iter(business.listed_photos), None)
    name = without_numbers(business.name)
    price = min((p.price_min for p in prices), default=None)
    products = " ".join(without_numbers(p.name) for p in business.listed_products)
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
        price_min=price,
        price_max=max((p.price_max or p.price_min for p in prices), default=None),
        price_band=PriceBand.of(price),
        halal=_halal(business.listed_products),
        opening_hours=business.opening_hours,
        has_photo=photo is not None,
        photo=photo.image.name if photo is not None else "",
        photo_tile=photo.tile.name if photo is not None else "",
        photo_alt=without_numbers(photo.alt) if photo is not None else "",
        whatsapp=business.whatsapp if business.publishes_contact else "",
        verified_on=business.verified_on,
        published_on=max(business.verified_on, business.consent_given_on),
        updated_on=timezone.localdate(business.updated_at),
        detail=_detail(business),
        search_name=stored(name),
        search_products=stored(products),
        search_text=_search_text(business),
    )


def refresh(ids: Iterable[int]) -> None:
    """Bring the listings of these businesses up to date: added, changed or withdrawn."""
    with transaction.atomic():
        _renew(ids).write()


def _renew(ids: Iterable[int]) -> vocabulary.Change:
    """Write the listings; what it does to the words of the directory is left to the caller."""
    reference, words = Reference(), vocabulary.Change()
    with transaction.atomic(savepoint=False):
        for batch in batches(sorted(set(ids))):
            # Under a lock, so that a withdrawal committed a moment ago is seen.
            locked = Business.objects.filter(pk__in=batch).order_by("pk")
            list(locked.select_for_update(no_key=True).values_list("pk", flat=True))
            published = reference.published(batch)
            if not published and not _were_listed(batch):
                continue
            listings = [listing_of(business) for business in published]
            words.take_out(batch)
            words.put_in(listings)
            index.remove(batch)
            lasting_addresses.note_gone(batch, {listing.code for listing in listings})
            Listing.objects.filter(pk__in=batch).delete()
            create(Listing, listings)
            index.add([listing.pk for listing in listings])
            lasting_addresses.refresh(batch)
            state.note(batch)
    return words


def _were_listed(ids: list[int]) -> bool:
    """Whether one of these businesses has a page or a former number: thousands of drafts have
    none, and nothing is written for them."""
    return (
        Listing.objects.filter(pk__in=ids).exists()
        or Business.with_merged.filter(pk__in=ids, merged_into__isnull=False).exists()
        or FormerCode.objects.filter(Q(pk__in=ids) | Q(survivor__in=ids)).exists()
    )


def rebuild() -> int:
    """Make every listing anew, in one transaction, and return their count."""
    with transaction.atomic():
        public = Business.objects.public().order_by("pk")
        gone = Listing.objects.exclude(pk__in=public.order_by().values("pk"))
        lasting_addresses.note_gone(list(gone.values_list("pk", flat=True)), set())
        index.clear()
        Listing.objects.all().delete()
        FormerCode.objects.all().delete()
        create(FormerCode, lasting_addresses.former_codes())
        ids = list(public.values_list("pk", flat=True))
        _renew(ids)
        vocabulary.rebuild()
        index.settle()
        state.note_all()
    return len(ids)


@dataclass(frozen=True)
class Difference:
    """A listing that is not what a fresh one would be; number 0 stands for all of them."""

    business_id: int
    problem: str  # "missing", "surplus", "former code", "search index", "vocabulary" or fields


def check() -> list[Difference]:
    """Compare every listing with a fresh one. An empty list proves the projection."""
    found: list[Difference] = []
    ids = list(Business.objects.public().order_by("pk").values_list("pk", flat=True))
    surplus = Listing.objects.exclude(pk__in=Business.objects.public().values("pk"))
    found += [Difference(pk, "surplus") for pk in surplus.values_list("pk", flat=True)]
    found += [Difference(pk, "former code") for pk in sorted(lasting_addresses.wrong())]
    found += [Difference(pk, "search index") for pk in sorted(index.wrong())]
    found += [] if vocabulary.is_right() else [Difference(0, "vocabulary")]
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
