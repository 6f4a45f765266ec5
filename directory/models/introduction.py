"""What the city tells about a category or a place, above the businesses there."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Introduction(models.Model):
    """A short text at the top of a category's or a place's page, in both languages."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("Category")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")

    kind = models.CharField(_("kind of page"), max_length=10, choices=Kind)
    key = models.CharField(
        _("page"),
        max_length=60,
        help_text=_("The slug of the category, or the code of the place: tenun, 53.71.04.1001"),
    )
    text = models.TextField(_("text"), max_length=1500)
    text_en = models.TextField(_("text in English"), max_length=1500, blank=True)

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["kind", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="introduction_once",
                violation_error_message=_("This page has an introduction already."),
            )
        ]

    class Privacy:
        public = {"id", "kind", "key", "text", "text_en"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"

    @property
    def local_text(self) -> str:
        """In the language of the page; Indonesian where there is no English text."""
        return (self.text_en if get_language() == "en" else "") or self.text
