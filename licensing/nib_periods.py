"""The periods in which a NIB was in force, kept in step with the moves of its table."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.workflow import Refused
from licensing.models import Nib, NibPeriod

Status = Nib.Status


class BadDate(Refused):
    """A date in the future, or before the thing that it ends."""


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


def write(nib: Nib, action: str, before: str, on: date) -> None:
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
