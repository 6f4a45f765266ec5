"""The follow-up of each KBLI line, as the page of a NIB shows it."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.safestring import SafeString

from licensing import follow_up
from licensing.admin.permit_badges import need_badge
from licensing.follow_up import Need
from licensing.models import Nib, Permit, PermitType


@dataclass(frozen=True)
class ShownNeed:
    """One line of the list.

    Attributes:
        asks: name of the kind of permit, "" for none.
        permit: the one to link to; None for one that the reader may not see.
        enter_url: where the reader can enter what a gap asks for, "" for nowhere.
    """

    need: Need
    asks: str
    badge: SafeString
    permit: Permit | None
    enter_url: str


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
            badge=need_badge(need),
            permit=need.permit if need.permit is not None and need.permit.pk in visible else None,
            enter_url=_enter_url(need) if may_add and need.is_gap else "",
        )
        for need in needs
    ]


def _enter_url(need: Need) -> str:
    return reverse("admin:licensing_permit_for_line", args=[need.line.pk])
