"""Who changed which field from what to what, in words an officer reads.

Personal values never appear: the history says that they changed (UU 27/2022).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext as _

from common.privacy import is_personal
from common.records import STAMP_FIELDS

SHOWN = 100
KINDS = {"+": "added", "~": "changed", "-": "removed"}


@dataclass(frozen=True)
class FieldChange:
    """One field; `before` and `after` are None where the value is personal."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Event:
    """One saved state of a record."""

    at: datetime
    by: AbstractBaseUser | None
    kind: str
    reason: str
    changes: list[FieldChange] = field(default_factory=list)


def shown(row: models.Model, model_field: models.Field) -> str:
    """The value of a field as text: the label of a choice, the name of what a key points to."""
    value: Any = getattr(row, model_field.attname)
    if value is None or value == "":
        return "–"
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if model_field.is_relation:
        related = model_field.related_model._base_manager.filter(pk=value).first()
        return str(related) if related is not None else _("removed")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(localize(value))


def _changes(model: type[models.Model], before: Any, after: Any) -> Iterator[FieldChange]:
    for model_field in model._meta.concrete_fields:
        name = model_field.attname
        skipped = model_field.primary_key or model_field.name in STAMP_FIELDS
        if skipped or getattr(before, name) == getattr(after, name):
            continue
        label = str(model_field.verbose_name)
        if is_personal(model, model_field):
            yield FieldChange(label, None, None)
        else:
            yield FieldChange(label, shown(before, model_field), shown(after, model_field))


def events(record: models.Model, *, limit: int = SHOWN) -> list[Event]:
    """The latest `limit` states of `record`, newest first, each with what it changed."""
    rows = list(record.history.select_related("history_user")[: limit + 1])
    found = []
    for index, row in enumerate(rows[:limit]):
        older = rows[index + 1] if index + 1 < len(rows) else None
        changes = list(_changes(type(record), older, row)) if older is not None else []
        found.append(
            Event(
                at=row.history_date,
                by=row.history_user,
                kind=KINDS[row.history_type],
                reason=row.history_change_reason or "",
                changes=changes,
            )
        )
    return found
