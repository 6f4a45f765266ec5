"""The life of a NIB as one table, and the periods in which it was in force.

Not held → applied for → recorded (the number was typed) → verified (an officer saw the
document, the OSS page or its QR code); a number that does not match, *pembekuan* (frozen),
*pencabutan* (revoked), and back. Every move keeps who, when and why, and writes the periods
that all counts by date are made from (`licensing.coverage`).
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.locks import lock_businesses_of
from businesses.models import Business, Owner
from common.constraints import is_violation
from common.identifiers import Unreadable, read_nib
from common.workflow import Refused, Transition, Workflow, WrongState, lock
from licensing.models import Nib, NibPeriod, NibStep
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


class NumberTaken(Refused):
    """The number is recorded with another owner."""


class BadDate(Refused):
    """A date in the future, or before the thing that it ends."""


class BadNumber(Refused):
    """Not a NIB."""


def of_owner(owner: Owner, *, by: AbstractBaseUser) -> Nib:
    """The NIB row of `owner`, made as "not held" when there is none yet. Locks nothing."""
    found = Nib.objects.filter(owner=owner).first()
    if found is not None:
        return found
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    nib = Nib(owner=owner)
    nib.stamp(by)
    nib.save()
    return nib


def require_number(number: str, owner: Owner) -> str:
    """Return the 13 digits, or raise BadNumber, or NumberTaken with the name of the holder."""
    try:
        value = read_nib(number).value
    except Unreadable as error:
        raise BadNumber(str(error)) from error
    if value is None:
        raise BadNumber(_("Type the 13 digits of the NIB."))
    holder = Nib.objects.filter(number=value).exclude(owner=owner).select_related("owner").first()
    if holder is not None:
        raise NumberTaken(
            _("NIB %(number)s is recorded with another owner: %(owner)s.")
            % {"number": value, "owner": holder.owner}
        )
    return value


def require_past(day: date | None) -> None:
    if day is not None and day > timezone.localdate():
        raise BadDate(_("This date lies in the future. Type the date that stands on the document."))


def announce(owner_ids: Iterable[int]) -> None:
    ids = list(Business.objects.filter(owner_id__in=list(owner_ids)).values_list("pk", flat=True))
    if ids:
        licence_changed.send(Nib, ids=ids)


def _open_period(nib: Nib, on: date) -> None:
    """Start a period: the first one with the issue, a later one on the day of the move."""
    last = nib.periods.order_by("-ends_on").first()
    starts_on = (nib.issued_on or on) if last is None else max(on, last.ends_on)
    NibPeriod.objects.create(nib=nib, owner_id=nib.owner_id, starts_on=starts_on)


def _move_start(nib: Nib) -> None:
    """Follow a corrected date of issue; after an interruption the start is not the issue."""
    if nib.issued_on is not None and nib.periods.count() == 1:
        nib.periods.update(starts_on=nib.issued_on)


def _require_in_period(period: NibPeriod, on: date) -> None:
    if on < period.starts_on:
        raise BadDate(
            _("The NIB came into force on %(date)s: a later date is needed here.")
            % {"date": date_format(period.starts_on, "DATE_FORMAT")}
        )


def _close_period(nib: Nib, on: date) -> None:
    period = nib.periods.get(ends_on__isnull=True)
    _require_in_period(period, on)
    period.ends_on = on
    period.save(update_fields=["ends_on"])


def _write_periods(nib: Nib, action: str, before: str, on: date) -> None:
    """Keep the periods in step with a move from status `before`."""
    if action == "verify":
        period = nib.periods.get(ends_on__isnull=True)
        _require_in_period(period, on)
        period.verified_on = on
        period.save(update_fields=["verified_on"])
    elif action == "correct" and before == Status.RECORDED:
        _move_start(nib)
    else:
        if before in Nib.IN_FORCE:
            _close_period(nib, on)
        if nib.is_in_force:
            _open_period(nib, on)


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
        value = require_number(number or nib.number or "", nib.owner)
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
) -> Nib:
    """Make one move of the table, with its periods, and return the stored row.

    Args:
        on: the day from which it holds (today when None); not in the future.
        number, issued_on: from the document, for the actions that take a number.
        how: a `Nib.CheckedBy`, for "verify".
    Raises:
        Http404: no business of the owner lies in the work area of `by`.
        PermissionDenied, or a Refused: WrongState, NoteMissing, StaleVersion, NumberTaken,
        BadNumber, BadDate.
    """
    on = on or timezone.localdate()
    require_past(on)
    require_past(issued_on)
    if action == "verify" and how not in Nib.CheckedBy.values:
        raise Refused(_("Say how the NIB was checked: document, OSS page or QR code."))
    if not Owner.objects.visible_to(by).filter(pk=nib.owner_id).exists():
        raise Http404
    with transaction.atomic():
        lock_businesses_of(nib.owner_id)
        changes = _changes(nib, action, by=by, on=on, number=number, issued_on=issued_on, how=how)
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
        _write_periods(row, action, row.steps.first().from_status, on)
        announce([row.owner_id])
    return row


def note_absence(owner: Owner, *, reason: str, by: AbstractBaseUser) -> Nib:
    """Keep why an owner has no NIB: one of `Nib.Absence`, or "" for not asked yet.

    Raises PermissionDenied, or WrongState when a number was recorded meanwhile.
    """
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    with transaction.atomic():
        nib = lock(of_owner(owner, by=by), version=None)
        if nib.status not in Nib.NUMBERLESS:
            raise WrongState(_("A NIB of this owner was recorded a moment ago. Reload the page."))
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
