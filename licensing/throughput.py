"""Throughput of the help desk: how many days its cases spend in each stage.

Everything is read from the steps (`CaseStep`): a stay begins with the step that leads into a
stage and ends with the next one, which leads out of it. A case that was sent back stays twice.
A stay belongs to the period in which it ended, and a whole case to that in which it was closed;
where the step that began it is missing, its days are unknown, and it is counted as that.

The median is that of the days as they were; the 90th percentile is the smallest number of days
within which nine tenths of them had ended (nearest rank).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import ceil
from operator import itemgetter
from statistics import median

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from businesses.models import Business
from licensing.models import AssistanceCase, CaseStep

Stage = AssistanceCase.Stage
STAGES = (Stage.OPENED, Stage.PREPARING, Stage.FILED)
WHOLE = "whole"  # from the opening to the closing
UNKNOWN = "unknown"  # the stage of an open case of which no step is known
GROUPS = ("kind", "channel")
A_DAY = timedelta(days=1)
AT_ONCE = 2000


@dataclass
class Times:
    """What became of one stage, or of whole cases, in one group."""

    days: list[float] = field(default_factory=list)
    unknown: int = 0  # ended in the period, and nobody knows when they began
    ages: list[int] = field(default_factory=list)  # days since opening of those that are there now

    @property
    def ended(self) -> int:
        """Stays that ended in the period, the unknown ones included."""
        return len(self.days) + self.unknown

    @property
    def median(self) -> float | None:
        return round(median(self.days), 1) if self.days else None

    @property
    def percentile_90(self) -> float | None:
        if not self.days:
            return None
        return round(sorted(self.days)[ceil(0.9 * len(self.days)) - 1], 1)

    @property
    def waiting(self) -> int:
        return len(self.ages)

    @property
    def median_age(self) -> float | None:
        return round(float(median(self.ages)), 1) if self.ages else None


class Throughput:
    """The figures of the cases of `businesses`: ended from `first` to `last`, waiting on `last`.

    Args:
        group: "kind" or "channel". The figures of all groups together stand under None.
        first, last: days, both included.
    """

    def __init__(
        self, businesses: QuerySet[Business], *, group: str, first: date, last: date
    ) -> None:
        if group not in GROUPS:
            raise ValueError(f"Cases are told apart by {GROUPS}, not by {group!r}.")
        self.group, self.first, self.last = group, first, last
        self.cases = AssistanceCase.objects.filter(business__in=businesses.order_by())
        self.start, self.end = _midnight(first), _midnight(last + A_DAY)
        self._times: dict[tuple[str | None, str], Times] = {}
        self._read_steps()
        self._read_waiting()

    def of(self, group: str | None, stage: str) -> Times:
        """The times of a stage, or of WHOLE cases, in a group; of all groups under None."""
        return self._times.get((group, stage), Times())

    def _both(self, group: str, stage: str) -> tuple[Times, Times]:
        """Where something of this group is written: to the group, and to all together."""
        return tuple(self._times.setdefault((key, stage), Times()) for key in (group, None))

    # -- what ended ------------------------------------------------------------------------------

    def _read_steps(self) -> None:
        closed = Q(closed_on__range=(self.first, self.last))
        moved = CaseStep.objects.filter(
            case=OuterRef("pk"), at__gte=self.start, at__lt=self.end
        ).order_by()
        touched = self.cases.filter(closed | Q(Exists(moved))).order_by("pk")
        for group, closed_on, steps in self._with_steps(touched):
            self._count_stays(group, steps)
            if closed_on is not None and self.first <= closed_on <= self.last:
                self._count_whole(group, steps)

    def _with_steps(
        self, cases: QuerySet[AssistanceCase]
    ) -> Iterator[tuple[str, date | None, list[tuple[str, str, datetime]]]]:
        """Each case with its steps in their order: (from, to, at)."""
        rows = cases.values_list(
            "pk", self.group, "closed_on", "steps__from_status", "steps__to_status", "steps__at"
        ).order_by("pk", "steps__at", "steps__pk")
        stream = rows.iterator(chunk_size=AT_ONCE)
        for (_pk, group, closed_on), found in groupby(stream, key=itemgetter(0, 1, 2)):
            yield group, closed_on, [row[3:] for row in found if row[5] is not None]

    def _count_stays(self, group: str, steps: list[tuple[str, str, datetime]]) -> None:
        """The stays that ended in the period."""
        entered: tuple[str, datetime] | None = None
        for left, into, at in steps:
            if left in STAGES and self.start <= at < self.end:
                is_known = entered is not None and entered[0] == left
                self._add(group, left, entered[1] if is_known else None, at)
            entered = (into, at)

    def _count_whole(self, group: str, steps: list[tuple[str, str, datetime]]) -> None:
        """The way of a closed case, if its first step opened it and its last one closed it."""
        is_known = bool(steps) and not steps[0][0] and steps[-1][1] in AssistanceCase.CLOSED
        start, end = (steps[0][2], steps[-1][2]) if is_known else (None, None)
        self._add(group, WHOLE, start, end)

    def _add(self, group: str, stage: str, start: datetime | None, end: datetime | None) -> None:
        for times in self._both(group, stage):
            if start is None or end is None:
                times.unknown += 1
            else:
                times.days.append((end - start) / A_DAY)

    # -- what waits ------------------------------------------------------------------------------

    def _read_waiting(self) -> None:
        """The cases that were open at the end of the last day, by the stage they were in then.

        Today the case itself says its stage; of a day before, the latest step until then does.
        """
        was_open = Q(closed_on__isnull=True) | Q(closed_on__gt=self.last)
        cases = self.cases.filter(was_open, opened_on__lte=self.last)
        if self.last >= timezone.localdate():
            cases = cases.annotate(then=F("stage"))
        else:
            steps = CaseStep.objects.filter(case=OuterRef("pk"), at__lt=self.end)
            latest = steps.order_by("-at", "-pk").values("to_status")[:1]
            cases = cases.annotate(then=Subquery(latest))
        for group, stage, opened_on in cases.order_by().values_list(
            self.group, "then", "opened_on"
        ):
            name = stage if stage in STAGES else UNKNOWN
            age = (self.last - opened_on).days
            for times in (*self._both(group, name), *self._both(group, WHOLE)):
                times.ages.append(age)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
