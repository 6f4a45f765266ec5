"""Visits: an officer went to a business without a NIB, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses.models import Business
from licensing.models.cases import AssistanceCase
from licensing.models.of_business import OfBusinessQuerySet


class VisitQuerySet(OfBusinessQuerySet):
    def valid(self) -> "VisitQuerySet":
        """Without those that were ticked by mistake."""
        return self.filter(voided_at__isnull=True)


class Visit(models.Model):
    """One visit, ticked off on the work list; the latest valid one says how a business stands."""

    class Outcome(models.TextChoices):
        VISITED = "visited", _("Visited")
        REFUSED = "refused", _("Refused help")
        NOT_FOUND = "not_found", _("Not found")
        CASE_OPENED = "case_opened", _("Case opened")

    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.PROTECT, related_name="visits"
    )
    outcome = models.CharField(_("outcome of the visit"), max_length=12, choices=Outcome)
    note = models.TextField(_("note"), blank=True)
    case = models.ForeignKey(
        AssistanceCase,
        verbose_name=_("assistance case"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    voided_at = models.DateTimeField(_("taken back at"), null=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["business", "-at", "-id"], name="visit_latest"),
            models.Index(fields=["at", "id"], name="visit_moment"),
        ]

    class History:
        of = ("business",)
        moments = (("at", "by", _("Visit")), ("voided_at", "by", _("Taken back")))
        places = ("business__kelurahan",)

    class Privacy:
        internal = {"id", "business", "outcome", "note", "case", "by", "at", "voided_at"}
        personal = {"note"}

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.business}"
