"""Who changed what from which value to which, in words an officer reads.

A record's history holds its own states and steps and those of everything that belongs to it
(`common.timeline`). Personal values never appear: the history says that they changed
(UU 27/2022). Whatever a page names is loaded in bulk: no query per row.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common import timeline
from common.history_words import FieldChange, Names, differences, entered
from common.privacy import own_models
from common.timeline import MOMENT, STATE, STEP, Cursor, Happening, declared
from common.workflow import TABLES

PAGE = 50
KINDS = {"+": "added", "~": "changed", "-": "removed"}
NUMBERED_REASON = re.compile(r"^([a-z_]+) ([0-9]{1,18})$")


@dataclass(frozen=True)
class Event:
    """One thing that happened, ready for a page."""

    at: datetime
    by: AbstractBaseUser | None
    kind: str  # "added", "changed", "removed", "moved", "noted"
    label: str  # the name of a move
    subject: str  # what it happened to; "" for the record whose history this is
    targets: tuple[tuple[type[models.Model], int], ...]  # `subject`, and what it belongs to
    reason: str = ""
    note: str = ""
    changes: list[FieldChange] = field(default_factory=list)
    details: list[tuple[Any, Any]] = field(default_factory=list)

    @property
    def what(self) -> str:
        """The event in a word or two."""
        words = {"added": _("Entered"), "changed": _("Changed"), "removed": _("Removed")}
        return self.label or words.get(self.kind, "")


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and the address of the older ones."""

    events: list[Event]
    older: str


class Teller:
    """Turns happenings into events: first everything they name is loaded, then they are told."""

    def __init__(
        self,
        found: Sequence[Happening],
        *,
        home: models.Model | None = None,
        may_name: Callable[[type[models.Model]], bool] = lambda _model: False,
        by: AbstractBaseUser | None = None,
    ) -> None:
        self.found = found
        self.home = home
        self.names = Names(may_name=may_name, by=by)
        self._states = self._states_of_steps()
        self._previous = self._previous_states()
        self._want()
        self.names.load()

    def _states_of_steps(self) -> dict[tuple[type, int, int], Any]:
        """(model, record, version) → the state that a step on the page led to."""
        wanted: dict[type, list[tuple[int, int]]] = defaultdict(list)
        for one in self.found:
            if one.source.kind == STEP and timeline.keeps_states(one.source.record):
                key = getattr(one.row, f"{one.source.link}_id")
                wanted[one.source.record].append((key, one.row.version))
        states = {}
        for model, pairs in wanted.items():
            rows = timeline.states_of(model)._base_manager.filter(
                id__in={key for key, _version in pairs},
                version__in={version for _key, version in pairs},
                history_change_reason__in=timeline.moves_of(model),
            )
            for row in timeline.with_previous(rows, model):
                states[model, row.id, row.version] = row
        return states

    def _previous_states(self) -> dict[tuple[type, int], Any]:
        wanted: dict[type, set[int]] = defaultdict(set)
        for one in self.found:
            if one.source.kind == STATE and one.row.previous_id:
                wanted[one.source.model].add(one.row.previous_id)
        for (model, _key, _version), row in self._states.items():
            if row.previous_id:
                wanted[model].add(row.previous_id)
        return {
            (model, pk): row
            for model, keys in wanted.items()
            for pk, row in timeline.states_of(model)._base_manager.in_bulk(keys).items()
        }

    def _want(self) -> None:
        people = get_user_model()
        for one in self.found:
            self.names.want_keys_of(one.source.model, one.row)
            self.names.want(people, getattr(one.row, f"{one.source.by}_id"))
            if one.source.kind == STATE and (reason := _numbered(one.row.history_change_reason)):
                self.names.want(*reason)
        for (model, _pk), row in self._previous.items():
            self.names.want_keys_of(model, row)
        for (model, _key, _version), row in self._states.items():
            self.names.want_keys_of(model, row)

    def events(self) -> list[Event]:
        tellers = {STATE: self._state, STEP: self._step, MOMENT: self._moment}
        return [tellers[one.source.kind](one) for one in self.found]

    def _common(self, one: Happening, record: models.Model | None) -> dict[str, Any]:
        by = self.names.get(get_user_model(), getattr(one.row, f"{one.source.by}_id"))
        if record is None or record == self.home:
            return {"at": one.at, "by": by, "subject": "", "targets": ()}
        subject = f"{capfirst(record._meta.verbose_name)}: {self.names.name(record)}"
        targets = [(type(record), record.pk)]
        for path in declared(type(record), "of")[:1]:
            link = record._meta.get_field(path.partition("__")[0])
            targets.append((link.related_model, getattr(record, link.attname)))
        return {"at": one.at, "by": by, "subject": subject, "targets": tuple(targets)}

    def _state(self, one: Happening) -> Event:
        model, row = one.source.model, one.row
        kind = KINDS[row.history_type]
        before = self._previous.get((model, row.previous_id))
        if kind == "added" or (kind == "changed" and before is None):
            changes = entered(model, row, self.names)
        else:
            changes = differences(model, before, row, self.names) if kind == "changed" else ()
        return Event(
            **self._common(one, self.names.instance(model, row)),
            kind=kind,
            label="",
            reason=self._reason(row.history_change_reason or ""),
            changes=list(changes),
        )

    def _step(self, one: Happening) -> Event:
        model, step = one.source.record, one.row
        key = getattr(step, f"{one.source.link}_id")
        state = self._states.get((model, key, step.version))
        before = self._previous.get((model, state.previous_id)) if state is not None else None
        table = table_of(one.source.model, step.action)
        if before is not None:
            changes = list(differences(model, before, state, self.names))
        else:
            changes = [status_change(table, step)] if table is not None else []
        other = declared(one.source.model, "moves", {}).get(step.action, step.action)
        label = str(table[step.action].label if table is not None else other)
        details = step.details() if hasattr(step, "details") else []
        return Event(
            **self._common(one, self.names.get(model, key)),
            kind="moved",
            label=label,
            note=step.note,
            changes=changes,
            details=details,
        )

    def _moment(self, one: Happening) -> Event:
        record = self.names.instance(one.source.model, one.row)
        return Event(**self._common(one, record), kind="noted", label=str(one.source.label))

    def _reason(self, text: str) -> str:
        """ "import 12" with the name of the file; other reasons in words, or as they are."""
        numbered = _numbered(text)
        if numbered is None:
            return _("entered in the back office") if text == "registration" else text
        model, key = numbered
        word = NUMBERED_REASON.match(text)[1]
        label = declared(model, "further_reasons", {}).get(word, model._meta.verbose_name)
        words, record = f"{label} {key}", self.names.get(*numbered)
        if record is None or not self.names.is_in_area(record):
            return words
        return f"{words} – {self.names.name(record)}"


def _numbered(reason: str | None) -> tuple[type[models.Model], int] | None:
    """The record that a reason such as "import 12" names."""
    match = NUMBERED_REASON.match(reason or "")
    model = _reasons().get(match[1]) if match else None
    return (model, int(match[2])) if model is not None else None


def _reasons() -> dict[str, type[models.Model]]:
    return {
        word: model
        for model in own_models()
        for word in (declared(model, "reason", ""), *declared(model, "further_reasons"))
        if word
    }


def table_of(step_model: type[models.Model], action: str) -> Any:
    """The workflow table that makes `action`, of those that share a model of steps."""
    for table in TABLES.values():
        if table.step_model() is step_model and action in table.transitions:
            return table
    return None


def status_change(table: Any, step: Any) -> FieldChange:
    """From which status to which, where no state was kept."""
    parent = type(step)._meta.get_field(table.step_link).related_model
    words = dict(table.statuses.choices)
    label = str(parent._meta.get_field(table.status_field).verbose_name)
    before, after = words.get(step.from_status), words.get(step.to_status)
    return FieldChange(label, str(before or "–"), str(after or "–"))


def page(
    record: models.Model,
    *,
    by: AbstractBaseUser | None,
    before: str = "",
    size: int = PAGE,
) -> Page:
    """A page of the history of `record`, as far as `by` may read it.

    Args:
        by: the reader; None for the register itself, which may read everything.
        before: the `older` of the page before it.
    """
    found, rest = timeline.read(
        timeline.about(record, by=by), before=Cursor.read(before), limit=size
    )
    teller = Teller(found, home=record, may_name=reader(by), by=by)
    return Page(teller.events(), str(rest or ""))


def reader(by: AbstractBaseUser | None) -> Callable[[type[models.Model]], bool]:
    """Whether `by` may see records of a model, and so the names of people who stand in them."""

    def may_see(model: type[models.Model]) -> bool:
        meta = model._meta
        return by is None or by.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    return may_see


def events(record: models.Model, *, limit: int = 100) -> list[Event]:
    """The latest `limit` events of `record`, newest first, with nothing left out."""
    return page(record, by=None, size=limit).events


@dataclass(frozen=True)
class Since:
    """What became of a record since one of its versions.

    Attributes:
        is_known: whether the state of that version was kept, so that `changes` can be told.
        changes: its own fields, from then to now.
        events: what happened meanwhile to what belongs to it.
    """

    is_known: bool
    changes: list[FieldChange]
    events: list[Event]


def since(
    record: models.Model,
    version: int,
    *,
    by: AbstractBaseUser | None,
    without: Sequence[str] = (),
) -> Since:
    """Compare `record` with its state when it had `version`, as far as `by` may read.

    Args:
        without: names of fields that are not compared.
    """
    model = type(record)
    states = timeline.states_of(model)._base_manager.filter(**{model._meta.pk.name: record.pk})
    then = states.filter(version=version).order_by("-history_id").first()
    later = states.filter(version__gt=version).order_by("history_id").first()
    if later is None:
        return Since(then is not None, [], [])
    sources = [
        (source, rows.filter(**{f"{source.at}__gte": later.history_date}))
        for source, rows in timeline.about(record, by=by)
        if source.model is not model
    ]
    found = timeline.read(sources, before=None, limit=PAGE)[0]
    teller = Teller(found, home=record, may_name=reader(by), by=by)
    if then is None:
        return Since(False, [], teller.events())
    names = Names(may_name=reader(by), by=by)
    for state in (then, record):
        names.want_keys_of(model, state)
    names.load()
    changes = list(differences(model, then, record, names, without=without))
    return Since(True, changes, teller.events())
