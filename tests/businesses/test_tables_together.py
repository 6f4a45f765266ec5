"""Verification, activity and publication walked at random, with edits between."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from businesses import activity, publication, registration, verification
from businesses.models import Business
from common.workflow import Refused
from directory import projection
from directory.models import Listing
from tests.factories import CHECKED, registered

pytestmark = pytest.mark.django_db
MODULES = (verification, publication, activity)
MOVES = [
    (module, name)
    for module in MODULES
    for name, move in module.WORKFLOW.transitions.items()
    if not move.is_automatic
]


class Register(RuleBasedStateMachine):
    """One business, two officers, every button of three tables."""

    people: tuple = ()

    @initialize(consents=st.booleans())
    def begin(self, consents):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        entering, _verifying = self.people
        consent = {"consent_given_on": "2026-01-05", "consent_manner": "form"} if consents else {}
        self.business = registered(by=entering, **consent)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(move=st.sampled_from(MOVES), who=st.integers(0, 1), note=st.sampled_from(["", "Uji"]))
    def press(self, move, who, note):
        """A button does what its table says, or refuses and changes nothing."""
        module, name = move
        transition, by = module.WORKFLOW[name], self.people[who]
        before = Business.objects.get(pk=self.business.pk)
        typed = {"checklist": CHECKED} if module is verification else {}
        try:
            after = module.move(before, name, by=by, version=before.version, note=note, **typed)
        except Refused:
            stored = Business.objects.get(pk=before.pk)
            assert stored.version == before.version
            return
        assert module.WORKFLOW.status_of(before) in transition.sources
        assert module.WORKFLOW.status_of(after) == transition.target
        assert after.version == before.version + 1
        assert note or not transition.needs_note
        for other in MODULES:
            if other is not module:
                status = other.WORKFLOW.status_of
                assert status(after) == status(before), "a table moved the status of another"

    @rule(field=st.sampled_from(["name", "landmark"]), who=st.integers(0, 1))
    def edit(self, field, who):
        business = Business.objects.get(pk=self.business.pk)
        was = business.verification_status
        setattr(business, field, f"{getattr(business, field)}x"[-100:])
        registration.revise(business, by=self.people[who], version=business.version)
        status = Business.objects.get(pk=business.pk).verification_status
        back = was == "verified" and field in verification.SUBSTANTIVE_FIELDS
        assert status == ("submitted" if back else was)

    @invariant()
    def the_record_says_what_its_steps_say(self):
        if not hasattr(self, "business"):
            return
        business = Business.objects.get(pk=self.business.pk)
        steps = list(business.steps.order_by("id"))
        for module in MODULES:
            table = module.WORKFLOW
            status = table.initial
            for step in steps:
                if step.action in table.transitions:
                    assert step.from_status == status
                    status = step.to_status
            assert table.status_of(business) == status

    @invariant()
    def verified_means_other_eyes_and_a_day(self):
        if not hasattr(self, "business"):
            return
        business = Business.objects.get(pk=self.business.pk)
        is_verified = business.verification_status == "verified"
        assert is_verified == (business.verified_on is not None)
        decisions = business.steps.filter(action__in=verification.DECISIONS)
        assert not decisions.filter(by=business.created_by).exists()
        assert all(step.checklist == CHECKED for step in decisions)

    @invariant()
    def the_directory_shows_exactly_what_is_public(self):
        if not hasattr(self, "business"):
            return
        business = Business.objects.get(pk=self.business.pk)
        assert Listing.objects.filter(business=business).exists() == business.is_public
        assert projection.check() == []


def test_the_three_tables_keep_their_word_together(petugas, persona):
    both = persona("verifikator", username="dua-peran")
    for user in (petugas, both):
        names = ("petugas", "verifikator")
        user.groups.add(*[persona(n, username=f"{user}-{n}").groups.get() for n in names])
    Register.people = (petugas, both)
    run_state_machine_as_test(
        Register,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
