"""How many businesses are to hold a NIB by when: set by the city, for itself or a kecamatan."""

from django.db import models
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models import Kecamatan
from common.records import Recorded
from common.validators import not_in_future


class CoverageTarget(Recorded):
    """So many businesses with a NIB on that day; the path to it begins on `starts_on`."""

    kecamatan = models.ForeignKey(
        Kecamatan,
        verbose_name=_("kecamatan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the whole city."),
    )
    holders = models.PositiveIntegerField(_("businesses that are to hold a NIB"))
    starts_on = models.DateField(
        _("path begins on"),
        default=timezone.localdate,
        validators=[not_in_future],
        help_text=_("The path leads from the figure of this day to the target, evenly."),
    )
    due_on = models.DateField(_("to be reached by"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coverage target")
        verbose_name_plural = _("coverage targets")
        ordering = [F("kecamatan").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                Coalesce("kecamatan", Value(0), output_field=BigIntegerField()),
                name="coveragetarget_one_per_place",
                violation_error_message=_("This place has a target already: change that one."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("starts_on")),
                name="coveragetarget_in_order",
                violation_error_message=_(
                    "The target lies after the day on which its path begins."
                ),
            ),
        ]

    class Privacy:
        internal = {
            "id",
            "kecamatan",
            "holders",
            "starts_on",
            "due_on",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }

    def __str__(self) -> str:
        return f"{self.kecamatan or _('Whole city')}: {self.holders}"
