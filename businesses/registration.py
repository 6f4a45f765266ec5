"""Registration: a business and its owner enter the register, or are changed in it.

The officer's form, the spreadsheet import and the demo data all come through here, one
business or seventeen thousand: registry numbers without gaps or twins, the scale that follows
from the figures (PP 7/2021), the history with its author, and one signal for all of them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from businesses import duplicates, scale, scope, verification, words
from businesses.locks import lock_businesses_of
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Category,
    Kbli,
    Owner,
    Product,
    Registry,
)
from businesses.signals import business_changed
from common.bulk import create_with_history
from common.constraints import is_violation
from common.workflow import Refused, WrongState, lock

NIK_CONSTRAINT = "owner_person_nik_unique"
# What only the tables of verification, activity and publication, and a merge, may write.
STATUS_FIELDS = (
    "verification_status",
    "verified_on",
    "activity_status",
    "activity_changed_on",
    "activity_reason",
    "visibility",
    "merged_into_id",
)


class AlreadyRegistered(Refused):
    """The NIK belongs to an owner who is in the register."""


class OutsideArea(Refused):
    """The kelurahan is not one of the officer's."""


@dataclass
class Entry:
    """What is registered together. Several entries may share one unsaved owner."""

    owner: Owner
    business: Business
    products: list[Product] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    kbli: list[Kbli] = field(default_factory=list)


def take_numbers(count: int) -> range:
    """Reserve `count` consecutive registry numbers. Call inside a transaction.

    The row is locked until the transaction ends, so a number is never given twice, and one
    that is given back by a rollback is given again.
    """
    Registry.objects.get_or_create(pk=1)
    registry = Registry.objects.select_for_update(no_key=True).get(pk=1)
    first = registry.last_number + 1
    registry.last_number += count
    registry.save(update_fields=["last_number"])
    return range(first, first + count)


def code_of(number: int) -> str:
    """The registry number as printed: KPG-000123."""
    return f"{settings.REGISTRY_CODE_PREFIX}-{number:06d}"


def apply_scale(business: Business) -> None:
    """Set the scale that follows from the figures of the business (PP 7/2021 art. 35)."""
    found = scale.classify(
        annual_sales=business.annual_sales,
        capital=business.capital,
        sales_band=business.sales_band,
        capital_band=business.capital_band,
    )
    business.scale, business.scale_basis = found.scale, found.basis


def require_area(by: AbstractBaseUser, kelurahan_id: int) -> None:
    """Raise OutsideArea unless the kelurahan lies in the work area of `by`."""
    if not scope.covers(by, kelurahan_id):
        raise OutsideArea(_("This kelurahan is not in your work area. Choose one of yours."))


@contextmanager
def one_owner_for_a_nik(sentence: str) -> Iterator[None]:
    """Raise AlreadyRegistered with this sentence when a NIK turns out to be taken."""
    try:
        yield
    except IntegrityError as error:
        if not is_violation(error, Owner, NIK_CONSTRAINT):
            raise
        raise AlreadyRegistered(sentence) from error


def register_all(
    entries: Iterable[Entry], *, by: AbstractBaseUser, reason: str = "registration"
) -> list[Business]:
    """Register all entries in one transaction, or none, and return the stored businesses.

    Args:
        entries: validated; owners may be stored already, everything else is unsaved.
        reason: kept in the history of every row, for example "import 12".
    Raises:
        PermissionDenied, OutsideArea; AlreadyRegistered when a NIK was taken meanwhile.
    """
    entries = list(entries)
    if not by.has_perm("businesses.add_business"):
        raise PermissionDenied
    for entry in entries:
        require_area(by, entry.business.kelurahan_id)
        _require_person(entry.owner)
    taken = _(
        "This NIK was entered by someone else a moment ago. "
        "Search for the owner and continue with that record."
    )
    with one_owner_for_a_nik(taken), transaction.atomic():
        return _write(entries, by=by, reason=reason)


def _write(entries: list[Entry], *, by: AbstractBaseUser, reason: str) -> list[Business]:
    owners = {id(entry.owner): entry.owner for entry in entries if entry.owner.pk is None}
    for owner in owners.values():
        owner.stamp(by)
    create_with_history(Owner, list(owners.values()), by=by, reason=reason)

    for number, entry in zip(take_numbers(len(entries)), entries, strict=True):
        business = entry.business
        business.owner = entry.owner
        business.code = code_of(number)
        business.stamp(by)
        apply_scale(business)
    businesses = [entry.business for entry in entries]
    create_with_history(Business, businesses, by=by, reason=reason)

    for entry in entries:
        for product in entry.products:
            product.business = entry.business
    create_with_history(
        Product, [product for entry in entries for product in entry.products], by=by, reason=reason
    )
    lines = [
        BusinessCategory(business=entry.business, category=category)
        for entry in entries
        for category in entry.categories
    ]
    create_with_history(BusinessCategory, lines, by=by, reason=reason)
    codes = [
        BusinessKbli(business=entry.business, kbli=kbli) for entry in entries for kbli in entry.kbli
    ]
    create_with_history(BusinessKbli, codes, by=by, reason=reason)
    words.refresh([business.pk for business in businesses])
    announce(businesses)
    duplicates.note(businesses)
    return businesses


def register(entry: Entry, *, by: AbstractBaseUser) -> Business:
    """Register one business; see `register_all`."""
    return register_all([entry], by=by)[0]


def _require_person(owner: Owner) -> None:
    """What is left after an erasure is a record: nothing fills it in again."""
    if owner.anonymised_on is not None:
        raise WrongState(_("The personal data of this owner were erased: this is read only."))


def revise(business: Business, *, by: AbstractBaseUser, version: int | None) -> Business:
    """Save the changes made to a stored business, on the version that `by` saw.

    A change of a field in `verification.SUBSTANTIVE_FIELDS` of a verified business sends it
    back to the queue.

    Raises:
        PermissionDenied, OutsideArea, StaleVersion.
    """
    if not by.has_perm("businesses.change_business"):
        raise PermissionDenied
    with transaction.atomic():
        stored = lock(business, version=version)
        _require_person(stored.owner)
        if business.owner_id != stored.owner_id:
            _require_person(lock(business.owner, version=None))
        require_area(by, stored.kelurahan_id)
        require_area(by, business.kelurahan_id)
        business.version = stored.version
        for name in STATUS_FIELDS:
            setattr(business, name, getattr(stored, name))
        apply_scale(business)
        business.stamp(by)
        business.save()
        words.refresh([business.pk])
        duplicates.note([business])
        changed = _differing(verification.SUBSTANTIVE_FIELDS, business, stored)
        if changed and stored.verification_status == Business.Verification.VERIFIED:
            moved = verification.move(
                business,
                "amend",
                by=by,
                version=business.version,
                note=verification.changed_note(Business, changed),
            )
            business.refresh_from_db()
            return moved
        announce([business])
    return business


def _differing(fields: Iterable[str], one: models.Model, other: models.Model) -> list[str]:
    """Those of `fields` that differ between two states of a record."""
    return [
        name for name in fields if one.serializable_value(name) != other.serializable_value(name)
    ]


def _identity_changes(owner: Owner, stored: Owner) -> list[str]:
    """The fields by which the owner became another one; a NIK where none was is no such change."""
    changed = _differing(verification.SUBSTANTIVE_OWNER_FIELDS, owner, stored)
    return [name for name in changed if name != "nik_digest" or stored.nik_digest]


def set_categories(
    business: Business, categories: Iterable[Category], *, by: AbstractBaseUser
) -> None:
    """Make these the further categories of a stored business, with history."""
    wanted = {category.pk for category in categories} - {business.primary_category_id}
    lines = {line.category_id: line for line in business.category_lines.all()}
    for category_id in lines.keys() - wanted:
        lines[category_id]._history_user = by
        lines[category_id].delete()
    added = [BusinessCategory(business=business, category_id=pk) for pk in wanted - lines.keys()]
    create_with_history(BusinessCategory, added, by=by, reason="registration")


def announce(businesses: Iterable[Business]) -> None:
    """Tell the apps above that parts of these businesses changed: products, photos, categories."""
    business_changed.send(Business, ids=[business.pk for business in businesses])


def save_owner(owner: Owner, *, by: AbstractBaseUser, version: int | None) -> Owner:
    """Save a new or changed owner; see `verification.amend_those_of` for another identity.

    Raises PermissionDenied, StaleVersion, AlreadyRegistered.
    """
    permission = "businesses.change_owner" if owner.pk else "businesses.add_owner"
    if not by.has_perm(permission):
        raise PermissionDenied
    taken = _("This NIK belongs to an owner who is in the register already.")
    with one_owner_for_a_nik(taken), transaction.atomic():
        stored = None
        if owner.pk:
            lock_businesses_of(owner.pk)
            stored = lock(owner, version=version)
            _require_person(stored)
            owner.version = stored.version
        owner.stamp(by)
        owner.save()
        words.refresh_owners([owner.pk])
        if stored is not None and (changed := _identity_changes(owner, stored)):
            verification.amend_those_of(owner, changed, by=by)
        announce(owner.businesses.only("pk"))
        duplicates.note(owner.businesses.only("pk"))
    return owner
