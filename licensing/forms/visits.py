"""The form of one visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing.models import Nib, Visit


class VisitForm(forms.Form):
    """What came of a visit; a tap on the list sends the outcome alone.

    Args:
        may_note_reason: whether the reason why there is no NIB is asked as well.
        stored_reason: what is noted as that reason now.
    """

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of the visit"),
        choices=Visit.Outcome.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why there is no NIB"),
        choices=[("", gettext_lazy("Not asked yet")), *Nib.Absence.choices],
        required=False,
    )
    shown_reason = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, may_note_reason: bool, stored_reason: str, **kwargs: Any
    ) -> None:
        initial = {"reason": stored_reason, "shown_reason": stored_reason}
        super().__init__(*args, initial=initial, **kwargs)
        self.stored_reason = stored_reason
        if not may_note_reason:
            del self.fields["reason"], self.fields["shown_reason"]

    @property
    def new_reason(self) -> str | None:
        """The reason that was chosen; None where it is the one that the page showed."""
        typed = self.cleaned_data.get("reason", "")
        return None if typed == self.cleaned_data.get("shown_reason", "") else typed

    def clean(self) -> dict[str, Any]:
        """What a colleague noted meanwhile is shown first, and chosen again."""
        cleaned = super().clean()
        stored, shown = self.stored_reason, cleaned.get("shown_reason", "")
        if "reason" not in cleaned or shown == stored or cleaned["reason"] in (stored, shown):
            return cleaned
        self.data = {**self.data.dict(), "shown_reason": stored}
        now = dict(self.fields["reason"].choices).get(stored, "–")
        text = _("A colleague noted meanwhile: %(reason)s. Compare, and save again.")
        self.add_error("reason", text % {"reason": now})
        return cleaned
