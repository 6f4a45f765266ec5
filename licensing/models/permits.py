"""Permits beside the NIB: P-IRT, halal, BPOM, merek, SLHS and others.

Number formats are soft: a number that looks odd is a warning, never a wall.
"""

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses import scope
from businesses.models import Business, Category, Kbli, Owner, Product
from common.records import Recorded, Step
from common.validators import not_in_future
from licensing.models.documents import Document


class PermitType(models.Model):
    """A kind of permit: whose it is, how its number looks, how long it is valid."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    for_owner = models.BooleanField(_("can belong to an owner"), default=False)
    for_business = models.BooleanField(_("can belong to a business"), default=False)
    for_product = models.BooleanField(_("can belong to a product"), default=False)
    number_pattern = models.CharField(
        _("usual form of the number"),
        max_length=80,
        blank=True,
        help_text=_("A regular expression; a number that differs is a warning."),
    )
    number_example = models.CharField(_("example"), max_length=40, blank=True)
    validity_years = models.PositiveSmallIntegerField(
        _("valid for years"), null=True, blank=True, help_text=_("Empty: no expiry.")
    )
    renew_months_before = models.PositiveSmallIntegerField(
        _("renew from months before"), null=True, blank=True
    )
    per_kbli = models.BooleanField(
        _("one for each KBLI line of the NIB"),
        default=False,
        help_text=_("What the risk level of a line asks for: Sertifikat Standar and Izin."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("kind of permit")
        verbose_name_plural = _("kinds of permit")
        ordering = ["name"]

    class Privacy:
        public = {
            "id",
            "code",
            "name",
            "for_owner",
            "for_business",
            "for_product",
            "number_pattern",
            "number_example",
            "validity_years",
            "renew_months_before",
            "per_kbli",
            "is_active",
        }

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A pattern that is no pattern would break every permit of the kind."""
        try:
            re.compile(self.number_pattern)
        except re.error as error:
            raise ValidationError(
                {"number_pattern": _("This is no regular expression: leave it empty or mend it.")}
            ) from error

    def number_fits(self, number: str) -> bool:
        """Whether `number` has the usual form. A number that has not is a warning only."""
        return not self.number_pattern or re.fullmatch(self.number_pattern, number) is not None


class PermitRelevance(models.Model):
    """Whether a kind of permit is a matter for the businesses of a category.

    A line of a product line (a category with a parent) goes before that of its sector. No line
    at all means: no matter. P-IRT is no gap for chilled se'i, for example.
    """

    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.CASCADE,
        related_name="permit_relevance",
    )
    type = models.ForeignKey(
        PermitType,
        verbose_name=_("kind of permit"),
        on_delete=models.CASCADE,
        related_name="relevance",
    )
    is_relevant = models.BooleanField(_("relevant"), default=True)
    note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("relevance of a permit")
        verbose_name_plural = _("relevance of permits")
        ordering = ["category__order", "type__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "type"],
                name="permitrelevance_once",
                violation_error_message=_("This category has a line for this permit already."),
            )
        ]

    class Privacy:
        public = {"id", "category", "type", "is_relevant", "note"}

    def __str__(self) -> str:
        return f"{self.category}: {self.type}"


class PermitQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "PermitQuerySet":
        """Permits of owners, businesses and products in the work area of `user`."""
        ids = scope.kelurahan_ids(user)
        if ids is None:
            return self
        return self.filter(
            Q(Exists(Owner.objects.visible_to(user).filter(pk=OuterRef("owner"))))
            | Q(business__kelurahan_id__in=ids)
            | Q(product__business__kelurahan_id__in=ids)
        )


class Permit(Recorded):
    """A permit of an owner, a business or a product."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("Applied for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        REVOKED = "revoked", _("Revoked")

    type = models.ForeignKey(
        PermitType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="permits"
    )
    owner = models.ForeignKey(
        Owner,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permits",
    )
    business = models.ForeignKey(
        Business,
        verbose_name=_("business"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permits",
    )
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permits",
    )
    number = models.CharField(_("number"), max_length=60, blank=True)
    kbli = models.ForeignKey(
        Kbli,
        verbose_name=_("KBLI line"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="permits",
        help_text=_("For a Sertifikat Standar or an Izin: the line of the NIB that it is for."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.APPLIED, editable=False
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True, validators=[not_in_future])
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    renews = models.OneToOneField(
        "self",
        verbose_name=_("renewal of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
    )

    objects = PermitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["-issued_on", "-id"]
        permissions = [
            ("move_permit", _("Can grant, refuse or revoke a permit")),
            ("record_permit", _("Can bring permits in with a list")),
        ]
        indexes = [
            models.Index(fields=["expires_on"], name="permit_expiry"),
            models.Index(fields=["-issued_on", "-id"], name="permit_recent"),
            models.Index(fields=["type", "number"], name="permit_number"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, business__isnull=True, product__isnull=True)
                | Q(owner__isnull=True, business__isnull=False, product__isnull=True)
                | Q(owner__isnull=True, business__isnull=True, product__isnull=False),
                name="permit_one_holder",
                violation_error_message=_("A permit belongs to one owner, business or product."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                name="permit_dates_in_order",
                violation_error_message=_("The permit expires before it was issued."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["applied", "refused"]) | ~Q(number=""),
                name="permit_granted_has_number",
                violation_error_message=_("Give the number of a permit that was granted."),
            ),
        ]

    class History:
        of = (
            "business",
            "product",
            "product__business",
            "owner",
            "owner__businesses",
        )
        places = (
            "business__kelurahan",
            "product__business__kelurahan",
            "owner__businesses__kelurahan",
        )
        named_by = ("type",)

    class Privacy:
        public = {"type", "status", "issued_on", "expires_on", "business", "product"}
        internal = {
            "id",
            "owner",
            "number",
            "document",
            "kbli",
            "renews",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }

    def __str__(self) -> str:
        return f"{self.type} {self.number}".strip()


class PermitStep(Step):
    """One move in the life of a permit."""

    permit = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        verbose_name = _("permit step")
        verbose_name_plural = _("permit steps")

    class History:
        moves: ClassVar = {"enter": _("Entered")}
        of = (
            "permit",
            "permit__business",
            "permit__product",
            "permit__product__business",
            "permit__owner",
            "permit__owner__businesses",
        )
        places = (
            "permit__business__kelurahan",
            "permit__product__business__kelurahan",
            "permit__owner__businesses__kelurahan",
        )

    class Privacy:
        internal = {
            "id",
            "permit",
            "action",
            "from_status",
            "to_status",
            "by",
            "at",
            "note",
            "version",
        }
