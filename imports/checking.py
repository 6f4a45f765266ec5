"""The check of an uploaded list: every row in its bucket, stored for the preview."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from common.bulk import batches, collector_at_rest, insert
from imports import plans, running, uploads
from imports.differences import label_of
from imports.drafts import LONG_NUMBER, Draft
from imports.matching import CHANGED, DUPLICATE, NEW
from imports.models import Upload, UploadRow
from imports.running import Progress, Result
from imports.targets import BY_KEY

MOST_ROWS_NAMED = 8
MOST_GROUPS = 200
WHY = "why"  # the kind of "problem" that holds the reasons of `businesses.similarity`
LIMITS = {
    name: UploadRow._meta.get_field(name).max_length for name in ("name", "owner_name", "place")
}


@collector_at_rest()
def check(upload: Upload, *, progress: Progress | None = None) -> None:
    """Check a list that is being checked, and store what every row gives.

    In one transaction: the rows, the outcome, the plan, and the move to "checked".

    Args:
        upload: status "checking".
        progress: called with (rows done, rows) now and then, outside the transaction.
    Raises:
        UnreadableFile, BadColumns, Refused: nothing was stored; `str()` says what to do.
    """
    by = upload.created_by
    running.require_permissions(by)
    state = plans.state_of_register()
    options = uploads.options_of(upload)
    result = running.read_rows(uploads.content_of(upload), options, by=by, progress=progress)
    matcher = running.match(result, by=by)
    running.finish(result)
    plan = plans.plan_of(matcher, state=state)
    del matcher  # what the register holds takes as much memory as the list
    for draft in result.drafts:
        draft.given.clear()  # neither shown nor written
    planned = plans.packed(plan)
    del plan
    with transaction.atomic():
        UploadRow.objects.filter(upload=upload).delete()
        for some in batches(result.drafts):
            _store(upload, some)
        uploads.WORKFLOW.move(
            upload,
            "checked",
            by=by,
            version=upload.version,
            plan=planned,
            outcome=outcome_of(result),
            message="",
        )


class _Labels(dict[str, str]):
    """Field → label, looked up once for the thousands of rows that change it."""

    def __missing__(self, name: str) -> str:
        self[name] = label_of(name)
        return self[name]


def _store(upload: Upload, drafts: Sequence[Draft]) -> None:
    """What the preview shows of these rows."""
    labels = _Labels()
    places = [draft.values.get("business.kelurahan") for draft in drafts]
    insert(
        UploadRow,
        {
            "upload_id": [upload.pk] * len(drafts),
            "number": [draft.number for draft in drafts],
            "bucket": [draft.bucket for draft in drafts],
            "name": [draft.text("business.name")[: LIMITS["name"]] for draft in drafts],
            "owner_name": [draft.text("owner.name")[: LIMITS["owner_name"]] for draft in drafts],
            "place": [str(place or "")[: LIMITS["place"]] for place in places],
            "business_id": [draft.business_id for draft in drafts],
            "twin": [draft.twin for draft in drafts],
            "likeness": [draft.likeness for draft in drafts],
            "problems": [_told(draft) for draft in drafts],
            "notes": [draft.notes for draft in drafts],
            "changes": [
                []
                if draft.errors
                else [[one.field, labels[one.field], one.old, one.new] for one in draft.changes]
                for draft in drafts
            ],
            "sends_back": [draft.sends_back for draft in drafts],
        },
    )


def _told(draft: Draft) -> list[list[str]]:
    """What is wrong or odd; of a probable duplicate also why it looks like the other, in codes."""
    problems = [["error", one.column, one.value, one.reason] for one in draft.errors]
    problems += [["warning", one.column, one.value, one.reason] for one in draft.warnings]
    if draft.bucket == DUPLICATE and draft.why:
        problems.append([WHY, "", "", " ".join(draft.why)])
    return problems


def outcome_of(result: Result) -> dict[str, Any]:
    """What the preview says of the file as a whole; see `docs/import.md`."""
    plan = result.plan
    return {
        "rows": len(result.drafts),
        "counts": result.counts,
        "warned": sum(
            bool(draft.warnings) and draft.bucket in {NEW, CHANGED} for draft in result.drafts
        ),
        "probable": sum(
            draft.bucket == DUPLICATE and draft.likeness > 0 for draft in result.drafts
        ),
        "notes": result.notes,
        "columns": [[plan.column_of(key), key, str(BY_KEY[key].label)] for key in plan.positions],
        "ignored": plan.ignored,
        "unknown": [
            {
                "key": word.key,
                "value": word.text,
                "rows": word.rows,
                "nearest": [{"code": code, "label": name} for code, name in word.nearest],
            }
            for word in result.unknown[:MOST_GROUPS]
            if not LONG_NUMBER.search(word.text)
        ],
        "fields": _fields(result),
        "sends_back": sum(draft.sends_back for draft in result.drafts),
        "blank": result.sheet.blank,
        "previous": result.previous.pk if result.previous else None,
        "problems": _problems(result),
    }


def _fields(result: Result) -> list[dict[str, Any]]:
    """How often each field changes: filled where nothing was, or replaced."""
    fills: Counter[str] = Counter()
    replaces: Counter[str] = Counter()
    for draft in result.drafts:
        if draft.errors:
            continue
        for change in draft.changes:
            (fills if change.is_fill else replaces)[change.field] += 1
    names = sorted({*fills, *replaces}, key=lambda name: -(fills[name] + replaces[name]))
    return [
        {"field": name, "label": label_of(name), "fills": fills[name], "replaces": replaces[name]}
        for name in names
    ]


def _problems(result: Result) -> list[dict[str, Any]]:
    """Errors and warnings put together by column and reason, the most frequent first."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for draft in result.drafts:
        for problem in draft.errors:
            groups["error", problem.column, problem.reason].append(problem.row)
        for problem in draft.warnings:
            groups["warning", problem.column, problem.reason].append(problem.row)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0] != "error", -len(item[1])))
    return [
        {
            "kind": kind,
            "column": column,
            "reason": reason,
            "rows": len(rows),
            "first": rows[:MOST_ROWS_NAMED],
        }
        for (kind, column, reason), rows in ordered[:MOST_GROUPS]
    ]
