"""Permits beside the NIB: entering and changing them, and the table of their life.

Applied for → granted or refused; a granted one may be revoked, and come back. That a permit has
expired is no status: it follows from its date (`licensing.expiry`).
"""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.erasure import keepable
from businesses.locks import lock_businesses_of, lock_businesses_of_all
from businesses.models import Business, Owner, Product
from common.workflow import Refused, Transition, Workflow, lock
from licensing import documents
from licensing.expiry import usual_end
from licensing.lifecycle import announce, require_past
from licensing.models import Permit, PermitStep, PermitType

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


class Unsound(Refused):
    """What was typed does not go together: kind, holder, KBLI line, dates, renewal."""


HOLDERS = ("owner", "business", "product")


def covers(user: AbstractBaseUser, permit: Permit) -> bool:
    """Whether the holder of `permit` lies in the work area of `user`, and is no merged record."""
    if permit.owner_id is not None:
        return Owner.objects.visible_to(user).filter(pk=permit.owner_id).exists()
    businesses = Business.objects.visible_to(user)
    if permit.business_id is not None:
        return businesses.filter(pk=permit.business_id).exists()
    return permit.product_id is not None and businesses.filter(products=permit.product_id).exists()


def holder_of(permit: Permit) -> Owner | Business | Product:
    return permit.owner or permit.business or permit.product


def usual_holder(kind: PermitType, business: Business) -> dict[str, int]:
    """Whose a permit of this kind of `business` most likely is: a field of Permit and its value.

    The business where it can be, else its only product, else its owner; nothing where a product
    has to be chosen.
    """
    if kind.for_business:
        return {"business": business.pk}
    products = list(business.products.values_list("pk", flat=True)[:2])
    if kind.for_product and len(products) == 1:
        return {"product": products[0]}
    return {"owner": business.owner_id} if kind.for_owner else {}


# -- what goes together ----------------------------------------------------------------------------


def tidy_number(kind: PermitType, number: str) -> str:
    """The number as it is stored: without the blanks that people type between its groups.

    Where the kind has a usual form, and the number has it but for blanks and small letters, it
    is stored in that form; else only repeated blanks go.
    """
    text = " ".join(number.split())
    joined = text.replace(" ", "").upper()
    return joined if kind.number_pattern and kind.number_fits(joined) else text


def objections(permit: Permit) -> Iterator[tuple[str, str]]:
    """(field, sentence) for everything in `permit` that does not go together.

    The form shows the sentences beside the fields, and the actions below refuse with the first.
    """
    kind = permit.type
    for holder in HOLDERS:
        if getattr(permit, f"{holder}_id") is not None and not getattr(kind, f"for_{holder}"):
            yield holder, _("This kind of permit does not belong here.")
    if kind.per_kbli and permit.kbli_id is None:
        text = _("Choose the KBLI line of the NIB that this %(kind)s is for.")
        yield "kbli", text % {"kind": kind}
    if not kind.per_kbli and permit.kbli_id is not None:
        text = _("Leave this empty: %(kind)s is not given for one KBLI line.")
        yield "kbli", text % {"kind": kind}
    issued_on, expires_on = permit.issued_on, permit.expires_on
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        yield "expires_on", _("The permit expires before it was issued.")
    yield from _objections_to_chain(permit)


def _holder(permit: Permit) -> tuple[int | None, ...]:
    return permit.owner_id, permit.business_id, permit.product_id


def _objections_to_chain(permit: Permit) -> Iterator[tuple[str, str]]:
    """A renewal and what it renews are one kind of one holder, one after the other."""
    same = (permit.type_id, _holder(permit))
    later = Permit.objects.filter(renews=permit.pk).first() if permit.pk else None
    if later is not None and same != (later.type_id, _holder(later)):
        text = _("Kind and holder stay as they are: this permit was renewed by %(renewal)s.")
        yield "type", text % {"renewal": later}
    older = permit.renews
    if older is None:
        return
    if same != (older.type_id, _holder(older)):
        yield "renews", _("A renewal has the kind and the holder of the permit that it renews.")
        return
    if permit in _back_from(older):
        yield "renews", _("This permit cannot be a renewal of itself or of its own renewal.")
        return
    other = Permit.objects.filter(renews=older).exclude(pk=permit.pk).first()
    if other is not None:
        text = _("%(permit)s was renewed already, by %(renewal)s: open that one.")
        yield "renews", text % {"permit": older, "renewal": other}
    elif older.status != Status.GRANTED and _is_new_link(permit):
        yield "renews", _("Only a granted permit can be renewed. Enter this one as a new permit.")


def _is_new_link(permit: Permit) -> bool:
    """Whether the renewal is being noted now: what was revoked since keeps its renewal."""
    return not Permit.objects.filter(pk=permit.pk, renews=permit.renews_id).exists()


def _require_sound(permit: Permit) -> None:
    permit.number = tidy_number(permit.type, permit.number)
    for _field, text in objections(permit):
        raise Unsound(text)


def question_about_end(permit: Permit) -> str:
    """The sentence that asks for the last day of a permit that usually has one; "" when it has."""
    end = usual_end(permit.type, permit.issued_on)
    if permit.expires_on is not None or end is None:
        return ""
    text = _(
        "%(kind)s is usually valid for %(years)d years, here until %(date)s. Type the date that "
        "stands on the document; leave it empty only if the document names none."
    )
    return text % {
        "kind": permit.type,
        "years": permit.type.validity_years,
        "date": date_format(end, "DATE_FORMAT"),
    }


# -- renewal ---------------------------------------------------------------------------------------


def _back_from(permit: Permit) -> list[Permit]:
    """`permit` and what it renewed, the latest first."""
    found: list[Permit] = []
    row: Permit | None = permit
    while row is not None and row not in found:
        found.append(row)
        row = row.renews
    return found


def chain(permit: Permit) -> list[Permit]:
    """`permit` with what it renewed and what renewed it, the oldest first."""
    found = _back_from(permit)[::-1]
    while (later := Permit.objects.filter(renews=found[-1]).first()) and later not in found:
        found.append(later)
    return found


def why_not_renewable(permit: Permit) -> str:
    """The sentence that says why `permit` cannot be renewed; "" when it can be.

    Reads `type` and `renewed_by`, which a list selects with its rows.
    """
    if permit.status != Status.GRANTED:
        return _("Only a granted permit can be renewed. Enter this one as a new permit.")
    renewal = getattr(permit, "renewed_by", None)
    if renewal is not None:
        text = _("%(permit)s was renewed already, by %(renewal)s: open that one.")
        return text % {"permit": permit, "renewal": renewal}
    if permit.expires_on is None and not permit.type.validity_years:
        return _("This permit does not expire, so there is nothing to renew.")
    return ""


# -- actions ---------------------------------------------------------------------------------------


def enter(permit: Permit, *, by: AbstractBaseUser) -> Permit:
    """Store a new permit: one with a number was granted, one without was applied for.

    Raises:
        PermissionDenied; Http404 when the holder lies outside the work area of `by`; BadDate;
        Unsound; Refused: the personal data of the owner were erased.
    """
    if not by.has_perm("licensing.add_permit"):
        raise PermissionDenied
    if not covers(by, permit):
        raise Http404
    require_past(permit.issued_on)
    with transaction.atomic():
        documents.lock_owner(permit)
        if not covers(by, permit):  # merged while we waited
            raise Http404
        _require_sound(permit)
        permit.status = Status.GRANTED if permit.number else Status.APPLIED
        permit.stamp(by)
        permit.save()
        PermitStep.objects.create(permit=permit, action="enter", to_status=permit.status, by=by)
        announce([documents.owner_of(permit)])
    return permit


def revise(permit: Permit, *, by: AbstractBaseUser, version: int | None) -> Permit:
    """Save what was typed into a permit; its status stays as stored.

    Raises:
        PermissionDenied, StaleVersion; Http404 when the holder, as stored or as typed, lies
        outside the work area of `by`; NumberMissing, BadDate, Unsound; Refused: the personal data
        of the owner were erased.
    """
    if not by.has_perm("licensing.change_permit"):
        raise PermissionDenied
    require_past(permit.issued_on)
    with transaction.atomic():
        before = Permit.objects.get(pk=permit.pk)
        owners = {documents.owner_of(before), documents.owner_of(permit)}
        lock_businesses_of_all(owners)
        documents.lock_owner(permit)
        stored = lock(permit, version=version)
        if not (covers(by, stored) and covers(by, permit)):
            raise Http404
        if stored.document_id and documents.owner_of(stored) != documents.owner_of(permit):
            raise Unsound(_("Its document shows another owner: enter a new permit for this one."))
        permit.version, permit.status = stored.version, stored.status
        _require_sound(permit)
        if not permit.number and permit.status in (Status.GRANTED, Status.REVOKED):
            raise NumberMissing(_("Give the number of a permit that was granted."))
        permit.stamp(by)
        permit.save()
        announce(owners)
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
        number, issued_on, expires_on: from the document, for "grant"; what is left out stays
            as it was entered with the application.
    Raises:
        Http404 (out of the area), NumberMissing, BadDate, Unsound, or what `Workflow.move`
        raises.
    """
    if not covers(by, permit):
        raise Http404
    with transaction.atomic():
        owner_id = documents.owner_of(permit)
        lock_businesses_of(owner_id)
        note = keepable(Owner.objects.get(pk=owner_id), note)
        stored = lock(permit, version=version)
        WORKFLOW.require(stored, action, by=by, note=note)
        changes: dict[str, object] = {}
        if action == "grant":
            changes = {
                "number": number or stored.number,
                "issued_on": issued_on or stored.issued_on,
                "expires_on": expires_on or stored.expires_on,
            }
            for name, value in changes.items():
                setattr(stored, name, value)
            require_past(stored.issued_on)
            if not stored.number:
                raise NumberMissing(_("Give the number of a permit that was granted."))
            _require_sound(stored)
            changes["number"] = stored.number
        moved = WORKFLOW.move(stored, action, by=by, version=version, note=note, **changes)
        announce([owner_id])
    return moved
