"""What a confirmation writes: made when a list is checked, written when it is confirmed.

A plan holds plain values and keys only, so that it can be kept, encrypted, between the two. It
says on what state of the register it was made: if that is another one when it comes to writing,
the list is matched anew.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from gzip import GzipFile
from io import BytesIO
from typing import Any

from django.db import models
from django.db.models import Count, Max, Sum

from businesses.models import Business, Owner, Product
from common.bulk import batches
from common.encryption import Undecipherable, decrypt_bytes, encrypt_bytes
from imports.drafts import Draft
from imports.matching import BUCKETS, CHANGED, DUPLICATE, ERROR, NEW, Matcher
from imports.models import ImportedRow
from licensing.models import Nib, Permit

REPLACE, FILL, LEAVE = "replace", "fill", "leave"  # what may become of a stored value
CHOICES = (REPLACE, FILL, LEAVE)
FORMAT = 1
LISTS = ("owners", "new", "changed", "traces")

State = tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class PlannedOwner:
    """The owner of new businesses: the key of a stored one, or the values of a new one."""

    key: int | None
    values: dict[str, Any]
    rows: dict[str, int]  # field → the row that gave it
    nib: str = ""
    nib_issued_on: date | None = None
    nib_row: int = 0


@dataclass(slots=True)
class PlannedBusiness:
    """A new business; `owner` is its place among the planned owners, relations are keys."""

    row: int
    owner: int
    values: dict[str, Any]
    products: list[str]
    categories: list[int]
    kbli: list[int]
    permits: list[dict[str, Any]]


@dataclass(slots=True)
class PlannedChange:
    """One field of a stored business, its owner or its NIB; see `differences.Change`."""

    field: str
    values: Any
    is_fill: bool


@dataclass(slots=True)
class PlannedRevision:
    """The changes that one row makes."""

    row: int
    business: int
    version: int
    owner: int
    owner_version: int
    changes: list[PlannedChange]


@dataclass(slots=True)
class Trace:
    """What is kept of a row: `business` is None for a new one, `twin` the row that it repeats."""

    row: int
    bucket: str
    business: int | None
    twin: int | None
    fingerprint: str
    content: str


@dataclass(slots=True)
class PlannedImport:
    """Everything that is written; `counts` are the buckets as the person saw them, `decisions`
    what was said about single rows (`imports.matching`)."""

    counts: dict[str, int]
    state: State = ()
    decisions: dict[int, str] = field(default_factory=dict)
    owners: list[PlannedOwner] = field(default_factory=list)
    new: list[PlannedBusiness] = field(default_factory=list)
    changed: list[PlannedRevision] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.traces)

    def says(self) -> tuple[Any, ...]:
        """What a person confirmed: two plans that say the same write the same, over records that
        nobody has touched between the two."""
        return self.counts, self.owners, self.new, self.changed


def state_of_register() -> State:
    """What changes with every change of the register: rows, the latest key, the versions in sum."""
    found = []
    for model in (Business, Owner, Nib, Permit, Product, ImportedRow):
        figures: dict[str, Any] = {"rows": Count("pk"), "last": Max("pk")}
        if any(one.name == "version" for one in model._meta.concrete_fields):
            figures["versions"] = Sum("version")
        found.append(tuple(model._base_manager.aggregate(**figures).values()))
    return tuple(found)


# -- making --------------------------------------------------------------------------------------


def plan_of(matcher: Matcher, *, state: State) -> PlannedImport:
    """The plan of a sorted file. Args: state: of the register, before it was read."""
    counts = dict.fromkeys(BUCKETS, 0)
    for draft in matcher.drafts:
        counts[draft.bucket] += 1
    plan = PlannedImport(counts, state, dict(matcher.decisions))
    places = {}
    for key, known in matcher.owners.known.items():
        places[key] = len(plan.owners)
        stored = None if known.stored is None else known.stored.pk
        has_nib = known.nib and known.nib not in matcher.stored.nibs
        values = {} if stored else _bare(known.values)
        rows = {} if stored else _bare(known.rows)
        nib = known.nib if has_nib else ""
        plan.owners.append(
            PlannedOwner(stored, values, rows, nib, known.nib_issued_on, known.nib_row)
        )
    for draft in matcher.drafts:
        if matcher.is_left_out(draft):
            continue
        if draft.bucket == NEW:
            key = matcher.owners.key_of(draft, matcher.keys[draft.number])
            plan.new.append(_new(draft, places[key]))
        elif draft.bucket == CHANGED:
            plan.changed.append(_revision(draft, matcher))
        trace = _trace(draft, matcher)
        if trace is not None:
            plan.traces.append(trace)
    return plan


def _bare(values: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("owner."): value for name, value in values.items()}


def _new(draft: Draft, owner: int) -> PlannedBusiness:
    values = {}
    for name, value in draft.values.items():
        if name.startswith("business."):
            name = name.removeprefix("business.")
            is_record = isinstance(value, models.Model)
            values[f"{name}_id" if is_record else name] = value.pk if is_record else value
    categories = [category.pk for category in draft.values.get("categories") or []]
    values["primary_category_id"] = categories[0] if categories else None
    return PlannedBusiness(
        draft.number,
        owner,
        values,
        draft.values.get("products") or [],
        categories[1:],
        [line.pk for line in draft.values.get("kbli") or []],
        draft.values.get("permits") or [],
    )


def _revision(draft: Draft, matcher: Matcher) -> PlannedRevision:
    business = matcher.stored.businesses[draft.business_id]
    owner = matcher.stored.owners[business.owner_id]
    changes = [
        PlannedChange(change.field, change.values, change.is_fill) for change in draft.changes
    ]
    return PlannedRevision(
        draft.number, business.pk, business.version, owner.pk, owner.version, changes
    )


def _trace(draft: Draft, matcher: Matcher) -> Trace | None:
    """The trace of a row that was dealt with; a probable duplicate is not, so it comes again."""
    waits = draft.bucket == DUPLICATE and draft.likeness
    if draft.bucket == ERROR or waits or matcher.is_recorded(draft):
        return None
    keys = matcher.keys[draft.number]
    return Trace(
        draft.number, draft.bucket, draft.business_id, draft.twin, keys.fingerprint, keys.content
    )


# -- what a person leaves out --------------------------------------------------------------------


def narrowed(
    plan: PlannedImport, *, choices: Mapping[str, str] | None = None, otherwise: str = REPLACE
) -> PlannedImport:
    """The plan without the changes that are not wanted.

    A row of which no change is left leaves no trace: it comes again with the next list.

    Args:
        choices: field → REPLACE, FILL (only where the register has nothing) or LEAVE;
            `otherwise` for all others.
    """
    choices = choices or {}
    changed = []
    for one in plan.changed:
        changes = [
            change
            for change in one.changes
            if (said := choices.get(change.field, otherwise)) == REPLACE
            or (said == FILL and change.is_fill)
        ]
        if changes:
            changed.append(replace(one, changes=changes))
    untouched = {one.row for one in plan.changed} - {one.row for one in changed}
    traces = [trace for trace in plan.traces if trace.row not in untouched]
    return replace(plan, changed=changed, traces=traces)


# -- keeping -------------------------------------------------------------------------------------


class Unreadable(Exception):  # noqa: N818
    """A kept plan that this version of the program, or these keys, cannot read."""


def packed(plan: PlannedImport) -> bytes:
    """The token of a plan. In slices, packed as they come: one pickle of all would remember every
    value at once."""
    out = BytesIO()
    with GzipFile(fileobj=out, mode="wb", compresslevel=1) as file:
        pickle.dump((FORMAT, plan.counts, plan.state, plan.decisions), file)
        for name in LISTS:
            for some in batches(getattr(plan, name)):
                pickle.dump((name, some), file)
    return encrypt_bytes(out.getvalue(), purpose=b"plan")


def unpacked(token: bytes) -> PlannedImport:
    """The plan that `packed` was given. Raises Unreadable.

    The token is authenticated under our own key, so nobody else can have made the pickle.
    """
    try:
        data = GzipFile(fileobj=BytesIO(decrypt_bytes(token, purpose=b"plan")))
        kind, *head = pickle.load(data)  # noqa: S301
        if kind != FORMAT:
            raise Unreadable
        plan = PlannedImport(*head)
        while True:
            try:
                name, some = pickle.load(data)  # noqa: S301
            except EOFError:
                return plan
            getattr(plan, name).extend(some)
    except (
        Undecipherable,
        OSError,
        EOFError,
        AttributeError,
        ImportError,
        TypeError,
        ValueError,
    ) as error:
        raise Unreadable from error
