"""An uploaded list made ready for its check: how it is read, its columns, its words.

Each step is one function: it validates the choice, stores it and moves `Upload.step` on. A choice
that changes a checked list takes it back to preparation, so that a preview never shows what is no
longer so. Nothing is guessed: what is proposed elsewhere becomes true only through these.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from common.identifiers import clean_text
from common.workflow import Refused, WrongState, lock
from imports import columns, decisions, reading, running, saved_mappings, uploads
from imports.checks import REQUIRED
from imports.column_choices import SUFFICIENT
from imports.columns import BadColumns, Plan
from imports.decisions import CHOICES, Decisions, Unknown, Values
from imports.drafts import LONG_NUMBER
from imports.half_hidden import half_hidden
from imports.lookups import Lookups
from imports.models import ImportBatch, Upload
from imports.rows import RowReader
from imports.sheets import Line, Sheet, UnreadableFile
from imports.targets import BY_KEY
from imports.uploads import FILE_NAME_LENGTH, PERMISSION, WORKFLOW, Status

Step = Upload.WizardStep
STEPS = [Step.SHEET, Step.COLUMNS, Step.VALUES, Step.CHECK]
OPEN = (Status.PREPARED, Status.CHECKED)
SHEET_NAME_LENGTH = Upload._meta.get_field("sheet").max_length
MOST_WORDS = 500  # unknown ones of one column; more, and it is hardly a column of such words


class Earlier(NamedTuple):
    """Where this very file is already: the last import of it, an unfinished upload of it."""

    batch: ImportBatch | None
    upload: Upload | None


class AlreadyHere(Refused):
    """This very file was imported before, or is waiting; `known` says where."""

    def __init__(self, known: Earlier) -> None:
        super().__init__(_("This very file was uploaded before."))
        self.known = known


class MissingColumns(BadColumns):
    """Neither a column nor a value for all rows gives what every row needs; `keys` says what."""

    def __init__(self, keys: list[str]) -> None:
        message = _("No column gives the %(fields)s. Choose one, or give a value for all rows.")
        super().__init__(message % {"fields": ", ".join(str(BY_KEY[key].label) for key in keys)})
        self.keys = keys


class Words(NamedTuple):
    """The words that mean nothing here, and how many different cells were not looked at."""

    found: list[Unknown]
    more: int


# -- the file ------------------------------------------------------------------------------------


def earlier(sha256: str, *, by: AbstractBaseUser, but: int | None = None) -> Earlier:
    """Whether a file with this checksum was imported or uploaded before. Args: but: a key."""
    batches = ImportBatch.objects.visible_to(by).filter(sha256=sha256, undone_at=None)
    mine = Upload.objects.visible_to(by).unfinished().filter(sha256=sha256).exclude(pk=but)
    return Earlier(batches.order_by("-pk").first(), mine.defer("content", "plan").first())


def receive(data: bytes, *, file_name: str, by: AbstractBaseUser, again: bool = False) -> Upload:
    """Keep a file, with the sheet and the heading that are found in it.

    Args:
        again: keep it although this very file was imported or uploaded before.
    Raises:
        UnreadableFile, AlreadyHere: nothing is kept. PermissionDenied.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    found = _as_read(reading.read(data, known=columns.is_known))
    if _holds_numbers(found["heading"]):  # a list without a heading: its first row is a person
        found |= {"heading": [], "shape": ""}
    name = clean_text(file_name)[-FILE_NAME_LENGTH:] or _("without a name")
    with transaction.atomic():
        # Two clicks at the same moment: the second one waits here and finds the first.
        get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
        known = earlier(hashlib.sha256(data).hexdigest(), by=by)
        if any(known) and not again:
            raise AlreadyHere(known)
        if Upload.objects.visible_to(by).unfinished().count() >= settings.IMPORT_MOST_UNFINISHED:
            raise UnreadableFile(_("Too many lists are unfinished. Finish or discard some first."))
        upload = uploads.receive(data, file_name=name, by=by)
        for field, value in found.items():
            setattr(upload, field, value)
        upload.save(update_fields=list(found))
    return upload


def _holds_numbers(heading: Iterable[str]) -> bool:
    """Whether a heading is none: it holds what may be a NIK or a phone, not to be kept in it."""
    return any(LONG_NUMBER.search(text) for text in heading)


def _as_read(sheet: Sheet) -> dict[str, Any]:
    """The fields of an upload that say how its file is read. Raises UnreadableFile."""
    if len(sheet.name) > SHEET_NAME_LENGTH or any(
        unicodedata.category(sign) in {"Cc", "Cs"} for sign in sheet.name
    ):
        raise UnreadableFile(_("The name of the sheet cannot be kept. Give it a short, plain one."))
    return {
        "sheet": sheet.name,
        "heading_row": sheet.heading_row,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter if sheet.encoding else "",
        "heading": sheet.heading,
        "shape": saved_mappings.shape_of(sheet.heading),
    }


# -- the steps -----------------------------------------------------------------------------------


def choose_sheet(
    upload: Upload,
    *,
    by: AbstractBaseUser,
    version: int | None,
    sheet: str = "",
    heading_row: int | None = None,
    encoding: str = "",
    delimiter: str = "",
) -> Upload:
    """Say how the file is read; what is left empty is found in it.

    What was decided about columns of the same name stays.

    Raises:
        UnreadableFile: it cannot be read so. What `_change` raises; FileDeleted.
    """
    read = reading.read(
        uploads.content_of(upload),
        known=columns.is_known,
        sheet=sheet,
        heading_row=heading_row,
        encoding=encoding,
        delimiter=delimiter,
    )
    found = _as_read(read)
    if _holds_numbers(read.heading):
        message = _(
            "Row %(row)d holds long numbers, so it is a row of the list. Choose the row with the "
            "names of the columns; if the list has none, add one."
        )
        raise UnreadableFile(message % {"row": read.heading_row})
    names = set(map(columns.squeeze, columns.names(read.heading)))
    kept = {name: key for name, key in upload.mapping.items() if columns.squeeze(name) in names}
    return _change(upload, Step.COLUMNS, by=by, version=version, mapping=kept, **found)


def choose_columns(
    upload: Upload,
    *,
    by: AbstractBaseUser,
    version: int | None,
    mapping: Mapping[str, str | None],
    constants: Mapping[str, str],
    values: Values | None = None,
) -> Upload:
    """Say what each column fills, and what fills the cells that the list leaves empty.

    Args:
        mapping: name of a column (`columns.names`) → target, or None to leave it out.
        constants: target → text.
        values: decisions about words to begin with, from a saved mapping.
    Raises:
        BadColumns, MissingColumns: they do not fit together. What `_change` raises.
    """
    plan = columns.plan(upload.heading, mapping=mapping, constants=constants)
    RowReader(plan, Lookups.load())
    missing = plan.missing(list(REQUIRED))
    if missing and plan.missing([SUFFICIENT]):
        raise MissingColumns(missing)
    changes = {"mapping": dict(mapping), "constants": dict(constants)}
    if values and not upload.values:
        changes["values"] = values
    with transaction.atomic():
        changed = _change(upload, Step.VALUES, by=by, version=version, **changes)
        saved_mappings.keep_columns(changed, by=by)
    return changed


def choose_values(
    upload: Upload,
    *,
    by: AbstractBaseUser,
    version: int | None,
    values: Values,
    is_last: bool = True,
) -> Upload:
    """Say what words of the list stand for.

    Args:
        values: target → word → code, or None to leave it out; None of a word not yet decided.
        is_last: whether the check comes next, or more words do.
    Raises:
        BadColumns: a code of no choice. What `_change` raises.
    """
    Decisions(values, Lookups.load())
    step = Step.CHECK if is_last else Step.VALUES
    said = {key: dict(words) for key, words in values.items() if words}
    with transaction.atomic():
        changed = _change(upload, step, by=by, version=version, values=said)
        saved_mappings.keep_words(changed, by=by)
    return changed


def _change(
    upload: Upload, step: str, *, by: AbstractBaseUser, version: int | None, **changes: Any
) -> Upload:
    """Store a choice under a lock and go on to `step`; the same choice again changes nothing.

    Raises:
        PermissionDenied, StaleVersion; WrongState where the list is not in preparation any more.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    with transaction.atomic():
        row = lock(upload, version=version)
        if row.created_by_id != by.pk:
            raise PermissionDenied
        if row.status not in OPEN:
            raise WrongState(
                _("This list is no longer in preparation: its status is “%(status)s”.")
                % {"status": row.get_status_display()}
            )
        if any(getattr(row, field) != value for field, value in changes.items()):
            emptied = {"decisions": {}, "outcome": {}, "plan": b"", "message": ""}
            return _store(row, by=by, step=step, **emptied, **changes)
        if STEPS.index(row.step) < STEPS.index(step):
            return _store(row, by=by, step=step)
    return row


def _store(row: Upload, *, by: AbstractBaseUser, **changes: Any) -> Upload:
    if row.status == Status.CHECKED:
        return WORKFLOW.move(row, "prepare", by=by, version=row.version, **changes)
    for field, value in changes.items():
        setattr(row, field, value)
    row.stamp(by)
    row.save(update_fields=[*changes, "version", "updated_by", "updated_at"])
    return row


def constant_labels(upload: Upload) -> list[tuple[str, str]]:
    """(value for all rows as a person reads it, what it is): the name, not the code, of a place."""
    look = Lookups.load() if upload.constants else Lookups()
    found = []
    for name, text in upload.constants.items():
        key = columns.target_named(name)
        names = CHOICES[key](look) if key in CHOICES else {}
        found.append((half_hidden(str(names.get(text, text)), key), str(BY_KEY[key].label)))
    return found


# -- the words -----------------------------------------------------------------------------------


def unknown_words(upload: Upload, look: Lookups) -> Words:
    """The words of the list that nobody knows, decided upon or not, those of most rows first.

    Reads the columns of `decisions.CHOICES` only, each different cell of them once, by the
    reader of the check itself, so that the two cannot differ.

    Raises:
        UnreadableFile, BadColumns, FileDeleted.
    """
    options = uploads.options_of(upload)
    sheet = running.read_sheet(uploads.content_of(upload), options)
    plan = columns.plan(sheet.heading, mapping=options.mapping, constants=options.constants)
    width = len(sheet.heading)
    lines = [line for line in sheet.lines if not any(map(str.strip, line.cells[width:]))]
    unknown: Counter[tuple[str, str]] = Counter()
    more = 0
    for key in CHOICES:
        if key in plan.positions:
            found, left = _unknown_of(key, plan.positions[key], lines, look)
            unknown.update(found)
            more += left
    return Words(decisions.told(unknown, look), more)


def _unknown_of(
    key: str, index: int, lines: Iterable[Line], look: Lookups
) -> tuple[dict[tuple[str, str], int], int]:
    """((key, word) → rows, different cells that were not looked at) of one column."""
    cells = Counter(line.cells[index] for line in lines if index < len(line.cells))
    reader = RowReader(Plan([key], {key: 0}), look)
    found: Counter[tuple[str, str]] = Counter()
    numbers = 0
    for looked_at, (text, rows) in enumerate(cells.most_common()):
        if len(found) >= MOST_WORDS:
            return found, numbers + len(cells) - looked_at
        if LONG_NUMBER.search(text):  # a NIK or phone in this column: no word to be shown
            numbers += 1
            continue
        word = (key, reader.read(Line(0, (text,))).given.get(key, ""))
        if word in reader.unknown:
            found[word] += rows
    return found, numbers
