"""What the fields of a business may hold: statuses and kinds, with their names on screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verification(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting verification")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")


class Activity(models.TextChoices):
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Not active")
    CLOSED = "closed", _("Closed")


class Visibility(models.TextChoices):
    """What the city decides; the consent is the owner's."""

    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden by the city")


class PlaceKind(models.TextChoices):
    FIXED = "tetap", _("Fixed place")
    MOBILE = "keliling", _("Itinerant")
    ONLINE = "online", _("Online")
    HOME = "rumah", _("At home")


class ConsentManner(models.TextChoices):
    FORM = "form", _("Signed form")
    WHATSAPP = "whatsapp", _("WhatsApp message")
    SPOKEN = "spoken", _("Spoken, at a visit")
    SELF = "self", _("Own registration")


class Financing(models.TextChoices):
    OWN = "own", _("Own capital")
    KUR = "kur", _("KUR")
    BANK = "bank", _("Bank")
    COOPERATIVE = "cooperative", _("Cooperative")
    GOVERNMENT = "government", _("Government aid")
    CSR = "csr", _("CSR")
    OTHER = "other", _("Other")
