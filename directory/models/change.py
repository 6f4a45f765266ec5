"""What changed in the directory, in order: the pages' validators and the kept counts follow it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DirectoryChange(models.Model):
    """One listing that was added, changed or withdrawn; without a key: anything may differ.

    The highest number is the state of the directory (`directory.state`): while it stands, every
    page is what it was. `directory.projection` writes it in the transaction of the change.
    """

    business_id = models.BigIntegerField(_("business"), null=True)

    class Meta:
        verbose_name = _("change of the directory")
        verbose_name_plural = _("changes of the directory")
        default_permissions = ()

    class Privacy:
        internal = {"id", "business_id"}

    def __str__(self) -> str:
        return str(self.pk)
