"""Whatever officers do, in whatever order: the directory is what its definition says."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.directory.officers_at_work import Directory

pytestmark = pytest.mark.django_db

EXAMPLES, STEPS = 18, 60


@pytest.fixture
def machine(petugas, verifikator, perizinan, administrator, persona, register):
    """The machine with its people, as a class."""
    people = {
        "petugas": petugas,
        "verifikator": verifikator,
        "lain": persona("verifikator", username="lain"),
        "perizinan": perizinan,
        "admin": administrator,
    }
    attributes = {"people": people, "done": Counter(), "tried": Counter()}
    return type("Machine", (Directory,), attributes)


def test_a_thousand_operations_leave_the_directory_right(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.tried.total() >= 1000
    # Which moves come at a good moment is chance; a machine that moves nothing proves nothing.
    never = set(machine.tried) - set(machine.done)
    assert len(never) <= len(machine.tried) / 10, f"always refused: {never}"


def test_the_rare_moves_leave_the_directory_right(machine):
    """What chance may leave out of a thousand operations, one after the other."""
    run = machine()
    moves = {
        "withdraw": lambda: run.consent(which=2, given_on=None),
        "merge": lambda: run.merge(which=0, other=0, taken=("name",)),
        "unmerge": run.unmerge,
        "nib record": lambda: run.nib(which=0, action="record"),
        "nib verify": lambda: run.nib(which=0, action="verify"),
        "nib revoke": lambda: run.nib(which=0, action="revoke"),
        "close": lambda: run.activity(which=0, action="close"),
        "hide": lambda: run.visibility(which=1, action="hide"),
        "category": lambda: run.rename_a_category(which=0),
        "rebuild": run.rebuild,
        "erase": lambda: run.erase(which=1),
    }
    holds = (
        run.every_listing_is_what_a_fresh_one_would_be,
        run.the_public_ones_are_listed_and_no_others,
        run.every_number_leads_where_it_should,
        run.the_state_moves_with_every_change_of_a_listing,
    )
    try:
        for name, move in {"": lambda: None, **moves}.items():
            move()
            assert not name or machine.done[name] == 1, f"refused: {name}"
            for invariant_of_all in holds:
                invariant_of_all()
    finally:
        run.teardown()
