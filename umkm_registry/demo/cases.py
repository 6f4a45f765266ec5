"""Invented assistance cases: who came for help, with what, and how far it is."""

from datetime import date, timedelta
from random import Random

from django.conf import settings

from businesses.models import Business
from common.records import Step
from licensing.assistance import WORKFLOW
from licensing.models import AssistanceCase, CaseStep, Nib
from umkm_registry.demo import paths
from umkm_registry.demo.catalogue import Trade
from umkm_registry.demo.chance import Deck, soon_after
from umkm_registry.demo.due import Due
from umkm_registry.demo.plan import BusinessPlan
from umkm_registry.demo.staff import Staff

Kind, Stage = AssistanceCase.Kind, AssistanceCase.Stage

EVERY = 7  # one case for so many businesses
KINDS = {Kind.NIB: 50, Kind.PIRT: 20, Kind.HALAL: 18, Kind.TRADEMARK: 8, Kind.OTHER: 4}
STAGES = {
    Stage.DONE: 50,
    Stage.PREPARING: 16,
    Stage.FILED: 14,
    Stage.OPENED: 12,
    Stage.CANCELLED: 8,
}
CHANNELS = {
    AssistanceCase.Channel.MPP: 50,
    AssistanceCase.Channel.KELURAHAN: 20,
    AssistanceCase.Channel.SABOAK: 14,
    AssistanceCase.Channel.PHONE: 10,
    AssistanceCase.Channel.CAR_FREE_NIGHT: 6,
}
NIB_CHANNELS = CHANNELS | {AssistanceCase.Channel.KELURAHAN: 50}  # officers go to those without
PATHS = {
    Stage.OPENED: {(): 1},
    Stage.PREPARING: {("prepare",): 4, ("prepare", "file", "send-back"): 1},
    Stage.FILED: {("prepare", "file"): 3, ("file",): 1},
    Stage.DONE: {("prepare", "file", "finish"): 3, ("file", "finish"): 1},
    Stage.CANCELLED: {("cancel",): 1, ("prepare", "cancel"): 1},
}
NOTES = {
    "send-back": ("Foto produk belum ada.", "Surat keterangan domisili kurang."),
    "cancel": ("Pemilik tidak dapat dihubungi.", "Pemilik menunda."),
}
OUTCOMES = {Stage.DONE: "Selesai, dokumen diterima pemilik.", Stage.CANCELLED: "Tidak dilanjutkan."}
RECENT = timedelta(days=75)  # open cases are not older
SHORTLY = timedelta(days=14)


class Cases:
    """Makes cases for a stored business."""

    def __init__(self, rng: Random, staff: Staff, last: date) -> None:
        self._rng, self._staff, self._last = rng, staff, last
        pairs = {(k, s): w * v for k, w in KINDS.items() for s, v in STAGES.items()}
        self._due = Due(Deck(rng, pairs), every=EVERY)
        self._channels = Deck(rng, CHANNELS)
        self._nib_channels = Deck(rng, NIB_CHANNELS)
        self._paths = {stage: Deck(rng, found) for stage, found in PATHS.items()}
        self._notes = {action: Deck(rng, found) for action, found in NOTES.items()}

    def case(
        self, plan: BusinessPlan, business: Business, trade: Trade
    ) -> tuple[AssistanceCase, list[Step]] | None:
        """The case of this business with its steps; None for most."""
        pair = self._due.take(lambda pair: self._fits(pair, plan, trade))
        if pair is None:
            return None
        kind, stage = pair
        actions = next(self._paths[stage])
        if kind == Kind.NIB and stage == Stage.PREPARING:
            actions = ("prepare",)
        days = self._days(plan, kind, stage, len(actions))
        at = paths.moments(self._rng, days)
        case = AssistanceCase(
            business=business,
            kind=kind,
            channel=next(self._nib_channels if kind == Kind.NIB else self._channels),
            stage=stage,
            officer=self._staff.licensing if self._rng.random() < 0.9 else None,
            opened_on=days[0],
            due_on=days[0] + timedelta(days=settings.ASSISTANCE_DUE_DAYS)
            if self._rng.random() < 0.8
            else None,
            closed_on=days[-1] if stage in AssistanceCase.CLOSED else None,
            outcome=OUTCOMES.get(stage, ""),
            created_at=at[0],
            updated_at=at[0],
        )
        case.stamp(self._staff.licensing)
        clerk = self._staff.licensing
        by = [clerk] * len(actions)
        notes = [next(self._notes[a]) if a in self._notes else "" for a in actions]
        opening = CaseStep(case=case, action="open", to_status=Stage.OPENED, by=clerk, at=at[0])
        steps = paths.steps(WORKFLOW, case, actions, at=at[1:], by=by, notes=notes)
        return case, [opening, *steps]

    @staticmethod
    def _fits(pair: tuple[str, str], plan: BusinessPlan, trade: Trade) -> bool:
        """Help with a NIB ends when it is held; P-IRT and halal are for food.

        What is filed for a NIB is an application; what is prepared is none yet.
        """
        kind, stage = pair
        if kind == Kind.NIB and stage in (Stage.OPENED, Stage.PREPARING, Stage.FILED):
            is_applied = plan.owner.nib == Nib.Status.APPLIED
            return not plan.owner.holds_nib and is_applied == (stage == Stage.FILED)
        if kind == Kind.NIB and stage != Stage.CANCELLED:
            return plan.owner.holds_nib == (stage == Stage.DONE)
        return trade.is_food or kind not in (Kind.PIRT, Kind.HALAL)

    def _days(self, plan: BusinessPlan, kind: str, stage: str, moves: int) -> list[date]:
        """The day of opening and of each move.

        What is still open was opened lately; help with a NIB began shortly before its issue.
        """
        earliest, mean = plan.day, 60
        if stage not in AssistanceCase.CLOSED:
            earliest = max(plan.day, self._last - RECENT)
        elif kind == Kind.NIB and plan.owner.issued_on is not None:
            earliest, mean = max(plan.day, plan.owner.issued_on - SHORTLY), 3
        days = [soon_after(self._rng, earliest, self._last, mean=mean)]
        for _move in range(moves):
            days.append(soon_after(self._rng, days[-1], self._last, mean=9))
        return days
