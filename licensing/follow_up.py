"""Follow-up: what the risk level of each KBLI line asks for beside the NIB, and what is missing.

PP 28/2025: low risk asks for nothing more; medium low for a Sertifikat Standar that the owner
declares; medium high for a verified Sertifikat Standar; high for an Izin. The risk is copied
from the document, and a permit that names the KBLI of the line meets it, held by the owner or by
one of the owner's businesses. Only a NIB that is in force is asked: a frozen one has another
matter to settle first. One without lines is neither complete nor lacking: nobody copied them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing.models import Nib, NibActivity, Permit

Risk, Status = NibActivity.Risk, Permit.Status

STANDARD, LICENCE = "sertifikat-standar", "izin"  # codes of kinds of permit
ASKS: dict[str, str] = {
    Risk.MEDIUM_LOW: STANDARD,
    Risk.MEDIUM_HIGH: STANDARD,
    Risk.HIGH: LICENCE,
}


class State(models.TextChoices):
    """How far a line is."""

    NOTHING = "nothing", _("Nothing more needed")
    HELD = "held", _("Held")
    APPLIED = "applied", _("Applied for, not yet there")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    REFUSED = "refused", _("Application refused")
    MISSING = "missing", _("Missing")


# Of several permits for one line, the one that says most; within a state the newest.
BEST_FIRST = (State.HELD, State.APPLIED, State.EXPIRED, State.REVOKED, State.REFUSED)
FULFILLED = frozenset({State.NOTHING, State.HELD})


@dataclass(frozen=True)
class Need:
    """What one line asks for: the code of a kind of permit, "" for nothing."""

    line: NibActivity
    asks: str
    state: State
    permit: Permit | None = None

    @property
    def is_gap(self) -> bool:
        return self.state not in FULFILLED


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
    """The lines of NIBs in force whose follow-up is not held on the day `on` (today when None)."""
    on = on or timezone.localdate()
    unmet = Q(pk__in=[])
    for asked in sorted(set(ASKS.values())):
        risks = [risk for risk, code in ASKS.items() if code == asked]
        unmet |= Q(risk_level__in=risks) & ~_is_held(asked, on)
    return lines.filter(unmet, nib__status__in=Nib.IN_FORCE)


def _is_held(asked: str, on: date) -> Q:
    """For a line: whether a permit of this kind is granted and not over.

    The owner's permits and those of the businesses are looked up apart, each by the index of its
    holder. Kind and KBLI are wrapped, so that SQLite, which keeps no statistics unless asked to,
    does not walk all permits of a kind for every line.
    """
    permits = (
        Permit.objects.order_by()
        .alias(kind=Coalesce("type__code", Value("")), for_kbli=Coalesce("kbli_id", 0))
        .filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=on),
            kind=asked,
            for_kbli=OuterRef("kbli_id"),
            status=Status.GRANTED,
        )
    )
    return Q(Exists(permits.filter(owner=OuterRef("nib__owner")))) | Q(
        Exists(permits.filter(business__owner=OuterRef("nib__owner")))
    )


def number_lacking(nibs: Iterable[int], *, on: date | None = None) -> dict[int, int]:
    """How many lines lack their follow-up, by the key of the NIB; one that lacks none is absent."""
    lines = lacking(NibActivity.objects.filter(nib__in=list(nibs)).order_by(), on=on)
    return dict(lines.values_list("nib").annotate(Count("pk")))


def _lacking_of_nib(on: date | None) -> Exists:
    lines = NibActivity.objects.order_by().filter(nib=OuterRef("pk"))
    return Exists(lacking(lines, on=on))


def _any_of_nib() -> Exists:
    return Exists(NibActivity.objects.order_by().filter(nib=OuterRef("pk")))


def with_gap(nibs: QuerySet[Nib], *, on: date | None = None) -> QuerySet[Nib]:
    """Those in force of which a line lacks its follow-up on the day `on` (today when None)."""
    return nibs.filter(_lacking_of_nib(on), status__in=Nib.IN_FORCE)


def complete(nibs: QuerySet[Nib], *, on: date | None = None) -> QuerySet[Nib]:
    """Those in force that have lines, each of them with its follow-up."""
    return nibs.filter(_any_of_nib(), ~_lacking_of_nib(on), status__in=Nib.IN_FORCE)


def without_lines(nibs: QuerySet[Nib]) -> QuerySet[Nib]:
    """Those in force whose lines nobody copied yet."""
    return nibs.filter(~_any_of_nib(), status__in=Nib.IN_FORCE)
