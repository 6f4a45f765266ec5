"""The words of a history: the names of fields and of what keys point to, and values as text.

Whatever is named is loaded in bulk first, one query for each table, however long the page is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.formats import localize, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.privacy import is_personal
from common.records import STAMP_FIELDS
from common.timeline import declared, visible_rows

EMPTY = (None, "")


@dataclass(frozen=True)
class FieldChange:
    """One field. `before` is None in a first state; of a personal value neither is given."""

    label: str
    before: str | None
    after: str | None
    is_personal: bool = False


def keys_of(model: type[models.Model]) -> Iterator[models.ForeignKey]:
    """The foreign keys that a history shows."""
    for model_field in model._meta.concrete_fields:
        if model_field.is_relation and model_field.name not in STAMP_FIELDS:
            yield model_field


class Names:
    """The records that rows point to, one query for each table of them."""

    def __init__(
        self,
        *,
        may_name: Callable[[type[models.Model]], bool],
        by: AbstractBaseUser | None = None,
    ) -> None:
        """Begin with nothing.

        Args:
            may_name: of a model whose names are personal, whether they may stand here.
            by: the reader; records outside the work area have a number. None: all are named.
        """
        self._by = by
        self._inside: dict[type[models.Model], set[int] | None] = {}
        self._may_name = may_name
        self._wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        self._found: dict[type[models.Model], dict[int, models.Model]] = {}

    def want(self, model: type[models.Model], key: int | None) -> None:
        if key is not None:
            self._wanted[model].add(key)

    def want_keys_of(self, model: type[models.Model], row: models.Model) -> None:
        for model_field in keys_of(model):
            self.want(model_field.related_model, getattr(row, model_field.attname))

    def load(self) -> None:
        for model, keys in self._wanted.items():
            rows = model._base_manager.order_by()
            named_by = declared(model, "named_by")
            if named_by:
                rows = rows.select_related(*named_by)
            self._found[model] = rows.in_bulk(keys)
            inside = visible_rows(model, self._by)
            if inside is not None:
                inside = set(inside.filter(pk__in=keys).values_list("pk", flat=True))
            self._inside[model] = inside

    def is_in_area(self, record: models.Model) -> bool:
        """Whether the reader may know what `record`, one that rows point to, is called."""
        inside = self._inside.get(type(record))
        return inside is None or record.pk in inside

    def get(self, model: type[models.Model], key: int | None) -> Any:
        return self._found.get(model, {}).get(key)

    def instance(self, model: type[models.Model], row: models.Model) -> models.Model:
        """`row`, or the record of which it is a state, with what it points to."""
        fields = model._meta.concrete_fields
        record = model(**{one.attname: getattr(row, one.attname) for one in fields})
        for model_field in keys_of(model):
            target = self.get(model_field.related_model, getattr(row, model_field.attname))
            if target is not None:
                model_field.set_cached_value(record, target)
        return record

    def name(self, record: models.Model) -> str:
        """What a page calls `record`: its number where its name is personal."""
        model = type(record)
        if not declared(model, "is_named", True) and not self._may_name(model):
            return str(record.pk)
        try:
            return str(record)
        except ObjectDoesNotExist:
            return str(record.pk)


def shown(row: models.Model, model_field: models.Field, names: Names) -> str:
    """The value of a field as text: the label of a choice, the name of what a key points to."""
    value: Any = getattr(row, model_field.attname)
    if value in EMPTY:
        return "–"
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if model_field.is_relation:
        related = names.get(model_field.related_model, value)
        if related is None:
            return _("removed")
        return names.name(related) if names.is_in_area(related) else str(related.pk)
    if isinstance(model_field, models.FileField):
        return _("a file")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and value >= 10_000:  # four digits may be a year
        return number_format(value, force_grouping=True)
    if isinstance(value, datetime):
        value = localtime(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(localize(value))


def _told_fields(model: type[models.Model]) -> Iterator[tuple[models.Field, str]]:
    """The fields of a history with their names on screen."""
    hidden, labels = declared(model, "hidden"), declared(model, "labels", {})
    for one in model._meta.concrete_fields:
        if not (one.primary_key or one.name in STAMP_FIELDS or one.name in hidden):
            yield one, str(labels.get(one.name, one.verbose_name))


def differences(
    model: type[models.Model], before: Any, after: Any, names: Names, without: Iterable[str] = ()
) -> Iterator[FieldChange]:
    """The fields in which two states of a record differ."""
    for one, label in _told_fields(model):
        if one.name in without or getattr(before, one.attname) == getattr(after, one.attname):
            continue
        if is_personal(model, one):
            yield FieldChange(label, None, None, is_personal=True)
        else:
            yield FieldChange(label, shown(before, one, names), shown(after, one, names))


def entered(model: type[models.Model], row: Any, names: Names) -> Iterator[FieldChange]:
    """What a first state holds beside what every record begins with."""
    link = declared(model, "of")[:1]
    for one, label in _told_fields(model):
        value = getattr(row, one.attname)
        if value in EMPTY or one.name in link or value == one.default:
            continue
        if is_personal(model, one):
            yield FieldChange(label, None, None, is_personal=True)
        else:
            yield FieldChange(label, None, shown(row, one, names))
