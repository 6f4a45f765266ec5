"""Where the address of a merged record leads: its number is printed on a QR code somewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.models import Business


class FormerCode(models.Model):
    """The registry number of a record that was merged, and the one that it lives on in.

    `directory.projection` alone writes it. The survivor is the last one of a chain of merges.
    """

    business = models.OneToOneField(
        Business, on_delete=models.CASCADE, primary_key=True, related_name="former_code"
    )
    code = models.CharField(_("registry number"), max_length=12, unique=True)
    survivor = models.ForeignKey(
        Business, verbose_name=_("kept record"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("former registry number")
        verbose_name_plural = _("former registry numbers")

    class Privacy:
        public = {"business", "code", "survivor"}

    def __str__(self) -> str:
        return self.code
