"""Businesses (*usaha*): what the register is about.

A business exists before its NIB: nothing here knows about licences. The verification status
moves only through `businesses.verification`; `code` is given once and printed on the QR.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from businesses.models import business_choices
from businesses.models.business_indexes import INDEXES
from businesses.models.business_queries import BusinessQuerySet, CurrentBusinesses
from businesses.models.categories import Category
from businesses.models.kbli import Kbli
from businesses.models.owners import Owner
from businesses.models.places import Kelurahan
from businesses.scale import CapitalBand, SalesBand, Scale, ScaleBasis, WorkersBand
from common.records import Recorded
from common.validators import not_in_future


class Business(Recorded):
    """One business of one owner, in one kelurahan."""

    Verification = business_choices.Verification
    Activity = business_choices.Activity
    Visibility = business_choices.Visibility
    PlaceKind = business_choices.PlaceKind
    ConsentManner = business_choices.ConsentManner
    Financing = business_choices.Financing

    code = models.CharField(_("registry number"), max_length=12, unique=True, editable=False)
    name = models.CharField(_("business name"), max_length=150)
    owner = models.ForeignKey(
        Owner, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="businesses"
    )

    # What it does
    activity = models.TextField(
        _("activity"), blank=True, help_text=_("In the owner's words: what is made, sold or done.")
    )
    primary_category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="main_businesses",
        limit_choices_to={"is_active": True},
    )
    categories = models.ManyToManyField(
        Category,
        verbose_name=_("further categories"),
        through="BusinessCategory",
        related_name="businesses",
        blank=True,
    )
    kbli = models.ManyToManyField(
        Kbli, verbose_name=_("KBLI"), through="BusinessKbli", related_name="businesses", blank=True
    )

    # Where it is
    kelurahan = models.ForeignKey(
        Kelurahan,
        verbose_name=_("kelurahan"),
        on_delete=models.PROTECT,
        related_name="businesses",
        limit_choices_to={"is_active": True},
    )
    address = models.CharField(_("address"), max_length=255, blank=True)
    landmark = models.CharField(
        _("landmark"), max_length=160, blank=True, help_text=_("For example: beside the church.")
    )
    rt = models.CharField(_("RT"), max_length=3, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    place_kind = models.CharField(_("kind of place"), max_length=10, choices=PlaceKind, blank=True)

    # How big it is
    started_year = models.PositiveSmallIntegerField(
        _("year started"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    workers_male = models.PositiveIntegerField(_("male workers"), null=True, blank=True)
    workers_female = models.PositiveIntegerField(_("female workers"), null=True, blank=True)
    workers_paid = models.PositiveIntegerField(_("paid workers"), null=True, blank=True)
    workers_unpaid = models.PositiveIntegerField(_("unpaid workers"), null=True, blank=True)
    workers_band = models.CharField(
        _("workers, band of the list"), max_length=10, choices=WorkersBand, blank=True
    )
    capital = models.PositiveBigIntegerField(
        _("capital in rupiah"),
        null=True,
        blank=True,
        help_text=_("Without land and buildings of the place of business."),
    )
    capital_band = models.CharField(
        _("capital, band of the list"), max_length=12, choices=CapitalBand, blank=True
    )
    annual_sales = models.PositiveBigIntegerField(
        _("annual sales in rupiah"), null=True, blank=True
    )
    sales_year = models.PositiveSmallIntegerField(
        _("year of the sales"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    sales_band = models.CharField(
        _("sales, band of the list"), max_length=12, choices=SalesBand, blank=True
    )
    scale = models.CharField(_("scale"), max_length=10, choices=Scale, blank=True, editable=False)
    scale_basis = models.CharField(
        _("scale follows from"), max_length=12, choices=ScaleBasis, blank=True, editable=False
    )
    financing = models.CharField(_("financing"), max_length=12, choices=Financing, blank=True)
    is_cooperative_member = models.BooleanField(_("member of a cooperative"), null=True, blank=True)

    # How it sells
    sells_on_site = models.BooleanField(_("sells on site"), default=False)
    sells_by_whatsapp = models.BooleanField(_("sells by WhatsApp"), default=False)
    sells_on_marketplace = models.BooleanField(_("sells on a marketplace"), default=False)
    sells_on_social_media = models.BooleanField(_("sells on social media"), default=False)
    accepts_qris = models.BooleanField(_("accepts QRIS"), null=True, blank=True)
    phone = models.CharField(_("business phone"), max_length=20, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=20, blank=True)
    email = models.EmailField(_("business e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    instagram = models.CharField(_("Instagram"), max_length=60, blank=True)
    facebook = models.CharField(_("Facebook"), max_length=80, blank=True)
    tiktok = models.CharField(_("TikTok"), max_length=60, blank=True)
    opening_hours = models.CharField(
        _("opening hours"),
        max_length=200,
        blank=True,
        help_text=_("For example: Sen-Jum 08.00-17.00; Sab 08.00-12.00"),
    )

    # Status
    verification_status = models.CharField(
        _("verification"),
        max_length=12,
        choices=Verification,
        default=Verification.DRAFT,
        editable=False,
    )
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    activity_status = models.CharField(
        _("activity status"),
        max_length=10,
        choices=Activity,
        default=Activity.ACTIVE,
        editable=False,
    )
    activity_changed_on = models.DateField(_("since"), null=True, editable=False)
    activity_reason = models.CharField(_("reason"), max_length=160, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="absorbed",
    )

    # Publication: consent (UU 27/2022), and what it covers
    consent_given_on = models.DateField(
        _("consent to publish given on"), null=True, blank=True, validators=[not_in_future]
    )
    consent_manner = models.CharField(
        _("how consent was given"), max_length=10, choices=ConsentManner, blank=True
    )
    consent_proof = models.CharField(
        _("where the proof is kept"),
        max_length=160,
        blank=True,
        help_text=_("For example: folder 12/2026, or the number of the WhatsApp message."),
    )
    publishes_contact = models.BooleanField(_("publish phone and WhatsApp"), default=False)
    publishes_address = models.BooleanField(_("publish address and point"), default=False)
    publishes_nib_number = models.BooleanField(_("publish the NIB number"), default=False)
    visibility = models.CharField(
        _("in the directory"),
        max_length=10,
        choices=Visibility,
        default=Visibility.SHOWN,
        editable=False,
    )

    # Where the record comes from
    registered_on = models.DateField(
        _("in the register since"), default=localdate, validators=[not_in_future]
    )
    source = models.CharField(_("source"), max_length=120, blank=True)
    source_date = models.DateField(
        _("date of the source"), null=True, blank=True, validators=[not_in_future]
    )

    objects = CurrentBusinesses.from_queryset(BusinessQuerySet)()
    with_merged = BusinessQuerySet.as_manager()  # also those that were merged into another
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("business")
        verbose_name_plural = _("businesses")
        ordering = ["-updated_at", "-id"]
        permissions = [
            ("submit_business", _("Can submit for verification")),
            ("verify_business", _("Can verify")),
            ("hide_business", _("Can hide from the directory")),
            ("set_activity", _("Can say whether a business is active")),
            ("merge_business", _("Can merge duplicates")),
        ]
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(lat__range=(-90, 90), lng__range=(-180, 180)),
                name="business_point_whole",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(scale="", scale_basis="") | (~Q(scale="") & ~Q(scale_basis="")),
                name="business_scale_has_basis",
                violation_error_message=_("A scale needs the criterion that it follows from."),
            ),
            models.CheckConstraint(
                condition=Q(consent_given_on__isnull=True, consent_manner="")
                | (Q(consent_given_on__isnull=False) & ~Q(consent_manner="")),
                name="business_consent_whole",
                violation_error_message=_("Give both the date and the manner of the consent."),
            ),
            models.CheckConstraint(
                condition=~Q(verification_status="verified") | Q(verified_on__isnull=False),
                name="business_verified_has_date",
                violation_error_message=_("A verified business has the date of verification."),
            ),
        ]

    class History:
        places = ("kelurahan",)

    class Privacy:
        public = {
            "id",
            "code",
            "name",
            "activity",
            "primary_category",
            "categories",
            "kbli",
            "kelurahan",
            "landmark",
            "place_kind",
            "started_year",
            "scale",
            "sells_on_site",
            "sells_by_whatsapp",
            "sells_on_marketplace",
            "sells_on_social_media",
            "accepts_qris",
            "website",
            "instagram",
            "facebook",
            "tiktok",
            "opening_hours",
            "verification_status",
            "verified_on",
            "activity_status",
            "registered_on",
        }
        consented = {"phone", "whatsapp", "email", "address", "rt", "rw", "lat", "lng"}
        internal = {
            "owner",
            "workers_male",
            "workers_female",
            "workers_paid",
            "workers_unpaid",
            "workers_band",
            "scale_basis",
            "financing",
            "is_cooperative_member",
            "activity_changed_on",
            "activity_reason",
            "merged_into",
            "consent_given_on",
            "consent_manner",
            "consent_proof",
            "publishes_contact",
            "publishes_address",
            "publishes_nib_number",
            "visibility",
            "source",
            "source_date",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "version",
        }
        restricted = {"capital", "capital_band", "annual_sales", "sales_year", "sales_band"}
        personal = {"phone", "whatsapp", "email", "address", "rt", "rw", "lat", "lng"}
        erased = {"landmark", "website", "instagram", "facebook", "tiktok", "financing"} | {
            "consent_proof",
            "activity_reason",
        }
        named = {"name", "source"}

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """The same rule as `BusinessQuerySet.public()`, for one instance."""
        return (
            self.verification_status == self.Verification.VERIFIED
            and self.activity_status == self.Activity.ACTIVE
            and self.consent_given_on is not None
            and self.visibility == self.Visibility.SHOWN
        )
