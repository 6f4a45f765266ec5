"""The follow-up of each KBLI line, as the page of a NIB shows it."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.safestring import SafeString

from common.back_office import badge
from licensing import follow_up
from licensing.follow_up import Need, State
from licensing.models import Nib, Permit, PermitType

COLOURS = {
    State.NOTHING: "grey",
    State.HELD: "green",
    State.APPLIED: "amber",
    State.EXPIRED: "red",
    State.REVOKED: "red",
    State.REFUSED: "red",
    State.MISSING: "red",
}


@dataclass(frozen=True)
class ShownNeed:
    """One line of the list.

    Attributes:
        asks: name of the kind of permit, "" for none.
        permit: the one to link to; None for one that the reader may not see.
        may_enter: whether the reader can do something about a gap.
    """

    need: Need
    asks: str
    badge: SafeString
    permit: Permit | None
    may_enter: bool


def shown_needs(nib: Nib, *, to: AbstractBaseUser) -> list[ShownNeed]:
    """What every line of `nib` asks for, with the permits that `to` may open. Four queries."""
    needs = follow_up.needs_of(nib)
    names = dict(PermitType.objects.filter(per_kbli=True).values_list("code", "name"))
    visible: set[int] = set()
    if to.has_perm("licensing.view_permit"):
        keys = [need.permit.pk for need in needs if need.permit is not None]
        visible = set(
            Permit.objects.visible_to(to).filter(pk__in=keys).values_list("pk", flat=True)
        )
    may_add = to.has_perm("licensing.add_permit")
    return [
        ShownNeed(
            need=need,
            asks=names.get(need.asks, need.asks),
            badge=badge(COLOURS[need.state], need.state.label),
            permit=need.permit if need.permit is not None and need.permit.pk in visible else None,
            may_enter=may_add and need.is_gap,
        )
        for need in needs
    ]
