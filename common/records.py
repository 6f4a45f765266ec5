"""What every editable record keeps: who made it, who changed it last, and its version.

The version is the number that a form shows and sends back; an action on another version
than the stored one is refused, so that no officer overwrites a colleague unseen.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

STAMP_FIELDS = frozenset({"created_at", "created_by", "updated_at", "updated_by", "version"})


class Recorded(models.Model):
    """A record with an author, a last editor and a version."""

    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def stamp(self, by: models.Model) -> None:
        """Note `by` as author of a new record or last editor of a stored one. Does not save."""
        if self.pk is None:
            self.created_by = by
            self._history_user = by
        else:
            self.bump(by)
        self.updated_by = by

    def bump(self, by: models.Model) -> None:
        """Note that `by` moved the record on: another version, the same last editor."""
        self.version += 1
        self._history_user = by


class Step(models.Model):
    """One move of a workflow: from where to where, by whom, when, and why."""

    action = models.CharField(_("action"), max_length=30)
    from_status = models.CharField(_("from"), max_length=20, blank=True)
    to_status = models.CharField(_("to"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
