"""Cases of the help desk for the tests."""

from datetime import timedelta

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from businesses.models import Business, Owner
from licensing import assistance
from licensing.models import AssistanceCase, Nib
from tests.factories import make_owner, registered

PHONE = "+6281299990001"


def kios(*, by: User, **owner: object) -> Business:
    """Kios Sinar Uji of Yuliana Uji in Fontein, whose phone is PHONE."""
    mine = make_owner(name="Yuliana Uji", phone=PHONE, **owner)
    return registered(by=by, owner=mine, name="Kios Sinar Uji", kelurahan="Fontein")


def warung(*, by: User, **owner: object) -> Business:
    """Warung Sinar Uji of Marten Uji in Alak."""
    mine = make_owner(name="Marten Uji", **owner)
    return registered(by=by, owner=mine, name="Warung Sinar Uji", kelurahan="Alak")


def opened(
    business: Business, kind: str = "nib", *, by: User, days: int = 0, **fields: object
) -> AssistanceCase:
    """A case that was opened so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    case = AssistanceCase(business=business, kind=kind, opened_on=day, **fields)
    return assistance.open_case(case, by=by)


def page_of(record: Model) -> str:
    return reverse(f"admin:licensing_{record._meta.model_name}_change", args=[record.pk])


def move_of(case: AssistanceCase, action: str) -> str:
    return reverse("admin:licensing_assistancecase_move", args=[case.pk, action])


def status_of(owner: Owner) -> str:
    return Nib.objects.get(owner=owner).status
