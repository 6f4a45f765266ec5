"""The NIB (*Nomor Induk Berusaha*) of an owner: 13 digits, at most one per owner.

Peraturan BKPM 5/2025 art. 16: one legal entity has exactly one NIB. It is valid for as long
as the business runs; *pembekuan* freezes it, *pencabutan* revokes it. "This business holds a
NIB" means that the NIB of its owner is in force: see `licensing.coverage`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses import scope
from businesses.models import Kbli, Owner
from businesses.scale import Scale
from common.records import Recorded, Step
from licensing.models.documents import Document


class NibQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "NibQuerySet":
        """NIBs of owners in the work area of `user`."""
        if scope.kelurahan_ids(user) is None:
            return self
        return self.filter(owner__in=Owner.objects.visible_to(user))


class Nib(Recorded):
    """The licensing status of one owner, with the number once there is one."""

    class Status(models.TextChoices):
        NOT_HELD = "not_held", _("Not held")
        APPLIED = "applied", _("Applied for")
        RECORDED = "recorded", _("Recorded")
        VERIFIED = "verified", _("Verified")
        MISMATCH = "mismatch", _("Does not match")
        FROZEN = "frozen", _("Frozen")
        REVOKED = "revoked", _("Revoked")

    class Absence(models.TextChoices):
        """Why there is none; asked by the economic census of 2026 too."""

        UNKNOWN_HOW = "unknown_how", _("Does not know how")
        NO_CONTACT = "no_contact", _("Has no e-mail or phone")
        NIK_PROBLEM = "nik_problem", _("Problem with the NIK")
        NO_SIGNAL = "no_signal", _("No signal")
        TAX_FEAR = "tax_fear", _("Afraid of tax")
        IN_PROCESS = "in_process", _("In process")
        OTHER = "other", _("Other")

    class CheckedBy(models.TextChoices):
        DOCUMENT = "document", _("Saw the document")
        OSS = "oss", _("OSS page")
        QR = "qr", _("QR code of the document")

    IN_FORCE = (Status.RECORDED, Status.VERIFIED)
    NUMBERLESS = (Status.NOT_HELD, Status.APPLIED)

    owner = models.OneToOneField(
        Owner, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="nib"
    )
    number = models.CharField(_("NIB"), max_length=13, null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.NOT_HELD, editable=False
    )
    absence_reason = models.CharField(
        _("why there is no NIB"), max_length=12, choices=Absence, blank=True
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_how = models.CharField(
        _("how it was checked"), max_length=10, choices=CheckedBy, blank=True, editable=False
    )
    evidence = models.ForeignKey(
        Document,
        verbose_name=_("evidence"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = NibQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("NIB")
        verbose_name_plural = _("NIB")
        ordering = ["-updated_at", "-id"]
        permissions = [
            ("record_nib", _("Can record a NIB number")),
            ("verify_nib", _("Can verify, freeze or revoke a NIB")),
        ]
        indexes = [
            models.Index(fields=["status", "updated_at"], name="nib_queue"),
            models.Index(fields=["-updated_at", "-id", "status"], name="nib_recent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="nib_number_unique",
                violation_error_message=_("This NIB is recorded with another owner already."),
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__regex=r"^[0-9]{13}$"),
                name="nib_thirteen_digits",
                violation_error_message=_("A NIB has 13 digits, leading zeros included."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["not_held", "applied"], number__isnull=True)
                | Q(
                    status__in=["recorded", "verified", "mismatch", "frozen", "revoked"],
                    number__isnull=False,
                ),
                name="nib_number_fits_status",
                violation_error_message=_("Only a NIB that was issued has a number."),
            ),
            models.CheckConstraint(
                condition=~Q(status="verified")
                | Q(verified_by__isnull=False, verified_on__isnull=False) & ~Q(verified_how=""),
                name="nib_verified_has_proof",
                violation_error_message=_("Say who verified the NIB, when, and how."),
            ),
        ]

    class History:
        of = ("owner", "owner__businesses")
        places = ("owner__businesses__kelurahan",)

    class Privacy:
        public = {"status", "verified_on"}
        consented = {"number"}
        kept = {"number"}
        internal = {
            "id",
            "owner",
            "absence_reason",
            "issued_on",
            "verified_by",
            "verified_how",
            "evidence",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }

    def __str__(self) -> str:
        return self.number or str(self.get_status_display())

    @property
    def is_in_force(self) -> bool:
        return self.status in self.IN_FORCE


class NibPeriod(models.Model):
    """A stretch of days in which a NIB was in force: what every count by date is made from.

    `ends_on` is the first day on which it is no longer in force. Written by
    `licensing.lifecycle` alone. `owner` repeats the owner of the NIB, so that counting needs
    no join through it.
    """

    nib = models.ForeignKey(Nib, on_delete=models.CASCADE, related_name="periods")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="nib_periods")
    starts_on = models.DateField(_("in force from"))
    verified_on = models.DateField(_("verified from"), null=True)
    ends_on = models.DateField(_("until"), null=True)

    class Meta:
        verbose_name = _("period in force")
        verbose_name_plural = _("periods in force")
        ordering = ["starts_on", "id"]
        indexes = [
            models.Index(
                fields=["starts_on", "ends_on", "owner", "verified_on"], name="nibperiod_coverage"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nib"], condition=Q(ends_on__isnull=True), name="nibperiod_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="nibperiod_in_order",
            ),
        ]

    class Privacy:
        internal = {"id", "nib", "owner", "starts_on", "verified_on", "ends_on"}

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on or ''}"


class NibActivity(models.Model):
    """A KBLI line of a NIB, copied from the document with its risk level.

    The risk follows from the scope of the KBLI and the scale together (PP 28/2025), so it is
    never computed here.
    """

    class Risk(models.TextChoices):
        LOW = "rendah", _("Low")
        MEDIUM_LOW = "menengah_rendah", _("Medium low")
        MEDIUM_HIGH = "menengah_tinggi", _("Medium high")
        HIGH = "tinggi", _("High")

    nib = models.ForeignKey(Nib, on_delete=models.CASCADE, related_name="activities")
    kbli = models.ForeignKey(
        Kbli, verbose_name=_("KBLI"), on_delete=models.PROTECT, related_name="nib_activities"
    )
    risk_level = models.CharField(_("risk level"), max_length=16, choices=Risk)
    scale = models.CharField(_("scale"), max_length=10, choices=Scale, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("KBLI line of the NIB")
        verbose_name_plural = _("KBLI lines of the NIB")
        ordering = ["kbli"]
        constraints = [
            models.UniqueConstraint(
                fields=["nib", "kbli"],
                name="nibactivity_once",
                violation_error_message=_("This KBLI stands on the NIB already."),
            )
        ]

    class History:
        of = ("nib", "nib__owner", "nib__owner__businesses")
        places = ("nib__owner__businesses__kelurahan",)

    class Privacy:
        internal = {"id", "nib", "kbli", "risk_level", "scale"}

    def __str__(self) -> str:
        return str(self.kbli)


class NibStep(Step):
    """One move in the life of a NIB."""

    nib = models.ForeignKey(Nib, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("NIB step")
        verbose_name_plural = _("NIB steps")

    class History:
        of = ("nib", "nib__owner", "nib__owner__businesses")
        places = ("nib__owner__businesses__kelurahan",)

    class Privacy:
        internal = {
            "id",
            "nib",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
        }
