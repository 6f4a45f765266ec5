"""Visits: ticking off a business on the work list, and taking a tick back.

A tick is one tap on a phone, outdoors, with a weak signal: a second tap within two minutes is
the same visit. "Case opened" opens the case in the same transaction, so neither is without the
other. A visit that was ticked by mistake is taken back, not removed.
"""

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses import scope
from businesses.locks import lock_businesses_of
from businesses.models import Business
from common.workflow import Refused, lock
from licensing import assistance, coverage, lifecycle
from licensing.models import AssistanceCase, Visit

Outcome = Visit.Outcome
DOUBLE_TAP = timedelta(minutes=2)


class HoldsNib(Refused):
    """The business got its NIB meanwhile: there is nothing left to visit it for."""


class NotOnTheList(Refused):
    """The record was merged into another, or given to another owner, a moment ago."""


class NotTakenBack(Refused):
    """Another officer's visit, one of an earlier day, or one that opened a case."""


def tick(
    business: Business,
    outcome: str,
    *,
    by: AbstractBaseUser,
    note: str = "",
    reason: str | None = None,
) -> Visit:
    """Store that `by` went to `business` just now, and what came of it.

    Args:
        outcome: a `Visit.Outcome`. "case_opened" opens a case for the NIB, or names the open one.
        reason: a `Nib.Absence`, or "" for not asked yet; None leaves what is noted.
    Raises:
        PermissionDenied; Http404: outside the area of `by`; HoldsNib, NotOnTheList, or what
        `lifecycle.note_absence` and `assistance.open_case` raise. Nothing is stored then.
    """
    if not by.has_perm("licensing.add_visit"):
        raise PermissionDenied
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    note = note.strip()
    with transaction.atomic():
        lock_businesses_of(business.owner_id)
        stored = _require_on_list(business, by=by)
        if reason is not None:
            lifecycle.note_absence(stored.owner, reason=reason, by=by)
        again = _same_tap(stored, outcome, by=by, note=note)
        if again is not None:
            return again
        visit = Visit(business=stored, outcome=outcome, note=note, by=by)
        if outcome == Outcome.CASE_OPENED:
            visit.case = _case_of(stored, by=by, note=note)
        visit.save()
    return visit


def _require_on_list(business: Business, *, by: AbstractBaseUser) -> Business:
    """The stored row, under the lock, if it is still a business of this owner without a NIB."""
    stored = Business.objects.filter(pk=business.pk, owner_id=business.owner_id)
    row = stored.select_related("owner").first()
    if row is None:
        raise NotOnTheList(_("This record was changed a moment ago. Open the list again."))
    if not scope.covers(by, row.kelurahan_id):
        raise Http404
    if row.owner.anonymised_on is not None or row.activity_status == Business.Activity.CLOSED:
        text = _("No visit is noted: the business has closed, or the owner's data were erased.")
        raise NotOnTheList(text)
    if not coverage.without_nib(stored).exists():
        text = _("%(business)s holds a NIB now, so no visit was noted: it has left the list.")
        raise HoldsNib(text % {"business": row})
    return row


def _same_tap(business: Business, outcome: str, *, by: AbstractBaseUser, note: str) -> Visit | None:
    """The visit that this one repeats: same officer, same outcome, and nothing new in the note.

    A case that was closed since is opened anew, so that is another visit.
    """
    recent = Visit.objects.valid().filter(
        business=business, by=by, outcome=outcome, at__gt=timezone.now() - DOUBLE_TAP
    )
    last = recent.select_related("case").first()
    if last is None or note not in ("", last.note):
        return None
    is_over = last.case is not None and last.case.closed_on is not None
    return None if is_over else last


def _case_of(business: Business, *, by: AbstractBaseUser, note: str) -> AssistanceCase:
    """The open case of `business` for a NIB, or a new one as a desk in the kelurahan opens it."""
    found = AssistanceCase.objects.open().for_nib().filter(business=business).first()
    if found is not None:
        return found
    kind, channel = AssistanceCase.Kind.NIB, AssistanceCase.Channel.KELURAHAN
    case = assistance.draft(business, kind=kind, channel=channel, by=by)
    case.notes = note
    return assistance.open_case(case, by=by)


def void(visit: Visit, *, by: AbstractBaseUser) -> Visit:
    """Take back what was ticked by mistake; the row stays, with the moment. Twice is once.

    Raises PermissionDenied; Http404: outside the area of `by`; NotTakenBack.
    """
    if not by.has_perm("licensing.add_visit"):
        raise PermissionDenied
    if not scope.covers(by, visit.business.kelurahan_id):
        raise Http404
    with transaction.atomic():
        lock_businesses_of(visit.business.owner_id)
        stored = lock(visit, version=None)
        if stored.voided_at is not None:
            return stored
        if not may_be_taken_back(stored, by=by):
            raise NotTakenBack(_why_not(stored, by=by))
        stored.voided_at = timezone.now()
        stored.save(update_fields=["voided_at"])
    return stored


def may_be_taken_back(visit: Visit, *, by: AbstractBaseUser) -> bool:
    """On the same day, by the officer who ticked it; an opened case is cancelled instead."""
    return (
        visit.by_id == by.pk
        and visit.voided_at is None
        and visit.outcome != Visit.Outcome.CASE_OPENED
        and timezone.localdate(visit.at) == timezone.localdate()
    )


def _why_not(visit: Visit, *, by: AbstractBaseUser) -> str:
    if visit.by_id != by.pk:
        return _("Only the officer who noted this visit can take it back.")
    if visit.outcome == Outcome.CASE_OPENED:
        return _("A case was opened with this visit: cancel the case instead.")
    return _("A visit can be taken back on the day on which it was noted, not later.")
