"""The city's own categories in two levels: sector, then product line."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class CategoryQuerySet(models.QuerySet):
    def sectors(self) -> "CategoryQuerySet":
        return self.filter(parent__isnull=True, is_active=True)

    def lines(self) -> "CategoryQuerySet":
        return self.filter(parent__isnull=False, is_active=True)

    def flagships(self) -> "CategoryQuerySet":
        """*Produk unggulan daerah*: what the city is known for."""
        return self.filter(is_flagship=True, is_active=True)


class Category(models.Model):
    """A sector (Kuliner) or a product line within it (Olahan Sei)."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    is_flagship = models.BooleanField(_("flagship"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    aliases = models.JSONField(
        _("other names"), default=list, blank=True, help_text=_("Names that lists use for it.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "name"]

    class Privacy:
        public = {
            "id",
            "slug",
            "name",
            "name_en",
            "parent",
            "is_flagship",
            "order",
            "aliases",
            "is_active",
        }

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent is not None and (self.parent.parent_id or self.parent == self):
            raise ValidationError({"parent": _("Choose a sector: there are two levels only.")})
        if self.parent is not None and self.pk and self.children.exists():
            raise ValidationError({"parent": _("A sector with product lines stays a sector.")})

    @property
    def local_name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name
