"""Recording many NIBs and permits at once: what an import or a list from the OSS brings in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses.locks import lock_businesses_of_all
from businesses.models import Business, Owner, Product
from common.bulk import batches, create, create_with_history, insert
from common.workflow import Refused
from licensing.documents import owner_of
from licensing.lifecycle import NumberTaken, announce, require_past
from licensing.models import (
    Nib,
    NibActivity,
    NibPeriod,
    NibStep,
    Permit,
    PermitStep,
    PermitType,
)
from licensing.permits import HOLDERS, Unsound, objections, tidy_number

Status = Nib.Status


@dataclass
class Recording:
    """A NIB to be recorded: whose, which number, issued when (None: not known)."""

    owner: Owner
    number: str
    issued_on: date | None = None
    activities: list[NibActivity] = field(default_factory=list)


def record_all(recordings: Iterable[Recording], *, by: AbstractBaseUser, reason: str) -> list[Nib]:
    """Record the NIBs of many owners who have no NIB row yet, in one transaction.

    Args:
        recordings: numbers read by `read_nib`, one per owner.
        reason: kept in the history.
    Raises:
        PermissionDenied, BadDate; NumberTaken when a number or an owner was taken meanwhile.
    """
    recordings = list(recordings)
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    nibs = [_nib_of(item, by=by) for item in recordings]
    try:
        with transaction.atomic():
            lock_businesses_of_all([nib.owner_id for nib in nibs])
            _write(nibs, recordings, by=by, reason=reason)
    except IntegrityError as error:
        raise NumberTaken(_("One of these NIBs was recorded a moment ago. Check again.")) from error
    return nibs


def _nib_of(item: Recording, *, by: AbstractBaseUser) -> Nib:
    require_past(item.issued_on)
    nib = Nib(
        owner=item.owner, number=item.number, issued_on=item.issued_on, status=Status.RECORDED
    )
    nib.stamp(by)
    return nib


def _note_steps(nibs: Sequence[Nib], *, by: AbstractBaseUser) -> None:
    said = {
        "action": "record",
        "from_status": Status.NOT_HELD.value,
        "to_status": Status.RECORDED.value,
        "by_id": by.pk,
        "at": timezone.now(),
        "note": "",
        "version": 1,
    }
    columns = {name: [value] * len(nibs) for name, value in said.items()}
    insert(NibStep, {**columns, "nib_id": [nib.pk for nib in nibs]})


def _open_periods(nibs: Sequence[Nib]) -> None:
    today, nothing = timezone.localdate(), [None] * len(nibs)
    insert(
        NibPeriod,
        {
            "nib_id": [nib.pk for nib in nibs],
            "owner_id": [nib.owner_id for nib in nibs],
            "starts_on": [nib.issued_on or today for nib in nibs],
            "verified_on": nothing,
            "ends_on": nothing,
        },
    )


def _write(
    nibs: list[Nib], recordings: list[Recording], *, by: AbstractBaseUser, reason: str
) -> None:
    create_with_history(Nib, nibs, by=by, reason=reason)
    _note_steps(nibs, by=by)
    _open_periods(nibs)
    lines = []
    for nib, item in zip(nibs, recordings, strict=True):
        for line in item.activities:
            line.nib = nib
            lines.append(line)
    create_with_history(NibActivity, lines, by=by, reason=reason)
    announce(nib.owner_id for nib in nibs)


# -- permits ---------------------------------------------------------------------------------------

Holder = Owner | Business | Product
PermitKey = tuple[int, str, tuple[int | None, ...]]


def likely_holder(
    kind: PermitType, *, owner: Owner, business: Business, products: Sequence[Product]
) -> dict[str, Holder]:
    """Whose a permit on the row of a list is: a field of Permit and the record, or nothing.

    The rule of `permits.usual_holder`, for records at hand: the business where it can be, else
    its only product, else its owner. Empty where a product has to be chosen by a person.
    """
    if kind.for_business:
        return {"business": business}
    if kind.for_product and len(products) == 1:
        return {"product": products[0]}
    return {"owner": owner} if kind.for_owner else {}


def record_permits(permits: Iterable[Permit], *, by: AbstractBaseUser, reason: str) -> list[Permit]:
    """Store new permits of many holders, by the rules of `permits.enter`, in one transaction.

    A permit that its holder has already, by kind and number, is left out, also when it stands
    twice among `permits`. The number of queries grows by 500 permits, not by one.

    Args:
        permits: unsaved, of stored holders; one with a number was granted, one without was
            applied for.
        reason: kept in the history.
    Returns:
        The permits that were stored.
    Raises:
        PermissionDenied; Http404: a holder outside the work area of `by`, or merged; BadDate,
        Unsound; Refused: the personal data of an owner were erased.
    """
    permits = list(permits)
    if not by.has_perm("licensing.record_permit"):
        raise PermissionDenied
    for permit in permits:
        _prepare(permit, by=by)
    with transaction.atomic():
        _lock_holders(permits, by=by)
        rows = _not_held_yet(permits)
        create_with_history(Permit, rows, by=by, reason=reason)
        steps = [
            PermitStep(permit=permit, action="enter", to_status=permit.status, by=by)
            for permit in rows
        ]
        create(PermitStep, steps)
        announce({owner_of(permit) for permit in rows})
    return rows


def _prepare(permit: Permit, *, by: AbstractBaseUser) -> None:
    require_past(permit.issued_on)
    permit.number = tidy_number(permit.type, permit.number)
    for _field, text in objections(permit):
        raise Unsound(text)
    permit.status = Permit.Status.GRANTED if permit.number else Permit.Status.APPLIED
    permit.stamp(by)


def _lock_holders(permits: Sequence[Permit], *, by: AbstractBaseUser) -> None:
    """Lock the businesses, then the owners, and see that the permits may be theirs."""
    owner_ids = sorted({owner_of(permit) for permit in permits})
    lock_businesses_of_all(owner_ids)
    for some in batches(owner_ids):
        owners = Owner.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        if any(owner.anonymised_on is not None for owner in owners):
            raise Refused(
                _("The personal data of this owner were erased: nothing is stored for them.")
            )
    for name, seen in _seen_by(by).items():
        wanted = {pk for permit in permits if (pk := getattr(permit, f"{name}_id")) is not None}
        for some in batches(sorted(wanted)):
            if seen.filter(pk__in=some).count() < len(some):
                raise Http404


def _seen_by(by: AbstractBaseUser) -> dict[str, QuerySet]:
    """The holders in the work area of `by`, by the field of Permit."""
    businesses = Business.objects.visible_to(by)
    return {
        "owner": Owner.objects.visible_to(by),
        "business": businesses,
        "product": Product.objects.filter(business__in=businesses),
    }


def _not_held_yet(permits: Sequence[Permit]) -> list[Permit]:
    """Those of which the holder has no other of this kind and number, each once."""
    held = set(_held({permit.number for permit in permits if permit.number}))
    rows = []
    for permit in permits:
        key = (permit.type_id, permit.number, tuple(getattr(permit, f"{n}_id") for n in HOLDERS))
        if key in held:
            continue
        rows.append(permit)
        if permit.number:
            held.add(key)
    return rows


def _held(numbers: Iterable[str]) -> Iterator[PermitKey]:
    columns = ("type_id", "number", *(f"{name}_id" for name in HOLDERS))
    for some in batches(sorted(numbers)):
        stored = Permit.objects.filter(number__in=some).order_by().values_list(*columns)
        for kind, number, *holder in stored:
            yield kind, number, tuple(holder)
