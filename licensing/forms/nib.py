"""The NIB within the page of a business, and the moves on its own page."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Owner
from common.form_fields import MoveForm, ReadField, VersionedForm
from common.identifiers import read_nib
from common.workflow import Refused, Transition
from licensing import lifecycle
from licensing.forms.documents import scan_field
from licensing.models import Nib


def nib_number_field(**kwargs: Any) -> ReadField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return ReadField(label=gettext_lazy("NIB"), read=read_nib, widget=widget, **kwargs)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"placeholder": gettext_lazy("dd/mm/yyyy")}),
    )


class NibPanelForm(forms.Form):
    """The NIB of an owner who has none recorded yet: the number, or why there is none."""

    number = nib_number_field(
        help_text=gettext_lazy("13 digits, as on the document. Leave empty when there is none.")
    )
    issued_on = day_field(gettext_lazy("Issued on"))
    absence_reason = forms.ChoiceField(
        label=gettext_lazy("Why there is no NIB"),
        choices=[("", "---------"), *Nib.Absence.choices],
        required=False,
    )

    shown_reason = forms.CharField(required=False, widget=forms.HiddenInput)

    user: AbstractBaseUser  # who is typing
    owner: Owner | None = None  # the one chosen on the page; None while still unsaved
    is_recorded = False  # the number typed is the one that the owner has already

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if not number:
            return number
        nib = Nib.objects.filter(owner=self.owner).first() if self.owner is not None else None
        if nib is not None and nib.number == number:
            self.is_recorded = True
            return number
        if nib is not None and nib.status not in Nib.NUMBERLESS:
            raise ValidationError(
                _("This owner holds NIB %(number)s already. To change it, open the NIB.")
                % {"number": nib.number}
            )
        try:
            return lifecycle.require_number(number, self.owner, by=self.user)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_issued_on(self) -> Any:
        issued_on = self.cleaned_data["issued_on"]
        if issued_on is not None and issued_on > timezone.localdate():
            raise ValidationError(_("This date lies in the future. Type the date on the document."))
        return issued_on

    @property
    def says_something_new(self) -> bool:
        """Whether a number or another reason was typed than the page showed."""
        cleaned = self.cleaned_data
        return bool(cleaned["number"]) or cleaned["absence_reason"] != cleaned["shown_reason"]

    def _refuse_overwriting(self, cleaned: dict[str, Any]) -> None:
        """What a colleague noted meanwhile is shown first, and chosen again."""
        stored, shown = self.initial.get("absence_reason", ""), cleaned.get("shown_reason", "")
        typed = cleaned.get("absence_reason", "")
        if stored == shown or typed in (stored, shown):
            return
        self.data = {**self.data.dict(), self.add_prefix("shown_reason"): stored}
        now = dict(self.fields["absence_reason"].choices).get(stored) or "–"
        text = _("A colleague noted meanwhile: %(reason)s. Compare, and save again.")
        self.add_error("absence_reason", text % {"reason": now})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._refuse_overwriting(cleaned)
        if cleaned.get("number") and cleaned.get("absence_reason"):
            self.add_error(
                "absence_reason", _("There is a NIB: leave the reason empty, or remove the number.")
            )
        if cleaned.get("issued_on") and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Type the number that was issued on this date."))
        return cleaned


class NibForm(VersionedForm):
    """The page of a NIB: while there is no number, why; the KBLI lines stand below it."""

    class Meta:
        model = Nib
        fields = ("absence_reason",)


class NibMoveForm(MoveForm):
    """What a move of the NIB table asks beside a note: which of it, the action says.

    Args:
        takes_file: whether the user may store documents.
    """

    field_order = ("number", "issued_on", "how", "on", "evidence", "note")

    number = nib_number_field()
    issued_on = day_field(gettext_lazy("Issued on"))
    how = forms.ChoiceField(
        label=gettext_lazy("How it was checked"),
        choices=[("", "---------"), *Nib.CheckedBy.choices],
    )
    on = day_field(gettext_lazy("From which day (today when empty)"))
    evidence = scan_field(label=gettext_lazy("Evidence: PDF or picture"), required=False)

    def __init__(self, *args: Any, transition: Transition, takes_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, transition=transition, **kwargs)
        unwanted = set()
        if transition.name not in lifecycle.NUMBERED_ACTIONS:
            unwanted |= {"number", "issued_on"}
        if transition.name != "verify":
            unwanted |= {"how"}
        if transition.name not in lifecycle.PROVED_ACTIONS or not takes_file:
            unwanted |= {"evidence"}
        for name in unwanted:
            del self.fields[name]
