"""Foreign keys in forms: chosen by key, in the user's area, and never a data base error.

Django looks a posted key up as it came; a text of letters or of a thousand digits breaks the query.
"""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.forms import ModelChoiceField
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


class KeyChoices:
    """Mixin for admins and inlines: foreign keys are chosen safely, within the user's area.

    `scoped` names the foreign keys whose QuerySet knows `visible_to`.
    """

    scoped: tuple[str, ...] = ()

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.scoped and "queryset" not in kwargs:
            rows = db_field.related_model._default_manager.all()
            kwargs["queryset"] = rows.visible_to(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site)
        kwargs.setdefault("form_class", KeyChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
