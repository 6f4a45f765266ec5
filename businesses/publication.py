"""Publication: the city may take a business out of the directory, and let it back in.

Consent is the owner's (`consent_given_on`); hiding is the city's, with a reason, for example
while a complaint is looked into. Both act at once, in the transaction of the change.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.models import Business, VerificationStep
from businesses.signals import business_changed
from common.workflow import Transition, Workflow

Visibility = Business.Visibility

WORKFLOW = Workflow(
    name="publication",
    statuses=Visibility,
    initial=Visibility.SHOWN,
    status_field="visibility",
    step_link="business",
    step_model=lambda: VerificationStep,
    transitions=[
        Transition(
            name="hide",
            label=gettext_lazy("Hide from the directory"),
            sources=frozenset({Visibility.SHOWN}),
            target=Visibility.HIDDEN,
            permission="businesses.hide_business",
            needs_note=True,
        ),
        Transition(
            name="show",
            label=gettext_lazy("Let back into the directory"),
            sources=frozenset({Visibility.HIDDEN}),
            target=Visibility.SHOWN,
            permission="businesses.hide_business",
            needs_note=True,
        ),
    ],
)


def move(
    business: Business, action: str, *, by: AbstractBaseUser, version: int | None, note: str = ""
) -> Business:
    """Hide a business or show it again, and return the stored row; see Workflow.move.

    Raises:
        Http404: the business lies outside the work area of `by`.
    """
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    with transaction.atomic():
        row = WORKFLOW.move(business, action, by=by, version=version, note=note)
        business_changed.send(Business, ids=[row.pk])
    return row
