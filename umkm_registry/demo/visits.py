"""Invented visits to businesses without a NIB."""

from datetime import date, timedelta
from random import Random

from accounts.models import User
from businesses.models import Business
from licensing.models import AssistanceCase, Visit
from umkm_registry.demo.chance import Deck, at_office, soon_after
from umkm_registry.demo.plan import BusinessPlan

SHARE = 0.2  # of those without a NIB
OUTCOMES = {Visit.Outcome.VISITED: 60, Visit.Outcome.NOT_FOUND: 24, Visit.Outcome.REFUSED: 16}
NOTES = {
    Visit.Outcome.VISITED: ("Diminta datang ke MPP.", "Berkas dijelaskan.", ""),
    Visit.Outcome.NOT_FOUND: ("Kios tutup.", ""),
    Visit.Outcome.REFUSED: ("Belum berminat.", "Takut pajak."),
}
RECENT = timedelta(days=120)


class Visits:
    """Makes visits to a stored business."""

    def __init__(self, rng: Random, last: date) -> None:
        self._rng, self._last = rng, last
        self._outcomes = Deck(rng, OUTCOMES)
        self._notes = {outcome: Deck(rng, dict.fromkeys(n, 1)) for outcome, n in NOTES.items()}

    def visit(
        self, plan: BusinessPlan, business: Business, officer: User, case: AssistanceCase | None
    ) -> Visit | None:
        """The visit to this business; None for most. One that led to a case says so."""
        is_help = (
            case is not None
            and case.kind == AssistanceCase.Kind.NIB
            and case.channel == AssistanceCase.Channel.KELURAHAN
        )
        if is_help:
            outcome, day = Visit.Outcome.CASE_OPENED, case.opened_on
        elif plan.owner.holds_nib or self._rng.random() > SHARE:
            return None
        else:
            outcome = next(self._outcomes)
            day = soon_after(self._rng, max(plan.day, self._last - RECENT), self._last, mean=40)
        return Visit(
            business=business,
            outcome=outcome,
            note=next(self._notes[outcome]) if outcome in self._notes else "",
            case=case if is_help else None,
            by=officer,
            at=at_office(self._rng, day),
        )
