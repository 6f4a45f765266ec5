"""A list on its way into the register: the file, what was decided about it, and what it gives.

All of it is personal data of people who are not in the register yet, so the file, what is
planned and what the rows say are deleted after `IMPORT_KEEP_DAYS`; that it was here stays.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from businesses.models import Business
from common.records import Recorded, Step
from imports.models.batches import ImportBatch


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "UploadQuerySet":
        """What `user` brought in: a list belongs to the one who works on it."""
        return self.filter(created_by=user)

    def unfinished(self) -> "UploadQuerySet":
        """Those that wait for the next step, or for a job that runs."""
        status = self.model.Status
        open_ones = [status.PREPARED, status.CHECKING, status.CHECKED, status.CONFIRMING]
        return self.filter(status__in=open_ones)

    def finished(self) -> "UploadQuerySet":
        """Those that are in the register and whose rows are still here, the last one first."""
        done = self.filter(status=self.model.Status.DONE, emptied_at__isnull=True)
        return done.order_by("-updated_at", "-pk")


class Upload(Recorded):
    """A file that somebody brings in. The status moves only through `imports.uploads`.

    Attributes:
        content: the bytes of the file, encrypted; empty once they were deleted.
        step: how far the preparation has come: the page on which the work goes on.
        sheet, heading_row, encoding, delimiter: how the file is read; empty: found in it.
        heading: the headings as read; `shape` is their digest, the same for lists of one kind.
        mapping: heading → target, or null for a column that is left out.
        constants: target → text for rows whose own cell is empty.
        values: target → word of the list → code, or null to leave it out.
        choices: field ("business.phone") → how a list may change it (`imports.plans.CHOICES`).
        decisions: row number → "new", "same" or "skip" (`imports.matching`).
        outcome: what the check found, as `imports.checking` tells it.
        plan: what the confirmation will write, encrypted.
        done, total: how far the running job has come. job: which process works on it.
        message: why the last job did not end well.
    """

    class Status(models.TextChoices):
        PREPARED = "prepared", _("In preparation")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        CONFIRMING = "confirming", _("Being written")
        DONE = "done", _("In the register")
        DISCARDED = "discarded", _("Discarded")

    class WizardStep(models.TextChoices):
        SHEET = "lembar", _("Sheet and heading")
        COLUMNS = "kolom", _("Columns")
        VALUES = "nilai", _("Words")
        CHECK = "periksa", _("Check")

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    content = models.BinaryField(_("content"), default=b"")
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PREPARED, editable=False
    )
    step = models.CharField(
        _("step"), max_length=10, choices=WizardStep, default=WizardStep.SHEET, editable=False
    )
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    heading_row = models.PositiveIntegerField(_("row of the heading"), null=True, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=10, blank=True)
    heading = models.JSONField(_("headings"), default=list)
    shape = models.CharField(_("shape"), max_length=64, blank=True)
    mapping = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("values for all rows"), default=dict)
    values = models.JSONField(_("words"), default=dict)
    choices = models.JSONField(_("how fields are changed"), default=dict)
    decisions = models.JSONField(_("decisions on rows"), default=dict)
    outcome = models.JSONField(_("outcome of the check"), default=dict)
    plan = models.BinaryField(_("what will be written"), default=b"")
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    job = models.CharField(_("job"), max_length=120, blank=True)
    message = models.TextField(_("message"), blank=True)
    emptied_at = models.DateTimeField(_("file deleted at"), null=True, blank=True, editable=False)
    batch = models.OneToOneField(
        ImportBatch,
        verbose_name=_("import"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="upload",
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        ordering = ["-created_at"]
        default_permissions = ()
        indexes = [models.Index(fields=["created_by", "status"], name="upload_mine")]

    class History:
        is_named = False

    class Privacy:
        internal = {
            "id",
            "file_name",
            "sha256",
            "size",
            "status",
            "step",
            "sheet",
            "heading_row",
            "encoding",
            "delimiter",
            "heading",
            "shape",
            "mapping",
            "choices",
            "decisions",
            "done",
            "total",
            "job",
            "message",
            "emptied_at",
            "batch",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        restricted = {"content", "plan", "constants", "values", "outcome"}

    def __str__(self) -> str:
        return self.file_name


class UploadStep(Step):
    """One move of an uploaded list."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("step of an uploaded list")
        verbose_name_plural = _("steps of uploaded lists")
        default_permissions = ()

    class History:
        of = ("upload",)

    class Privacy:
        internal = {
            "id",
            "upload",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
        }


class UploadRow(models.Model):
    """What the check found about one row; identity numbers and phones are half hidden in it.

    Attributes:
        bucket: one of `imports.matching.BUCKETS`.
        name, owner_name, place: whose row it is, for the eye.
        business: the stored record that it belongs to, or looks like.
        twin: the earlier row that it repeats or looks like.
        likeness: the score of a probable duplicate, 0 for a sure match.
        problems: [kind ("error", "warning"), column, value, reason] of each.
        notes: [column, as typed, as stored] of each cell that was read otherwise than typed.
        changes: [field, label, stored value, value of the list] of each difference.
        sends_back: whether the changes send a verified business back to the queue.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row in the file"))
    bucket = models.CharField(_("bucket"), max_length=10)
    name = models.CharField(_("business"), max_length=200, blank=True)
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    place = models.CharField(_("kelurahan"), max_length=100, blank=True)
    business = models.ForeignKey(
        Business,
        verbose_name=_("business"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    twin = models.PositiveIntegerField(_("repeats row"), null=True)
    likeness = models.PositiveSmallIntegerField(_("likeness"), default=0)
    problems = models.JSONField(_("problems"), default=list)
    notes = models.JSONField(_("read otherwise"), default=list)
    changes = models.JSONField(_("changes"), default=list)
    sends_back = models.BooleanField(_("back to the queue"), default=False)

    class Meta:
        verbose_name = _("row of an uploaded list")
        verbose_name_plural = _("rows of uploaded lists")
        ordering = ["upload", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="uploadrow_once"),
        ]
        indexes = [models.Index(fields=["upload", "bucket", "number"], name="uploadrow_bucket")]

    class Privacy:
        internal = {"id", "upload", "number", "bucket", "business", "twin", "likeness"}
        internal |= {"sends_back", "place"}
        restricted = {"name", "owner_name", "problems", "notes", "changes"}
        erased = {"place"}
        sure = models.Q(likeness=0)  # what looks like a business may be somebody else's

    def __str__(self) -> str:
        return f"{self.upload}: {self.number}"


class SavedMapping(models.Model):
    """What was decided about the columns and words of lists of one shape; offered again."""

    shape = models.CharField(_("shape"), max_length=64, unique=True)
    file_name = models.CharField(_("file"), max_length=200)
    mapping = models.JSONField(_("columns"), default=dict)
    values = models.JSONField(_("words"), default=dict)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["-saved_at"]
        default_permissions = ()

    class Privacy:
        internal = {"id", "shape", "file_name", "mapping", "saved_by", "saved_at"}
        restricted = {"values"}

    def __str__(self) -> str:
        return self.file_name
