"""Pages that were public once: their address answers that the page is gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoneCode(models.Model):
    """The registry number of a listing that was withdrawn. It says no more than the page did.

    `directory.projection` alone writes it; the number of a business that was never public is
    not among them, so nobody learns from the answer what the register holds.
    """

    code = models.CharField(_("registry number"), max_length=12, primary_key=True)

    class Meta:
        verbose_name = _("withdrawn page")
        verbose_name_plural = _("withdrawn pages")
        default_permissions = ()

    class Privacy:
        public = {"code"}

    def __str__(self) -> str:
        return self.code
