"""The life of a NIB as one table, and the periods in which it was in force.

Not held → applied for → recorded (the number was typed) → verified (an officer saw the
document, the OSS page or its QR code); a number that does not match, *pembekuan* (frozen),
*pencabutan* (revoked), and back. Every move keeps who, when and why, and writes the periods
that all counts by date are made from (`licensing.coverage`).
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.erasure import keepable
from businesses.locks import lock_businesses_of
from businesses.models import Business, Owner
from common.constraints import is_violation
from common.identifiers import Unreadable, read_nib
from common.workflow import Refused, Transition, Workflow, WrongState, lock
from licensing import documents, nib_periods
from licensing.models import Document, Nib, NibStep
from licensing.nib_periods import BadDate
from licensing.signals import licence_changed

Status = Nib.Status

WORKFLOW = Workflow(
    name="nib",
    statuses=Status,
    initial=Status.NOT_HELD,
    step_link="nib",
    step_model=lambda: NibStep,
    transitions=[
        Transition(
            name="apply",
            label=gettext_lazy("Applied for"),
            sources=frozenset({Status.NOT_HELD}),
            target=Status.APPLIED,
            permission="licensing.record_nib",
        ),
        Transition(
            name="withdraw",
            label=gettext_lazy("Application withdrawn"),
            sources=frozenset({Status.APPLIED}),
            target=Status.NOT_HELD,
            permission="licensing.record_nib",
            needs_note=True,
        ),
        Transition(
            name="record",
            label=gettext_lazy("Record the number"),
            sources=frozenset({Status.NOT_HELD, Status.APPLIED}),
            target=Status.RECORDED,
            permission="licensing.record_nib",
        ),
        Transition(
            name="verify",
            label=gettext_lazy("Verify"),
            sources=frozenset({Status.RECORDED}),
            target=Status.VERIFIED,
            permission="licensing.verify_nib",
        ),
        Transition(
            name="mismatch",
            label=gettext_lazy("Number does not match"),
            sources=frozenset({Status.RECORDED, Status.VERIFIED}),
            target=Status.MISMATCH,
            permission="licensing.verify_nib",
            needs_note=True,
        ),
        Transition(
            name="correct",
            label=gettext_lazy("Correct the number or date"),
            sources=frozenset({Status.RECORDED, Status.VERIFIED, Status.MISMATCH}),
            target=Status.RECORDED,
            permission="licensing.record_nib",
            needs_note=True,
        ),
        Transition(
            name="freeze",
            label=gettext_lazy("Freeze (pembekuan)"),
            sources=frozenset({Status.RECORDED, Status.VERIFIED}),
            target=Status.FROZEN,
            permission="licensing.verify_nib",
            needs_note=True,
        ),
        Transition(
            name="thaw",
            label=gettext_lazy("Lift the freeze"),
            sources=frozenset({Status.FROZEN}),
            target=Status.RECORDED,
            permission="licensing.verify_nib",
            needs_note=True,
        ),
        Transition(
            name="revoke",
            label=gettext_lazy("Revoke (pencabutan)"),
            sources=frozenset({Status.RECORDED, Status.VERIFIED, Status.FROZEN}),
            target=Status.REVOKED,
            permission="licensing.verify_nib",
            needs_note=True,
        ),
        Transition(
            name="reinstate",
            label=gettext_lazy("Issued again"),
            sources=frozenset({Status.REVOKED}),
            target=Status.RECORDED,
            permission="licensing.verify_nib",
            needs_note=True,
        ),
    ],
)

# Actions that take a number from a document.
NUMBERED_ACTIONS = frozenset({"record", "correct", "reinstate"})
# Actions that a document may prove.
PROVED_ACTIONS = NUMBERED_ACTIONS | {"verify", "freeze", "thaw", "revoke"}


class NumberTaken(Refused):
    """The number is recorded with another owner."""


class BadNumber(Refused):
    """Not a NIB."""


def of_owner(owner: Owner, *, by: AbstractBaseUser) -> Nib:
    """The NIB row of `owner`, made as "not held" when there is none yet.

    The businesses are locked before a row is made, in the order of `businesses.locks`.
    """
    found = Nib.objects.filter(owner=owner).first()
    if found is not None:
        return found
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    nib = Nib(owner=owner)
    nib.stamp(by)
    with transaction.atomic():
        lock_businesses_of(owner.pk)
        try:
            with transaction.atomic():
                nib.save()
        except IntegrityError:  # a colleague was faster
            return Nib.objects.get(owner=owner)
    return nib


def require_number(number: str, owner: Owner | None, *, by: AbstractBaseUser) -> str:
    """Return the 13 digits, or raise BadNumber, or NumberTaken, which says whose the number is.

    Args:
        owner: whose number it shall be; None while still unsaved.
        by: who asks; the name of a holder outside the work area is not told.
    """
    try:
        value = read_nib(number).value
    except Unreadable as error:
        raise BadNumber(str(error)) from error
    if value is None:
        raise BadNumber(_("Type the 13 digits of the NIB."))
    holder = Nib.objects.filter(number=value).exclude(owner=owner).select_related("owner").first()
    if holder is None:
        return value
    if not Nib.objects.visible_to(by).filter(pk=holder.pk).exists():
        text = _("NIB %(number)s is recorded with another owner, outside your area.")
        raise NumberTaken(text % {"number": value})
    text = _("NIB %(number)s is recorded with another owner: %(owner)s.")
    raise NumberTaken(text % {"number": value, "owner": holder.owner})


def require_area(by: AbstractBaseUser, owner_id: int) -> None:
    """Raise Http404 unless an owner lies in the work area of `by`."""
    if not Owner.objects.visible_to(by).filter(pk=owner_id).exists():
        raise Http404


def require_past(day: date | None) -> None:
    if day is not None and day > timezone.localdate():
        raise BadDate(_("This date lies in the future. Type the date that stands on the document."))


def announce(owner_ids: Iterable[int]) -> None:
    ids = list(Business.objects.filter(owner_id__in=list(owner_ids)).values_list("pk", flat=True))
    if ids:
        licence_changed.send(Nib, ids=ids)


def _changes(
    nib: Nib,
    action: str,
    *,
    by: AbstractBaseUser,
    on: date,
    number: str,
    issued_on: date | None,
    how: str,
) -> dict[str, object]:
    """The fields that a move writes beside the status."""
    if action in NUMBERED_ACTIONS:
        value = require_number(number or nib.number or "", nib.owner, by=by)
        return {
            "number": value,
            "issued_on": issued_on or nib.issued_on,
            "absence_reason": "",
            "verified_by": None,
            "verified_on": None,
            "verified_how": "",
        }
    if action == "verify":
        return {"verified_by": by, "verified_on": on, "verified_how": how}
    if action == "thaw":
        return {"verified_by": None, "verified_on": None, "verified_how": ""}
    return {}


def _store_proof(nib: Nib, upload: File, *, by: AbstractBaseUser) -> Document:
    """Store what proves a move. Raises as `documents.attach`; ValidationError names the field."""
    if not documents.may_attach(by, nib):
        raise PermissionDenied
    try:
        return documents.store(upload, owner=documents.lock_owner(nib), by=by)
    except ValidationError as error:
        raise ValidationError({"evidence": error}) from error


def move(
    nib: Nib,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
    on: date | None = None,
    number: str = "",
    issued_on: date | None = None,
    how: str = "",
    evidence: File | None = None,
) -> Nib:
    """Make one move of the table, with its periods, and return the stored row.

    Args:
        on: the day from which it holds (today when None); not in the future.
        number, issued_on: from the document, for the actions that take a number.
        how: a `Nib.CheckedBy`, for "verify".
        evidence: a scan that proves the move; it takes the place of the one before.
    Raises:
        Http404: no business of the owner lies in the work area of `by`.
        PermissionDenied, or a Refused: WrongState, NoteMissing, StaleVersion, NumberTaken,
        BadNumber, BadDate; ValidationError for "evidence": not a file that can be stored.
    """
    on = on or timezone.localdate()
    require_past(on)
    require_past(issued_on)
    if action == "verify" and how not in Nib.CheckedBy.values:
        raise Refused(_("Say how the NIB was checked: document, OSS page or QR code."))
    require_area(by, nib.owner_id)
    with documents.no_file_left_behind() as stored, transaction.atomic():
        lock_businesses_of(nib.owner_id)
        note = keepable(Owner.objects.get(pk=nib.owner_id), note)
        changes = _changes(nib, action, by=by, on=on, number=number, issued_on=issued_on, how=how)
        if evidence is not None:
            stored.append(_store_proof(nib, evidence, by=by))
            changes["evidence"] = stored[0]
        try:
            with transaction.atomic():
                row = WORKFLOW.move(nib, action, by=by, version=version, note=note, **changes)
        except IntegrityError as error:
            if not is_violation(error, Nib, "nib_number_unique"):
                raise
            raise NumberTaken(
                _("NIB %(number)s was recorded with another owner a moment ago.")
                % {"number": changes["number"]}
            ) from error
        nib_periods.write(row, action, row.steps.first().from_status, on)
        announce([row.owner_id])
    return row


def require_numberless(nib: Nib) -> None:
    if nib.status not in Nib.NUMBERLESS:
        raise WrongState(_("A NIB of this owner was recorded a moment ago. Reload the page."))


def note_absence(owner: Owner, *, reason: str, by: AbstractBaseUser) -> Nib:
    """Keep why an owner has no NIB: one of `Nib.Absence`, or "" for not asked yet.

    Raises PermissionDenied, Http404, or WrongState when a number was recorded meanwhile.
    """
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    require_area(by, owner.pk)
    with transaction.atomic():
        lock_businesses_of(owner.pk)
        nib = lock(of_owner(owner, by=by), version=None)
        require_numberless(nib)
        if nib.absence_reason != reason:
            nib.absence_reason = reason
            nib.stamp(by)
            nib.save()
    return nib


def record(
    owner: Owner, *, number: str, issued_on: date | None = None, by: AbstractBaseUser
) -> Nib:
    """Record the number that the owner's document shows; see `move`."""
    with transaction.atomic():
        nib = of_owner(owner, by=by)
        return move(nib, "record", by=by, version=nib.version, number=number, issued_on=issued_on)
