"""Letters of the dinas about a business: their templates, and each letter that was issued."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models import Business
from common.records import Recorded
from licensing.models.of_business import OfBusinessQuerySet


class LetterKind(models.TextChoices):
    """What a letter says."""

    REGISTERED = "terdaftar", _("Surat keterangan terdaftar")
    TRADEMARK = "merek", _("Surat rekomendasi UMK untuk merek")


class LetterTemplate(Recorded):
    """The wording of a kind of letter; staff edit it, letters issued before stay as they are."""

    kind = models.CharField(_("letter"), max_length=12, choices=LetterKind, unique=True)
    letterhead = models.TextField(
        _("letterhead"), help_text=_("One line per line; the first ones are printed larger.")
    )
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"),
        help_text=_(
            "Paragraphs are separated by an empty line; lines such as “Name : {nama_usaha}” are "
            "set as a table."
        ),
    )
    number_format = models.CharField(
        _("form of the number"),
        max_length=80,
        help_text=_("For example {urut}/UMKM/{bulan_romawi}/{tahun}."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"), null=True, blank=True, help_text=_("Empty: no end.")
    )
    signed_at = models.CharField(_("place of signing"), max_length=60)
    signer_position = models.CharField(_("position of the signer"), max_length=160)
    signer_name = models.CharField(_("name of the signer"), max_length=120, blank=True)
    signer_number = models.CharField(_("NIP of the signer"), max_length=30, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["kind"]

    class Privacy:
        internal = {
            "id",
            "kind",
            "letterhead",
            "title",
            "body",
            "number_format",
            "valid_months",
            "signed_at",
            "signer_position",
            "signer_name",
            "signer_number",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }

    def __str__(self) -> str:
        return self.get_kind_display()


class Letter(Recorded):
    """One issued letter, with its number and its words as they were on that day."""

    kind = models.CharField(_("letter"), max_length=12, choices=LetterKind)
    business = models.ForeignKey(
        Business, verbose_name=_("business"), on_delete=models.PROTECT, related_name="letters"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("number within the year"))
    number = models.CharField(_("number of the letter"), max_length=80, unique=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    letterhead = models.TextField(_("letterhead"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    signed_at = models.CharField(_("place of signing"), max_length=60)
    signer_position = models.CharField(_("position of the signer"), max_length=160)
    signer_name = models.CharField(_("name of the signer"), max_length=120, blank=True)
    signer_number = models.CharField(_("NIP of the signer"), max_length=30, blank=True)
    has_public_page = models.BooleanField(_("carries the QR code of the public page"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    withdrawal_reason = models.CharField(_("why it was withdrawn"), max_length=200)

    objects = OfBusinessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-issued_on", "-id"]
        permissions = [("issue_letter", _("Can issue and withdraw a letter"))]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="letter_recent")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "sequence"], name="letter_sequence"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("issued_on")),
                name="letter_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawal_reason=""),
                name="letter_withdrawn_has_reason",
                violation_error_message=_("Say why the letter was withdrawn."),
            ),
        ]

    class History:
        of = ("business",)
        places = ("business__kelurahan",)
        named_by = ("business",)

    class Privacy:
        internal = {
            "id",
            "kind",
            "business",
            "year",
            "sequence",
            "number",
            "issued_on",
            "valid_until",
            "letterhead",
            "title",
            "body",
            "signed_at",
            "signer_position",
            "signer_name",
            "signer_number",
            "has_public_page",
            "withdrawn_on",
            "withdrawal_reason",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        personal = {"body"}
        erased = {"body"}
        named = {"withdrawal_reason"}
        kept = {"letterhead"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
