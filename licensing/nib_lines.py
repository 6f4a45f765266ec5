"""The page of a NIB: its KBLI lines as the document shows them, and why there is no NIB.

The lines have no version of their own: whoever changes one moves the version of the NIB on, so
that the second of two officers is asked to compare, and a move of the status counts as well.
"""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.constraints import is_violation
from common.workflow import Refused, WrongState, lock
from licensing.lifecycle import require_area, require_numberless
from licensing.models import Nib, NibActivity


class LineTaken(Refused):
    """The KBLI stands on the NIB already."""


def revise(
    nib: Nib,
    *,
    by: AbstractBaseUser,
    version: int | None,
    kept: Sequence[NibActivity] = (),
    removed: Sequence[NibActivity] = (),
    absence_reason: str | None = None,
) -> Nib:
    """Save what was changed on the page of a NIB, and return the stored row.

    Args:
        kept: the new lines and the changed ones; removed: the lines to remove.
        absence_reason: a `Nib.Absence` or ""; None leaves it as it is.
    Raises:
        PermissionDenied; Http404: outside the work area of `by`; StaleVersion; WrongState: a
        reason for a NIB that has a number, or lines for one that has none; LineTaken.
    """
    _require_permission(by, kept, removed)
    require_area(by, nib.owner_id)
    with transaction.atomic():
        stored = lock(nib, version=version)
        if kept and stored.status in Nib.NUMBERLESS:
            raise WrongState(_("The KBLI lines stand on the document: record its number first."))
        if absence_reason is not None and stored.absence_reason != absence_reason:
            _set_reason(stored, absence_reason, by=by)
        elif not (kept or removed):
            return stored
        stored.stamp(by)  # before the lines: the history tells by the moment what came first
        stored.save()
        for line in removed:
            line._history_user = by
            line.delete()
        for line in kept:
            line._history_user = by
            _save_line(line)
    return stored


def _require_permission(
    by: AbstractBaseUser, kept: Sequence[NibActivity], removed: Sequence[NibActivity]
) -> None:
    needed = {"licensing.change_nib"}
    needed |= {f"licensing.{'change' if line.pk else 'add'}_nibactivity" for line in kept}
    if removed:
        needed.add("licensing.delete_nibactivity")
    if not by.has_perms(needed):
        raise PermissionDenied


def _set_reason(nib: Nib, reason: str, *, by: AbstractBaseUser) -> None:
    if not by.has_perm("licensing.record_nib"):
        raise PermissionDenied
    require_numberless(nib)
    nib.absence_reason = reason


def _save_line(line: NibActivity) -> None:
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        if not is_violation(error, NibActivity, "nibactivity_once"):
            raise
        raise LineTaken(_("This KBLI stands on the NIB already.")) from error
