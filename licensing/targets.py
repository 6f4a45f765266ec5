"""The path to the city's coverage target: where it should be, where it is, what is needed.

The path leads evenly, day by day, from the figure of the day on which it begins to the target.
Both ends are counted by `licensing.coverage`, so a NIB that is recorded late with an early date
of issue moves the beginning of the path as well.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from businesses.models import Business, Kecamatan
from common.workflow import lock
from licensing import coverage
from licensing.models import CoverageTarget

DAYS_OF_400_YEARS, MONTHS_OF_400_YEARS = 146_097, 4_800  # a month of the average length


@dataclass(frozen=True)
class Path:
    """An even path from `start` businesses with a NIB on `starts_on` to `holders` on `due_on`."""

    starts_on: date
    start: int
    due_on: date
    holders: int

    def on(self, day: date) -> int | None:
        """Where the path is on that day, rounded down: None before it begins, then at its end."""
        if day < self.starts_on:
            return None
        if day >= self.due_on:
            return self.holders
        gone, length = (day - self.starts_on).days, (self.due_on - self.starts_on).days
        return self.start + (self.holders - self.start) * gone // length

    def behind_by(self, reached: int, *, on: date) -> int | None:
        """How many are missing on the path; 0 or less is on course. None before it begins."""
        expected = self.on(on)
        return None if expected is None else expected - reached

    def needed_per_month(self, reached: int, *, on: date) -> int | None:
        """How many more a month, rounded up, reach the target from `reached` on that day.

        With less than a month left it is all that is missing; None once the day has come.
        """
        days = (self.due_on - on).days
        if days <= 0:
            return None
        missing = max(0, self.holders - reached)
        return min(missing, -(-missing * DAYS_OF_400_YEARS // (days * MONTHS_OF_400_YEARS)))


def path_of(kecamatan: Kecamatan | None) -> Path | None:
    """The path of the whole city (None) or of a kecamatan; None where no target is set."""
    target = CoverageTarget.objects.filter(kecamatan=kecamatan).first()
    if target is None:
        return None
    businesses = Business.objects.registered_by(target.starts_on)
    if kecamatan is not None:
        businesses = businesses.filter(kelurahan__kecamatan=kecamatan)
    start = coverage.holding_nib(businesses, on=target.starts_on).count()
    return Path(target.starts_on, start, target.due_on, target.holders)


def set_target(
    target: CoverageTarget, *, by: AbstractBaseUser, version: int | None
) -> CoverageTarget:
    """Store a new or changed target.

    Raises:
        PermissionDenied, StaleVersion.
    """
    if not by.has_perm(f"licensing.{'change' if target.pk else 'add'}_coveragetarget"):
        raise PermissionDenied
    with transaction.atomic():
        if target.pk:
            target.version = lock(target, version=version).version
        target.stamp(by)
        target.save()
    return target
