"""The work list of those without a NIB, for the tests: its addresses, and a business on it."""

from collections.abc import Callable

from django.contrib.auth.models import Permission

from accounts.models import User
from businesses.models import Business
from tests.factories import invented_nik, make_owner, registered

LIST = "/admin/licensing/visit/tanpa-nib/"
SHEET = f"{LIST}lembar/"
PHONE = "+6281400000077"


def page_of(business: Business) -> str:
    return f"{LIST}{business.pk}/"


def melati(*, by: User) -> Business:
    """Warung Uji Melati of Tince Uji, who has a NIK, the number PHONE, and no NIB."""
    return registered(
        by=by,
        owner=make_owner(name="Tince Uji", nik=invented_nik(), phone=PHONE),
        name="Warung Uji Melati",
        landmark="di samping gereja",
        category="olahan-sei",
    )


def without_owners(persona: Callable[..., User]) -> User:
    """An officer who may visit, but not see who owns a business."""
    user = persona("laporan", username="tanpa-pemilik")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_visit", "add_visit", "export_lists"])
    )
    return user
