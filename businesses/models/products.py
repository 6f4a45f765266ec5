"""What a business sells."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses import scope
from businesses.models.businesses import Business
from businesses.models.categories import Category


class ProductQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "ProductQuerySet":
        """Products of businesses in the work area of `user`; none of a merged record."""
        ids = scope.kelurahan_ids(user)
        products = self.filter(business__merged_into__isnull=True)
        return products if ids is None else products.filter(business__kelurahan_id__in=ids)


class Product(models.Model):
    """A product or a service of a business, with its price range in whole rupiah."""

    class Halal(models.TextChoices):
        CERTIFIED = "certified", _("Halal certified")
        NOT_YET = "not_yet", _("Not certified yet")
        NON_HALAL = "non_halal", _("Not halal, labelled so")
        NOT_APPLICABLE = "not_applicable", _("Does not apply")

    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.CASCADE, related_name="products"
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        limit_choices_to={"is_active": True},
    )
    name = models.CharField(_("product"), max_length=120)
    description = models.CharField(_("description"), max_length=255, blank=True)
    price_min = models.PositiveBigIntegerField(_("price from"), null=True, blank=True)
    price_max = models.PositiveBigIntegerField(_("price to"), null=True, blank=True)
    unit = models.CharField(
        _("unit"), max_length=30, blank=True, help_text=_("For example: per kg, per piece.")
    )
    halal_status = models.CharField(_("halal"), max_length=15, choices=Halal, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ProductQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_max__isnull=True)
                | Q(price_min__isnull=False, price_max__gte=F("price_min")),
                name="product_price_range",
                violation_error_message=_(
                    "Give the lowest price too, and no highest price below it."
                ),
            ),
            models.UniqueConstraint(
                fields=["business", "name"],
                name="product_name_once",
                violation_error_message=_("This business has a product of that name already."),
            ),
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)

    class Privacy:
        public = {
            "id",
            "business",
            "category",
            "name",
            "description",
            "price_min",
            "price_max",
            "unit",
            "halal_status",
            "order",
        }
        erased = {"description"}
        named = {"name", "unit"}

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """With its business, which tells one "Bakso" from another. Reads `business`."""
        return f"{self.name} – {self.business.name} ({self.business.code})"
