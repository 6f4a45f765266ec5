"""What an import wrote, record by record, and what became of each since.

Every state that an import stored says "import 12" in the history. The records are found by that
alone, in every table that keeps states, so a new model is covered without being known here. A
later import that was taken back is no change, if the record says the same again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from businesses import registration
from businesses.models import Business, Owner
from common.bulk import batches
from common.history import NUMBERED_REASON
from common.privacy import own_models
from common.records import STAMP_FIELDS, Recorded
from common.timeline import declared, keeps_states, states_of
from imports.models import ImportBatch

ADDED, CHANGED, REMOVED = "+", "~", "-"
AMENDED = "verification.amend"  # follows from a change of what was verified
# What has a rule of its own: a new version, the table of statuses, the scale of the figures.
OWN_RULES = STAMP_FIELDS | {*registration.STATUS_FIELDS, "id", "scale", "scale_basis"}
Home = tuple[type[models.Model], int]  # the business or the owner that a record belongs to


def plain_fields(model: type[models.Model]) -> list[str]:
    """The columns of `model` in which a list can write what it says."""
    return [
        one.attname
        for one in model._meta.concrete_fields
        if not {one.name, one.attname} & OWN_RULES
    ]


@dataclass(frozen=True, slots=True)
class Later:
    """The first change after the import: who, when, and the reason that the history gives."""

    by_id: int | None
    at: datetime
    reason: str
    is_removal: bool = False


@dataclass(slots=True)
class Trace:
    """One record that an import wrote.

    Attributes:
        kind: whether the import added or changed it.
        before: key of the state before the import; None for none.
        after: key of the last state that the import stored.
        version: of that state, or of `again`; None where the model has none.
        went_back: whether the change sent it back to the queue of verification.
        later: what happened to it since; None while it is as the import left it.
        again: key of the state in which later imports were taken back; None for none.
    """

    model: type[models.Model]
    key: int
    kind: str
    before: int | None
    after: int
    version: int | None
    parents: dict[str, int]
    went_back: bool = False
    later: Later | None = None
    again: int | None = None


@dataclass
class Traces:
    """All records that one import wrote."""

    records: dict[tuple[type[models.Model], int], Trace] = field(default_factory=dict)
    homes: dict[Home, list[Trace]] = field(default_factory=lambda: defaultdict(list))

    def keys(self, model: type[models.Model], kind: str) -> list[int]:
        return sorted(t.key for t in self.records.values() if t.model is model and t.kind == kind)

    def models(self, kind: str) -> list[type[models.Model]]:
        return list(dict.fromkeys(t.model for t in self.records.values() if t.kind == kind))


def written(model: type[models.Model], batch: ImportBatch) -> models.QuerySet:
    """The states of `model` that `batch` stored."""
    return states_of(model)._base_manager.filter(history_change_reason=batch.history_reason)


def traces_of(batch: ImportBatch) -> Traces:
    """Everything that `batch` wrote; two queries for each table that keeps states."""
    found = Traces()
    for model in own_models():
        if keeps_states(model):
            for trace in _of_model(model, batch):
                found.records[model, trace.key] = trace
    _put_home(found)
    return found


def parents_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys to what a record of `model` belongs to; one of them is set."""
    names = dict.fromkeys(path.partition("__")[0] for path in declared(model, "of"))
    return [model._meta.get_field(name) for name in names]


def _of_model(model: type[models.Model], batch: ImportBatch) -> Iterable[Trace]:
    key = model._meta.pk.attname
    links = [link.attname for link in parents_of(model)]
    has_version = issubclass(model, Recorded)
    columns = [key, "history_id", "history_type", "history_change_reason", "history_user_id"]
    columns += ["history_date", *(["version"] if has_version else []), *links]
    states = states_of(model)._base_manager.filter(
        **{f"{key}__in": written(model, batch).values(key)}
    )
    of_record: dict[int, list[dict]] = defaultdict(list)
    for state in states.order_by(key, "history_id").values(*columns):
        of_record[state[key]].append(state)
    versions = _versions(model, of_record) if has_version else {}
    traces = [_read(model, pk, rows, batch) for pk, rows in of_record.items()]
    others = _otherwise(model, [trace for trace in traces if trace.again is not None])
    for trace in traces:
        pk, rows = trace.key, of_record[trace.key]
        trace.parents = {name: rows[-1][name] for name in links}
        if pk in others and trace.later is None:
            trace.later = _later(next(row for row in rows if row["history_id"] > trace.after))
        if trace.later is None and has_version and versions.get(pk) != trace.version:
            trace.later = Later(None, rows[-1]["history_date"], "", pk not in versions)
        yield trace


def _versions(model: type[models.Model], keys: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batches(list(keys)):
        found.update(model._base_manager.filter(pk__in=some).values_list("pk", "version"))
    return found


def _read(model: type[models.Model], pk: int, rows: list[dict], batch: ImportBatch) -> Trace:
    """The states of one record, oldest first: what the import found, stored, and what followed."""
    reason = batch.history_reason
    first = next(i for i, row in enumerate(rows) if row["history_change_reason"] == reason)
    last = first
    went_back, later, again = False, None, None
    place = first + 1
    while place < len(rows):
        row = rows[place]
        is_own = row["history_change_reason"] == reason
        follows = row["history_change_reason"] == AMENDED and not went_back and again is None
        if is_own or (follows and row["history_user_id"] == batch.committed_by_id):
            last = place
            went_back = went_back or not is_own
        elif (back := _taken_back(rows, place)) is not None:
            place = again = back
        else:
            later = _later(row)
            break
        place += 1
    return Trace(
        model=model,
        key=pk,
        kind=rows[first]["history_type"],
        before=rows[first - 1]["history_id"] if first else None,
        after=rows[last]["history_id"],
        version=rows[last if again is None else again].get("version"),
        parents={},
        went_back=went_back,
        later=later,
        again=None if again is None else rows[again]["history_id"],
    )


def _later(row: dict) -> Later:
    return Later(
        row["history_user_id"],
        row["history_date"],
        row["history_change_reason"] or "",
        row["history_type"] == REMOVED,
    )


def _taken_back(rows: list[dict], place: int) -> int | None:
    """The place of the state in which the import that stored `rows[place]` was taken back."""
    numbered = NUMBERED_REASON.match(rows[place]["history_change_reason"] or "")
    if not numbered or numbered[1] != "import":
        return None
    undone = f"import_undone {numbered[2]}"
    for back in range(len(rows) - 1, place, -1):
        if rows[back]["history_change_reason"] == undone:
            return None if rows[back]["history_type"] == REMOVED else back
    return None


def _otherwise(model: type[models.Model], traces: list[Trace]) -> set[int]:
    """Keys of records that did not get back what the import had left, when later ones went."""
    fields, found = plain_fields(model), set()
    for some in batches(traces):
        keys = [key for trace in some for key in (trace.after, trace.again)]
        rows = states_of(model)._base_manager.filter(history_id__in=keys)
        states = {row[0]: row[1:] for row in rows.values_list("history_id", *fields)}
        found.update(trace.key for trace in some if states[trace.after] != states[trace.again])
    return found


def _put_home(found: Traces) -> None:
    """Say of each record which business or owner it belongs to."""
    parents = {place: trace.parents for place, trace in found.records.items()}
    _look_up(parents)
    for place, trace in found.records.items():
        home = _home(place, parents)
        if home is not None:
            found.homes[home].append(trace)


def _look_up(parents: dict[Home, dict[str, int]]) -> None:
    """Add what the import hung its records on without writing it: a product that got a permit."""
    while True:
        missing: dict[type[models.Model], set[int]] = defaultdict(set)
        for place in list(parents):
            up = _up(place, parents)
            if up is not None and up[0] not in (Business, Owner) and up not in parents:
                missing[up[0]].add(up[1])
        if not missing:
            return
        for model, keys in missing.items():
            parents.update({(model, key): {} for key in keys})
            names = [link.attname for link in parents_of(model)]
            for some in batches(sorted(keys)):
                for row in model._base_manager.filter(pk__in=some).values("pk", *names):
                    parents[model, row.pop("pk")] = row


def _up(place: Home, parents: dict[Home, dict[str, int]]) -> Home | None:
    """What a record hangs on."""
    for link in parents_of(place[0]):
        if (key := parents[place].get(link.attname)) is not None:
            return link.related_model, key
    return None


def _home(place: Home | None, parents: dict[Home, dict[str, int]]) -> Home | None:
    while place is not None and place[0] not in (Business, Owner):
        place = _up(place, parents)
    return place
