"""Two records that may be one business, what was decided about them, and merges."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from businesses import scope
from businesses.models.businesses import Business
from common.records import Recorded, Step


class DuplicatePairQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "DuplicatePairQuerySet":
        """Pairs of which both records lie in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        if ids is None:
            return self
        return self.filter(first__kelurahan_id__in=ids, second__kelurahan_id__in=ids)

    def current(self) -> "DuplicatePairQuerySet":
        """Without those of which one record was merged into a third one: that settled them."""
        both = Q(first__merged_into__isnull=True, second__merged_into__isnull=True)
        return self.filter(both | Q(status=self.model.Status.MERGED))

    def open(self) -> "DuplicatePairQuerySet":
        """Those that wait for a decision."""
        return self.current().filter(status=self.model.Status.OPEN)


class DuplicatePair(Recorded):
    """Two businesses that look alike; `first` has the lower key.

    The status moves only through `businesses.duplicates`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To decide")
        DISTINCT = "distinct", _("Not a duplicate")
        MERGED = "merged", _("Merged")

    first = models.ForeignKey(
        Business, verbose_name=_("first"), on_delete=models.CASCADE, related_name="+"
    )
    second = models.ForeignKey(
        Business, verbose_name=_("second"), on_delete=models.CASCADE, related_name="+"
    )
    score = models.PositiveSmallIntegerField(
        _("score"), help_text=_("From 0 to 100: how sure it is that both are one.")
    )
    reasons = models.JSONField(_("reasons"), default=list)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "id"]
        permissions = [("decide_duplicate", _("Can say that two records are no duplicates"))]
        indexes = [models.Index(fields=["status", "-score"], name="duplicatepair_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicatepair_once",
                violation_error_message=_("These two are on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="duplicatepair_ordered",
                violation_error_message=_("The first record is the older one."),
            ),
        ]

    class History:
        named_by = ("first", "second")

    class Privacy:
        internal = {
            "id",
            "first",
            "second",
            "score",
            "reasons",
            "status",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }

    def __str__(self) -> str:
        return f"{self.first} ↔ {self.second}"


class DuplicateStep(Step):
    """One decision about a pair."""

    pair = models.ForeignKey(
        DuplicatePair, verbose_name=_("pair"), on_delete=models.CASCADE, related_name="steps"
    )

    class Meta(Step.Meta):
        verbose_name = _("decision about a duplicate")
        verbose_name_plural = _("decisions about duplicates")

    class History:
        of = ("pair", "pair__first", "pair__second")
        places = ("pair__first__kelurahan",)

    class Privacy:
        internal = {"id", "pair", "action", "from_status", "to_status", "by", "at", "note"} | {
            "version"
        }


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "MergeQuerySet":
        """Merges of which both records lie in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        if ids is None:
            return self
        return self.filter(survivor__kelurahan_id__in=ids, absorbed__kelurahan_id__in=ids)


class Merge(models.Model):
    """One record that was merged into another, with all that is needed to undo it.

    The values from before stand in the history of both records; here are only keys.
    """

    survivor = models.ForeignKey(
        Business, verbose_name=_("kept record"), on_delete=models.PROTECT, related_name="merges"
    )
    absorbed = models.ForeignKey(
        Business,
        verbose_name=_("merged record"),
        on_delete=models.PROTECT,
        related_name="absorptions",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    taken = models.JSONField(_("values taken from the merged record"), default=list)
    moved = models.JSONField(_("what moved"), default=dict)
    survivor_history = models.PositiveBigIntegerField(_("kept record, state before"))
    survivor_version = models.PositiveIntegerField(_("kept record, version after"))
    absorbed_version = models.PositiveIntegerField(_("merged record, version after"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-id"]

    class History:
        of = ("survivor", "absorbed")
        places = ("survivor__kelurahan",)
        moments = (
            ("at", "by", _("Merged")),
            ("undone_at", "undone_by", _("Merge undone")),
        )
        reason = "merge"
        named_by = ("survivor", "absorbed")

    class Privacy:
        internal = {
            "id",
            "survivor",
            "absorbed",
            "by",
            "at",
            "taken",
            "moved",
            "survivor_history",
            "survivor_version",
            "absorbed_version",
            "undone_by",
            "undone_at",
        }

    def __str__(self) -> str:
        return f"{self.absorbed.code} → {self.survivor.code}"
