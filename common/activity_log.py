"""What everybody did, newest first: the histories of all records on one page, with filters.

It says who did what to which record and which fields changed, but no value of any field.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from common import timeline
from common.history import KINDS, PAGE, Page, Teller
from common.timeline import STATE, STEP, Cursor, Source, declared
from common.workflow import TABLES


@dataclass(frozen=True)
class Asked:
    """What is looked for; whatever is None or "" narrows nothing.

    Attributes:
        record: "businesses.business", as `records` offers it.
        action: "added", "changed", "removed", or a move such as "verification.verify".
        since, until: the first and the last day.
        places: keys of kelurahan.
    """

    officer: AbstractBaseUser | None = None
    record: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    places: frozenset[int] | None = None


def open_sources(by: AbstractBaseUser) -> list[Source]:
    return [source for source in timeline.sources() if source.is_open_to(by)]


def records(by: AbstractBaseUser) -> list[tuple[str, str]]:
    """The kinds of record that `by` may ask for."""
    found = {source.record._meta.label_lower: source.record for source in open_sources(by)}
    names = [(label, capfirst(str(model._meta.verbose_name))) for label, model in found.items()]
    return sorted(names, key=lambda pair: pair[1])


def actions(by: AbstractBaseUser) -> list[tuple[str, Any]]:
    """What can have been done: the three changes of any record, and the moves of every table."""
    found: list[tuple[str, Any]] = [
        ("added", _("Entered")),
        ("changed", _("Changed")),
        ("removed", _("Removed")),
    ]
    steps = {source.model: source.record for source in open_sources(by) if source.kind == STEP}
    for table in TABLES.values():
        model = steps.get(table.step_model())
        if model is not None:
            status = model._meta.get_field(table.status_field).verbose_name
            moves = [
                (f"{table.name}.{move.name}", move.label) for move in table.transitions.values()
            ]
            found.append((f"{capfirst(model._meta.verbose_name)}: {status}", moves))
    return found


def page(asked: Asked, *, by: AbstractBaseUser, before: str = "", size: int = PAGE) -> Page:
    """A page of what was done, as far as `by` may see the records."""
    chosen = [
        (source, timeline.in_area(source, rows, by))
        for source in open_sources(by)
        if not asked.record or source.record._meta.label_lower == asked.record
        if (rows := _narrow(source, asked)) is not None
    ]
    found, rest = timeline.read(chosen, before=Cursor.read(before), limit=size)
    return Page(Teller(found, by=by).events(), str(rest or ""))


def _narrow(source: Source, asked: Asked) -> QuerySet | None:
    """The rows of one source that were asked for; None when it holds none of them."""
    rows = _of_action(source, asked.action)
    if rows is None:
        return None
    if asked.officer is not None:
        rows = rows.filter(**{source.by: asked.officer})
    if asked.since is not None:
        rows = rows.filter(**{f"{source.at}__gte": _midnight(asked.since)})
    if asked.until is not None:
        rows = rows.filter(**{f"{source.at}__lt": _midnight(asked.until + timedelta(days=1))})
    if asked.places is not None:
        paths = declared(source.model, "places")
        if not paths:
            return None
        wanted = Q()
        for path in paths:
            wanted |= _inside(source, path, asked.places)
        rows = rows.filter(wanted)
    return rows


def _of_action(source: Source, action: str) -> QuerySet | None:
    rows = source.rows()
    if not action:
        return rows
    if source.kind == STATE:
        signs = [sign for sign, kind in KINDS.items() if kind == action]
        return rows.filter(history_type__in=signs) if signs else None
    name, _dot, move = action.partition(".")
    table = TABLES.get(name)
    if source.kind == STEP and table is not None and table.step_model() is source.model:
        return rows.filter(action=move)
    return None


def _inside(source: Source, path: str, places: frozenset[int]) -> Q:
    """The rows whose record lies in one of `places`; without a join, so no row comes twice."""
    head, _dunder, rest = path.partition("__")
    model_field = source.model._meta.get_field(head)
    if not isinstance(model_field, models.ForeignKey):
        inside = source.model._base_manager.filter(**{f"{path}__in": places})
        return Q(**{f"{source.model._meta.pk.name}__in": inside.values("pk")})
    if not rest:
        return Q(**{f"{head}__in": places})
    inside = model_field.related_model._base_manager.filter(**{f"{rest}__in": places})
    return Q(**{f"{head}__in": inside.values("pk")})


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
