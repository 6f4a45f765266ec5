"""A lifecycle is a table, and only the table moves a status.

The same table draws the buttons, is walked by the tests and prints the diagram in the docs.
Every move happens under a row lock, on the version that the person saw, and leaves a Step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.bulk import batches, copy_to_history, create
from common.records import Recorded, Step

Text = str | Promise


class Refused(Exception):
    """An action that the rules do not allow now. `str()` is a sentence for the officer."""


class WrongState(Refused):
    """The record is not in a status from which this action leads."""


class StaleVersion(Refused):
    """Somebody changed the record after the page was opened."""


class NoteMissing(Refused):
    """The action needs a note, and none was given."""


@dataclass(frozen=True)
class Transition:
    """One row of the table. `permission` is "app_label.codename"."""

    name: str
    label: Text
    sources: frozenset[str]
    target: str
    permission: str
    needs_note: bool = False
    is_automatic: bool = False  # follows from another action, so it has no button

    def allowed_to(self, user: AbstractBaseUser) -> bool:
        return user.has_perm(self.permission)


@dataclass(frozen=True)
class Moved:
    """What became of a set of records: the moved ones, and the others with the reason."""

    rows: list[Any]
    refused: list[tuple[Any, str]]


TABLES: dict[str, "Workflow"] = {}  # every table of the house, by its name


class Workflow:
    """The transition table of one status field.

    Args:
        statuses: the TextChoices of the field.
        status_field: its name, on a model that is `Recorded`.
        step_model: gives the model that records each move; a callable, so that a table can
            be written before the models are loaded.
        step_link: the foreign key of that model to the record.
    """

    def __init__(
        self,
        *,
        name: str,
        statuses: type[models.TextChoices],
        initial: str,
        transitions: Iterable[Transition],
        status_field: str = "status",
        step_link: str,
        step_model: Callable[[], type[Step]],
    ) -> None:
        self.name = name
        self.statuses = statuses
        self.initial = str(initial)
        self.transitions = {transition.name: transition for transition in transitions}
        self.status_field = status_field
        self.step_link = step_link
        self.step_model = step_model
        TABLES[name] = self

    def __getitem__(self, action: str) -> Transition:
        return self.transitions[action]

    def status_of(self, record: models.Model) -> str:
        return getattr(record, self.status_field)

    def available(self, record: models.Model, user: AbstractBaseUser) -> list[Transition]:
        """The moves that `user` may make with `record` now: the buttons of its page."""
        status = self.status_of(record)
        return [
            transition
            for transition in self.transitions.values()
            if status in transition.sources
            and not transition.is_automatic
            and transition.allowed_to(user)
        ]

    def require(self, record: Recorded, action: str, *, by: AbstractBaseUser, note: str) -> None:
        """Raise PermissionDenied, WrongState or NoteMissing unless the move is allowed."""
        transition = self[action]
        if not transition.allowed_to(by):
            raise PermissionDenied(f"{by} lacks {transition.permission}")
        status = self.status_of(record)
        if status not in transition.sources:
            raise WrongState(
                _("“%(action)s” is not possible while the status is “%(status)s”.")
                % {"action": transition.label, "status": self.statuses(status).label}
            )
        if transition.needs_note and not note.strip():
            raise NoteMissing(_("Write a note: the next person must know why."))

    def move(
        self,
        record: Recorded,
        action: str,
        *,
        by: AbstractBaseUser,
        version: int | None = None,
        note: str = "",
        check: Callable[[Any], None] | None = None,
        step_fields: dict[str, object] | None = None,
        **changes: object,
    ) -> Any:
        """Move `record` by `action` and return the stored row, re-read under a lock.

        Args:
            version: the version that the person saw; None only where no person looked.
            check: called with the locked row; raises Refused to stop the move.
            step_fields: further fields of the step, such as what was looked at.
            changes: further fields written with the status.
        Raises:
            PermissionDenied, WrongState, NoteMissing, StaleVersion, or what `check` raises.
        """
        with transaction.atomic():
            row = lock(record, version=version)
            self.require(row, action, by=by, note=note)
            if check is not None:
                check(row)
            step = self._step(row, action, by=by, note=note, fields=step_fields)
            self._apply(row, action, by=by, changes=changes)
            row._change_reason = f"{self.name}.{action}"
            row.save()
            step.save()
        return row

    def move_all(
        self,
        records: models.QuerySet,
        action: str,
        *,
        by: AbstractBaseUser,
        note: str = "",
        seen_at: datetime | None = None,
        check: Callable[[Any], None] | None = None,
        step_fields: dict[str, object] | None = None,
        **changes: object,
    ) -> "Moved":
        """Move every record of the set that may be moved, by a handful of statements.

        The others stay as they are and come back with the reason, so that a count on screen
        is exact.

        Args:
            seen_at: when the list was shown; what changed since is refused.
        Raises:
            PermissionDenied: `by` may not make this move at all.
        """
        steps = []
        with transaction.atomic():
            rows = records.select_for_update(of=("self",), no_key=True).order_by("pk")
            sorted_out = self.sort_out(rows, action, by=by, note=note, seen_at=seen_at, check=check)
            for row in sorted_out.rows:
                steps.append(self._step(row, action, by=by, note=note, fields=step_fields))
                self._apply(row, action, by=by, changes=changes)
                row.updated_at = timezone.now()
            fields = {**changes, self.status_field: self[action].target}
            self._write_all(
                records.model, sorted_out.rows, fields, reason=f"{self.name}.{action}", by=by
            )
            create(self.step_model(), steps)
        return sorted_out

    def sort_out(
        self,
        rows: Iterable[Any],
        action: str,
        *,
        by: AbstractBaseUser,
        note: str = "",
        seen_at: datetime | None = None,
        check: Callable[[Any], None] | None = None,
    ) -> "Moved":
        """Which of `rows` the action may move now, and why it may not move the others.

        Writes nothing: what is said before a move in bulk, and what the move itself obeys.
        """
        eligible, refused = [], []
        for row in rows:
            try:
                self.require(row, action, by=by, note=note)
                if seen_at is not None and row.updated_at > seen_at:
                    raise StaleVersion(_("It was changed after the list was shown."))
                if check is not None:
                    check(row)
            except Refused as refusal:
                refused.append((row, str(refusal)))
            else:
                eligible.append(row)
        return Moved(eligible, refused)

    def _step(
        self,
        row: Recorded,
        action: str,
        *,
        by: AbstractBaseUser,
        note: str,
        fields: dict[str, object] | None = None,
    ) -> Step:
        """The unsaved record of a move that is about to be made."""
        return self.step_model()(
            **{self.step_link: row},
            action=action,
            from_status=self.status_of(row),
            to_status=self[action].target,
            by=by,
            note=note.strip(),
            version=row.version + 1,
            **(fields or {}),
        )

    def _apply(
        self, row: Recorded, action: str, *, by: AbstractBaseUser, changes: dict[str, object]
    ) -> None:
        for field, value in changes.items():
            setattr(row, field, value)
        setattr(row, self.status_field, self[action].target)
        row.bump(by)

    @staticmethod
    def _write_all(
        model: type[models.Model],
        rows: list[Recorded],
        fields: dict[str, object],
        *,
        reason: str,
        by: AbstractBaseUser,
    ) -> None:
        for batch in batches(rows):
            model._base_manager.filter(pk__in=[row.pk for row in batch]).update(
                **fields, version=models.F("version") + 1, updated_at=batch[-1].updated_at
            )
        copy_to_history(model, [row.pk for row in rows], kind="~", by=by, reason=reason)

    def unreachable(self) -> set[str]:
        """Statuses that no chain of moves from the initial one reaches (empty in a sane table)."""
        reached, grew = {self.initial}, True
        while grew:
            targets = {t.target for t in self.transitions.values() if t.sources & reached}
            grew = not targets <= reached
            reached |= targets
        return {str(value) for value in self.statuses.values} - reached

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {transition.target}: {transition.name}"
            for transition in self.transitions.values()
            for source in sorted(transition.sources)
        ]
        return "\n".join(lines)


def last_hand(record: Recorded) -> Text:
    """Who changed or moved the record last, by name."""
    if not hasattr(record, "history"):
        return str(record.updated_by or _("Someone"))
    event = record.history.select_related("history_user").first()
    return str((event and event.history_user) or _("Someone"))


def lock(record: Recorded, *, version: int | None) -> Any:
    """Re-read `record` under a row lock; raise StaleVersion unless it has `version`."""
    model = type(record)
    row = model._base_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
    if version is not None and row.version != version:
        raise StaleVersion(
            _(
                "%(who)s changed this record at %(when)s, after you opened it. "
                "Reload the page, look at the change, and decide again."
            )
            % {
                "who": last_hand(row),
                "when": date_format(timezone.localtime(row.updated_at), "DATETIME_FORMAT"),
            }
        )
    return row
