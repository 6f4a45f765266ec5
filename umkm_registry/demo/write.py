"""Fills an empty register with an invented one, all of it or nothing.

Businesses enter as an officer's do, through `registration.register_all`, quarter by quarter, so
that memory stays small. Owners and their NIBs are stored before their businesses: the one
signal of the registration then makes each listing with the NIB in it, and only those with a
permit are made again.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from businesses import registration
from businesses.models import Business, Owner, Photo, VerificationStep
from businesses.registration import Entry
from businesses.registry import mark_as_demo
from businesses.signals import business_changed
from common.bulk import BATCH
from licensing import letter_draft, letters
from licensing.letter_draft import Typed
from licensing.models import (
    AssistanceCase,
    CaseStep,
    LetterKind,
    Nib,
    NibActivity,
    NibPeriod,
    NibStep,
    Permit,
    PermitStep,
    Visit,
)
from licensing.signals import licence_changed
from umkm_registry.demo import catalogue, collector, history, moments, pictures, places, staff
from umkm_registry.demo.cases import Cases
from umkm_registry.demo.catalogue import Trade
from umkm_registry.demo.enterprises import Enterprises
from umkm_registry.demo.licences import Licence, Licences
from umkm_registry.demo.people import People
from umkm_registry.demo.permits import Permits
from umkm_registry.demo.places import Place
from umkm_registry.demo.plan import LAST_DAY, BusinessPlan, make
from umkm_registry.demo.visits import Visits

MOST_PICTURED = 48
MOST_LETTERS = 18
PICTURED = (
    "tenun", "busana-tenun", "olahan-sei", "anyaman", "kue-roti", "kopi-minuman", "camilan",
    "suvenir", "aksesori", "tas-sepatu",
)  # fmt: skip
LICENCE_PARTS = ((NibPeriod, "periods"), (NibStep, "steps"), (NibActivity, "lines"))
DATED = (
    Owner, Business, VerificationStep, Nib, NibStep, Permit, PermitStep, AssistanceCase, CaseStep,
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How large a demo is, and which one of that size."""

    businesses: int
    with_nib: int
    seed: int

    @property
    def reason(self) -> str:
        """What the history of every record says, and by which the same demo is known again."""
        return f"demo {self.businesses}/{self.with_nib}/{self.seed}"


@dataclass(frozen=True, eq=False, slots=True)
class Draft:
    """One business before it is stored, with the plan it was made from."""

    plan: BusinessPlan
    entry: Entry
    trade: Trade
    officer: User


def _announce(permits: list[Permit]) -> None:
    """Tell the directory of permits, which come after the businesses that hold them."""
    held = {
        permit.business_id or (permit.product and permit.product.business_id) for permit in permits
    }
    licence_changed.send(Permit, ids=sorted(held - {None}))


def _store(model: type[models.Model], rows: list[models.Model]) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)


class Writer:
    """Makes and stores the businesses of a demo, one quarter after another."""

    def __init__(self, size: Size, rng: Random, people: staff.Staff, last: date) -> None:
        self._rng, self._staff, self._reason = rng, people, size.reason
        weights = places.load()
        self._places, self._place_weights = list(weights), list(weights.values())
        self._people = People(rng)
        self._enterprises = Enterprises(rng, catalogue.load(rng), last)
        self._licences = Licences(rng, people, last)
        self._permits = Permits(rng, people, last)
        self._cases = Cases(rng, people, last)
        self._visits = Visits(rng, last)
        self._owners: dict[int, tuple[Owner, Place]] = {}  # of which businesses are still to come
        self.pictured: list[Business] = []

    def write(self, plans: list[BusinessPlan]) -> None:
        """Store the businesses of one quarter with all that hangs on them."""
        drafts = [self._draft(plan) for plan in plans]
        drafts.sort(key=lambda draft: draft.officer.pk)
        self._store_owners(drafts)
        steps = [
            step
            for d in drafts
            for step in self._enterprises.verification(
                d.plan, d.entry.business, d.officer, self._staff
            )
        ]
        permits = [p for d in drafts for p in self._permits.permits(d.plan, d.entry, d.trade)]
        for officer, group in itertools.groupby(drafts, key=lambda draft: draft.officer):
            entries = [draft.entry for draft in group]
            registration.register_all(entries, by=officer, reason=self._reason)
        _store(VerificationStep, steps)
        _store(Permit, [found.permit for found in permits if found.permit.renews is None])
        _store(Permit, [found.permit for found in permits if found.permit.renews is not None])
        _store(PermitStep, [step for found in permits for step in found.steps])
        _announce([found.permit for found in permits])
        self._store_cases(drafts)
        self._choose_pictured(drafts)

    def _draft(self, plan: BusinessPlan) -> Draft:
        """The unsaved business of a plan, with its owner, who may be stored already."""
        known = self._owners.get(plan.owner.serial)
        place = self._rng.choices(self._places, self._place_weights)[0]
        if known is None:
            owner = self._people.owner(plan.owner, place)
        else:
            owner, home = known
            place = home if self._rng.random() < 0.5 else place
        if len(plan.owner.entered) > 1:
            self._owners[plan.owner.serial] = owner, place
        entry, trade = self._enterprises.entry(plan, owner, place)
        return Draft(plan, entry, trade, self._staff.entering(place.kecamatan))

    def _store_owners(self, drafts: list[Draft]) -> None:
        """The owners who are new this quarter, and their NIBs."""
        new = {d.plan.owner.serial: d for d in drafts if d.entry.owner.pk is None}
        licences: list[Licence] = []
        for draft in new.values():
            owner, officer = draft.entry.owner, draft.officer
            owner.stamp(officer)
            licence = self._licences.licence(draft.plan.owner, owner, draft.entry.kbli, officer)
            if licence is not None:
                licences.append(licence)
        _store(Owner, [draft.entry.owner for draft in new.values()])
        _store(Nib, [licence.nib for licence in licences])
        for model, name in LICENCE_PARTS:
            _store(model, [row for licence in licences for row in getattr(licence, name)])

    def _store_cases(self, drafts: list[Draft]) -> None:
        """The cases with their steps, and the visits, of which some led to a case."""
        made = [self._cases.case(d.plan, d.entry.business, d.trade) for d in drafts]
        found = [pair for pair in made if pair is not None]
        _store(AssistanceCase, [case for case, _steps in found])
        _store(CaseStep, [step for _case, steps in found for step in steps])
        visits = [
            self._visits.visit(d.plan, d.entry.business, d.officer, pair[0] if pair else None)
            for d, pair in zip(drafts, made, strict=True)
        ]
        _store(Visit, [visit for visit in visits if visit is not None])

    def _choose_pictured(self, drafts: list[Draft]) -> None:
        self.pictured += [
            draft.entry.business
            for draft in drafts
            if draft.trade.category.slug in PICTURED and draft.entry.business.is_public
        ]


def _picture(rng: Random, businesses: list[Business], saved: list[str]) -> None:
    """Give pictures to a few dozen of `businesses`, old and new; `saved` gets the file names."""
    if not businesses:
        return
    step = max(1, len(businesses) // MOST_PICTURED)
    chosen = businesses[::step][:MOST_PICTURED]
    drawn = pictures.all_of(rng)
    rows = []
    for index, business in enumerate(chosen):
        for order in range(1 + (index % 4 == 0)):
            alt, *sizes = drawn[(index * 5 + order) % len(drawn)]
            names = [pictures.store(rng, content) for content in sizes]
            saved += names
            rows.append(
                Photo(
                    business=business,
                    image=names[0],
                    small=names[1],
                    tile=names[2],
                    width=pictures.WIDTH,
                    height=pictures.HEIGHT,
                    alt=alt,
                    order=order,
                )
            )
    _store(Photo, rows)
    business_changed.send(Business, ids=[business.pk for business in chosen])


def _issue_letters(businesses: list[Business], by: User) -> None:
    """Some letters about `businesses`, dated today: two in three say that it is registered."""
    for index, business in enumerate(businesses[:MOST_LETTERS]):
        kind = LetterKind.TRADEMARK if index % 3 == 2 else LetterKind.REGISTERED
        row = Business.objects.get(pk=business.pk)
        if letters.obstacles(row, kind):
            continue
        is_mark = kind == LetterKind.TRADEMARK
        typed = Typed(brand=row.name, goods=str(row.primary_category)) if is_mark else Typed()
        shown = letter_draft.digest(row, letters.template_of(kind))
        letters.issue(row, kind, typed, by=by, version=row.version, shown=shown)


def _quarters(plans: list[BusinessPlan]) -> Iterator[list[BusinessPlan]]:
    for _quarter, group in itertools.groupby(
        plans, key=lambda plan: (plan.day.year, (plan.day.month - 1) // 3)
    ):
        yield list(group)


def seed(size: Size, *, password: str, on_progress: Callable[[int], None]) -> None:
    """Fill the empty register in one transaction, and mark it as a demo.

    Args:
        password: of all demo log-ins.
        on_progress: called with the number of businesses written so far.
    """
    saved: list[str] = []
    try:
        with (
            transaction.atomic(),
            moments.as_given(*DATED),
            history.written_at_the_end(size.reason),
            collector.at_rest(),
        ):
            _fill(size, password, on_progress, saved)
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise


def _fill(size: Size, password: str, on_progress: Callable[[int], None], saved: list[str]) -> None:
    rng = Random(size.seed)  # noqa: S311  the same seed must give the same register
    last = min(LAST_DAY, timezone.localdate())
    plans = make(rng, businesses=size.businesses, with_nib=size.with_nib, last=last)
    people = staff.make(password)
    writer = Writer(size, rng, people, last)
    written = 0
    for quarter in _quarters(plans):
        writer.write(quarter)
        written += len(quarter)
        on_progress(written)
    _picture(rng, writer.pictured, saved)
    _issue_letters(writer.pictured, people.licensing)
    mark_as_demo()
