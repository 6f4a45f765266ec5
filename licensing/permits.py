"""Permits beside the NIB: entering and changing them, and the table of their life.

Applied for → granted or refused; a granted one may be revoked, and come back. That a permit has
expired is no status: it follows from its date (`licensing.expiry`).
"""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.models import Owner
from common.workflow import Refused, Transition, Workflow, lock
from licensing.lifecycle import require_past
from licensing.models import Permit, PermitStep

Status = Permit.Status

WORKFLOW = Workflow(
    name="permit",
    statuses=Status,
    initial=Status.APPLIED,
    step_link="permit",
    step_model=lambda: PermitStep,
    transitions=[
        Transition(
            name="grant",
            label=gettext_lazy("Granted"),
            sources=frozenset({Status.APPLIED, Status.REFUSED}),
            target=Status.GRANTED,
            permission="licensing.move_permit",
        ),
        Transition(
            name="refuse",
            label=gettext_lazy("Application refused"),
            sources=frozenset({Status.APPLIED}),
            target=Status.REFUSED,
            permission="licensing.move_permit",
            needs_note=True,
        ),
        Transition(
            name="reapply",
            label=gettext_lazy("Applied for again"),
            sources=frozenset({Status.REFUSED}),
            target=Status.APPLIED,
            permission="licensing.move_permit",
        ),
        Transition(
            name="revoke",
            label=gettext_lazy("Revoked"),
            sources=frozenset({Status.GRANTED}),
            target=Status.REVOKED,
            permission="licensing.move_permit",
            needs_note=True,
        ),
        Transition(
            name="restore",
            label=gettext_lazy("Revocation lifted"),
            sources=frozenset({Status.REVOKED}),
            target=Status.GRANTED,
            permission="licensing.move_permit",
            needs_note=True,
        ),
    ],
)


class NumberMissing(Refused):
    """A granted permit has a number."""


def covers(user: AbstractBaseUser, permit: Permit) -> bool:
    """Whether the holder of `permit` lies in the work area of `user`."""
    if permit.owner_id is not None:
        return Owner.objects.visible_to(user).filter(pk=permit.owner_id).exists()
    business = permit.business if permit.business_id is not None else permit.product.business
    return scope.covers(user, business.kelurahan_id)


def enter(permit: Permit, *, by: AbstractBaseUser) -> Permit:
    """Store a new permit: one with a number was granted, one without was applied for.

    Raises PermissionDenied; Http404 when the holder lies outside the work area of `by`.
    """
    if not by.has_perm("licensing.add_permit"):
        raise PermissionDenied
    if not covers(by, permit):
        raise Http404
    with transaction.atomic():
        permit.status = Status.GRANTED if permit.number else Status.APPLIED
        permit.stamp(by)
        permit.save()
        PermitStep.objects.create(permit=permit, action="enter", to_status=permit.status, by=by)
    return permit


def revise(permit: Permit, *, by: AbstractBaseUser, version: int | None) -> Permit:
    """Save what was typed into a permit; its status stays as stored.

    Raises:
        PermissionDenied, StaleVersion; Http404 when the holder, as stored or as typed, lies
        outside the work area of `by`; NumberMissing.
    """
    if not by.has_perm("licensing.change_permit"):
        raise PermissionDenied
    with transaction.atomic():
        stored = lock(permit, version=version)
        if not (covers(by, stored) and covers(by, permit)):
            raise Http404
        permit.version, permit.status = stored.version, stored.status
        if not permit.number and permit.status in (Status.GRANTED, Status.REVOKED):
            raise NumberMissing(_("Give the number of a permit that was granted."))
        permit.stamp(by)
        permit.save()
    return permit


def move(
    permit: Permit,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Permit:
    """Make one move of the table and return the stored row; see `Workflow.move`.

    Args:
        number, issued_on, expires_on: from the document, for "grant".
    Raises:
        Http404 (out of the area), NumberMissing, BadDate, or what `Workflow.move` raises.
    """
    if not covers(by, permit):
        raise Http404
    changes: dict[str, object] = {}
    if action == "grant":
        require_past(issued_on)
        if not (number or permit.number):
            raise NumberMissing(_("Give the number of a permit that was granted."))
        changes = {
            "number": number or permit.number,
            "issued_on": issued_on or permit.issued_on,
            "expires_on": expires_on or permit.expires_on,
        }
    return WORKFLOW.move(permit, action, by=by, version=version, note=note, **changes)
