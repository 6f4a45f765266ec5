"""What the moves of a business ask: the checklist of a decision, the day of a closing."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import activity, verification
from businesses.checklist import QUESTIONS, Answer
from common.form_fields import MoveForm
from common.workflow import Transition

CHECK = "check_"


class ChecklistForm(forms.Form):
    """The five questions, as `cleaned_data["checklist"]`."""

    def add_questions(self) -> None:
        for question in QUESTIONS:
            self.fields[f"{CHECK}{question.name}"] = forms.ChoiceField(
                label=question.label,
                help_text=question.question,
                choices=question.answers,
                required=False,
                widget=forms.RadioSelect,
            )

    def questions(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith(CHECK)]

    def collect(self, *, must_be_right: bool) -> None:
        """Put the answers together; a missing one stands beside its question."""
        cleaned = self.cleaned_data
        answers = {q.name: cleaned.pop(f"{CHECK}{q.name}", "") for q in QUESTIONS}
        cleaned["checklist"] = {name: answer for name, answer in answers.items() if answer}
        for question in QUESTIONS if must_be_right else ():
            if question.is_required and answers[question.name] != Answer.YES:
                self.add_error(
                    f"{CHECK}{question.name}",
                    _(
                        "Answer “yes” once you have checked it. "
                        "If something is wrong, return the record with a note."
                    ),
                )


class BusinessMoveForm(ChecklistForm, MoveForm):
    """One move on the page of a business: which of the fields it has, the action says."""

    on = forms.DateField(
        label=gettext_lazy("On which day"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": gettext_lazy("dd/mm/yyyy")}),
        help_text=gettext_lazy("Today when empty."),
    )

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, transition=transition, **kwargs)
        if transition.name in verification.DECISIONS:
            self.add_questions()
        if transition.name in activity.WORKFLOW.transitions:
            self.initial.setdefault("on", localdate())
            note = self.fields["note"]
            note.label, note.max_length = _("Reason"), activity.LONGEST_REASON
            note.widget.attrs["maxlength"] = activity.LONGEST_REASON
        else:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        if self.transition.name in verification.DECISIONS:
            self.collect(must_be_right=True)
        return self.cleaned_data


class DecisionForm(ChecklistForm):
    """The decision on the page of the verifier; the button that was pressed is the action.

    Attributes:
        actions: the moves that can be made now.
    """

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when the record is returned: what is to be put right?"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, actions: Collection[Transition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {transition.name: transition for transition in actions}
        self.add_questions()

    @property
    def transition(self) -> Transition | None:
        return self.actions.get(self.data.get("action", ""))

    def clean(self) -> dict[str, Any]:
        transition = self.transition
        if transition is None:
            self.cleaned_data["checklist"] = {}
            raise forms.ValidationError(_("Choose one of the decisions below."))
        self.collect(must_be_right=transition.name in verification.DECISIONS)
        if transition.needs_note and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Write a note: the next person must know why."))
        return self.cleaned_data


class BulkChecklistForm(ChecklistForm):
    """One statement for all the businesses of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_questions()

    def clean(self) -> dict[str, Any]:
        self.collect(must_be_right=True)
        return self.cleaned_data
