"""Where imported records come from: which file, which row, who brought it in, when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses import scope
from businesses.models import Business


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "ImportBatchQuerySet":
        """The imports of `user`; all of them for one who works for the whole city."""
        return self if scope.kelurahan_ids(user) is None else self.filter(committed_by=user)


class ImportBatch(models.Model):
    """One file that was brought into the register."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    rows = models.PositiveIntegerField(_("rows"))
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("same"), default=0)
    duplicate = models.PositiveIntegerField(_("duplicate"), default=0)
    error = models.PositiveIntegerField(_("error"), default=0)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("imported by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    committed_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-committed_at"]
        permissions = [("undo_importbatch", _("Can take an import back"))]

    class History:
        reason = "import"
        further_reasons: ClassVar = {"import_undone": _("import undone")}

    class Privacy:
        internal = {
            "id",
            "file_name",
            "sha256",
            "rows",
            "new",
            "changed",
            "same",
            "duplicate",
            "error",
            "committed_by",
            "committed_at",
            "undone_by",
            "undone_at",
        }

    def __str__(self) -> str:
        return self.file_name

    @property
    def history_reason(self) -> str:
        """What the history of every record says that this import wrote."""
        return f"import {self.pk}"

    @property
    def undo_reason(self) -> str:
        """What the history of every record says that was taken back."""
        return f"import_undone {self.pk}"

    @property
    def left_out(self) -> int:
        """The rows that somebody left out although they could have been written."""
        return self.rows - self.new - self.changed - self.same - self.duplicate - self.error


class ImportedRow(models.Model):
    """A row of a file that a business came from, or was changed by.

    `fields` are those that took their value from this row ("business.phone", "nib.number").

    `fingerprint` says whose row it is and `content` what stood in it, so that the same row is
    recognised in a later file even after the record was corrected here. Both are keyed digests,
    because a row may hold a NIK.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="imported")
    number = models.PositiveIntegerField(_("row in the file"))
    business = models.ForeignKey(
        Business,
        verbose_name=_("business"),
        on_delete=models.CASCADE,
        related_name="imported_rows",
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    content = models.CharField(_("digest of the whole row"), max_length=64)
    bucket = models.CharField(_("bucket"), max_length=10, default="new")
    fields = models.JSONField(_("fields"), default=list)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="importedrow_once"),
        ]

    class Privacy:
        internal = {"id", "batch", "number", "business", "fingerprint", "content"}
        internal |= {"bucket", "fields"}
        erased = {"fingerprint", "content"}

    def __str__(self) -> str:
        return f"{self.batch}: {self.number}"
