"""Many stored businesses and owners changed at once: what a list says otherwise than the register.

The same rules as `registration.revise` and `registration.save_owner`, by a handful of statements:
the version that was seen, the work area, the scale that follows from the figures, a verified
business that goes back to the queue when its substance changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from businesses import duplicates, registration, scale, verification, words
from businesses.locks import lock_owners
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Owner,
    Product,
)
from businesses.signals import business_changed
from common.bulk import Change, batches, change_with_history, create_with_history
from common.workflow import StaleVersion, WrongState

SCALE_FIELDS = ("annual_sales", "capital", "sales_band", "capital_band")
# The attnames that verification knows by the names of their fields.
SUBSTANCE = {
    Business._meta.get_field(name).attname: name for name in verification.SUBSTANTIVE_FIELDS
}


@dataclass(slots=True)
class Revision:
    """What changes of one business: attname → value, and what is added to it.

    Attributes:
        products: names; categories, kbli: keys of further ones.
    """

    pk: int
    version: int
    values: dict[str, object] = field(default_factory=dict)
    products: list[str] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    kbli: list[int] = field(default_factory=list)


def sends_back(status: str, attnames: Iterable[str]) -> bool:
    """Whether a change of these fields sends a business of this status back to the queue."""
    return status == Business.Verification.VERIFIED and not SUBSTANCE.keys().isdisjoint(attnames)


def revise_all(
    businesses: Sequence[Revision], owners: Sequence[Change], *, by: AbstractBaseUser, reason: str
) -> None:
    """Write all revisions in one transaction, or none.

    Args:
        owners: changed values of owners; never who they are (kind, name), and a NIK only where
            none was.
        reason: kept in the history of every row, for example "import 12".
    Raises:
        PermissionDenied, OutsideArea; StaleVersion: a record was changed meanwhile; WrongState:
        the personal data of an owner were erased; AlreadyRegistered: a NIK was taken meanwhile.
    """
    if not by.has_perm("businesses.change_business"):
        raise PermissionDenied
    if owners and not by.has_perm("businesses.change_owner"):
        raise PermissionDenied
    taken = _("This NIK belongs to an owner who is in the register already.")
    with registration.one_owner_for_a_nik(taken), transaction.atomic():
        stored = _lock(businesses, owners, by=by)
        _write_owners(owners, by=by, reason=reason)
        _write_businesses(businesses, stored, by=by, reason=reason)
        _follow(businesses, owners, stored, by=by)


def _stale() -> StaleVersion:
    return StaleVersion(_("A record was changed a moment ago. Check the list again."))


def _lock(
    businesses: Sequence[Revision], owners: Sequence[Change], *, by: AbstractBaseUser
) -> dict[int, dict[str, object]]:
    """Lock everything in the order of the house; returns what the rules need of each business."""
    keys = {revision.pk for revision in businesses}
    for some in batches([owner.pk for owner in owners]):
        keys.update(Business.with_merged.filter(owner_id__in=some).values_list("pk", flat=True))
    columns = ("pk", "version", "kelurahan_id", "verification_status", "owner_id", "merged_into_id")
    found: dict[int, dict[str, object]] = {}
    for some in batches(sorted(keys)):
        rows = Business.with_merged.filter(pk__in=some).order_by("pk")
        rows = rows.select_for_update(of=("self",), no_key=True)
        found.update({row["pk"]: row for row in rows.values(*columns, *SCALE_FIELDS)})
    locked = {found[revision.pk]["owner_id"] for revision in businesses if revision.pk in found}
    locked_owners = lock_owners(locked | {owner.pk for owner in owners})
    if any(owner.anonymised_on is not None for owner in locked_owners):
        raise WrongState(_("The personal data of this owner were erased: this is read only."))
    for revision in businesses:
        row = found.get(revision.pk)
        if row is None or row["version"] != revision.version or row["merged_into_id"] is not None:
            raise _stale()
        for kelurahan in {row["kelurahan_id"], revision.values.get("kelurahan_id")} - {None}:
            registration.require_area(by, kelurahan)
    return found


def _write_owners(owners: Sequence[Change], *, by: AbstractBaseUser, reason: str) -> None:
    if change_with_history(Owner, owners, by=by, reason=reason):
        raise _stale()


def _write_businesses(
    businesses: Sequence[Revision],
    stored: Mapping[int, Mapping[str, object]],
    *,
    by: AbstractBaseUser,
    reason: str,
) -> None:
    changes = [
        Change(revision.pk, revision.version, _with_scale(revision.values, stored[revision.pk]))
        for revision in businesses
    ]
    if change_with_history(Business, changes, by=by, reason=reason):
        raise _stale()
    _add_products(businesses, by=by, reason=reason)
    lines = [
        BusinessCategory(business_id=revision.pk, category_id=key)
        for revision in businesses
        for key in revision.categories
    ]
    create_with_history(BusinessCategory, lines, by=by, reason=reason)
    codes = [
        BusinessKbli(business_id=revision.pk, kbli_id=key)
        for revision in businesses
        for key in revision.kbli
    ]
    create_with_history(BusinessKbli, codes, by=by, reason=reason)


def _with_scale(values: dict[str, object], stored: Mapping[str, object]) -> dict[str, object]:
    """The values, with the scale that follows from them where one of its figures is among them."""
    if values.keys().isdisjoint(SCALE_FIELDS):
        return values
    found = scale.classify(**{name: values.get(name, stored[name]) for name in SCALE_FIELDS})
    return {**values, "scale": found.scale, "scale_basis": found.basis}


def _add_products(businesses: Sequence[Revision], *, by: AbstractBaseUser, reason: str) -> None:
    """The new products stand behind those that are there."""
    adding = [revision for revision in businesses if revision.products]
    last: dict[int, int] = defaultdict(int)
    for some in batches([revision.pk for revision in adding]):
        for key, order in Product.objects.filter(business__in=some).values_list(
            "business_id", "order"
        ):
            last[key] = max(last[key], order + 1)
    products = [
        Product(business_id=revision.pk, name=name, order=last[revision.pk] + index)
        for revision in adding
        for index, name in enumerate(revision.products)
    ]
    create_with_history(Product, products, by=by, reason=reason)


def _follow(
    businesses: Sequence[Revision],
    owners: Sequence[Change],
    stored: Mapping[int, Mapping[str, object]],
    *,
    by: AbstractBaseUser,
) -> None:
    """Search words, the queue, duplicates, and the apps above."""
    words.refresh([one.pk for one in businesses if "name" in one.values])
    words.refresh_owners([one.pk for one in owners if "responsible_name" in one.values])
    back: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for one in businesses:
        if sends_back(str(stored[one.pk]["verification_status"]), one.values):
            back[tuple(sorted(SUBSTANCE.keys() & one.values.keys()))].append(one.pk)
    for attnames, keys in back.items():
        note = verification.changed_note(Business, [SUBSTANCE[name] for name in attnames])
        verification.amend_all(keys, by=by, note=note)
    business_changed.send(Business, ids=sorted(stored))
    if len(businesses) <= duplicates.AT_ONCE:
        duplicates.note([Business(pk=one.pk) for one in businesses])
