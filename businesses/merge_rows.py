"""What hangs on a record goes with it when it is merged: products, photos, lines, permits, cases.

The rows are found through the relations of the models, so an app above is served without being
known here. A row that the surviving record has already (the same product, an open case of the
same kind) stays where it is, and what hangs on that row goes to its twin. What stays for good,
and why:

- steps: a decision was made about the record that the officer saw;
- merges, and what a record was merged into: they say what became of that very record;
- words and listings (one-to-one): made anew from the record;
- relations without a way back ("+"): pairs of duplicates, histories.

A row of an import moves: it is how the next file finds the business it speaks of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from businesses.models import Business, Merge
from businesses.models.words import Word
from common.bulk import batches, copy_to_history
from common.records import STAMP_FIELDS, Recorded, Step

STAYING = (Step, Word, Merge, Business)


@dataclass(frozen=True)
class Link:
    """A foreign key by which rows of a model hang on a record."""

    model: type[models.Model]
    name: str

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def rows(self, keys: Iterable[int]) -> models.QuerySet:
        rows = self.model._base_manager.filter(**{f"{self.name}__in": list(keys)})
        return rows.order_by("pk")

    def point(self, keys: Sequence[int], target: int) -> None:
        """Make the rows with these keys hang on `target`."""
        for some in batches(keys):
            column = self.model._meta.get_field(self.name).attname
            self.model._base_manager.filter(pk__in=some).update(**{column: target})


def links(model: type[models.Model] = Business) -> Iterator[Link]:
    """The keys by which rows hang on a record of `model` and go where it goes."""
    for relation in model._meta.related_objects:
        if relation.one_to_many and not issubclass(relation.related_model, STAYING):
            yield Link(relation.related_model, relation.field.name)


def link_of(key: str) -> Link:
    """The link that a merge kept as text."""
    label, _dot, name = key.rpartition(".")
    return Link(apps.get_model(label), name)


@dataclass
class Moving:
    """The rows of one link: which move, and which stay because of a twin on the other side."""

    link: Link
    moves: list[int] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)

    @property
    def stays(self) -> list[int]:
        return sorted(self.twins)


def plan(kept: Business, gone: Business) -> list[Moving]:
    """What a merge of `gone` into `kept` would move. Writes nothing."""
    return [_moving(link, kept, gone) for link in links()]


def _moving(link: Link, kept: Business, gone: Business) -> Moving:
    found = Moving(link)
    for constraint in link.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and link.name in constraint.fields:
            found.twins |= _twins(link, constraint, kept, gone)
    keys = link.rows([gone.pk]).values_list("pk", flat=True)
    found.moves = [key for key in keys if key not in found.twins]
    return found


def _twins(
    link: Link, constraint: models.UniqueConstraint, kept: Business, gone: Business
) -> dict[int, int]:
    """Rows of `gone` that the constraint would refuse beside a row of `kept`, with that row."""
    names = [name for name in constraint.fields if name != link.name]
    condition = constraint.condition or Q()

    def values(business: Business) -> Iterator[tuple[int, tuple[Any, ...]]]:
        rows = link.rows([business.pk]).filter(condition).values_list("pk", *names)
        return ((pk, tuple(rest)) for pk, *rest in rows if None not in rest)

    there = {rest: pk for pk, rest in values(kept)}
    return {pk: there[rest] for pk, rest in values(gone) if rest in there}


class Mover:
    """Writes the moves of one merge, or takes them back, with a line in every history."""

    def __init__(self, *, by: AbstractBaseUser, reason: str) -> None:
        self._by, self._reason = by, reason
        self._touched: dict[type[models.Model], set[int]] = {}

    def move(self, kept: Business, gone: Business) -> dict[str, Any]:
        """Make everything that moves hang on `kept`; returns what a merge keeps of it, as JSON."""
        moved: dict[str, Any] = {}
        for one in plan(kept, gone):
            if one.moves or one.twins:
                self._point(one.link, one.moves, kept.pk)
                moved[one.link.key] = {"moved": one.moves, "stays": one.stays}
            for link in links(one.link.model) if one.twins else ():
                for row, target in link.rows(one.twins).values_list("pk", link.name):
                    self._point(link, [row], one.twins[target])
                    kept_of = moved.setdefault(link.key, {"moved": [], "stays": []})
                    kept_of.setdefault("before", {})[str(row)] = target
        self._note()
        return moved

    def put_back(self, moved: dict[str, Any], gone: Business) -> None:
        """Make everything that moved hang on `gone`, or on what it hung on, again."""
        for key, rows in moved.items():
            link = link_of(key)
            if rows["moved"]:
                self._point(link, rows["moved"], gone.pk)
            for row, target in rows.get("before", {}).items():
                self._point(link, [int(row)], target)
        self._note()

    def _point(self, link: Link, keys: Sequence[int], target: int) -> None:
        link.point(keys, target)
        self._touched.setdefault(link.model, set()).update(keys)

    def _note(self) -> None:
        """A new version of what has one, so that an open form does not bring back the old place."""
        for model, found in self._touched.items():
            keys = sorted(found)
            for some in batches(keys) if issubclass(model, Recorded) else ():
                rows = model._base_manager.filter(pk__in=some)
                rows.update(version=F("version") + 1, updated_at=timezone.now())
            if hasattr(model, "history"):
                copy_to_history(model, keys, kind="~", by=self._by, reason=self._reason)


def changed_since(moved: dict[str, Any], kept: Business, *, reason: str) -> list[str]:
    """The tables in which a moved row was changed, removed or moved on after the merge."""
    found = []
    for key, rows in moved.items():
        link = link_of(key)
        keys = sorted({*rows["moved"], *map(int, rows.get("before", {}))})
        here = link.rows([kept.pk]).filter(pk__in=rows["moved"]).count()
        if here < len(rows["moved"]) or _was_written(link.model, keys, reason=reason):
            found.append(link.label)
    return found


def _was_written(model: type[models.Model], keys: list[int], *, reason: str) -> bool:
    """Whether one of these rows says something else than when the merge wrote it."""
    if not hasattr(model, "history"):
        return False
    written = model.history.model._base_manager.filter(id__in=keys, history_change_reason=reason)
    states = {state.id: state for state in written.order_by("history_id")}
    rows = model._base_manager.in_bulk(keys)
    compared = [one for one in model._meta.concrete_fields if one.name not in STAMP_FIELDS]
    return any(
        key not in rows
        or key not in states
        or _values(rows[key], compared) != _values(states[key], compared)
        for key in keys
    )


def _values(row: models.Model, fields: list[models.Field]) -> list[Any]:
    """What the data base holds; a state keeps the name of a file where the row has the file."""
    return [one.get_prep_value(getattr(row, one.attname)) for one in fields]
