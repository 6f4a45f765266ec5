"""The register's own row: the last number given out, and whether its data is invented."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Registry(models.Model):
    """One row. Locking it is how registry numbers are given out without a gap or a twin."""

    last_number = models.PositiveIntegerField(_("last registry number"), default=0)
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("register")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="registry_single_row"),
        ]

    class Privacy:
        internal = {"id", "last_number"}
        public = {"is_demo"}

    def __str__(self) -> str:
        return str(self.last_number)
