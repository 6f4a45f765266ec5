"""Verification: an officer submits a business, another one verifies or returns it.

Four eyes: whoever entered a record or changed its content last cannot verify it; a move is no
change of content. The decision binds the version that was shown, and keeps what was looked at
(`businesses.checklist`). A change of what was verified sends the record back to the queue; what
was verified long ago is due to be confirmed, and stays public meanwhile.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import checklist as checklists
from businesses import scope
from businesses.checklist import Checklist
from businesses.models import Business, Owner, VerificationStep
from businesses.signals import business_changed
from common.bulk import batches, copy_to_history
from common.workflow import Moved, Refused, Transition, Workflow

Status = Business.Verification

# Changing one of these makes the record another one than was verified: who, where, what. Products,
# prices, photos, contact and hours change with the seasons; consent acts at once by itself; the
# NIB has a verification of its own. RT, RW and the point are filled in later on most records.
SUBSTANTIVE_FIELDS = frozenset(
    {"name", "owner", "activity", "primary_category", "kelurahan", "address", "place_kind"}
)
# The same for the owner; a NIK where none was known is no change of who it is.
SUBSTANTIVE_OWNER_FIELDS = frozenset({"kind", "name", "nik_digest"})

DECISIONS = frozenset({"verify", "confirm"})  # what needs the checklist and another pair of eyes

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
            name="confirm",
            label=gettext_lazy("Confirm: still right"),
            sources=frozenset({Status.VERIFIED}),
            target=Status.VERIFIED,
            permission="businesses.verify_business",
        ),
        Transition(
            name="amend",
            label=gettext_lazy("Changed after verification"),
            sources=frozenset({Status.VERIFIED}),
            target=Status.SUBMITTED,
            permission="businesses.change_business",
            is_automatic=True,
        ),
        Transition(
            name="merge",
            label=gettext_lazy("Changed by a merge"),
            sources=frozenset({Status.VERIFIED}),
            target=Status.SUBMITTED,
            permission="businesses.merge_business",
            is_automatic=True,
        ),
        Transition(
            name="unmerge",
            label=gettext_lazy("Merge undone: as it was verified"),
            sources=frozenset({Status.SUBMITTED}),
            target=Status.VERIFIED,
            permission="businesses.merge_business",
            is_automatic=True,
        ),
    ],
)


class FourEyes(Refused):
    """The verifier is the author or the last editor of the record."""


def why_blocked(business: Business, by: AbstractBaseUser) -> str:
    """Why four eyes keep `by` from deciding, in a sentence; "" when they do not."""
    if business.created_by_id == by.pk:
        return _("You entered this record: another officer verifies it.")
    if business.updated_by_id == by.pk:
        return _("You changed this record last: another officer verifies it.")
    if business.owner.updated_by_id == by.pk:
        return _("You changed its owner last: another officer verifies it.")
    return ""


def _require_other_eyes(by: AbstractBaseUser, row: Business) -> None:
    reason = why_blocked(row, by)
    if reason:
        raise FourEyes(reason)


def _extras(action: str, by: AbstractBaseUser, checklist: Checklist | None) -> dict[str, object]:
    """What else a move checks and writes."""
    looked_at = {"step_fields": {"checklist": checklists.clean(checklist)}}
    if action in DECISIONS:
        return {
            "check": lambda row: _require_other_eyes(by, row),
            "verified_on": timezone.localdate(),
            **looked_at,
        }
    if WORKFLOW[action].target == Status.SUBMITTED:
        return {"verified_on": None}
    return looked_at


def move(
    business: Business,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
    checklist: Checklist | None = None,
) -> Business:
    """Make one move of the table with one business, and return the stored row.

    Args:
        version: the version that `by` saw.
        checklist: what `by` looked at; "verify" and "confirm" need the required answers.
    Raises:
        Http404: the business lies outside the work area of `by`.
        PermissionDenied, or a `Refused` whose text says why.
    """
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    with transaction.atomic():
        extras = _extras(action, by, checklist)
        row = WORKFLOW.move(business, action, by=by, version=version, note=note, **extras)
        if action in DECISIONS:
            checklists.require(checklist)
        business_changed.send(Business, ids=[row.pk])
    return row


def move_all(
    businesses: QuerySet[Business],
    action: str,
    *,
    by: AbstractBaseUser,
    note: str = "",
    seen_at: datetime | None = None,
    checklist: Checklist | None = None,
) -> Moved:
    """Make one move with every business of a QuerySet that may be moved; see Workflow.move_all.

    Each slice is a transaction of its own, so that other writers never wait for thousands.

    Args:
        checklist: one statement for all of them, kept with each.
    """
    if action in DECISIONS:
        checklists.require(checklist)
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
                **_extras(action, by, checklist),
            )
            if moved.rows:
                business_changed.send(Business, ids=[row.pk for row in moved.rows])
        done.rows.extend(moved.rows)
        done.refused.extend(moved.refused)
    return done


def sort_out(
    businesses: QuerySet[Business],
    action: str,
    *,
    by: AbstractBaseUser,
    seen_at: datetime | None = None,
) -> Moved:
    """What `move_all` would move now, and what it would refuse and why. Writes nothing."""
    rows = businesses.visible_to(by).order_by("pk")
    check = _extras(action, by, None).get("check")
    return WORKFLOW.sort_out(rows, action, by=by, seen_at=seen_at, check=check)


def amend_those_of(owner: Owner, fields: Iterable[str], *, by: AbstractBaseUser) -> list[Business]:
    """Send the verified businesses of an owner back whose identity changed, wherever they are.

    With the owner, what was submitted is another record too: it gets a new version, so that
    nobody decides on the page that showed the old one, and `by` is the last editor of all.
    """
    note = changed_note(Owner, fields)
    with transaction.atomic():
        current = Business.objects.filter(owner=owner).order_by("pk")
        submitted = current.filter(verification_status=Status.SUBMITTED)
        locked = submitted.select_for_update(no_key=True)
        keys = list(locked.values_list("pk", flat=True))
        extras = {**_extras("amend", by, None), "updated_by": by}
        moved = WORKFLOW.move_all(current.verified(), "amend", by=by, note=note, **extras)
        for some in batches(keys):
            Business.objects.filter(pk__in=some).update(
                version=F("version") + 1, updated_at=timezone.now(), updated_by=by
            )
        copy_to_history(Business, keys, kind="~", by=by, reason="verification.owner")
    return moved.rows


def amend_all(keys: list[int], *, by: AbstractBaseUser, note: str) -> None:
    """Send those of these businesses that are verified back to the queue: a list changed them."""
    with transaction.atomic():
        for some in batches(keys):
            rows = Business.objects.filter(pk__in=some).verified()
            WORKFLOW.move_all(rows, "amend", by=by, note=note, **_extras("amend", by, None))


def changed_note(model: type[Model], fields: Iterable[str]) -> str:
    """The note of an automatic move: "Changed: name, address"."""
    return _("Changed: %(fields)s") % {"fields": ", ".join(labels_of(model, fields))}


def labels_of(model: type[Model], fields: Iterable[str]) -> list[str]:
    """The names of fields on screen, in the order of the model."""
    wanted = set(fields)
    names = {"nik_digest": "NIK"}
    return [
        names.get(field.name, str(field.verbose_name))
        for field in model._meta.concrete_fields
        if field.name in wanted
    ]


def what_sends_back() -> str:
    """One sentence for officers: which changes send a verified business back to the queue."""
    return _(
        "A change of %(fields)s, or of the owner's %(owner_fields)s, sends a verified business "
        "back to the queue; other changes do not."
    ) % {
        "fields": ", ".join(labels_of(Business, SUBSTANTIVE_FIELDS)),
        "owner_fields": ", ".join(labels_of(Owner, SUBSTANTIVE_OWNER_FIELDS)),
    }


def submit(business: Business, *, by: AbstractBaseUser, version: int | None) -> Business:
    return move(business, "submit", by=by, version=version)


def verify(
    business: Business, *, by: AbstractBaseUser, version: int | None, checklist: Checklist
) -> Business:
    return move(business, "verify", by=by, version=version, checklist=checklist)
