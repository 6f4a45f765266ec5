"""Form fields that read a value as `common.identifiers` does, and forms that know a version."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.identifiers import Reading, Unreadable, clean_text
from common.workflow import Refused, Transition, last_hand

CONFIRM = "confirm_warnings"


def digest_of(texts: Iterable[str]) -> str:
    """A short name for these sentences."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


class ReadField(forms.CharField):
    """A text box whose text one of the `read_*` functions turns into a canonical value.

    A refusal is the error beside the field; soft rules are collected in `warnings`, for the
    form to ask about without refusing the value.
    """

    def __init__(self, *, read: Callable[[object], Reading], **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.read = read
        self.warnings: tuple[str, ...] = ()

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return self.empty_value
        try:
            reading = self.read(text)
        except Unreadable as error:
            raise ValidationError(str(error), code=error.code) from error
        self.warnings = reading.warnings
        return self.empty_value if reading.value is None else reading.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another value is meant: the same one written in another way is no change."""
        shown = self.prepare_value(initial)
        try:
            return self._meaning(shown) != self._meaning(data)
        except Unreadable:
            return str(shown or "").strip() != str(data or "").strip()

    def _meaning(self, text: object) -> Any:
        return None if text in self.empty_values else self.read(text).value

    def run_validators(self, value: Any) -> None:
        """The reader has judged the value; length limits apply to text alone."""
        if isinstance(value, str):
            super().run_validators(value)


class LinesField(forms.CharField):
    """A list of short texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        if isinstance(value, list):
            return value
        lines = (clean_text(line) for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: list[str]) -> None:
        """Nothing more to check: every line is text."""


class MoveForm(forms.Form):
    """What one move of a workflow table asks: the version that was shown, and a note."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transition = transition
        self.fields["note"].required = transition.needs_note
        if not transition.needs_note:
            del self.fields["note"]


class VersionedForm(forms.ModelForm):
    """A form that sends back the version it was opened with, and refuses another one.

    What was typed stays in the form, so nothing is lost. The action function checks the
    version again, under a row lock. An odd value is a question to be ticked, not a wall.
    """

    write_only: ClassVar[dict[str, str]] = {}  # a field that never shows its value: what stores it
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    confirmation = ""  # what the tick "it is right all the same" must say
    unconfirmed: Sequence[str] = ()  # the odd values that wait for that tick
    refusal: Refused | None = None  # what the rules said when this form was sent a moment ago

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            raise ValidationError(str(self.refusal), code="refused")
        if self.instance.pk and cleaned.get("opened_version") != self.instance.version:
            raise ValidationError(
                _(
                    "%(who)s changed this record at %(when)s, after you opened it. What you typed "
                    "is still here: open the record in a second window, compare, and save again."
                )
                % {
                    "who": last_hand(self.instance),
                    "when": date_format(localtime(self.instance.updated_at), "DATETIME_FORMAT"),
                },
                code="stale",
            )
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self._errors is not None:
            self._ask_about_warnings()

    def soft_warnings(self) -> list[tuple[str, str]]:
        """(field, sentence) for what the readers found odd but acceptable, where it was typed."""
        return [
            (name, text)
            for name, field in self.fields.items()
            for text in getattr(field, "warnings", ())
            if name in self.changed_data and name not in self.errors
        ]

    def _ask_about_warnings(self) -> None:
        """What is odd is asked about once; the tick that answers names what it answers to."""
        found = self.soft_warnings()
        if not found:
            return
        self.confirmation = digest_of(text for _name, text in found)
        if self.data.get(CONFIRM) == self.confirmation:
            return
        self.unconfirmed = [f"{self[name].label}: {text}" for name, text in found]
        for name, text in found:
            self.add_error(name, ValidationError(text, code="unusual"))
