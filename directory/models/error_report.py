"""What a visitor says is wrong on the page of a business, until an officer has looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses import scope
from businesses.models import Business
from common.records import Recorded, Step


class ErrorReportQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "ErrorReportQuerySet":
        """Reports on businesses in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        return self if ids is None else self.filter(business__kelurahan_id__in=ids)

    def open(self) -> "ErrorReportQuerySet":
        return self.filter(status=ErrorReport.Status.OPEN)


class ErrorReport(Recorded):
    """A visitor's word that something on a page is wrong. `directory.error_reports` moves it.

    Attributes:
        message: without NIK and NIB; phone numbers in it, such as the right one, are for whoever
            deals with the report, and leave it when the report closes.
        reply_to: how to reach the visitor, only if they gave it; erased when the report closes.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To look at")
        SETTLED = "settled", _("Put right")
        DISMISSED = "dismissed", _("Nothing wrong")

    class About(models.TextChoices):
        CLOSED = "closed", _("The business has closed or moved")
        CONTACT = "contact", _("The number does not answer or is another one's")
        PLACE = "place", _("The place or address is wrong")
        PRODUCTS = "products", _("Products or prices are wrong")
        NAME = "name", _("The name or the category is wrong")
        MINE = "mine", _("This is my business and I do not want it here")
        OTHER = "other", _("Something else")

    business = models.ForeignKey(
        Business,
        verbose_name=_("business"),
        on_delete=models.CASCADE,
        related_name="error_reports",
    )
    about = models.CharField(_("what is wrong"), max_length=10, choices=About)
    message = models.TextField(_("in the visitor's words"), max_length=600, blank=True)
    reply_to = models.CharField(_("how to reach the visitor"), max_length=100, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an error")
        verbose_name_plural = _("reports of errors")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions = [("settle_errorreport", "Can settle a report of an error")]
        indexes = [models.Index(fields=["status", "created_at"], name="errorreport_open")]

    class History:
        is_named = False

    class Privacy:
        internal = {
            "id",
            "business",
            "about",
            "message",
            "reply_to",
            "status",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        erased = {"message", "reply_to"}

    def __str__(self) -> str:
        return self.get_about_display()


class ErrorReportStep(Step):
    """What an officer did with a report."""

    report = models.ForeignKey(ErrorReport, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of a report")
        default_permissions = ()

    class History:
        of = ("report", "report__business")
        places = ("report__business__kelurahan",)

    class Privacy:
        internal = {
            "id",
            "report",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
        }
        erased = {"note"}
