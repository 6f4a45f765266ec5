"""The 6 kecamatan and 51 kelurahan of the city, with the codes of Kemendagri.

Four names stand for both a kecamatan and a kelurahan (Alak, Maulafa, Kelapa Lima, Oebobo):
a place is never looked up by name without its level.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kecamatan(models.Model):
    """A district of the city."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    bps_code = models.CharField(_("BPS code"), max_length=7, blank=True)

    class Meta:
        verbose_name = _("kecamatan")
        verbose_name_plural = _("kecamatan")
        ordering = ["code"]

    class Privacy:
        public = {"id", "code", "name", "bps_code"}

    def __str__(self) -> str:
        return self.name


class Kelurahan(models.Model):
    """A ward: the smallest area that an officer is put in charge of."""

    code = models.CharField(_("code"), max_length=13, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    kecamatan = models.ForeignKey(
        Kecamatan, verbose_name=_("kecamatan"), on_delete=models.PROTECT, related_name="kelurahan"
    )
    postal_code = models.CharField(_("postal code"), max_length=5)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    lng = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)
    aliases = models.JSONField(
        _("other spellings"),
        default=list,
        blank=True,
        help_text=_("Spellings that lists use for this kelurahan."),
    )
    bps_code = models.CharField(_("BPS code"), max_length=10, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kelurahan")
        verbose_name_plural = _("kelurahan")
        ordering = ["code"]

    class Privacy:
        public = {
            "id",
            "code",
            "name",
            "kecamatan",
            "postal_code",
            "lat",
            "lng",
            "aliases",
            "bps_code",
            "is_active",
        }

    def __str__(self) -> str:
        return self.name
