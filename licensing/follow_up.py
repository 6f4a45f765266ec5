"""Follow-up: what the risk level of each KBLI line asks for beside the NIB, and what is missing.

PP 28/2025: low risk asks for nothing more; medium low for a Sertifikat Standar that the owner
declares; medium high for a verified Sertifikat Standar; high for an Izin. The risk is copied
from the document, and a permit that names the KBLI of the line meets it, held by the owner or by
one of the owner's businesses. Only a NIB that is in force is asked: a frozen one has another
matter to settle first. One without lines is neither complete nor lacking: nobody copied them.
What is applied for is under way: it does not meet the line, and is no gap (`licensing.needs`).
So every NIB in force has a gap, or is under way, or complete, or without lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from licensing.models import Nib, NibActivity, Permit
from licensing.needs import Asked, State

Risk, Status = NibActivity.Risk, Permit.Status

STANDARD, LICENCE = "sertifikat-standar", "izin"  # codes of kinds of permit
ASKS: dict[str, str] = {
    Risk.MEDIUM_LOW: STANDARD,
    Risk.MEDIUM_HIGH: STANDARD,
    Risk.HIGH: LICENCE,
}

# Of several permits for one line, the one that says most; within a state the newest.
BEST_FIRST = (State.HELD, State.APPLIED, State.EXPIRED, State.REVOKED, State.REFUSED)


@dataclass(frozen=True)
class Need(Asked):
    """What one line asks for: the code of a kind of permit, "" for nothing."""

    line: NibActivity
    asks: str
    state: State
    permit: Permit | None = None


def _state_of(permit: Permit, on: date) -> State:
    if permit.status != Status.GRANTED:
        return State(permit.status)
    is_over = permit.expires_on is not None and permit.expires_on < on
    return State.EXPIRED if is_over else State.HELD


def needs_of(nib: Nib, *, on: date | None = None) -> list[Need]:
    """What every line of a NIB asks for on the day `on` (today when None). Two queries."""
    if not nib.is_in_force:
        return []
    on = on or timezone.localdate()
    lines = list(nib.activities.select_related("kbli"))
    owned = Q(owner=nib.owner_id) | Q(business__owner=nib.owner_id)
    permits = Permit.objects.filter(owned, type__code__in=set(ASKS.values())).select_related("type")
    found: dict[tuple[str, int | None], list[Permit]] = {}
    for permit in permits.order_by("-pk"):
        found.setdefault((permit.type.code, permit.kbli_id), []).append(permit)
    return [_need(line, found, on) for line in lines]


def _need(line: NibActivity, found: dict[tuple[str, int | None], list[Permit]], on: date) -> Need:
    asks = ASKS.get(line.risk_level, "")
    if not asks:
        return Need(line, "", State.NOTHING)
    states = [(_state_of(permit, on), permit) for permit in found.get((asks, line.kbli_id), [])]
    if not states:
        return Need(line, asks, State.MISSING)
    state, permit = min(states, key=lambda pair: BEST_FIRST.index(pair[0]))
    return Need(line, asks, state, permit)


# -- the same as sets ------------------------------------------------------------------------------


def lacking(lines: QuerySet[NibActivity], *, on: date | None = None) -> QuerySet[NibActivity]:
    """The lines of NIBs in force that are a gap on the day `on` (today when None)."""
    return _without(lines, _held(on) | Q(status=Status.APPLIED))


def _unmet(lines: QuerySet[NibActivity], on: date | None) -> QuerySet[NibActivity]:
    """The lines of NIBs in force whose follow-up is not held, be it under way or a gap."""
    return _without(lines, _held(on))


def _held(on: date | None) -> Q:
    """For a permit: granted, and not over."""
    is_valid = Q(expires_on__isnull=True) | Q(expires_on__gte=on or timezone.localdate())
    return is_valid & Q(status=Status.GRANTED)


def _without(lines: QuerySet[NibActivity], which: Q) -> QuerySet[NibActivity]:
    """The lines of NIBs in force that ask for something, without such a permit for it."""
    unmet = Q(pk__in=[])
    for asked in sorted(set(ASKS.values())):
        risks = [risk for risk, code in ASKS.items() if code == asked]
        unmet |= Q(risk_level__in=risks) & ~_has(asked, which)
    return lines.filter(unmet, nib__status__in=Nib.IN_FORCE)


def _has(asked: str, which: Q) -> Q:
    """For a line: whether there is such a permit of this kind for its KBLI.

    The owner's permits and those of the businesses are looked up apart, each by the index of its
    holder. Kind and KBLI are wrapped, so that SQLite, which keeps no statistics unless asked to,
    does not walk all permits of a kind for every line.
    """
    permits = (
        Permit.objects.order_by()
        .alias(kind=Coalesce("type__code", Value("")), for_kbli=Coalesce("kbli_id", 0))
        .filter(which, kind=asked, for_kbli=OuterRef("kbli_id"))
    )
    return Q(Exists(permits.filter(owner=OuterRef("nib__owner")))) | Q(
        Exists(permits.filter(business__owner=OuterRef("nib__owner")))
    )


def number_lacking(nibs: Iterable[int], *, on: date | None = None) -> dict[int, int]:
    """How many lines are a gap, by the key of the NIB; one without a gap is absent."""
    lines = lacking(NibActivity.objects.filter(nib__in=list(nibs)).order_by(), on=on)
    return dict(lines.values_list("nib").annotate(Count("pk")))


def _lines_of_nib() -> QuerySet[NibActivity]:
    return NibActivity.objects.order_by().filter(nib=OuterRef("pk"))


def with_gap(nibs: QuerySet[Nib], *, on: date | None = None) -> QuerySet[Nib]:
    """Those in force of which a line is a gap on the day `on` (today when None)."""
    has_gap = Exists(lacking(_lines_of_nib(), on=on))
    return nibs.filter(has_gap, status__in=Nib.IN_FORCE)


def under_way(nibs: QuerySet[Nib], *, on: date | None = None) -> QuerySet[Nib]:
    """Those in force without a gap, of which a line still waits for what was applied for."""
    has_gap, waits = Exists(lacking(_lines_of_nib(), on=on)), Exists(_unmet(_lines_of_nib(), on))
    return nibs.filter(waits, ~has_gap, status__in=Nib.IN_FORCE)


def complete(nibs: QuerySet[Nib], *, on: date | None = None) -> QuerySet[Nib]:
    """Those in force that have lines, each of them with its follow-up."""
    waits = Exists(_unmet(_lines_of_nib(), on))
    return nibs.filter(Exists(_lines_of_nib()), ~waits, status__in=Nib.IN_FORCE)


def without_lines(nibs: QuerySet[Nib]) -> QuerySet[Nib]:
    """Those in force whose lines nobody copied yet."""
    return nibs.filter(~Exists(_lines_of_nib()), status__in=Nib.IN_FORCE)
