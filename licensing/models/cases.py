"""Assistance: somebody at the MPP helps a business to its NIB or permit."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models import Business
from common.records import Recorded, Step
from common.validators import not_in_future
from licensing.models.of_business import OfBusinessQuerySet


class AssistanceCaseQuerySet(OfBusinessQuerySet):
    def open(self) -> "AssistanceCaseQuerySet":
        """Those that still wait for something; that of a merged business lives on in its twin."""
        return self.filter(closed_on__isnull=True, business__merged_into__isnull=True)

    def for_nib(self) -> "AssistanceCaseQuerySet":
        """Those that are to end in a NIB."""
        return self.filter(kind=self.model.Kind.NIB)


class AssistanceCase(Recorded):
    """One request for help of one business, from opening to outcome."""

    class Kind(models.TextChoices):
        NIB = "nib", _("NIB")
        PIRT = "pirt", _("P-IRT")
        HALAL = "halal", _("Halal certificate")
        TRADEMARK = "merek", _("Trade mark")
        OTHER = "other", _("Other")

    class Channel(models.TextChoices):
        """Where the case was opened."""

        MPP = "mpp", _("MPP")
        SABOAK = "saboak", _("SABOAK")
        CAR_FREE_NIGHT = "cfn", _("Car Free Night")
        KELURAHAN = "kelurahan", _("Kelurahan")
        PHONE = "phone", _("Phone or WhatsApp")

    class Stage(models.TextChoices):
        OPENED = "opened", _("Opened")
        PREPARING = "preparing", _("Preparing documents")
        FILED = "filed", _("Filed")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    CLOSED = (Stage.DONE, Stage.CANCELLED)

    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.PROTECT, related_name="cases"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    channel = models.CharField(_("opened at"), max_length=10, choices=Channel, default=Channel.MPP)
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage, default=Stage.OPENED, editable=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    opened_on = models.DateField(_("opened on"), default=localdate, validators=[not_in_future])
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=255, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = AssistanceCaseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assistance case")
        verbose_name_plural = _("assistance cases")
        ordering = ["-opened_on", "-id"]
        permissions = [("move_case", _("Can move a case to another stage"))]
        indexes = [
            models.Index(fields=["stage", "due_on"], name="case_board"),
            models.Index(fields=["-opened_on", "-id"], name="case_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["done", "cancelled"], closed_on__isnull=False)
                | (~Q(stage__in=["done", "cancelled"]) & Q(closed_on__isnull=True)),
                name="case_closed_has_date",
                violation_error_message=_("A closed case has a date of closing."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=models.F("opened_on")),
                name="case_due_after_opening",
                violation_error_message=_("The case is due before it was opened."),
            ),
            models.UniqueConstraint(
                fields=["business", "kind"],
                condition=Q(closed_on__isnull=True) & ~Q(kind="other"),
                name="case_one_open_per_kind",
                violation_error_message=_("This business has an open case of this kind already."),
            ),
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)
        named_by = ("business",)

    class Privacy:
        internal = {
            "id",
            "business",
            "kind",
            "channel",
            "stage",
            "officer",
            "opened_on",
            "due_on",
            "closed_on",
            "outcome",
            "notes",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        personal = {"notes"}
        erased = {"outcome"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.business}"

    @property
    def days(self) -> int:
        """Since it was opened: up to today, or to the day of its closing."""
        return ((self.closed_on or localdate()) - self.opened_on).days

    @property
    def days_overdue(self) -> int:
        """Past its date; 0 for one that is closed, in time, or without a date."""
        if self.closed_on is not None or self.due_on is None:
            return 0
        return max(0, (localdate() - self.due_on).days)


class CaseStep(Step):
    """One move of a case from stage to stage."""

    case = models.ForeignKey(AssistanceCase, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("case step")
        verbose_name_plural = _("case steps")

    class History:
        of = ("case", "case__business")
        moves: ClassVar = {"open": _("Opened")}
        places = ("case__business__kelurahan",)

    class Privacy:
        internal = {
            "id",
            "case",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
        }
