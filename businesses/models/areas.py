"""Which part of the city an officer works in, unless the account works in all of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from businesses.models.places import Kecamatan, Kelurahan


class WorkArea(models.Model):
    """A kecamatan or a kelurahan that an officer is in charge of."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.CASCADE,
        related_name="work_areas",
    )
    kecamatan = models.ForeignKey(
        Kecamatan,
        verbose_name=_("whole kecamatan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    kelurahan = models.ForeignKey(
        Kelurahan,
        verbose_name=_("kelurahan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("work area")
        verbose_name_plural = _("work areas")
        constraints = [
            models.CheckConstraint(
                condition=Q(kecamatan__isnull=True) ^ Q(kelurahan__isnull=True),
                name="workarea_one_place",
                violation_error_message=_("Choose either a whole kecamatan or one kelurahan."),
            ),
            models.UniqueConstraint(
                fields=["officer", "kecamatan"],
                condition=Q(kecamatan__isnull=False),
                name="workarea_kecamatan_once",
                violation_error_message=_("This kecamatan is on the officer's list already."),
            ),
            models.UniqueConstraint(
                fields=["officer", "kelurahan"],
                condition=Q(kelurahan__isnull=False),
                name="workarea_kelurahan_once",
                violation_error_message=_("This kelurahan is on the officer's list already."),
            ),
        ]

    class Privacy:
        internal = {"id", "officer", "kecamatan", "kelurahan"}

    def __str__(self) -> str:
        return str(self.kecamatan or self.kelurahan)
