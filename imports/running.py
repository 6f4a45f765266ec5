"""An import from file to register: read, check, match, preview, and only then write.

The command runs it as a whole (`run`); the wizard takes it in two halves, a check that leaves a
plan (`imports.checking`) and a confirmation that writes it (`imports.confirming`). Without
`commit` nothing at all is written. With it all valid rows are written in one transaction or none;
a row is checked against the register under the same lock, so two people who import one file at
the same time do not double it, and the same file again finds every row to be the same.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from businesses import registration, scope
from common.bulk import collector_at_rest
from common.workflow import Refused
from imports import checks, columns, decisions, plans, reading, writing
from imports.columns import Plan
from imports.decisions import Decisions, Unknown, Values
from imports.drafts import Draft, Problem
from imports.lookups import Lookups
from imports.matching import BUCKETS, Matcher
from imports.models import ImportBatch
from imports.rows import RowReader
from imports.sheets import Sheet, listed
from imports.targets import BY_KEY

PROGRESS_STEP = 500
NEEDED_PERMISSIONS = ("imports.add_importbatch", "businesses.add_business")

Progress = Callable[[int, int], None]


class NotImported(Refused):
    """An import that cannot start. `str()` says what to do first."""


@dataclass(frozen=True)
class Options:
    """How a file is to be read; see `reading.read` and `columns.plan`.

    Attributes:
        decisions: row → what a person said of it (`imports.matching`).
        changes: what becomes of stored values that the file says otherwise (`imports.plans`).
    """

    file_name: str
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int | None = None
    decisions: Mapping[int, str] = field(default_factory=dict)
    changes: str = plans.REPLACE


@dataclass
class Result:
    """What became of a file: each of its rows in exactly one bucket.

    Attributes:
        notes: sentences about the file as a whole.
        batch: what the commit wrote under; None on a dry run, or when there was nothing to write.
        previous: the last import of this very file.
        unknown: the words that nobody has decided about.
    """

    sheet: Sheet
    plan: Plan
    drafts: list[Draft]
    notes: list[str]
    options: Options
    reader: RowReader
    committed: bool = False
    batch: ImportBatch | None = None
    previous: ImportBatch | None = None
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Bucket → number of rows; their sum is the number of rows of the file."""
        found = Counter(draft.bucket for draft in self.drafts)
        return {bucket: found[bucket] for bucket in BUCKETS}

    @property
    def errors(self) -> list[Problem]:
        return [problem for draft in self.drafts for problem in draft.errors]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for draft in self.drafts if not draft.errors for problem in draft.warnings]

    def of(self, bucket: str) -> list[Draft]:
        return [draft for draft in self.drafts if draft.bucket == bucket]


@collector_at_rest()
def run(
    data: bytes,
    options: Options,
    *,
    by: AbstractBaseUser | None = None,
    commit: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Check a file against the register and, with `commit`, write its valid rows.

    Args:
        data: the bytes of the file.
        by: who imports; needed for a commit. Rows outside the work area of `by` are errors.
        progress: called with (rows read, rows) now and then.
    Raises:
        UnreadableFile, BadColumns: the file or the options do not fit; nothing was written.
        Refused: the import was not allowed or met a change made meanwhile; nothing was written.
    """
    result = read_rows(data, options, by=by, progress=progress)
    if commit:
        _commit(result, by)
    else:
        match(result, by=by)
    finish(result)
    return result


def read_sheet(data: bytes, options: Options) -> Sheet:
    """The rows of the file as they are typed. Raises UnreadableFile."""
    return reading.read(
        data,
        known=_known(options),
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
        heading_row=options.heading_row,
    )


def read_rows(
    data: bytes,
    options: Options,
    *,
    by: AbstractBaseUser | None,
    progress: Progress | None = None,
) -> Result:
    """The first half of `run`: every row read, none of them looked up in the register."""
    sheet = read_sheet(data, options)
    plan = columns.plan(sheet.heading, mapping=options.mapping, constants=options.constants)
    look = Lookups.load()
    if not look.kelurahan:
        raise NotImported(_("The register has no kelurahan yet. Run “manage.py setup” first."))
    reader = RowReader(
        plan,
        look,
        covers=partial(scope.covers, by) if by else None,
        decisions=Decisions(options.values, look),
    )
    drafts = []
    for count, line in enumerate(sheet.lines, start=1):
        drafts.append(reader.read(line))
        if progress and (count % PROGRESS_STEP == 0 or count == len(sheet.lines)):
            progress(count, len(sheet.lines))
    reader.forget()
    return Result(sheet, plan, drafts, notes=[], options=options, reader=reader)


def match(result: Result, *, by: AbstractBaseUser | None) -> Matcher:
    """The second half: every row in its bucket. Not to be called twice on one result."""
    result.previous = _previous(result.sheet)
    matcher = Matcher(result.drafts, by=by, decisions=result.options.decisions)
    matcher.sort()
    return matcher


def finish(result: Result) -> None:
    """What is told of the file as a whole."""
    result.notes = _notes(result, result.reader)
    result.unknown = decisions.told(result.reader.unknown, result.reader.look)


def require_permissions(by: AbstractBaseUser | None) -> None:
    """Raise NotImported unless `by` may import."""
    if by is None or not by.has_perms(NEEDED_PERMISSIONS):
        raise NotImported(_("This account may not import. Ask an administrator for the role."))


def _known(options: Options) -> Callable[[str], bool]:
    mapped = {columns.squeeze(text) for text in options.mapping}
    return lambda cell: columns.squeeze(cell) in mapped or columns.is_known(cell)


def _commit(result: Result, by: AbstractBaseUser | None) -> None:
    require_permissions(by)
    with transaction.atomic():
        registration.take_numbers(0)  # locks the register until the end of the transaction
        plan = plans.plan_of(match(result, by=by), state=())
        result.batch = writing.record(
            plans.narrowed(plan, otherwise=result.options.changes),
            file_name=result.options.file_name,
            sha256=result.sheet.sha256,
            by=by,
        )
    result.committed = True


def _previous(sheet: Sheet) -> ImportBatch | None:
    same = ImportBatch.objects.filter(sha256=sheet.sha256, undone_at=None)
    return same.order_by("-pk").first()


def _notes(result: Result, reader: RowReader) -> list[str]:
    """What a person should know of the file before looking at single rows."""
    notes = list(result.plan.notes)
    if result.previous is not None:
        at = date_format(localtime(result.previous.committed_at), "DATE_FORMAT")
        message = _("This file was imported on %(date)s as batch %(batch)d.")
        notes.insert(0, message % {"date": at, "batch": result.previous.pk})
    notes += _sheet_notes(result.sheet) + _unnamed_columns(result.sheet, result.plan)
    for key in missing(result.plan):
        message = _("No column gives the %(field)s.")
        notes.append(message % {"field": BY_KEY[key].label})
    for key, cell in reader.constants.items():
        notes += [f"{BY_KEY[key].label}: {warning}" for warning in cell.warnings]
    for key, count in reader.own_values.items():
        message = ngettext(
            "The %(field)s of all rows fills empty cells only: %(count)d row keeps its own.",
            "The %(field)s of all rows fills empty cells only: %(count)d rows keep their own.",
            count,
        )
        notes.append(message % {"field": BY_KEY[key].label, "count": count})
    return notes


def missing(plan: Plan) -> list[str]:
    """What every row needs and no column gives; a registry number stands for all of it."""
    return [] if "code" in plan.positions else plan.missing(tuple(checks.REQUIRED))


def _sheet_notes(sheet: Sheet) -> list[str]:
    """Which rows are the heading, and which sheets of a workbook were not read."""
    notes = []
    if sheet.heading_end > sheet.heading_row:
        message = _("The heading is rows %(first)d to %(last)d; what stands above is not read.")
        notes.append(message % {"first": sheet.heading_row, "last": sheet.heading_end})
    elif sheet.heading_row > 1:
        message = _("The heading is row %(row)d; what stands above it is not read.")
        notes.append(message % {"row": sheet.heading_row})
    if sheet.others:
        message = _("Sheets of the workbook that were not read: %(names)s.")
        notes.append(message % {"names": listed(sheet.others)})
    if sheet.hidden:
        message = _("Hidden sheets, which are never read: %(names)s.")
        notes.append(message % {"names": listed(sheet.hidden)})
    return notes


def _unnamed_columns(sheet: Sheet, plan: Plan) -> list[str]:
    """Columns that hold something and have no heading are not dropped in silence."""
    message = _("Column %(number)d has no heading; what stands in it is not read (row %(row)d).")
    notes = []
    for index, text in enumerate(sheet.heading):
        if not text and index not in plan.positions.values():
            rows = (
                line.number
                for line in sheet.lines
                if "".join(line.cells[index : index + 1]).strip()
            )
            row = next(rows, None)
            notes += [message % {"number": index + 1, "row": row}] if row else []
    return notes
