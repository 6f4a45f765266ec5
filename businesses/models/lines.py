"""The further categories and the KBLI lines of a business."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models.businesses import Business
from businesses.models.categories import Category
from businesses.models.kbli import Kbli


class BusinessCategory(models.Model):
    """A further category of a business, beside its primary one."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="category_lines")
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("further category")
        verbose_name_plural = _("further categories")
        constraints = [
            models.UniqueConstraint(
                fields=["business", "category"],
                name="businesscategory_once",
                violation_error_message=_("This category is chosen already."),
            )
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)

    class Privacy:
        public = {"id", "business", "category"}

    def __str__(self) -> str:
        return str(self.category)


class BusinessKbli(models.Model):
    """A KBLI line of a business, as the officer classified its activity."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="kbli_lines")
    kbli = models.ForeignKey(
        Kbli, verbose_name=_("KBLI"), on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("KBLI line")
        verbose_name_plural = _("KBLI lines")
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kbli"],
                name="businesskbli_once",
                violation_error_message=_("This KBLI is chosen already."),
            )
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)

    class Privacy:
        public = {"id", "business", "kbli"}

    def __str__(self) -> str:
        return str(self.kbli)
