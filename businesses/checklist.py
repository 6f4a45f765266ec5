"""What a verifier looked at before deciding: five questions, answered with the decision.

Identity, place and activity must have been found right; photo and consent are noted, because a
business may be verified without a photo and without being published. The questions are ours
[not from a regulation]: what is compulsory at entry is what they look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.workflow import Refused

Text = str | Promise


class Answer(TextChoices):
    YES = "yes", gettext_lazy("Yes")
    NO = "no", gettext_lazy("No")
    NOT_APPLICABLE = "na", gettext_lazy("Does not apply")


@dataclass(frozen=True)
class Question:
    """One line of the checklist; without a "yes" to a required one nothing is verified."""

    name: str
    label: Text
    question: Text
    is_required: bool = False

    @property
    def answers(self) -> list[tuple[str, Text]]:
        """What may be chosen: a required question always applies."""
        return [
            choice
            for choice in Answer.choices
            if not (self.is_required and choice[0] == Answer.NOT_APPLICABLE)
        ]


QUESTIONS = (
    Question(
        "identity",
        gettext_lazy("Identity"),
        gettext_lazy("The owner is the person or entity named here."),
        is_required=True,
    ),
    Question(
        "place",
        gettext_lazy("Place"),
        gettext_lazy("The business is where the record says."),
        is_required=True,
    ),
    Question(
        "activity",
        gettext_lazy("Activity"),
        gettext_lazy("It does what the record says, and the category fits."),
        is_required=True,
    ),
    Question(
        "photo",
        gettext_lazy("Photo"),
        gettext_lazy("The photos show this business."),
    ),
    Question(
        "consent",
        gettext_lazy("Consent"),
        gettext_lazy("There is proof that the owner agreed to be published."),
    ),
)

Checklist = Mapping[str, str]  # name of a question → an Answer


class NotChecked(Refused):
    """A required question was not answered with yes."""


def clean(checklist: Checklist | None) -> dict[str, str]:
    """The answers that are answers, in the order of the questions; the rest is left out."""
    given = checklist or {}
    return {
        question.name: given[question.name]
        for question in QUESTIONS
        if given.get(question.name) in Answer.values
    }


def require(checklist: Checklist | None) -> None:
    """Raise NotChecked, naming them, unless every required question was answered with yes."""
    given = clean(checklist)
    missing = [
        str(question.label)
        for question in QUESTIONS
        if question.is_required and given.get(question.name) != Answer.YES
    ]
    if missing:
        raise NotChecked(
            _(
                "Not verified: %(missing)s must be checked and found right. "
                "If something is wrong, return the record with a note."
            )
            % {"missing": ", ".join(missing)}
        )


def in_words(checklist: Checklist | None) -> list[tuple[Text, Text]]:
    """(label, answer) of each answered question, for a history."""
    given = clean(checklist)
    return [
        (question.label, Answer(given[question.name]).label)
        for question in QUESTIONS
        if question.name in given
    ]
