"""Recording many NIBs at once: what an import or a list from the OSS brings in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses.locks import lock_businesses_of_all
from businesses.models import Owner
from common.bulk import BATCH, create_with_history
from licensing.lifecycle import NumberTaken, announce, require_past
from licensing.models import Nib, NibActivity, NibPeriod, NibStep

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


def _write(
    nibs: list[Nib], recordings: list[Recording], *, by: AbstractBaseUser, reason: str
) -> None:
    create_with_history(Nib, nibs, by=by, reason=reason)
    moved = {"action": "record", "from_status": Status.NOT_HELD, "to_status": Status.RECORDED}
    steps = [NibStep(nib=nib, by=by, **moved) for nib in nibs]
    NibStep.objects.bulk_create(steps, batch_size=BATCH)
    today = timezone.localdate()
    periods = [
        NibPeriod(nib=nib, owner_id=nib.owner_id, starts_on=nib.issued_on or today) for nib in nibs
    ]
    NibPeriod.objects.bulk_create(periods, batch_size=BATCH)
    lines = []
    for nib, item in zip(nibs, recordings, strict=True):
        for line in item.activities:
            line.nib = nib
            lines.append(line)
    create_with_history(NibActivity, lines, by=by, reason=reason)
    announce(nib.owner_id for nib in nibs)
