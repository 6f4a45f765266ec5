"""How many numbers one visitor asked for, in the data base: every worker counts the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactLookup(models.Model):
    """Phone numbers given to one visitor within ten minutes. `directory.throttle` writes it.

    Attributes:
        visitor: a keyed digest of the address, which is personal data itself.
        slot: which ten minutes, counted from 1970.
    """

    visitor = models.CharField(_("visitor"), max_length=64)
    slot = models.PositiveBigIntegerField(_("ten minutes"))
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("contact look-up")
        verbose_name_plural = _("contact look-ups")
        default_permissions = ()
        indexes = [models.Index(fields=["slot"], name="contactlookup_slot")]
        constraints = [
            models.UniqueConstraint(fields=["visitor", "slot"], name="contactlookup_once")
        ]

    class Privacy:
        internal = {"id", "visitor", "slot", "number"}

    def __str__(self) -> str:
        return f"{self.slot}: {self.number}"
