"""The verifier's queue: what waits, oldest first, without what four eyes forbid.

Two lines: what was submitted, by the moment of its submission, and what was verified too long
ago, by that day. An edit does not send a record to the end of the line, and a decision does not
lose the place in it: the next one is the next by moment and number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from businesses.models import Business
from businesses.places import in_place


@dataclass(frozen=True)
class Line:
    """One of the two lines; its rows know since when they wait (`since`)."""

    name: str
    title: Any
    age: Any  # what the age of a row counts from
    rows: Callable[[QuerySet[Business]], QuerySet[Business]]


def _waiting(businesses: QuerySet[Business]) -> QuerySet[Business]:
    return businesses.awaiting_verification().with_waiting_since()


def _due(businesses: QuerySet[Business]) -> QuerySet[Business]:
    due = businesses.due_for_reverification(timezone.localdate())
    return due.annotate(since=F("verified_on"))


LINES = {
    line.name: line
    for line in (
        Line("", gettext_lazy("Submitted"), gettext_lazy("since submission"), _waiting),
        Line(
            "ulang", gettext_lazy("Due to be confirmed"), gettext_lazy("since verification"), _due
        ),
    )
}


class VerificationQueue:
    """One line as one verifier sees it, if wished of one kecamatan or kelurahan by its code."""

    def __init__(self, user: AbstractBaseUser, *, line: str = "", place: str = "") -> None:
        self.user = user
        self.line = LINES.get(line, LINES[""])
        self.place = place if place.replace(".", "").isdigit() and len(place) < 14 else ""

    @cached_property
    def all(self) -> QuerySet[Business]:
        """Every business of the line, also those that this verifier cannot decide."""
        businesses = Business.objects.visible_to(self.user)
        return self.line.rows(in_place(businesses, self.place)).order_by("since", "pk")

    @property
    def rows(self) -> QuerySet[Business]:
        """What this verifier can decide."""
        return self.all.decidable_by(self.user)

    @property
    def blocked(self) -> QuerySet[Business]:
        """What waits for another pair of eyes."""
        user = self.user
        return self.all.filter(
            Q(created_by=user) | Q(updated_by=user) | Q(owner__updated_by=user)
        ).select_related("owner")

    def place_of(self, business: Business) -> Any:
        """Since when `business` waits, which with its number is its place; None: not in line."""
        return self.all.filter(pk=business.pk).values_list("since", flat=True).first()

    def next_after(self, business: Business, since: Any) -> int | None:
        """The key of the one behind that place; of the first in line where there is no place."""
        rows = self.rows.exclude(pk=business.pk)
        if since is not None:
            rows = rows.filter(Q(since__gt=since) | Q(since=since, pk__gt=business.pk))
        return rows.values_list("pk", flat=True).first()

    def before(self, business: Business, since: Any) -> int | None:
        if since is None:
            return None
        rows = self.rows.filter(Q(since__lt=since) | Q(since=since, pk__lt=business.pk))
        return rows.order_by("-since", "-pk").values_list("pk", flat=True).first()

    def position(self, business: Business, since: Any) -> int:
        """How many in line come up to and including this one."""
        rows = self.rows.filter(Q(since__lt=since) | Q(since=since, pk__lte=business.pk))
        return rows.count()


def days_waiting(since: Any) -> int:
    """Whole days from a moment or a day until today."""
    day = timezone.localdate(since) if hasattr(since, "hour") else since
    return (timezone.localdate() - day).days
