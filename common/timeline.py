"""What happened, from every table that keeps it: saved states, steps of workflows, other moments.

A model says in `class History` whose history its rows belong to; what it does not say has the
default, and a model without one has no history but its own:

    class History:
        of = ("business",)               # paths to the records whose history shows this row;
                                         # of a step the first one is the record that moved
        places = ("business__kelurahan",)  # paths to the kelurahan, for a work area
        moments = (("at", "by", _("Merged")),)   # of a model that is neither state nor step
        reason = "import"                # "import 12" as the reason of a change is row 12
        further_reasons = {"import_undone": _("import undone")}  # and so is this, in words
        labels = {"nik_digest": "NIK"}   # names of fields on screen, where not their own
        hidden = {"nik_encrypted"}       # fields that say nothing to a reader
        named_by = ("business",)         # foreign keys that the name of a row is made of
        is_named = False                 # the name of a row is personal: to those who may not
                                         # open it, and in the activity view, it has a number
        moves = {"open": _("Opened")}    # of steps: what was noted beside the moves of a table
        reasons = ("consent.withdraw",)  # and the reasons that such a note left in the states

Tables are read separately, each by its index of the moment, and merged; a page is found by the
last row of the one before it, so depth costs nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from common.key_choices import is_key
from common.privacy import own_models
from common.records import Step
from common.workflow import TABLES

STATE, STEP, MOMENT = "state", "step", "moment"
MOST_KEYS = 1000
STAMP = "%Y%m%dT%H%M%S%f"


def declared(model: type[models.Model], name: str, default: Any = ()) -> Any:
    """What `class History` of `model` says about `name`."""
    return getattr(getattr(model, "History", None), name, default)


def keeps_states(model: type[models.Model]) -> bool:
    return hasattr(model._meta, "simple_history_manager_attribute")


def states_of(model: type[models.Model]) -> type[models.Model]:
    """The table of saved states of `model`."""
    return getattr(model, model._meta.simple_history_manager_attribute).model


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: at one moment rows are ordered by table, and then by number."""

    at: datetime
    key: str
    pk: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).strftime(STAMP)}~{self.key}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor that an address holds; None for anything else."""
        parts = text.split("~")
        if len(parts) != 3 or not is_key(parts[2]):
            return None
        try:
            at = datetime.strptime(parts[0], STAMP).replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(at, parts[1], int(parts[2]))


@dataclass(frozen=True)
class Source:
    """One table in which something that happened is kept."""

    kind: str
    model: type[models.Model]
    table: type[models.Model]
    at: str
    by: str
    label: Any = ""

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.at}"

    @property
    def link(self) -> str:
        """The foreign key to the record that it happened to; "" for the record itself."""
        paths = declared(self.model, "of")
        return paths[0].split("__")[0] if paths else ""

    @property
    def record(self) -> type[models.Model]:
        """The model whose page a reader opens: of a step that of the record which moved."""
        if self.kind == STATE or not self.link:
            return self.model
        return self.model._meta.get_field(self.link).related_model

    def is_open_to(self, user: AbstractBaseUser | None) -> bool:
        """Whether `user` may read it; None stands for the register itself."""
        meta = self.record._meta
        return user is None or user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    def rows(self) -> QuerySet:
        """All rows. A state that a step tells about is left to the step."""
        if self.kind == STATE:
            rows = with_previous(self.table._base_manager.all(), self.model)
            return rows.exclude(history_change_reason__in=moves_of(self.model))
        return self.table._base_manager.filter(**{f"{self.at}__isnull": False})

    def before(self, rows: QuerySet, cursor: Cursor | None) -> QuerySet:
        if cursor is None:
            return rows
        rows = rows.filter(**{f"{self.at}__lte": cursor.at})
        older = Q(**{f"{self.at}__lt": cursor.at})
        if self.key == cursor.key:
            return rows.filter(older | Q(pk__lt=cursor.pk))
        return rows if self.key > cursor.key else rows.filter(older)


@dataclass(frozen=True)
class Happening:
    """One row of one source."""

    source: Source
    row: Any

    @property
    def at(self) -> datetime:
        return getattr(self.row, self.source.at)

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, self.source.key, self.row.pk)


@cache
def sources() -> tuple[Source, ...]:
    """Every table of the house that keeps what happened."""
    found = []
    for model in own_models():
        if keeps_states(model):
            found.append(Source(STATE, model, states_of(model), "history_date", "history_user"))
        if issubclass(model, Step):
            found.append(Source(STEP, model, model, "at", "by"))
        found += [
            Source(MOMENT, model, model, at, by, label)
            for at, by, label in declared(model, "moments")
        ]
    return tuple(found)


def moves_of(model: type[models.Model]) -> list[str]:
    """The reasons that a step leaves in the history of `model`: "verification.verify"."""
    moves = [
        f"{table.name}.{action}"
        for table in TABLES.values()
        if table.step_model()._meta.get_field(table.step_link).related_model is model
        for action in table.transitions
    ]
    steps = (source for source in sources() if source.kind == STEP and source.record is model)
    return moves + [reason for source in steps for reason in declared(source.model, "reasons")]


def with_previous(states: QuerySet, model: type[models.Model]) -> QuerySet:
    """Adds `previous_id`: the state before each one, of the same record."""
    pk = model._meta.pk.name
    earlier = states_of(model)._base_manager.filter(
        **{pk: OuterRef(pk)}, history_id__lt=OuterRef("history_id")
    )
    latest = earlier.order_by("-history_id").values("history_id")[:1]
    return states.annotate(previous_id=Subquery(latest))


def visible_rows(model: type[models.Model], by: AbstractBaseUser | None) -> QuerySet | None:
    """The records of `model` in the work area of `by`; None where that narrows nothing.

    Asked of the query set, not of the manager: a merged record has a place as well.
    """
    queries = getattr(model._default_manager, "_queryset_class", QuerySet)
    if by is None or not hasattr(queries, "visible_to"):
        return None
    rows = queries(model).visible_to(by).order_by()
    return rows if rows.query.where else None


def in_area(source: Source, rows: QuerySet, by: AbstractBaseUser | None) -> QuerySet:
    """Without the steps and moments of records that `by` may not open.

    A row about two records, such as a merge, names both and quotes what was noted about them:
    having the right to see one is not enough. Saved states stay: those of a removed record
    belong to nothing that could be looked up any more.
    """
    visible = visible_rows(source.record, by) if source.kind == STEP else None
    if source.kind == MOMENT:
        visible = visible_rows(source.model, by)
    if visible is None:
        return rows
    key = source.link if source.kind == STEP else source.model._meta.pk.name
    return rows.filter(**{f"{key}__in": visible.values("pk")})


def _target(model: type[models.Model], path: str) -> type[models.Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


def about(record: models.Model, *, by: AbstractBaseUser | None) -> list[tuple[Source, QuerySet]]:
    """The sources with what happened to `record` and to what belongs to it, as far as `by` may."""
    known: dict[tuple[type, str], list[int]] = {}
    found = []
    for source in sources():
        wanted = _concerning(source, record, known) if source.is_open_to(by) else None
        if wanted is not None:
            found.append((source, in_area(source, source.rows().filter(wanted), by)))
    return found


def _concerning(source: Source, record: models.Model, known: dict) -> Q | None:
    """The condition on the rows of `source`; None when it has nothing to do with the record.

    Longer paths are turned into keys first: every condition can then be answered by an index.
    """
    model, conditions = type(record), []
    if source.model is model and source.kind != STEP:
        conditions.append(Q(**{model._meta.pk.name: record.pk}))
    for path in declared(source.model, "of"):
        if _target(source.model, path) is not model:
            continue
        head, _dunder, rest = path.partition("__")
        if not rest:
            conditions.append(Q(**{head: record.pk}))
            continue
        related = source.model._meta.get_field(head).related_model
        if (related, rest) not in known:
            keys = related._base_manager.filter(**{rest: record.pk}).order_by("pk")
            known[related, rest] = list(keys.values_list("pk", flat=True)[:MOST_KEYS])
        conditions.append(Q(**{f"{head}__in": known[related, rest]}))
    if not conditions:
        return None
    wanted = conditions[0]
    for condition in conditions[1:]:
        wanted |= condition
    return wanted


def read(
    chosen: Iterable[tuple[Source, QuerySet]], *, before: Cursor | None, limit: int
) -> tuple[Sequence[Happening], Cursor | None]:
    """The next `limit` happenings, newest first, and where the page after them begins."""
    found: list[Happening] = []
    for source, rows in chosen:
        some = source.before(rows, before).order_by(f"-{source.at}", "-pk")[: limit + 1]
        found += [Happening(source, row) for row in some]
    found.sort(key=lambda one: one.row.pk, reverse=True)
    found.sort(key=lambda one: one.source.key)
    found.sort(key=lambda one: one.at, reverse=True)
    is_more = len(found) > limit
    return found[:limit], found[limit - 1].cursor if is_more else None
