"""What an import says for itself: on a terminal, and as JSON for other programs.

NIK, NPWP and phone numbers are half hidden in both (`imports.drafts.shown`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.tabular import Column, text_table
from imports.drafts import SHOWN_CHARACTERS, Draft, Problem
from imports.matching import BUCKETS, CHANGED, DUPLICATE
from imports.running import Result, missing
from imports.sheets import Sheet
from imports.targets import BY_KEY

MOST_ROWS_NAMED = 8
DELIMITER_LABELS = {",": "“,”", ";": "“;”", "\t": "TAB"}


def as_json(result: Result) -> dict[str, Any]:
    """The outcome; `rows` is the sum of the five buckets."""
    counts = result.counts
    return {
        "rows": sum(counts.values()),
        **counts,
        "committed": result.committed,
        "errors": [_problem(problem) for problem in result.errors],
        "warnings": [_problem(problem) for problem in result.warnings],
        "changed_rows": [
            {
                "row": draft.number,
                "business": draft.business_id,
                "fields": [change.label for change in draft.changes],
            }
            for draft in result.of(CHANGED)
        ],
        "duplicate_rows": [
            {
                "row": draft.number,
                "of": draft.twin,
                "business": draft.business_id,
                "likeness": draft.likeness,
                "columns": draft.differs,
            }
            for draft in result.of(DUPLICATE)
        ],
        "unknown_values": [
            {
                "column": result.plan.column_of(word.key),
                "key": word.key,
                "value": word.text,
                "rows": word.rows,
                "nearest": [{"code": code, "label": name} for code, name in word.nearest],
            }
            for word in result.unknown
        ],
        "columns": {result.plan.column_of(key): key for key in result.plan.positions},
        "ignored_columns": result.plan.ignored,
        "notes": result.notes,
        "encoding": result.sheet.encoding,
        "delimiter": result.sheet.delimiter,
        "sheet": result.sheet.name,
        "other_sheets": list(result.sheet.others),
        "hidden_sheets": list(result.sheet.hidden),
        "heading_row": result.sheet.heading_row,
        "blank_rows": result.sheet.blank,
        "batch": result.batch.pk if result.batch else None,
        "imported_before": result.previous.pk if result.previous else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "reason": problem.reason,
    }


def as_text(result: Result) -> Iterator[str]:
    """The same for a person: what was understood, the counts, every error, then the rest."""
    yield from _understood(result)
    yield ""
    for bucket in BUCKETS:
        yield f"{_labels()[bucket]:<24}{result.counts[bucket]:>8}"
    yield f"{_('rows'):<24}{len(result.drafts):>8}"
    yield from _errors(result.errors)
    yield from _changed(result)
    yield from _duplicates(result)
    yield from _unknown(result)
    yield from _warnings(result.warnings)
    yield ""
    yield _conclusion(result)


def _labels() -> dict[str, str]:
    labels = (_("new"), _("changed"), _("same"), _("duplicate"), _("error"))
    return dict(zip(BUCKETS, labels, strict=True))


def _understood(result: Result) -> Iterator[str]:
    sheet, plan = result.sheet, result.plan
    yield _source(sheet)
    for key in plan.positions:
        yield f"  {plan.column_of(key)} → {BY_KEY[key].label}"
    for key, text in plan.constants.items():
        yield f"  --set {text} → {BY_KEY[key].label}"
    if plan.ignored:
        yield _("Columns not read: %(columns)s.") % {"columns": ", ".join(plan.ignored)}
    for note in result.notes:
        yield f"! {note}"
    if missing(plan):
        yield _("A mapping file names columns; --set gives a value for all rows.")


def _source(sheet: Sheet) -> str:
    """Where the rows come from: the sheet of a workbook, or a text file and how it was read."""
    if sheet.name:
        message = _("Sheet “%(name)s”, heading in row %(row)d.")
        return message % {"name": sheet.name, "row": sheet.heading_row}
    return _("Encoding %(encoding)s, delimiter %(delimiter)s, heading in row %(row)d.") % {
        "encoding": sheet.encoding,
        "delimiter": DELIMITER_LABELS[sheet.delimiter],
        "row": sheet.heading_row,
    }


def _errors(errors: Sequence[Problem]) -> Iterator[str]:
    if not errors:
        return
    yield ""
    columns = [
        Column("row", _("row"), lambda problem: problem.row, is_number=True),
        Column("column", _("column"), lambda problem: problem.column),
        Column("value", _("value"), lambda problem: " ".join(problem.value.split())),
        Column("reason", _("reason"), lambda problem: problem.reason),
    ]
    yield text_table(columns, errors).rstrip("\n")


def _changed(result: Result) -> Iterator[str]:
    changed = result.of(CHANGED)
    if not changed:
        return
    yield ""
    yield _("Differs from the register:")
    for draft in changed:
        yield "  " + _("row %(row)d: %(fields)s") % {
            "row": draft.number,
            "fields": ", ".join(change.label for change in draft.changes),
        }


def _duplicates(result: Result) -> Iterator[str]:
    duplicates = result.of(DUPLICATE)
    if not duplicates:
        return
    yield ""
    for draft in duplicates:
        line = _repeats(draft)
        if draft.differs:
            line += " " + _("Not taken over: %(columns)s.") % {"columns": ", ".join(draft.differs)}
        yield line


def _repeats(draft: Draft) -> str:
    """What a row repeats, or looks like: an earlier row, or a record of the register."""
    named = {"row": draft.number, "of": draft.twin, "score": draft.likeness}
    if not draft.likeness:
        return _("Row %(row)d repeats row %(of)d.") % named
    if draft.twin is not None:
        return _("Row %(row)d looks like row %(of)d (%(score)d of 100).") % named
    named["of"] = draft.business_id
    return _("Row %(row)d looks like record %(of)d of the register (%(score)d of 100).") % named


def _unknown(result: Result) -> Iterator[str]:
    """The words to decide about, each once."""
    if not result.unknown:
        return
    yield ""
    yield _("Words that the register does not know; decide once for each, with --values:")
    for word in result.unknown:
        count = ngettext("%(count)d row", "%(count)d rows", word.rows) % {"count": word.rows}
        near = "; ".join(f"{name} = {code}" for code, name in word.nearest)
        text = " ".join(word.text.split())[:SHOWN_CHARACTERS]
        yield f"  {word.key}: “{text}” ({count}){' → ' if near else ''}{near}"


def _warnings(warnings: Sequence[Problem]) -> Iterator[str]:
    """Warnings put together by column and reason, with the first rows."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for problem in warnings:
        groups[problem.column, problem.reason].append(problem.row)
    if groups:
        yield ""
        yield _("Worth a look:")
    for (column, reason), rows in groups.items():
        named = ", ".join(map(str, rows[:MOST_ROWS_NAMED]))
        more = ", …" if len(rows) > MOST_ROWS_NAMED else ""
        count = ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)}
        yield f"  {column}: {reason} ({count}: {named}{more})"


def _conclusion(result: Result) -> str:
    if not result.committed:
        return _("Dry run: nothing was written. Add --commit and --user to write.")
    if result.batch is None:
        return _("There was nothing to write.")
    return _("Written as batch %(batch)d.") % {"batch": result.batch.pk}
