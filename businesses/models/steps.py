"""The record of verification."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.models.businesses import Business
from common.records import Step


class VerificationStep(Step):
    """One decision about a business, with its author, its moment and its note."""

    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.CASCADE, related_name="steps"
    )
    checklist = models.JSONField(_("checked"), default=dict, blank=True)

    class Meta(Step.Meta):
        verbose_name = _("verification step")
        verbose_name_plural = _("verification steps")

    class Privacy:
        internal = {
            "id",
            "business",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
            "checklist",
        }
