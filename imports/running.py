"""An import from file to register: read, check, match, preview, and only then write.

The command uses it now, the wizard in the back office will. Without `commit` nothing at all is
written. With it all valid rows are written in one transaction or none; a row is checked against
the register under the same lock, so two people who import one file at the same time do not
double it, and the same file again finds every row to be the same.
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
from common.workflow import Refused
from imports import columns, decisions, reading, writing
from imports.columns import Plan
from imports.decisions import Decisions, Unknown, Values
from imports.drafts import Draft, Problem
from imports.lookups import Lookups
from imports.matching import BUCKETS, NEW, Matcher
from imports.models import ImportBatch
from imports.rows import RowReader
from imports.sheets import Sheet, listed
from imports.targets import BY_KEY

PROGRESS_STEP = 500
NEEDED_PERMISSIONS = ("imports.add_importbatch", "businesses.add_business")
FILE_NAME_LENGTH = ImportBatch._meta.get_field("file_name").max_length

Progress = Callable[[int, int], None]


class NotImported(Refused):
    """An import that cannot start. `str()` says what to do first."""


@dataclass(frozen=True)
class Options:
    """How a file is to be read; see `reading.read` and `columns.plan`."""

    file_name: str
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int | None = None
    decisions: Mapping[int, str] = field(default_factory=dict)


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
    sheet = reading.read(
        data,
        known=_known(options),
        encoding=options.encoding,
        delimiter=options.delimiter,
        sheet=options.sheet,
    )
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
    result = Result(sheet, plan, drafts, notes=[])
    if commit:
        _commit(result, Matcher(drafts, by=by), options, by)
    else:
        result.previous = _previous(sheet)
        Matcher(drafts, by=by).sort()
    result.notes = _notes(result, reader)
    result.unknown = decisions.told(reader.unknown, look)
    return result


def _known(options: Options) -> Callable[[str], bool]:
    mapped = {columns.squeeze(text) for text in options.mapping}
    return lambda cell: columns.squeeze(cell) in mapped or columns.is_known(cell)


def _commit(
    result: Result, matcher: Matcher, options: Options, by: AbstractBaseUser | None
) -> None:
    if by is None or not by.has_perms(NEEDED_PERMISSIONS):
        raise NotImported(_("This account may not import. Ask an administrator for the role."))
    with transaction.atomic():
        registration.take_numbers(0)  # locks the register until the end of the transaction
        result.previous = _previous(result.sheet)
        matcher.sort()
        _require_licensing(result, by)
        if writing.to_record(matcher):
            result.batch = ImportBatch.objects.create(
                file_name=options.file_name[:FILE_NAME_LENGTH],
                sha256=result.sheet.sha256,
                rows=len(result.drafts),
                committed_by=by,
                **result.counts,
            )
            writing.write(matcher, batch=result.batch, by=by)
    result.committed = True


def _require_licensing(result: Result, by: AbstractBaseUser) -> None:
    has_nib = any("nib.number" in draft.values for draft in result.of(NEW))
    if has_nib and not by.has_perm("licensing.record_nib"):
        raise NotImported(
            _("The file holds NIBs, which this account may not record. Leave that column out.")
        )


def _previous(sheet: Sheet) -> ImportBatch | None:
    return ImportBatch.objects.filter(sha256=sheet.sha256).order_by("-pk").first()


def _notes(result: Result, reader: RowReader) -> list[str]:
    """What a person should know of the file before looking at single rows."""
    notes = list(result.plan.notes)
    if result.previous is not None:
        at = date_format(localtime(result.previous.committed_at), "DATE_FORMAT")
        message = _("This file was imported on %(date)s as batch %(batch)d.")
        notes.insert(0, message % {"date": at, "batch": result.previous.pk})
    notes += _sheet_notes(result.sheet) + _unnamed_columns(result.sheet)
    for key in result.plan.missing(("business_name", "owner_name", "kelurahan")):
        message = _("No column gives the %(field)s. Name one in a mapping file, or use --set.")
        notes.append(message % {"field": BY_KEY[key].label})
    for key, cell in reader.constants.items():
        notes += [f"{key}: {warning}" for warning in cell.warnings]
    for key, count in reader.own_values.items():
        message = ngettext(
            "--set %(key)s fills empty cells only: %(count)d row keeps its own value.",
            "--set %(key)s fills empty cells only: %(count)d rows keep their own value.",
            count,
        )
        notes.append(message % {"key": key, "count": count})
    return notes


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


def _unnamed_columns(sheet: Sheet) -> list[str]:
    """Columns that hold something and have no heading are not dropped in silence."""
    message = _("Column %(number)d has no heading; what stands in it is not read (row %(row)d).")
    notes = []
    for index, text in enumerate(sheet.heading):
        if not text:
            rows = (
                line.number
                for line in sheet.lines
                if "".join(line.cells[index : index + 1]).strip()
            )
            row = next(rows, None)
            notes += [message % {"number": index + 1, "row": row}] if row else []
    return notes
