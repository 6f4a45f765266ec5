"""Where the values of a business come from: which file and row, who brought it in and when.

`ImportedRow.fields` says which fields took their value from a row, the history what stood in them
then. So it can be told of each imported value whether it is still that of the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from businesses.models import Business, Owner
from common.timeline import states_of
from imports import fields
from imports.models import ImportBatch, ImportedRow
from imports.traces import REMOVED
from licensing.models import Nib, Permit

SHOWN = 20  # rows of lists; a business that stands in more of them shows the latest


@dataclass(frozen=True)
class Value:
    """A field, and who gave it another value since it was imported; None while nobody did."""

    label: str
    changed_at: datetime | None = None
    changed_by: AbstractBaseUser | None = None


@dataclass
class Origin:
    """A row of a list.

    Attributes:
        values: the fields of which this is the latest source.
        replaced: labels of those that a later list gave another value.
    """

    row: ImportedRow
    values: list[Value] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    @property
    def batch(self) -> ImportBatch:
        return self.row.batch

    @property
    def kept(self) -> list[Value]:
        return [value for value in self.values if value.changed_at is None]

    @property
    def changed(self) -> list[Value]:
        return [value for value in self.values if value.changed_at is not None]


def origins_of(business: Business) -> list[Origin]:
    """The rows of lists that speak of `business`, the latest first; one query for each table."""
    rows = ImportedRow.objects.filter(business=business).select_related("batch__committed_by")
    origins = [Origin(row) for row in rows.order_by("-batch_id", "number")[:SHOWN]]
    source: dict[str, Origin] = {}
    for origin in origins:
        for name in origin.row.fields:
            if name in source:
                origin.replaced.append(fields.label_of(name))
            else:
                source[name] = origin
    states = _States(business, source)
    for name, origin in source.items():
        later = states.change_since(name, origin.batch)
        by = states.people.get(later["history_user_id"]) if later else None
        at = later["history_date"] if later else None
        origin.values.append(Value(fields.label_of(name), at, by))
    return origins


class _States:
    """The saved states of a business and of what belongs to it, as far as lists gave them."""

    def __init__(self, business: Business, names: Iterable[str]) -> None:
        columns: dict[type[models.Model], set[str]] = defaultdict(set)
        for name in names:
            place = fields.place_of(name)
            if place is not None:
                columns[place[0]].update(place[1])
        self.states = {
            model: self._load(model, business, wanted) for model, wanted in columns.items()
        }
        keys = {
            state["history_user_id"]
            for records in self.states.values()
            for states in records.values()
            for state in states
        }
        self.people = get_user_model().objects.in_bulk(keys - {None}) if keys else {}

    @staticmethod
    def _load(
        model: type[models.Model], business: Business, columns: set[str]
    ) -> dict[int, list[dict]]:
        """Key of the record → its states, oldest first."""
        if not columns:
            columns = {"name"} if hasattr(model, "name") else set()
        meta = ("id", "history_id", "history_type", "history_change_reason")
        people = ("history_user_id", "history_date")
        rows = states_of(model)._base_manager.filter(_belongs(model, business))
        found: dict[int, list[dict]] = defaultdict(list)
        for state in rows.order_by("history_id").values(*meta, *people, *columns):
            found[state["id"]].append(state)
        return found

    def change_since(self, name: str, batch: ImportBatch) -> dict | None:
        """The first state in which a value is another one than the list gave."""
        place = fields.place_of(name)
        if place is None:
            return None
        changes = [
            later
            for states in self.states[place[0]].values()
            if (later := _first_other(states, place[1], batch.history_reason)) is not None
        ]
        return min(changes, key=lambda state: state["history_id"], default=None)


def _belongs(model: type[models.Model], business: Business) -> models.Q:
    if model is Business:
        return models.Q(id=business.pk)
    if model is Owner:
        return models.Q(id=business.owner_id)
    if model is Nib:
        return models.Q(owner=business.owner_id)
    if model is Permit:
        return models.Q(business=business.pk) | models.Q(owner=business.owner_id)
    return models.Q(business=business.pk)


def _first_other(states: Sequence[dict], columns: Sequence[str], reason: str) -> dict | None:
    """The first state after the import with another value; of rows the first change at all."""
    place = next(
        (i for i, one in enumerate(states) if one["history_change_reason"] == reason), None
    )
    if place is None:
        return None
    given = [states[place][name] for name in columns]
    for state in states[place + 1 :]:
        is_gone = state["history_type"] == REMOVED
        if is_gone or [state[name] for name in columns] != given:
            return state if _is_still(states, columns, given) is False else None
    return None


def _is_still(states: Sequence[dict], columns: Sequence[str], given: Sequence[object]) -> bool:
    """Whether the latest state says again, or still, what the list gave."""
    last = states[-1]
    return last["history_type"] != REMOVED and [last[name] for name in columns] == list(given)
