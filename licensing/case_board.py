"""The board of the help desk: the open cases by stage, oldest first, and those closed lately.

A column shows MOST_CARDS cards and counts all of them. Its cards take one query, whatever they
show, and the counts of all columns take one more.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses.places import in_place
from common.workflow import Text, Transition
from licensing.assistance import WORKFLOW
from licensing.models import AssistanceCase

Stage = AssistanceCase.Stage
MOST_CARDS = 15  # on a phone, a column is read by scrolling
CLOSED_DAYS = 30
CLOSED = "closed"  # the column of those that are done or cancelled
OPEN_STAGES = (Stage.OPENED, Stage.PREPARING, Stage.FILED)
MINE, NOBODY = "saya", "tanpa"
OFFICERS: dict[str, Text] = {MINE: _("Mine"), NOBODY: _("Unassigned")}
# Moves that ask nothing, so that one press on a card makes them.
ONE_PRESS = ("prepare", "file")


def closed_lately(cases: QuerySet[AssistanceCase]) -> QuerySet[AssistanceCase]:
    """Those that were done or cancelled within the last CLOSED_DAYS days."""
    since = timezone.localdate() - timedelta(days=CLOSED_DAYS)
    return cases.filter(closed_on__gte=since, business__merged_into__isnull=True)


def of_officer(
    cases: QuerySet[AssistanceCase], officer: str, *, user: AbstractBaseUser
) -> QuerySet[AssistanceCase]:
    """Those of `user` (MINE), those of nobody (NOBODY), or all of them (anything else)."""
    if officer == MINE:
        return cases.filter(officer=user)
    return cases.filter(officer__isnull=True) if officer == NOBODY else cases


@dataclass(frozen=True)
class Card:
    """One case as the board shows it, with the moves that one press makes."""

    case: AssistanceCase
    moves: list[Transition]


@dataclass(frozen=True)
class Column:
    """A stage, or all that is closed: how many there are, and the first of them."""

    name: str
    title: Text
    count: int
    cards: list[Card]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.cards)


class CaseBoard:
    """The board as one user sees it, narrowed to a kind, a channel, an officer or a place."""

    def __init__(
        self,
        user: AbstractBaseUser,
        *,
        kind: str = "",
        channel: str = "",
        officer: str = "",
        place: str = "",
    ) -> None:
        self.user = user
        cases = AssistanceCase.objects.visible_to(user)
        if kind:
            cases = cases.filter(kind=kind)
        if channel:
            cases = cases.filter(channel=channel)
        cases = of_officer(cases, officer, user=user)
        self.cases = in_place(cases, place, path="business__kelurahan")

    @cached_property
    def columns(self) -> list[Column]:
        """One for each open stage, the oldest case first; then what was closed, latest first."""
        opened, closed = self.cases.open(), closed_lately(self.cases)
        counted = dict(opened.order_by().values_list("stage").annotate(count=Count("pk")))
        found = [
            self._column(
                stage,
                stage.label,
                counted.get(stage, 0),
                opened.filter(stage=stage).order_by("opened_on", "pk"),
            )
            for stage in OPEN_STAGES
        ]
        title = _("Closed in the last %(days)d days") % {"days": CLOSED_DAYS}
        latest = closed.order_by("-closed_on", "-pk")
        return [*found, self._column(CLOSED, title, closed.count(), latest)]

    def _column(
        self, name: str, title: Text, count: int, cases: QuerySet[AssistanceCase]
    ) -> Column:
        rows = cases.select_related("business__kelurahan", "officer")[:MOST_CARDS]
        return Column(str(name), title, count, [Card(row, self._one_press(row)) for row in rows])

    def _one_press(self, case: AssistanceCase) -> list[Transition]:
        available = WORKFLOW.available(case, self.user)
        return [transition for transition in available if transition.name in ONE_PRESS]
