"""The record of verification."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.checklist import Text, in_words
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

    class History:
        of = ("business",)
        places = ("business__kelurahan",)
        moves: ClassVar = {
            "withdraw_consent": _("Consent to publish withdrawn"),
            "erase": _("Personal data erased"),
        }
        reasons = ("consent.withdraw", "personal_data.erase")

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

    def details(self) -> list[tuple[Text, Text]]:
        """What was looked at before the decision, for a history: label and answer."""
        return in_words(self.checklist)
