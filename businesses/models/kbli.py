"""KBLI, the standard classification of business fields: always an edition and a code.

Edition 2025 gives codes of edition 2020 another meaning (10120 was poultry slaughter and is
smoked meat), so a code without its edition says nothing. The 2020 codes kept with a 2025 row
are a hint for searching, never a conversion: no official concordance was found.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kbli(models.Model):
    """One five-digit business field of one edition of the KBLI."""

    class Edition(models.TextChoices):
        E2020 = "2020", "2020"
        E2025 = "2025", "2025"

    edition = models.CharField(_("edition"), max_length=4, choices=Edition, default=Edition.E2025)
    code = models.CharField(_("code"), max_length=5)
    title = models.CharField(_("title"), max_length=255)
    keywords = models.CharField(
        _("words people use"), max_length=255, blank=True, help_text=_("For searching.")
    )
    codes_2020 = models.CharField(
        _("2020 codes, a hint"), max_length=60, blank=True, help_text=_("Not a conversion.")
    )
    is_reference = models.BooleanField(
        _("from the official list"),
        default=False,
        editable=False,
        help_text=_("Otherwise copied from a document by an officer."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("KBLI")
        verbose_name_plural = _("KBLI")
        ordering = ["code", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"],
                name="kbli_edition_code_unique",
                violation_error_message=_("This code of this edition is on the list already."),
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{5}$"),
                name="kbli_code_five_digits",
                violation_error_message=_("A KBLI code has 5 digits, a leading zero included."),
            ),
        ]

    class Privacy:
        public = {
            "id",
            "edition",
            "code",
            "title",
            "keywords",
            "codes_2020",
            "is_reference",
            "is_active",
        }

    def __str__(self) -> str:
        return f"{self.code} · {self.title} · KBLI {self.edition}"
