"""Who holds what, and since when: the arithmetic of the demo, before anything is named.

Owners who hold a NIB have exactly `with_nib` businesses together, and the others the rest,
because the businesses of one owner hold a NIB or not together. Whoever holds one was in the
register when it was issued, so that a report on any earlier day counts the NIBs issued by then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from businesses.models import Business, Owner
from licensing.models import Nib
from umkm_registry.demo.chance import day_between, soon_after, spread

FIRST_DAY = date(2019, 1, 7)
LAST_DAY = date(2026, 11, 20)
YEARS = {2019: 3, 2020: 4, 2021: 9, 2022: 15, 2023: 18, 2024: 19, 2025: 18, 2026: 14}

SIZES = {1: 92.0, 2: 6.5, 3: 1.5}  # businesses of one owner
IN_FORCE = {Nib.Status.VERIFIED: 75, Nib.Status.RECORDED: 25}
NOT_ASKED = ""  # no row at all: nobody has asked the owner yet
NOT_IN_FORCE = {
    Nib.Status.NOT_HELD: 62,
    NOT_ASKED: 17,
    Nib.Status.APPLIED: 11,
    Nib.Status.MISMATCH: 4,
    Nib.Status.FROZEN: 3,
    Nib.Status.REVOKED: 3,
}
KINDS = {
    Owner.Kind.PERSON: 963,
    Owner.Kind.PT_PERSON: 10,
    Owner.Kind.CV: 10,
    Owner.Kind.PT: 6,
    Owner.Kind.COOPERATIVE: 4,
    Owner.Kind.FIRMA: 2,
    Owner.Kind.FOUNDATION: 3,
    Owner.Kind.OTHER: 2,
}
VERIFICATION = {
    Business.Verification.VERIFIED: 80,
    Business.Verification.SUBMITTED: 11,
    Business.Verification.DRAFT: 5,
    Business.Verification.RETURNED: 4,
}
# The newest records are the ones that still wait.
LEAN = {
    Business.Verification.RETURNED: 0.4,
    Business.Verification.SUBMITTED: 0.6,
    Business.Verification.DRAFT: 0.75,
}
ACTIVITY = {
    Business.Activity.ACTIVE: 92,
    Business.Activity.INACTIVE: 5,
    Business.Activity.CLOSED: 3,
}
# What is known of the size: figures, a band of a list, or nothing. About 99 % are micro.
FIGURES = {
    "sales": 500,
    "capital": 215,
    "sales_band": 120,
    "capital_band": 65,
    "unknown": 70,
    "sales_band_2500m": 5,  # crosses the line between micro and small, so it gives no scale
    "sales_band_50b": 2,
    "capital_band_10b": 2,
    "small_sales": 6,
    "small_capital": 3,
    "medium_sales": 1.5,
    "medium_capital": 1,
}


BEYOND_MICRO = ("small_sales", "small_capital", "medium_sales", "medium_capital")


@dataclass(slots=True)
class OwnerPlan:
    """One owner: which kind, and the days on which the status of the NIB changed."""

    kind: str
    has_nik: bool
    has_phone: bool
    nib: str
    entered: list[date]
    issued_on: date | None = None
    recorded_on: date | None = None
    verified_on: date | None = None
    ended_on: date | None = None
    serial: int = 0

    @property
    def holds_nib(self) -> bool:
        return self.nib in Nib.IN_FORCE


@dataclass(slots=True)
class BusinessPlan:
    """One business, on the day on which it entered the register."""

    day: date
    owner: OwnerPlan
    verification: str = ""
    activity: str = ""
    figures: str = ""
    has_consent: bool = False
    is_hidden: bool = False
    serial: int = field(default=0)


def sizes(rng: Random, total: int) -> Iterator[int]:
    """Numbers of businesses of owners, `total` together."""
    kinds, weights = list(SIZES), list(SIZES.values())
    while total > 0:
        size = min(total, rng.choices(kinds, weights)[0])
        yield size
        total -= size


def entry_day(rng: Random, last: date) -> date:
    """A day on which a business entered the register, more of them in the busy years."""
    year = rng.choices(list(YEARS), list(YEARS.values()))[0]
    first = max(FIRST_DAY, date(year, 1, 1))
    return day_between(rng, first, min(last, date(year, 12, 31))) if first < last else last


def _date_nib(rng: Random, owner: OwnerPlan, last: date) -> None:
    """Give the days of issue, recording, checking and ending, each after the one before."""
    owner.issued_on = soon_after(rng, max(owner.entered), last, mean=160)
    owner.recorded_on = soon_after(rng, owner.issued_on, last, mean=15)
    was_verified = owner.nib in (Nib.Status.VERIFIED, Nib.Status.FROZEN, Nib.Status.REVOKED)
    if was_verified or (owner.nib == Nib.Status.MISMATCH and rng.random() < 0.3):
        owner.verified_on = soon_after(rng, owner.recorded_on, last, mean=30)
    if not owner.holds_nib:
        owner.ended_on = soon_after(rng, owner.verified_on or owner.recorded_on, last, mean=120)


def owners(rng: Random, *, businesses: int, with_nib: int, last: date) -> list[OwnerPlan]:
    """All owners; those who hold a NIB today have exactly `with_nib` businesses together."""
    holding, others = list(sizes(rng, with_nib)), list(sizes(rng, businesses - with_nib))
    count = len(holding) + len(others)
    statuses = spread(rng, IN_FORCE, len(holding)) + spread(rng, NOT_IN_FORCE, len(others))
    kinds = spread(rng, KINDS, count)
    with_nik = spread(rng, {True: 92, False: 8}, count)
    with_phone = spread(rng, {True: 93, False: 7}, count)
    found = []
    for index, size in enumerate(holding + others):
        entered = sorted(entry_day(rng, last) for _ in range(size))
        owner = OwnerPlan(
            kinds[index], with_nik[index], with_phone[index], statuses[index], entered
        )
        if owner.nib not in Nib.NUMBERLESS:
            _date_nib(rng, owner, last)
        found.append(owner)
    return found


def _figures(rng: Random, plans: list[BusinessPlan]) -> list[str]:
    """What is known of the size of each; those beyond micro are legal entities where it can be."""
    figures = spread(rng, FIGURES, len(plans))
    large = [index for index, known in enumerate(figures) if known in BEYOND_MICRO]
    entities = [index for index, p in enumerate(plans) if p.owner.kind != Owner.Kind.PERSON]
    for index, other in zip(large, rng.sample(entities, len(entities)), strict=False):
        figures[index], figures[other] = figures[other], figures[index]
    return figures


def make(rng: Random, *, businesses: int, with_nib: int, last: date) -> list[BusinessPlan]:
    """All businesses in the order in which they entered the register."""
    found = [
        BusinessPlan(day, owner)
        for owner in owners(rng, businesses=businesses, with_nib=with_nib, last=last)
        for day in owner.entered
    ]
    found.sort(key=lambda plan: plan.day)
    verification = spread(rng, VERIFICATION, businesses)
    verification.sort(key=lambda status: rng.random() + LEAN.get(status, 0))
    activity = spread(rng, ACTIVITY, businesses)
    figures = _figures(rng, found)
    consents = spread(rng, {True: 86, False: 14}, businesses)
    hidden = spread(rng, {False: 99, True: 1}, businesses)
    for index, plan in enumerate(found):
        plan.serial = index + 1
        plan.owner.serial = plan.owner.serial or plan.serial
        plan.verification, plan.activity = verification[index], activity[index]
        plan.figures, plan.has_consent = figures[index], consents[index]
        plan.is_hidden = hidden[index]
    return found
