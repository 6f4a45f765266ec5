"""Invented NIBs: their periods in force, the moves that led there, and their KBLI lines."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from accounts.models import User
from businesses.models import Kbli, Owner
from businesses.scale import Scale
from licensing.lifecycle import WORKFLOW
from licensing.models import Nib, NibActivity, NibPeriod, NibStep
from umkm_registry.demo import numbers, paths
from umkm_registry.demo.chance import Deck, day_between, soon_after
from umkm_registry.demo.plan import OwnerPlan
from umkm_registry.demo.staff import Staff

Status = Nib.Status

PATHS = {
    Status.NOT_HELD: {(): 96, ("apply", "withdraw"): 4},
    Status.APPLIED: {("apply",): 1},
    Status.RECORDED: {("record",): 7, ("apply", "record"): 3},
    Status.VERIFIED: {("record", "verify"): 7, ("apply", "record", "verify"): 3},
    Status.MISMATCH: {("record", "mismatch"): 1},
    Status.FROZEN: {("record", "verify", "freeze"): 1},
    Status.REVOKED: {
        ("record", "verify", "revoke"): 2,
        ("record", "verify", "freeze", "revoke"): 1,
    },
}
NOTES = {
    "withdraw": ("Berkas ditarik pemilik.", "Akan mengajukan lagi tahun depan."),
    "mismatch": ("Nama di OSS berbeda.", "Nomor tidak ditemukan di OSS."),
    "freeze": ("Pembekuan menurut laman OSS.",),
    "revoke": ("Dicabut atas permintaan pemilik.", "Pencabutan menurut laman OSS."),
}
ABSENCE = {
    Nib.Absence.UNKNOWN_HOW: 40,
    Nib.Absence.IN_PROCESS: 12,
    Nib.Absence.NO_CONTACT: 12,
    Nib.Absence.TAX_FEAR: 12,
    Nib.Absence.NIK_PROBLEM: 9,
    Nib.Absence.NO_SIGNAL: 5,
    Nib.Absence.OTHER: 10,
}
CHECKED = {Nib.CheckedBy.OSS: 50, Nib.CheckedBy.DOCUMENT: 35, Nib.CheckedBy.QR: 15}
RISKS = {
    NibActivity.Risk.LOW: 80,
    NibActivity.Risk.MEDIUM_LOW: 14,
    NibActivity.Risk.MEDIUM_HIGH: 5,
    NibActivity.Risk.HIGH: 1,
}


@dataclass
class Licence:
    """The unsaved rows of one owner's NIB."""

    nib: Nib
    steps: list[NibStep] = field(default_factory=list)
    periods: list[NibPeriod] = field(default_factory=list)
    lines: list[NibActivity] = field(default_factory=list)


class Licences:
    """Makes NIBs, each from the plan of its owner."""

    def __init__(self, rng: Random, staff: Staff, last: date) -> None:
        self._rng, self._staff, self._last = rng, staff, last
        self._paths = {status: Deck(rng, found) for status, found in PATHS.items()}
        self._notes = {action: Deck(rng, found) for action, found in NOTES.items()}
        self._absence = Deck(rng, ABSENCE)
        self._checked = Deck(rng, CHECKED)
        self._risks = Deck(rng, RISKS)

    def licence(
        self, plan: OwnerPlan, owner: Owner, kbli: list[Kbli], officer: User
    ) -> Licence | None:
        """The NIB of `owner`, with all that hangs on it; None where nobody asked yet."""
        if not plan.nib:
            return None
        nib = Nib(owner=owner, status=plan.nib, created_at=owner.created_at)
        nib.updated_at = owner.created_at
        if plan.nib == Status.NOT_HELD:
            nib.absence_reason = next(self._absence)
        if plan.nib not in Nib.NUMBERLESS:
            self._number(nib, plan)
        found = Licence(nib, steps=self._steps(plan, nib, officer))
        if plan.nib not in Nib.NUMBERLESS:
            found.periods = [self._period(plan, nib)]
            found.lines = self._lines(nib, kbli)
        return found

    def _number(self, nib: Nib, plan: OwnerPlan) -> None:
        nib.number = numbers.nib(plan.serial)
        nib.issued_on = plan.issued_on
        if plan.verified_on is not None:
            nib.verified_on = plan.verified_on
            nib.verified_by = self._staff.licensing
            nib.verified_how = next(self._checked)

    @staticmethod
    def _period(plan: OwnerPlan, nib: Nib) -> NibPeriod:
        return NibPeriod(
            nib=nib,
            owner=nib.owner,
            starts_on=plan.issued_on,
            verified_on=plan.verified_on,
            ends_on=plan.ended_on,
        )

    def _days(self, plan: OwnerPlan, actions: tuple[str, ...]) -> list[date]:
        """The day of each action, as the plan has them; the others fall in between."""
        latest = plan.issued_on or self._last
        applied = day_between(self._rng, plan.entered[0], latest)
        ended = plan.ended_on or soon_after(self._rng, applied, self._last, mean=60)
        known = {"apply": applied, "record": plan.recorded_on, "verify": plan.verified_on}
        days = [known.get(action) or ended for action in actions]
        if "freeze" in actions and actions[-1] == "revoke":
            days[-1] = soon_after(self._rng, ended, self._last, mean=90)
        return days

    def _steps(self, plan: OwnerPlan, nib: Nib, officer: User) -> list[NibStep]:
        """The moves, by the officer who types a number or by the licensing officer."""
        actions = next(self._paths[plan.nib])
        if plan.nib == Status.MISMATCH and plan.verified_on is not None:
            actions = ("record", "verify", "mismatch")
        at_desk = self._rng.random() < 0.5
        clerk = officer if at_desk else self._staff.licensing
        typed = ("apply", "withdraw", "record")
        by = [clerk if action in typed else self._staff.licensing for action in actions]
        at = paths.moments(self._rng, self._days(plan, actions))
        notes = [next(self._notes[a]) if a in self._notes else "" for a in actions]
        steps = paths.steps(WORKFLOW, nib, actions, at=at, by=by, notes=notes)
        nib.created_by = clerk
        nib.updated_by = by[-1] if by else clerk
        return steps

    def _lines(self, nib: Nib, kbli: list[Kbli]) -> list[NibActivity]:
        """The KBLI lines of the document, where somebody copied them."""
        if self._rng.random() < 0.4:
            return []
        scale = Scale.MICRO if self._rng.random() < 0.9 else ""
        return [
            NibActivity(nib=nib, kbli=code, risk_level=next(self._risks), scale=scale)
            for code in kbli
        ]
