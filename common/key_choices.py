"""Foreign keys in forms: chosen by key, in the user's area, and never a data base error.

Django looks a posted key up as it came; a text of letters or of a thousand digits breaks the query.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.forms.models import (
    ModelChoiceField,
    ModelChoiceIterator,
    ModelMultipleChoiceField,
)
from django.http import HttpRequest


def is_key(value: object) -> bool:
    """Whether `value` can be a primary key: digits that fit the column."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) < 19


class KeySelect(AutocompleteSelect):
    """Django's autocomplete box; what is no key is not looked up, so it cannot break the page."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list:
        return super().optgroups(name, [v for v in value if v == "" or is_key(v)], attrs)


class KeySelectMultiple(AutocompleteSelectMultiple):
    """The same for several keys."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> list:
        return super().optgroups(name, [v for v in value if is_key(v)], attrs)


class KeyChoiceField(ModelChoiceField):
    """A choice by key; anything else is a wrong choice, never an error of the data base."""

    def to_python(self, value: Any) -> Any:
        is_text = value not in self.empty_values and not isinstance(value, models.Model)
        if is_text and not is_key(value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return super().to_python(value)


class KeyMultipleChoiceField(ModelMultipleChoiceField):
    """Several choices by key; anything else is a wrong choice."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, (list, tuple)) else ():
            if not is_key(getattr(key, "pk", key)):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": key},
                )
        return super().clean(value)


class GroupedChoices(ModelChoiceIterator):
    """The choices under the name of what they belong to: kelurahan under their kecamatan."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        groups: dict[str, list[tuple[Any, str]]] = {}
        rows = self.queryset.select_related(self.field.group_by)
        for row in rows:
            head = getattr(row, self.field.group_by) or row
            groups.setdefault(str(head), []).append(self.choice(row))
        yield from groups.items()


class GroupedChoiceField(KeyChoiceField):
    """A list of the browser's own: short enough to need no search, and quick by keyboard.

    Args:
        group_by: the foreign key of the rows that gives the groups.
    """

    iterator = GroupedChoices

    def __init__(self, *args: Any, group_by: str, **kwargs: Any) -> None:
        self.group_by = group_by
        super().__init__(*args, **kwargs)


class KeyChoices:
    """Mixin for admins and inlines: foreign keys are chosen safely, within the user's area.

    `scoped` names the foreign keys whose QuerySet knows `visible_to`; `grouped` those with few
    rows, and what groups them.
    """

    scoped: tuple[str, ...] = ()
    grouped: ClassVar[dict[str, str]] = {}

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("form_class", KeyMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A list of places needs no links to look at or add one: each would be a stop of Tab."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.grouped and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.scoped and "queryset" not in kwargs:
            rows = db_field.related_model._default_manager.all()
            kwargs["queryset"] = rows.visible_to(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site)
        if db_field.name in self.grouped:
            kwargs |= {"form_class": GroupedChoiceField, "group_by": self.grouped[db_field.name]}
        kwargs.setdefault("form_class", KeyChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
