"""Forms of the permits beside the NIB."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_fields import MoveForm, VersionedForm
from common.workflow import Transition
from licensing import permits
from licensing.documents import owner_of
from licensing.forms.nib import day_field
from licensing.models import NibActivity, Permit

TYPED = (
    "type",
    *permits.HOLDERS,
    "number",
    "kbli",
    "issued_on",
    "expires_on",
    "renews",
)


class PermitForm(VersionedForm):
    """A permit; a number of an unusual form is asked about, not a wall."""

    user: AbstractBaseUser  # who is typing; set by the page

    class Meta:
        model = Permit
        fields = TYPED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields and not self.instance.pk:
            self.fields["number"].help_text = _(
                "With a number the permit is entered as granted; without one, as applied for."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("type")
        if kind is None or any(name in self.errors for name in permits.HOLDERS):
            return cleaned
        cleaned["number"] = permits.tidy_number(kind, cleaned.get("number", ""))
        for field, text in permits.objections(self._typed()):
            self.add_error(field, text)
        return cleaned

    def _typed(self) -> Permit:
        """The permit as it would be stored."""
        values = {name: self.cleaned_data.get(name) for name in TYPED}
        return Permit(pk=self.instance.pk, status=self.instance.status, **values)

    def soft_warnings(self) -> list[tuple[str, str]]:
        """What may be right, but is seldom so: number, end, KBLI line."""
        if self.cleaned_data.get("type") is None:
            return []
        typed = self._typed()
        found = [*self._about_number(typed), *self._about_end(typed), *self._about_line(typed)]
        return [(name, text) for name, text in found if name not in self.errors]

    def _about_number(self, typed: Permit) -> Iterator[tuple[str, str]]:
        kind = typed.type
        if not typed.number:
            return
        if not kind.number_fits(typed.number):
            text = _("The number of %(kind)s usually looks like %(example)s. Please compare.")
            yield "number", text % {"kind": kind, "example": kind.number_example}
        same = Permit.objects.filter(type=kind, number=typed.number).exclude(pk=typed.pk)
        if typed.renews is not None:
            same = same.exclude(pk=typed.renews.pk)
        if {"number", "type"} & set(self.changed_data) and same.exists():
            known = same.visible_to(self.user).select_related(*permits.HOLDERS).first()
            holder = permits.holder_of(known) if known else _("a holder outside your area")
            text = _("This number is recorded already, with %(holder)s. Please compare.")
            yield "number", text % {"holder": holder}

    def _about_end(self, typed: Permit) -> Iterator[tuple[str, str]]:
        """A granted permit of a kind that ends, without its last day."""
        is_new = {"type", "number", "issued_on", "expires_on"} & set(self.changed_data)
        if is_new and typed.number:
            question = permits.question_about_end(typed)
            if question:
                yield "expires_on", question

    def _about_line(self, typed: Permit) -> Iterator[tuple[str, str]]:
        """A KBLI line that does not stand on the NIB, where the lines of the NIB are known."""
        if "kbli" not in self.changed_data or typed.kbli is None:
            return
        if all(getattr(typed, name) is None for name in permits.HOLDERS):
            return
        lines = NibActivity.objects.filter(nib__owner=owner_of(typed))
        if lines.exists() and not lines.filter(kbli=typed.kbli).exists():
            yield "kbli", _("The NIB of this owner has no such line. Please compare.")


class PermitMoveForm(MoveForm):
    """What a move of the permit table asks beside a note: for "grant", what the document says."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=Permit._meta.get_field("number").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    issued_on = day_field(gettext_lazy("Issued on"))
    expires_on = day_field(gettext_lazy("Expires on"))
    is_endless = forms.BooleanField(
        label=gettext_lazy("The document names no last day"), required=False
    )

    def __init__(self, *args: Any, transition: Transition, permit: Permit, **kwargs: Any) -> None:
        super().__init__(*args, transition=transition, **kwargs)
        self.permit = permit
        told = ("number", "issued_on", "expires_on")
        if transition.name == "grant":
            self.initial = {**{name: getattr(permit, name) for name in told}, **self.initial}
        else:
            for name in (*told, "is_endless"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the last day where permits of the kind usually have one."""
        cleaned = super().clean()
        if self.transition.name == "grant" and not cleaned.pop("is_endless", False):
            end = cleaned.get("expires_on") or self.permit.expires_on
            issued_on = cleaned.get("issued_on") or self.permit.issued_on
            typed = Permit(type=self.permit.type, issued_on=issued_on, expires_on=end)
            question = permits.question_about_end(typed)
            if question and "expires_on" not in self.errors:
                self.add_error("expires_on", question)
        return cleaned
