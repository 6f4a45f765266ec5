"""Two people on one record: what each of them changed since the second one opened the page.

Three states of every field are compared: as it was opened (from the history), as it is stored
now, and as it was typed. What only one side changed is kept; what both changed is chosen by
the person who saves second. Nothing is overwritten unseen, and nothing typed is lost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.translation import gettext as _

from common.key_choices import is_key

MINE, THEIRS = "mine", "theirs"
CHOICE = "choice-"  # before the name of a posted field: whose value it shall be


@dataclass(frozen=True)
class Difference:
    """One field; `name` is its name in the posted data."""

    name: str
    label: str
    mine: str
    theirs: str
    bound: forms.BoundField | None = None  # of the stored record: gives the posted form of `theirs`

    @property
    def key(self) -> str:
        return f"{CHOICE}{self.name}"


@dataclass
class Conflict:
    """What stands between the typed data and the stored record."""

    record: models.Model
    both: list[Difference] = field(default_factory=list)
    theirs: list[Difference] = field(default_factory=list)
    mine: list[Difference] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # kinds of rows that the other one removed

    def missing(self, data: QueryDict) -> list[Difference]:
        """The differences that nobody decided yet."""
        return [one for one in self.both if data.get(one.key) not in (MINE, THEIRS)]

    def settled(self, data: QueryDict) -> QueryDict:
        """The posted data with the choices carried out, on the version of the stored record."""
        result = data.copy()
        for one in self.both:
            if data.get(one.key) == THEIRS:
                put(result, one)
        for one in self.theirs:
            put(result, one)
        for key in [key for key in result if key.startswith(CHOICE)]:
            del result[key]
        result["opened_version"] = str(self.record.version)
        return result


def put(data: QueryDict, difference: Difference) -> None:
    """Write the stored value into the posted data, as a browser would send it."""
    name, bound = difference.name, difference.bound
    if bound is None:
        data[name] = ""
        return
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.NullBooleanSelect):
        data[name] = {True: "true", False: "false"}.get(value, "unknown")
    elif isinstance(widget, forms.CheckboxInput):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(bound.field, forms.ModelMultipleChoiceField):
        data.setlist(name, [str(getattr(item, "pk", item)) for item in value or ()])
    else:
        shown = widget.format_value(value)
        shown = shown[0] if isinstance(shown, list) and shown else shown
        data[name] = "" if shown in (None, []) else str(shown)


def words(form_field: forms.Field, value: Any) -> str:
    """A value as the person reads it: the label of a choice, yes or no, a number as typed."""
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        keys = [getattr(item, "pk", item) for item in value or ()]
        found = form_field.queryset.filter(pk__in=[key for key in keys if is_key(key)])
        return ", ".join(sorted(str(item) for item in found)) or "–"
    if isinstance(form_field, forms.ModelChoiceField):
        try:
            return str(form_field.to_python(value) or "–")
        except forms.ValidationError:
            return str(value)
    if isinstance(form_field.widget, forms.NullBooleanSelect):
        return {True: _("yes"), False: _("no")}.get(form_field.to_python(value), "–")
    if isinstance(form_field, forms.BooleanField):
        return _("yes") if form_field.to_python(value) else _("no")
    if isinstance(form_field, forms.ChoiceField):
        return str(dict(_flat(form_field.choices)).get(str(value or ""), value or "–"))
    prepared = form_field.prepare_value(value)
    return "–" if prepared in (None, "") else str(localize(prepared))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), label


def state_before(record: models.Model, version: int) -> tuple[models.Model | None, datetime | None]:
    """The record as it was while it had `version`, and the moment when that ended."""
    later = record.history.filter(version__gt=version).order_by("history_date", "history_id")
    first = later.values_list("history_date", flat=True).first()
    row = record.history.filter(version=version).order_by("-history_date", "-history_id").first()
    return (row.instance if row is not None else None), first


def line_before(
    model: type[models.Model], key: object, moment: datetime | None
) -> models.Model | None:
    """A row below the record as it was before `moment`, where its history is kept."""
    if moment is None or not is_key(key) or not hasattr(model, "history"):
        return None
    rows = model.history.filter(**{model._meta.pk.name: key}, history_date__lt=moment)
    row = rows.order_by("-history_date", "-history_id").first()
    return row.instance if row is not None else None


def _compared(form: forms.ModelForm) -> Iterator[tuple[str, forms.Field]]:
    """The fields that hold a value of the record: no file, key, version or tick to remove."""
    for name, form_field in form.fields.items():
        is_key_field = (
            isinstance(form_field, forms.ModelChoiceField) and form_field.widget.is_hidden
        )
        is_file = isinstance(form_field, forms.FileField)
        if not (is_key_field or is_file or name in {"opened_version", "DELETE", "id"}):
            yield name, form_field


def differ(one: forms.ModelForm, other: forms.ModelForm) -> bool:
    """Whether two forms of one record hold different values; `one` may be bound."""

    def is_other(name: str, form_field: forms.Field) -> bool:
        was = other.get_initial_for_field(form_field, name)
        if one.is_bound:
            return form_field.has_changed(was, one[name].data)
        now = one.get_initial_for_field(form_field, name)
        return form_field.prepare_value(was) != form_field.prepare_value(now)

    return any(is_other(name, form_field) for name, form_field in _compared(one))


def differences(
    typed: forms.ModelForm, stored: forms.ModelForm, base: forms.ModelForm | None, prefix: str = ""
) -> Iterator[tuple[str, Difference]]:
    """("both" | "theirs" | "mine", difference) for every field that is not the same everywhere.

    Args:
        typed: bound to what was posted.
        stored, base: unbound, with the record as it is and as it was opened; without `base`
            every difference is one to choose.
        prefix: words before the label, for a row below the record.
    """
    write_only = getattr(typed, "write_only", {})
    for name, form_field in _compared(typed):
        posted = typed.add_prefix(name)
        if form_field.disabled:
            continue
        label = f"{prefix}{typed[name].label}"
        mine = typed[name].data
        if name in write_only:
            attribute = write_only[name]
            was = getattr(base.instance, attribute) if base is not None else None
            if mine and getattr(stored.instance, attribute) != was:
                yield "both", Difference(posted, label, _("the new one"), _("the stored one"))
            continue
        theirs = stored.get_initial_for_field(form_field, name)
        if not form_field.has_changed(theirs, mine):
            continue
        bound = stored[name]
        found = Difference(posted, label, words(form_field, mine), words(form_field, theirs), bound)
        knows_base = base is not None and not isinstance(form_field, forms.ModelMultipleChoiceField)
        if not knows_base:
            yield "both", found
            continue
        opened = base.get_initial_for_field(form_field, name)
        if not form_field.has_changed(opened, mine):
            yield "theirs", found
        elif form_field.prepare_value(opened) == form_field.prepare_value(theirs):
            yield "mine", found
        else:
            yield "both", found
