"""Every path of the three tables of licensing: NIB, permits, cases.

What the tables ought to be stands here once more, written by hand from the rules (Peraturan BKPM
5/2025 for the NIB), so that a slip in a table does not agree with itself.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from common.workflow import Refused
from licensing import assistance, lifecycle, permits
from licensing.models import AssistanceCase, Nib, Permit, PermitType
from tests.factories import invented_nib, registered

pytestmark = pytest.mark.django_db

NIB = {
    ("not_held", "apply"): "applied",
    ("applied", "withdraw"): "not_held",
    ("not_held", "record"): "recorded",
    ("applied", "record"): "recorded",
    ("recorded", "verify"): "verified",
    ("recorded", "mismatch"): "mismatch",
    ("verified", "mismatch"): "mismatch",
    ("recorded", "correct"): "recorded",
    ("verified", "correct"): "recorded",
    ("mismatch", "correct"): "recorded",
    ("recorded", "freeze"): "frozen",
    ("verified", "freeze"): "frozen",
    ("frozen", "thaw"): "recorded",
    ("recorded", "revoke"): "revoked",
    ("verified", "revoke"): "revoked",
    ("frozen", "revoke"): "revoked",
    ("revoked", "reinstate"): "recorded",
}
PERMIT = {
    ("applied", "grant"): "granted",
    ("refused", "grant"): "granted",
    ("applied", "refuse"): "refused",
    ("refused", "reapply"): "applied",
    ("granted", "revoke"): "revoked",
    ("revoked", "restore"): "granted",
}
CASE = {
    ("opened", "prepare"): "preparing",
    ("opened", "file"): "filed",
    ("preparing", "file"): "filed",
    ("filed", "send-back"): "preparing",
    ("filed", "finish"): "done",
    ("opened", "cancel"): "cancelled",
    ("preparing", "cancel"): "cancelled",
    ("filed", "cancel"): "cancelled",
}
SPECS = {"nib": NIB, "permit": PERMIT, "case": CASE}
NOTED = {
    "withdraw", "mismatch", "correct", "freeze", "thaw", "revoke", "reinstate", "refuse",
    "restore", "send-back", "cancel",
}  # fmt: skip
NOTE = "Sebab uji."
OPENINGS = {"enter", "open"}


@dataclass
class Walk:
    """One table with a record to walk on, and the moves that were made so far."""

    spec: dict[tuple[str, str], str]
    workflow: Any
    act: Any
    record: Any = None
    walked: set[tuple[str, str]] = field(default_factory=set)

    @property
    def status(self) -> str:
        return str(self.workflow.status_of(self.fresh()))

    @property
    def actions(self) -> list[str]:
        return sorted({action for _status, action in self.spec})

    def fresh(self) -> Any:
        return type(self.record)._base_manager.get(pk=self.record.pk)

    def inputs(self, action: str) -> dict[str, Any]:
        """What a careful officer types for `action`."""
        typed: dict[str, Any] = {"note": NOTE if action in NOTED else ""}
        if action in ("record", "correct", "reinstate"):
            typed["number"] = invented_nib()
        elif action == "verify":
            typed["how"] = "oss"
        elif action == "grant":
            typed["number"] = "IDM000000000"
        elif action == "finish":
            typed["outcome"] = "Selesai uji."
        return typed

    def go(self, action: str, *, by: AbstractBaseUser, **typed: Any) -> None:
        row = self.fresh()
        typed = {"version": row.version, **self.inputs(action), **typed}
        self.act(row, action, by=by, **typed)
        self.walked.add((self.workflow.status_of(row), action))

    def steps(self) -> list[Any]:
        return list(self.record.steps.order_by("at", "pk"))


def walks(petugas, perizinan) -> dict[str, Walk]:
    """A record of each table, of one business."""
    business = registered(by=petugas)
    nib = lifecycle.of_owner(business.owner, by=petugas)
    kind = PermitType.objects.get(code="merek")
    permit = permits.enter(Permit(type=kind, owner=business.owner), by=perizinan)
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    return {
        "nib": Walk(NIB, lifecycle.WORKFLOW, lifecycle.move, nib),
        "permit": Walk(PERMIT, permits.WORKFLOW, permits.move, permit),
        "case": Walk(CASE, assistance.WORKFLOW, assistance.move, case),
    }


def path_to(spec: dict[tuple[str, str], str], start: str, status: str) -> list[str] | None:
    """The shortest chain of actions from `start` to `status`; None when there is none."""
    paths: dict[str, list[str]] = {start: []}
    queue = [start]
    while queue:
        here = queue.pop(0)
        for (source, action), target in spec.items():
            if source == here and target not in paths:
                paths[target] = [*paths[here], action]
                queue.append(target)
    return paths.get(status)


PAIRS = [
    (name, status, action)
    for name, model in (
        ("nib", Nib.Status),
        ("permit", Permit.Status),
        ("case", AssistanceCase.Stage),
    )
    for status in model.values
    for action in sorted({action for _status, action in SPECS[name]})
]


@pytest.mark.parametrize(("name", "status", "action"), PAIRS)
def test_from_every_status_every_action(name, status, action, petugas, perizinan):
    walk = walks(petugas, perizinan)[name]
    path = path_to(walk.spec, walk.status, status)
    assert path is not None, f"{status} is never reached"
    for move in path:
        walk.go(move, by=perizinan)
    assert walk.status == status
    target = walk.spec.get((status, action))
    if target is None:
        with pytest.raises(Refused):
            walk.go(action, by=perizinan)
        assert walk.status == status
        assert len(walk.steps()) == len(path) + (name != "nib")
    else:
        walk.go(action, by=perizinan)
        assert walk.status == target
        last = walk.steps()[-1]
        assert (last.action, last.from_status, last.to_status) == (action, status, target)
        assert last.by == perizinan
        assert last.at is not None
    assert set(walk.workflow.transitions) == set(walk.actions)


def whole(walk: Walk) -> tuple[Any, ...]:
    """Everything about the record that a refused move must leave as it was."""
    row = walk.fresh()
    values = tuple(sorted((f.attname, getattr(row, f.attname)) for f in row._meta.concrete_fields))
    return values, len(walk.steps()), row.history.count()


class Licensing(RuleBasedStateMachine):
    """Officers who do anything at any time; the cases of this business may end in its NIB."""

    people: dict[str, AbstractBaseUser]
    walked: dict[str, set[tuple[str, str]]]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.walks = walks(self.people["petugas"], self.people["perizinan"])
        self.last_case: AssistanceCase | None = None

    def teardown(self) -> None:
        for name, walk in self.walks.items():
            self.walked[name] |= walk.walked
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(
        name=st.sampled_from(["nib", "permit", "case"]),
        choices=st.lists(st.integers(0, 11), min_size=1, max_size=6),
    )
    def a_careful_officer(self, name, choices) -> None:
        """Moves that the table has, with all they ask: they are made."""
        walk = self.walks[name]
        for choice in choices:
            status = walk.status
            moves = sorted(action for source, action in walk.spec if source == status)
            if not moves:
                return
            action = moves[choice % len(moves)]
            is_nib_case = name == "case" and walk.fresh().kind == "nib"
            typed = {"number": invented_nib()} if is_nib_case and action == "finish" else {}
            try:
                walk.go(action, by=self.people["perizinan"], **typed)
            except Refused:
                assert (is_nib_case, action) == (True, "finish")  # the NIB is frozen or revoked
            else:
                assert walk.status == walk.spec[status, action]

    @rule(
        name=st.sampled_from(["nib", "permit", "case"]),
        who=st.sampled_from(["petugas", "verifikator", "perizinan", "laporan", "pimpinan"]),
        has_note=st.booleans(),
        behind=st.integers(0, 2),
        days=st.integers(-3, 3),
        data=st.data(),
    )
    def anybody_does_anything(self, name, who, has_note, behind, days, data) -> None:
        """Any action on any version: made exactly where the table allows it, or nothing changes."""
        walk = self.walks[name]
        action = data.draw(st.sampled_from(walk.actions))
        row, before = walk.fresh(), {key: whole(one) for key, one in self.walks.items()}
        typed: dict[str, Any] = {
            "note": NOTE if has_note else "",
            "version": row.version - behind,
        }
        if name == "nib":
            typed["on"] = timezone.localdate() + timedelta(days=days)
        status = walk.status
        try:
            walk.go(action, by=self.people[who], **typed)
        except (Refused, PermissionDenied):
            assert {key: whole(one) for key, one in self.walks.items()} == before
        else:
            assert walk.status == walk.spec[status, action]
            assert behind == 0
            assert days <= 0 or name != "nib"
            assert has_note or action not in NOTED
            assert self.people[who].has_perm(walk.workflow[action].permission)

    @rule(kind=st.sampled_from(["nib", "pirt", "merek"]))
    def the_next_case(self, kind) -> None:
        """Once a case is closed the business comes back with another one."""
        if self.walks["case"].status not in ("done", "cancelled"):
            return
        case = AssistanceCase(business=self.walks["case"].fresh().business, kind=kind)
        walk = self.walks["case"]
        walk.record = assistance.open_case(case, by=self.people["perizinan"])

    @invariant()
    def every_status_was_reached_by_steps_of_the_table(self) -> None:
        for walk in self.walks.values():
            status = str(walk.workflow.initial)
            for step in walk.steps():
                assert step.by is not None
                assert step.at is not None
                if step.action in OPENINGS:
                    assert step.from_status == ""
                    assert step.to_status == status
                    continue
                assert step.from_status == status
                assert step.to_status == walk.spec[status, step.action]
                status = step.to_status
            assert walk.status == status

    @invariant()
    def the_periods_say_whether_the_nib_is_in_force(self) -> None:
        nib = self.walks["nib"].fresh()
        found = list(nib.periods.order_by("starts_on", "pk"))
        assert sum(period.ends_on is None for period in found) == nib.is_in_force
        for before, after in zip(found, found[1:], strict=False):
            assert before.ends_on is not None
            assert before.ends_on <= after.starts_on
        if nib.status == "verified":
            assert found[-1].verified_on == nib.verified_on


def test_whatever_officers_do_the_tables_hold(
    petugas, verifikator, perizinan, laporan, pimpinan, register
):
    people = {
        "petugas": petugas,
        "verifikator": verifikator,
        "perizinan": perizinan,
        "laporan": laporan,
        "pimpinan": pimpinan,
    }
    machine = type("Machine", (Licensing,), {"people": people, "walked": {n: set() for n in SPECS}})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    for name, spec in SPECS.items():
        assert machine.walked[name] == set(spec), name
