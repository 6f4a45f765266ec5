"""Test objects. They go through the same functions as the officer's form.

NIK-shaped numbers start with 99, a province that does not exist, so they belong to nobody.
"""

import itertools
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from businesses import registration, verification
from businesses.models import Business, Category, Kelurahan, Owner, Product
from businesses.registration import Entry
from licensing import lifecycle
from licensing.models import Nib

_numbers = itertools.count(1)

# What a verifier answers who found everything right.
CHECKED = dict.fromkeys(("identity", "place", "activity", "photo", "consent"), "yes")


def invented_nik() -> str:
    """Sixteen digits of a province, a day and a month that do not exist."""
    return f"9900000000{next(_numbers):06d}"


def invented_nib() -> str:
    return f"0000{next(_numbers):09d}"


def make_owner(*, nik: str = "", **fields: object) -> Owner:
    """An unsaved owner, complete enough for the register."""
    defaults = {
        "name": f"Pemilik Uji {next(_numbers)}",
        "nik_absent_reason": "" if nik else Owner.NikAbsence.NOT_RECORDED,
        "phone_absent_reason": "" if fields.get("phone") else Owner.PhoneAbsence.NOT_RECORDED,
    }
    owner = Owner(**{**defaults, **fields})
    if nik:
        owner.set_nik(nik)
    return owner


def make_business(*, owner: Owner | None = None, **fields: object) -> Business:
    """An unsaved business in Fontein unless told otherwise (`kelurahan="Oesapa"`)."""
    name = fields.pop("kelurahan", "Fontein")
    place = name if isinstance(name, Kelurahan) else Kelurahan.objects.get(name=name)
    slug = fields.pop("category", None)
    return Business(
        owner=owner or make_owner(),
        kelurahan=place,
        primary_category=Category.objects.get(slug=slug) if slug else None,
        **{"name": f"Usaha Uji {next(_numbers)}", **fields},
    )


def registered(
    *, by: User, owner: Owner | None = None, products: tuple[str, ...] = (), **fields: object
) -> Business:
    """A business in the register, as a draft."""
    business = make_business(owner=owner, **fields)
    entry = Entry(business.owner, business, products=[Product(name=name) for name in products])
    return registration.register(entry, by=by)


def submitted(*, by: User, days: int = 0, **fields: object) -> Business:
    """A business that was submitted for verification so many days ago."""
    business = registered(by=by, **fields)
    business = verification.submit(business, by=by, version=business.version)
    moment = timezone.now() - timedelta(days=days)
    business.steps.filter(action="submit").update(at=moment)
    return business


def verified(*, by: User, verifier: User, **fields: object) -> Business:
    """A business that was submitted by one officer and verified by another."""
    business = registered(by=by, **fields)
    business = verification.submit(business, by=by, version=business.version)
    return verify(business, by=verifier)


def verify(business: Business, *, by: User, version: int | None = None) -> Business:
    """Verify a submitted business, everything on the checklist having been found right."""
    shown = business.version if version is None else version
    return verification.verify(business, by=by, version=shown, checklist=CHECKED)


def published(*, by: User, verifier: User, **fields: object) -> Business:
    """A verified business whose owner agreed to be in the directory."""
    consent = {"consent_given_on": date(2026, 1, 5), "consent_manner": "form"}
    return verified(by=by, verifier=verifier, **{**consent, **fields})


def nib_of(owner: Owner, *, by: User, issued_on: date | None = None, number: str = "") -> Nib:
    """A recorded NIB of a stored owner."""
    return lifecycle.record(owner, number=number or invented_nib(), issued_on=issued_on, by=by)
