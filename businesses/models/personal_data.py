"""Who saw whose personal data, and what owners asked for (UU 27/2022; domain: 3 × 24 hours)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses import scope
from businesses.models.owners import Owner
from common.records import Recorded, Step

ANSWER_WITHIN = timedelta(hours=72)


class DisclosureQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "DisclosureQuerySet":
        """Looks at the owners in the work area of `user`."""
        if scope.kelurahan_ids(user) is None:
            return self
        return self.filter(owner__in=Owner.objects.visible_to(user))


class Disclosure(models.Model):
    """One look of one account at the personal data of one owner."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page opened")
        NIK = "nik", _("NIK shown in full")
        NPWP = "npwp", _("NPWP shown in full")
        EXPORT = "export", _("In an export")
        DOSSIER = "dossier", _("Everything held was put together")
        DOCUMENT = "document", _("Document opened")
        SEARCH = "search", _("Found by NIK or phone number")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner = models.ForeignKey(
        Owner, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="disclosures"
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["by", "at"], name="disclosure_by"),
            models.Index(fields=["owner", "at"], name="disclosure_owner"),
            models.Index(fields=["at"], name="disclosure_at"),
        ]

    class Privacy:
        internal = {"id", "by", "owner", "kind", "at", "reason"}
        named = {"reason"}

    def __str__(self) -> str:
        return f"{self.by}: {self.get_kind_display()}"


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "DataRequestQuerySet":
        """The desk works for the whole city."""
        return self if scope.kelurahan_ids(user) is None else self.none()

    def open(self) -> "DataRequestQuerySet":
        return self.filter(status=self.model.Status.RECEIVED)


class DataRequest(Recorded):
    """What a person asks about their own data. The clock runs from `received_at`."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("What do you hold about me, and who saw it?")
        CORRECT = "correct", _("Correct it")
        WITHDRAW = "withdraw", _("Take it out of the directory")
        ERASE = "erase", _("Erase it")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")

    kind = models.CharField(_("request"), max_length=10, choices=Kind)
    owner = models.ForeignKey(
        Owner,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="data_requests",
        help_text=_("Empty until it is clear whose data this is about."),
    )
    applicant = models.CharField(_("who asks"), max_length=150)
    contact = models.CharField(_("how to answer"), max_length=150)
    identity_checked = models.CharField(
        _("how the identity was checked"), max_length=160, blank=True
    )
    wish = models.TextField(_("in their words"), blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.RECEIVED, editable=False
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data-subject request")
        verbose_name_plural = _("data-subject requests")
        ordering = ["received_at", "id"]
        permissions = [
            ("answer_datarequest", _("Can answer data-subject requests, and erase personal data"))
        ]
        indexes = [models.Index(fields=["status", "received_at"], name="datarequest_queue")]

    class History:
        is_named = False

    class Privacy:
        internal = {
            "id",
            "kind",
            "owner",
            "applicant",
            "contact",
            "identity_checked",
            "wish",
            "received_at",
            "status",
            "closed_at",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        personal = {"applicant", "contact", "identity_checked", "wish"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.applicant}"

    @property
    def due_at(self) -> timezone.datetime:
        """When the answer is due (UU 27/2022: 3 × 24 hours)."""
        return self.received_at + ANSWER_WITHIN


class DataRequestStep(Step):
    """One move of a request."""

    request = models.ForeignKey(
        DataRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="steps"
    )

    class Meta(Step.Meta):
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")

    class History:
        of = ("request",)

    class Privacy:
        internal = {"id", "request", "action", "from_status", "to_status", "by", "at", "note"} | {
            "version"
        }
