"""Verification: an officer submits a business, another one verifies or returns it.

Four eyes: whoever entered a record or changed its content last cannot verify it; a move is no
change of content. The decision binds the version that was shown. A change of what was verified
sends the record back to the queue.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.models import Business, VerificationStep
from businesses.signals import business_changed
from common.bulk import batches
from common.workflow import Moved, Refused, Transition, Workflow

Status = Business.Verification

# Changing one of these makes the record another one than was verified.
SUBSTANTIVE_FIELDS = frozenset(
    {"name", "owner", "activity", "primary_category", "kelurahan", "address", "place_kind"}
)

WORKFLOW = Workflow(
    name="verification",
    statuses=Status,
    initial=Status.DRAFT,
    status_field="verification_status",
    step_link="business",
    step_model=lambda: VerificationStep,
    transitions=[
        Transition(
            name="submit",
            label=gettext_lazy("Submit for verification"),
            sources=frozenset({Status.DRAFT, Status.RETURNED}),
            target=Status.SUBMITTED,
            permission="businesses.submit_business",
        ),
        Transition(
            name="verify",
            label=gettext_lazy("Verify"),
            sources=frozenset({Status.SUBMITTED}),
            target=Status.VERIFIED,
            permission="businesses.verify_business",
        ),
        Transition(
            name="return",
            label=gettext_lazy("Return with a note"),
            sources=frozenset({Status.SUBMITTED}),
            target=Status.RETURNED,
            permission="businesses.verify_business",
            needs_note=True,
        ),
        Transition(
            name="reopen",
            label=gettext_lazy("Verify again"),
            sources=frozenset({Status.VERIFIED}),
            target=Status.SUBMITTED,
            permission="businesses.verify_business",
            needs_note=True,
        ),
        Transition(
            name="amend",
            label=gettext_lazy("Changed after verification"),
            sources=frozenset({Status.VERIFIED}),
            target=Status.SUBMITTED,
            permission="businesses.change_business",
            is_automatic=True,
        ),
    ],
)


class FourEyes(Refused):
    """The verifier is the author or the last editor of the record."""


def _require_other_eyes(by: AbstractBaseUser, row: Business) -> None:
    if by.pk in {row.created_by_id, row.updated_by_id}:
        raise FourEyes(_("You entered or last changed this record: another officer verifies it."))


def _extras(action: str, by: AbstractBaseUser) -> dict[str, object]:
    """What else a move checks and writes."""
    if action == "verify":
        return {
            "check": lambda row: _require_other_eyes(by, row),
            "verified_on": timezone.localdate(),
        }
    if WORKFLOW[action].target == Status.SUBMITTED:
        return {"verified_on": None}
    return {}


def move(
    business: Business, action: str, *, by: AbstractBaseUser, version: int | None, note: str = ""
) -> Business:
    """Make one move of the table with one business, and return the stored row.

    Args:
        version: the version that `by` saw.
    Raises:
        Http404: the business lies outside the work area of `by`.
        PermissionDenied, or a `Refused` whose text says why.
    """
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    row = WORKFLOW.move(business, action, by=by, version=version, note=note, **_extras(action, by))
    business_changed.send(Business, ids=[row.pk])
    return row


def move_all(
    businesses: QuerySet[Business],
    action: str,
    *,
    by: AbstractBaseUser,
    note: str = "",
    seen_at: datetime | None = None,
) -> Moved:
    """Make one move with every business of a QuerySet that may be moved; see Workflow.move_all.

    Each slice is a transaction of its own, so that other writers never wait for thousands.
    """
    done = Moved([], [])
    keys = list(businesses.visible_to(by).order_by("pk").values_list("pk", flat=True))
    for some in batches(keys):
        with transaction.atomic():
            moved = WORKFLOW.move_all(
                Business.objects.filter(pk__in=some),
                action,
                by=by,
                note=note,
                seen_at=seen_at,
                **_extras(action, by),
            )
            if moved.rows:
                business_changed.send(Business, ids=[row.pk for row in moved.rows])
        done.rows.extend(moved.rows)
        done.refused.extend(moved.refused)
    return done


def submit(business: Business, *, by: AbstractBaseUser, version: int | None) -> Business:
    return move(business, "submit", by=by, version=version)


def verify(business: Business, *, by: AbstractBaseUser, version: int | None) -> Business:
    return move(business, "verify", by=by, version=version)
