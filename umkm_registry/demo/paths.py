"""How an invented record came to its status: moves of the workflow table, one after another."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random

from accounts.models import User
from common.records import Recorded, Step
from common.workflow import Transition, Workflow
from umkm_registry.demo.chance import at_office


def walk(workflow: Workflow, actions: Sequence[str]) -> Iterator[tuple[Transition, str]]:
    """The moves with the status that each starts from. Raises ValueError on a move not allowed."""
    status = workflow.initial
    for action in actions:
        transition = workflow[action]
        if status not in transition.sources:
            raise ValueError(f"{workflow.name}: no {action} from {status}")
        yield transition, status
        status = str(transition.target)


def moments(rng: Random, days: Sequence[date]) -> list[datetime]:
    """A minute of the office hours of each day, in order also where days are the same."""
    return sorted(at_office(rng, day) for day in days)


def steps(
    workflow: Workflow,
    record: Recorded,
    actions: Sequence[str],
    *,
    at: Sequence[datetime],
    by: Sequence[User],
    notes: Sequence[str],
) -> list[Step]:
    """The unsaved steps of these actions; `record` gets the version and moment of the last."""
    made = [
        workflow.step_model()(
            **{workflow.step_link: record},
            action=transition.name,
            from_status=status,
            to_status=transition.target,
            by=by[index],
            at=at[index],
            note=notes[index],
            version=index + 2,
        )
        for index, (transition, status) in enumerate(walk(workflow, actions))
    ]
    record.version = 1 + len(made)
    if made:
        record.updated_at = at[-1]
    return made
