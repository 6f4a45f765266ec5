"""Filters of lists that officers keep under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "SavedFilterQuerySet":
        """One's own, and those that colleagues share."""
        return self.filter(Q(user=user) | Q(is_shared=True))


class SavedFilter(models.Model):
    """The filters and the search of one list, under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("whose"),
        on_delete=models.CASCADE,
        related_name="saved_filters",
    )
    page = models.CharField(_("list"), max_length=60)  # "businesses.business"
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=500)  # a query string without the "?"
    is_shared = models.BooleanField(_("for all colleagues"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="savedfilter_name_once",
                violation_error_message=_("You have a filter of that name for this list already."),
            )
        ]

    class Privacy:
        internal = {"id", "user", "page", "name", "query", "is_shared"}

    def __str__(self) -> str:
        return self.name
