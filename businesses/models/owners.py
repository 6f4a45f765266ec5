"""Owners (*pelaku usaha*): the person or legal entity that a business belongs to.

A person registers with the NIK; an entity with the NIK of its responsible person and its own
NPWP (Peraturan BKPM 5/2025). A PT Perorangan is a legal entity, not a usaha perorangan.
The NPWP of a person *is* the NIK, so both are encrypted alike.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses import scope
from businesses.models.places import Kelurahan
from common.encryption import decrypt, digest, encrypt
from common.identifiers import mask_digits, mask_nik
from common.records import Recorded
from common.validators import not_in_future


class OwnerQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> "OwnerQuerySet":
        """Owners with a business in the work area of `user`, and those whom `user` just entered."""
        ids = scope.kelurahan_ids(user)
        if ids is None:
            return self
        businesses = self.model._meta.get_field("businesses").related_model._base_manager
        held = businesses.filter(owner=OuterRef("pk"))
        in_area = held.filter(kelurahan_id__in=ids, merged_into__isnull=True)
        return self.filter(Exists(in_area) | Q(~Exists(held), created_by=user))

    def with_nik(self, nik: str) -> "OwnerQuerySet":
        """Owners who gave this NIK (16 digits): one person, and entities they answer for."""
        return self.filter(nik_digest=digest(nik, kind="nik"))


class Owner(Recorded):
    """A person or a legal entity that runs one or more businesses."""

    class Kind(models.TextChoices):
        PERSON = "perorangan", _("Usaha perorangan")
        PT = "pt", _("PT")
        PT_PERSON = "pt_perorangan", _("PT Perorangan")
        CV = "cv", _("CV")
        FIRMA = "firma", _("Firma")
        COOPERATIVE = "koperasi", _("Koperasi")
        FOUNDATION = "yayasan", _("Yayasan")
        OTHER = "lainnya", _("Other")

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    class Education(models.TextChoices):
        NONE = "none", _("No schooling")
        PRIMARY = "sd", _("SD")
        LOWER = "smp", _("SMP")
        UPPER = "sma", _("SMA/SMK")
        DIPLOMA = "diploma", _("Diploma")
        BACHELOR = "s1", _("S1")
        POSTGRADUATE = "s2", _("S2/S3")

    class NikAbsence(models.TextChoices):
        NOT_RECORDED = "not_recorded", _("Not on the source list")
        FORGOT_CARD = "forgot_card", _("Card not at hand")
        NO_CARD = "no_card", _("Has no card yet")
        REFUSED = "refused", _("Did not want to give it")
        ERASED = "erased", _("Erased at the owner's request")
        FOREIGN = "foreign", _("Foreign citizen")

    class PhoneAbsence(models.TextChoices):
        NOT_RECORDED = "not_recorded", _("Not on the source list")
        NONE = "none", _("Has no phone")
        REFUSED = "refused", _("Did not want to give it")
        ERASED = "erased", _("Erased at the owner's request")

    kind = models.CharField(_("legal form"), max_length=20, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=150)
    responsible_name = models.CharField(
        _("responsible person"),
        max_length=150,
        blank=True,
        help_text=_("For a legal entity: the person whose NIK is given."),
    )

    # Identity: written through the properties below, never as plain text.
    nik_encrypted = models.TextField(editable=False, blank=True)
    nik_digest = models.CharField(max_length=64, null=True, editable=False)
    nik_absent_reason = models.CharField(
        _("why there is no NIK"), max_length=20, choices=NikAbsence, blank=True
    )
    npwp_encrypted = models.TextField(editable=False, blank=True)
    npwp_digest = models.CharField(max_length=64, null=True, editable=False)

    # The person
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    birth_date = models.DateField(
        _("date of birth"), null=True, blank=True, validators=[not_in_future]
    )
    education = models.CharField(_("education"), max_length=10, choices=Education, blank=True)
    disability = models.CharField(
        _("disability"), max_length=120, blank=True, help_text=_("Only if the owner wishes it.")
    )

    # How to reach them
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    phone_absent_reason = models.CharField(
        _("why there is no phone number"), max_length=20, choices=PhoneAbsence, blank=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("home address"), max_length=255, blank=True)
    kelurahan = models.ForeignKey(
        Kelurahan,
        verbose_name=_("kelurahan of residence"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="residents",
        help_text=_("Empty when the owner lives outside the city."),
    )

    anonymised_on = models.DateField(_("personal data erased on"), null=True, editable=False)

    objects = OwnerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("owner")
        verbose_name_plural = _("owners")
        ordering = ["name", "id"]
        permissions = [
            ("reveal_nik", _("Can see a NIK or NPWP in full")),
            ("view_restricted", _("Can see disability, capital and sales")),
        ]
        indexes = [
            models.Index(fields=["name"], name="owner_name"),
            models.Index(fields=["phone"], name="owner_phone", condition=~Q(phone="")),
            models.Index(fields=["nik_digest"], name="owner_nik"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_digest"],
                condition=Q(kind="perorangan"),
                name="owner_person_nik_unique",
                violation_error_message=_(
                    "This NIK belongs to an owner who is registered already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(nik_digest__isnull=False) | ~Q(nik_absent_reason=""),
                name="owner_nik_or_reason",
                violation_error_message=_("Give the NIK, or say why there is none."),
            ),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(phone_absent_reason=""),
                name="owner_phone_or_reason",
                violation_error_message=_("Give a phone number, or say why there is none."),
            ),
        ]

    class History:
        places = ("businesses__kelurahan",)
        labels: ClassVar = {"nik_digest": _("NIK"), "npwp_digest": _("NPWP")}
        hidden = frozenset({"nik_encrypted", "npwp_encrypted"})
        is_named = False

    class Privacy:
        internal = {
            "id",
            "kind",
            "name",
            "responsible_name",
            "nik_digest",
            "nik_absent_reason",
            "npwp_digest",
            "gender",
            "birth_date",
            "education",
            "phone",
            "phone_absent_reason",
            "email",
            "address",
            "kelurahan",
            "anonymised_on",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        restricted = {"nik_encrypted", "npwp_encrypted", "disability"}
        personal = {
            "nik_digest",
            "npwp_digest",
            "birth_date",
            "phone",
            "email",
            "address",
        }
        erased = {"responsible_name", "education", "kelurahan"}
        named = {"name"}

    def __str__(self) -> str:
        return self.name

    # A template that asked for `owner.nik` would show it: so there is no such attribute.

    def reveal_nik(self) -> str:
        """The NIK in full, or "". Showing it to a person is a disclosure to be logged."""
        return decrypt(self.nik_encrypted)

    def set_nik(self, value: str) -> None:
        """Keep the 16 digits encrypted, with their digest; "" removes them."""
        self.nik_encrypted = encrypt(value)
        self.nik_digest = digest(value, kind="nik") if value else None
        if value:
            self.nik_absent_reason = ""

    def reveal_npwp(self) -> str:
        """The NPWP in full, or ""; for a person it is the NIK."""
        return decrypt(self.npwp_encrypted)

    def set_npwp(self, value: str) -> None:
        """Keep the digits encrypted, with their digest; "" removes them."""
        self.npwp_encrypted = encrypt(value)
        self.npwp_digest = digest(value, kind="npwp") if value else None

    @property
    def masked_nik(self) -> str:
        """What a list may show: 5371••••••••0001."""
        return mask_nik(self.reveal_nik()) if self.nik_encrypted else ""

    @property
    def masked_npwp(self) -> str:
        return mask_digits(self.reveal_npwp()) if self.npwp_encrypted else ""

    @property
    def is_person(self) -> bool:
        return self.kind == self.Kind.PERSON
