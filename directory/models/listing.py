"""The projection that the public reads: one row per published business.

It holds nothing but what anyone may see, so that no page, search, API or file made from it can
leak more. `directory.projection` alone writes it.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses.models import Business, Product
from businesses.scale import Scale


class PriceBand(models.TextChoices):
    """By the lowest price of what is sold; a visitor asks for a band and those below it."""

    LOW = "1", _("Up to Rp25.000")
    MIDDLE = "2", _("Up to Rp100.000")
    HIGH = "3", _("Up to Rp500.000")
    HIGHEST = "4", _("Any price that is stated")

    @classmethod
    def of(cls, price: int | None) -> str:
        """The band of a price in whole rupiah; "" without one."""
        if price is None:
            return ""
        limits = ((25_000, cls.LOW), (100_000, cls.MIDDLE), (500_000, cls.HIGH))
        return next((band for limit, band in limits if price <= limit), cls.HIGHEST)

    @classmethod
    def up_to(cls, band: str) -> list[str]:
        """This band and those below it."""
        return [one.value for one in cls if one.value <= band]


class ListingQuerySet(models.QuerySet):
    def newest(self) -> "ListingQuerySet":
        return self.order_by("-published_on", "-business_id")


class Listing(models.Model):
    """What the public may know of one business."""

    business = models.OneToOneField(
        Business, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    code = models.CharField(_("registry number"), max_length=12, unique=True)
    slug = models.SlugField(_("slug"), max_length=80)
    name = models.CharField(_("business name"), max_length=150)
    activity = models.CharField(_("activity"), max_length=300, blank=True)
    sector = models.SlugField(_("sector"), max_length=60, blank=True, db_index=False)
    category = models.SlugField(_("category"), max_length=60, blank=True, db_index=False)
    kecamatan = models.CharField(_("kecamatan"), max_length=8)
    kelurahan = models.CharField(_("kelurahan"), max_length=13)
    kelurahan_name = models.CharField(_("kelurahan"), max_length=60)
    landmark = models.CharField(_("landmark"), max_length=160, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True)
    scale = models.CharField(_("scale"), max_length=10, choices=Scale, blank=True)
    has_nib = models.BooleanField(_("verified NIB"), default=False)
    nib_verified_on = models.DateField(_("NIB verified on"), null=True)
    price_min = models.PositiveBigIntegerField(_("price from"), null=True)
    price_max = models.PositiveBigIntegerField(_("price to"), null=True)
    price_band = models.CharField(_("price"), max_length=1, choices=PriceBand, blank=True)
    halal = models.CharField(_("halal"), max_length=15, choices=Product.Halal, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    photo = models.CharField(_("photo"), max_length=120, blank=True)
    photo_tile = models.CharField(_("square of the photo"), max_length=120, blank=True)
    has_photo = models.BooleanField(_("has a photo"), default=False)
    photo_alt = models.CharField(_("what the photo shows"), max_length=160, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=20, blank=True)
    verified_on = models.DateField(_("verified on"))
    published_on = models.DateField(_("published on"))
    updated_on = models.DateField(_("last changed on"), default=timezone.localdate)
    detail = models.JSONField(_("detail page"), default=dict)
    search_name = models.TextField(_("folded name"), default="")
    search_products = models.TextField(_("folded names of products"), default="")
    search_text = models.TextField(_("folded text for searching"), default="")

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["search_name", "business_id"]
        indexes = [
            models.Index(fields=["search_name", "business"], name="listing_by_name"),
            models.Index(fields=["-published_on", "-business"], name="listing_newest"),
            *(
                models.Index(fields=[facet, "search_name", "business"], name=f"listing_{name}")
                for facet, name in (
                    ("sector", "of_sector"),
                    ("category", "of_category"),
                    ("kelurahan", "in_kelurahan"),
                    ("kecamatan", "in_kecamatan"),
                )
            ),
            # What `directory.facet_index` reads of every listing, and nothing else of the row.
            models.Index(
                fields=[
                    "business",
                    "sector",
                    "category",
                    "kecamatan",
                    "kelurahan",
                    "has_nib",
                    "scale",
                    "halal",
                    "price_band",
                    "has_photo",
                    "opening_hours",
                ],
                name="listing_facets",
            ),
        ]

    class Privacy:
        public = {
            "business",
            "code",
            "slug",
            "name",
            "activity",
            "sector",
            "category",
            "kecamatan",
            "kelurahan",
            "kelurahan_name",
            "landmark",
            "scale",
            "has_nib",
            "nib_verified_on",
            "price_min",
            "price_max",
            "price_band",
            "halal",
            "opening_hours",
            "has_photo",
            "verified_on",
            "published_on",
            "updated_on",
            "detail",
            "search_name",
            "search_products",
            "search_text",
        }
        consented = {"lat", "lng", "photo", "photo_tile", "photo_alt", "whatsapp"}
        # The row goes as a whole, and the words of the search go by what stands here until then.
        kept = {"search_name", "search_products", "search_text"}

    def __str__(self) -> str:
        return self.name
