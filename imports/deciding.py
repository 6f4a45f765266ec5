"""What a person decides about a checked list: how fields change, and what becomes of single rows.

"skip" leaves a new or changed row out; "new" and "same" are said of a row that probably is a
record of the register. Each changes what other rows of the list are (a repetition takes the
place of a row that is left out), so the list is checked again before anything is written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from common.workflow import Refused, WrongState, lock
from imports.matching import (
    AS_NEW,
    AS_SAME,
    CHANGED,
    DUPLICATE,
    LEFT_OUT,
    NEW,
)
from imports.models import Upload, UploadRow
from imports.plans import CHOICES, FILL, LEAVE, REPLACE
from imports.uploads import PERMISSION

WRITTEN = (NEW, CHANGED)
# In the outcome: the rows decided about since the check, with what the check obeyed of each.
WAITING = "waiting"


class UnknownRow(Refused):
    """A decision about a row that is not there, or of which it cannot be said."""


@dataclass(frozen=True)
class Effect:
    """What the confirmation will write.

    Attributes:
        new, changed: rows that are written. left_out: rows that a person left out.
        unchanged: changed rows of which no field may be written.
        waiting: rows that were decided about after the check, which must be made again.
    """

    new: int
    changed: int
    left_out: int
    unchanged: int
    waiting: int

    @property
    def writes(self) -> bool:
        return bool(self.new or self.changed)


def choose(
    upload: Upload, choices: Mapping[str, str], *, by: AbstractBaseUser, version: int | None
) -> Upload:
    """Keep how fields may be changed: field → "replace", "fill" or "leave".

    Raises PermissionDenied, StaleVersion, WrongState; Refused for what is no choice.
    """
    return keep(upload, choices=choices, decisions={}, by=by, version=version)


def decide(
    upload: Upload, decisions: Mapping[int, str], *, by: AbstractBaseUser, version: int | None
) -> Upload:
    """Keep what becomes of single rows: row number → "new", "same", "skip", or "" for the usual.

    Raises PermissionDenied, StaleVersion, WrongState; UnknownRow.
    """
    return keep(upload, choices={}, decisions=decisions, by=by, version=version)


def keep(
    upload: Upload,
    *,
    choices: Mapping[str, str],
    decisions: Mapping[int, str],
    by: AbstractBaseUser,
    version: int | None,
) -> Upload:
    """Keep both, as they stand on one page, all or nothing; what is no news makes no version.

    Raises what `choose` and `decide` raise.
    """
    with transaction.atomic():
        row = _checked(upload, by=by, version=version)
        before = row.choices, row.decisions, row.outcome
        _note_choices(row, choices)
        _note_decisions(row, decisions)
        if (row.choices, row.decisions, row.outcome) != before:
            row.bump(by)
            kept = ["choices", "decisions", "outcome", "version", "updated_at"]
            row.save(update_fields=kept)
    return row


def alike(upload: Upload, numbers: Collection[int], decision: str) -> dict[int, str]:
    """The same decision for those of some rows that look like another record.

    Args:
        decision: "new" or "same"; "same" is not said of a row that looks like a row of the list.
    """
    rows = upload.rows.filter(number__in=list(numbers), bucket=DUPLICATE, likeness__gt=0)
    return {row.number: decision for row in rows if decision in _possible(row)}


def _note_choices(upload: Upload, choices: Mapping[str, str]) -> None:
    fields = {field["field"] for field in upload.outcome.get("fields", [])}
    if not fields.issuperset(choices) or not set(CHOICES).issuperset(choices.values()):
        raise Refused(_("Choose from what the page offers."))
    said = {**upload.choices, **choices}
    upload.choices = {field: choice for field, choice in said.items() if choice != REPLACE}


def _note_decisions(upload: Upload, decisions: Mapping[int, str]) -> None:
    """Keep the decisions, and which of them the next check must obey first."""
    if not decisions:
        return
    found = {one.number: one for one in upload.rows.filter(number__in=list(decisions))}
    for number, decision in decisions.items():
        _require(found.get(number), number, decision)
    said, waiting = dict(upload.decisions), dict(upload.outcome.get(WAITING, {}))
    for number, given in decisions.items():
        is_duplicate = found[number].bucket == DUPLICATE
        decision = "" if is_duplicate and given == LEFT_OUT else given  # it is left out anyway
        before = said.pop(str(number), "")
        obeyed = waiting.pop(str(number), before)
        if decision != obeyed:
            waiting[str(number)] = obeyed
        if decision:
            said[str(number)] = decision
    upload.decisions = said
    if waiting or WAITING in upload.outcome:
        upload.outcome = {**upload.outcome, WAITING: waiting}


def may_be_new(row: UploadRow) -> bool:
    """Whether a person may say that this row is a business of its own, or the one it is like."""
    return row.bucket == DUPLICATE and row.likeness > 0


def _require(row: UploadRow | None, number: int, decision: str) -> None:
    if row is not None and decision in _possible(row):
        return
    message = _("Row %(row)d is not one of which this can be said. Reload the page.")
    raise UnknownRow(message % {"row": number})


def _possible(row: UploadRow) -> Collection[str]:
    if may_be_new(row):
        return ("", LEFT_OUT, AS_NEW, AS_SAME) if row.business_id else ("", LEFT_OUT, AS_NEW)
    return ("", LEFT_OUT) if row.bucket in WRITTEN else ()


def _checked(upload: Upload, *, by: AbstractBaseUser, version: int | None) -> Upload:
    """The upload under a lock. Raises unless `by` may decide about it now."""
    if not by.has_perm(PERMISSION) or upload.created_by_id != by.pk:
        raise PermissionDenied
    row = lock(upload, version=version)
    if row.status != Upload.Status.CHECKED:
        raise WrongState(_("Decisions are made between the check and the writing of a list."))
    return row


def effect(upload: Upload) -> Effect:
    """What the confirmation of a checked upload will write. At most two queries."""
    counts = upload.outcome.get("counts", {})
    left = _left_out(upload)
    left_new = sum(bucket == NEW for bucket in left.values())
    unchanged = _without_effect(upload, left)
    return Effect(
        new=counts.get(NEW, 0) - left_new,
        changed=counts.get(CHANGED, 0) - (len(left) - left_new) - unchanged,
        left_out=len(left),
        unchanged=unchanged,
        waiting=len(upload.outcome.get(WAITING, {})),
    )


def _left_out(upload: Upload) -> dict[int, str]:
    """Row number → bucket, of the rows that would be written and were left out."""
    said = [int(number) for number, decision in upload.decisions.items() if decision == LEFT_OUT]
    if not said:
        return {}
    rows = upload.rows.filter(number__in=said, bucket__in=WRITTEN)
    return dict(rows.values_list("number", "bucket"))


def _without_effect(upload: Upload, left: Collection[int]) -> int:
    """How many changed rows the choices leave as they are, those that are left out aside."""
    if not upload.choices:
        return 0
    rows = upload.rows.filter(bucket=CHANGED).values_list("number", "changes")
    return sum(
        not any(_is_written(upload.choices.get(field), old) for field, _label, old, _new in changes)
        for number, changes in rows.iterator(chunk_size=2000)
        if number not in left
    )


def _is_written(choice: str | None, old: str) -> bool:
    return choice != LEAVE and not (choice == FILL and old)
