"""`manage.py import_businesses`: a list of businesses, checked and, with --commit, written."""

import json
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from common.workflow import Refused
from imports import rejects, report
from imports.columns import BadColumns
from imports.delimited import ENCODINGS
from imports.plans import CHOICES, REPLACE
from imports.running import Options, Result, run
from imports.sheets import UnreadableFile


class Command(BaseCommand):
    help = (
        "Check a list of businesses (XLSX, XLS, ODS, CSV or TSV) against the register. Without "
        "--commit nothing is written. The exit code is 0 when every row of the file is accounted "
        "for, rejected rows included. It is 1 when the file cannot be read or the commit fails, "
        "and then nothing was written; or when the file of rejected rows breaks off, after the "
        "outcome was printed. Columns and rules: docs/import.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("file", help="the list: a workbook or a text file with a heading row")
        add(
            "--sheet",
            default="",
            metavar="NAME",
            help="the sheet of a workbook; the one with the best known heading if not given",
        )
        add(
            "--heading-row",
            type=int,
            metavar="ROW",
            help="number of the row that holds the heading; found in the first rows if not given",
        )
        add("--mapping", metavar="FILE.json", help="JSON: heading of the file → column, or null")
        add(
            "--values",
            metavar="FILE.json",
            help="JSON: column → word of the file → the code that it stands for, or null",
        )
        add(
            "--set",
            action="append",
            default=[],
            dest="constants",
            metavar="COLUMN=VALUE",
            help="fill a column where the file leaves it empty, for example kelurahan=Fontein",
        )
        add(
            "--changes",
            choices=CHOICES,
            default=REPLACE,
            help="what becomes of values of the register that the list says otherwise: replace "
            "them (the default), only fill in what is missing, or leave them",
        )
        add("--commit", action="store_true", help="write all valid rows, in one transaction")
        add("--user", metavar="NAME", help="the account that imports; needed with --commit")
        add("--rejects", metavar="OUT.csv", help="write the rejected rows with their reasons")
        add("--format", choices=["table", "json"], default="table")
        add("--encoding", choices=ENCODINGS, default="", help="found in the file if not given")
        add(
            "--delimiter",
            default="",
            metavar="SIGN",
            help="comma, semicolon or tab; found in the file if not given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._account(options)
        choices = Options(
            file_name=Path(options["file"]).name,
            mapping=_mapping(options["mapping"]),
            values=_values(options["values"]),
            constants=_constants(options["constants"]),
            encoding=options["encoding"],
            delimiter=options["delimiter"],
            sheet=options["sheet"],
            changes=options["changes"],
            heading_row=options["heading_row"],
        )
        data = _bytes_of(options["file"])
        with _replaced(options["rejects"], keep=options["file"]) as rejected:
            result = self._run(data, choices, by=by, commit=options["commit"])
            self._print(result, options["format"])  # first: it says what was written
            if rejected is not None:
                rejects.write(result, rejected)

    def _print(self, result: Result, kind: str) -> None:
        if kind == "json":
            self.stdout.write(json.dumps(report.as_json(result), ensure_ascii=False, indent=2))
            return
        for line in report.as_text(result):
            self.stdout.write(line)

    def _run(self, data: bytes, choices: Options, **keywords: Any) -> Result:
        try:
            return run(data, choices, progress=self._progress(), **keywords)
        except (UnreadableFile, BadColumns, Refused) as error:
            raise CommandError(str(error)) from error
        except PermissionDenied as error:
            raise CommandError(_("This account may not import.")) from error
        except DatabaseError as error:
            message = _("The data base refused: %(reason)s. Nothing was written.")
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(message % {"reason": reason}) from error

    def _account(self, options: dict[str, Any]) -> Any:
        """The account named by --user; None on a dry run without one."""
        name = options["user"]
        if not name:
            if options["commit"]:
                raise CommandError(_("Say who imports: --user with the name of an account."))
            return None
        try:
            found = get_user_model().objects.filter(username=name, is_active=True).first()
        except DatabaseError as error:
            raise CommandError(_("The data base does not answer. Run “setup” first.")) from error
        if found is None:
            raise CommandError(_("There is no active account of this name."))
        return found

    def _progress(self) -> Callable[[int, int], None] | None:
        """A line on the terminal that is written over; nothing where no terminal is."""
        if not self.stderr.isatty():
            return None

        def show(done: int, total: int) -> None:
            self.stderr.write(f"\r{done} / {total} ", ending="" if done < total else "\n")

        return show


def _bytes_of(path: str) -> bytes:
    """The content of the file, not more than is accepted anyway. Raises CommandError."""
    try:
        with Path(path).open("rb") as file:
            return file.read(settings.IMPORT_MOST_BYTES + 1)
    except OSError as error:
        message = _("The file cannot be opened: %(reason)s.")
        raise CommandError(message % {"reason": error.strerror or error}) from error


def _mapping(path: str | None) -> dict[str, str | None]:
    """The mapping file: an object of headings with the name of a column, or null."""
    mapping = _json_of(path, "--mapping")
    if not _is_words(mapping):
        raise CommandError(
            _('The mapping file is one JSON object, such as {"Nama": "business_name"}.')
        )
    return mapping


def _values(path: str | None) -> dict[str, dict[str, str | None]]:
    """The file of values: for a column, words with the code that each stands for, or null."""
    values = _json_of(path, "--values")
    if not isinstance(values, dict) or not all(map(_is_words, values.values())):
        raise CommandError(
            _(
                "The file of values is one JSON object, such as "
                '{"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}.'
            )
        )
    return values


def _is_words(found: Any) -> bool:
    return isinstance(found, dict) and all(
        value is None or isinstance(value, str) for value in found.values()
    )


def _json_of(path: str | None, option: str) -> Any:
    """The content of a JSON file; an empty object without a path. Raises CommandError."""
    if not path:
        return {}
    try:
        return json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = _("The file of %(option)s cannot be opened: %(reason)s.")
        raise CommandError(
            message % {"option": option, "reason": error.strerror or error}
        ) from error
    except (ValueError, RecursionError) as error:
        message = _("The file of %(option)s is not JSON.")
        raise CommandError(message % {"option": option}) from error


def _constants(pairs: list[str]) -> dict[str, str]:
    constants = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise CommandError(_("Write --set column=value, for example kelurahan=Fontein."))
        constants[name.strip()] = value.strip()
    return constants


@contextmanager
def _replaced(path: str | None, *, keep: str):
    """A text file that takes the place of `path` when all went well; None without a path.

    It is made before anything is written to the register, so a full disk or a folder without
    write permission stops the import early. Raises CommandError.
    """
    if not path:
        yield None
        return
    target = Path(path)
    if target.is_dir():
        raise CommandError(_("--rejects needs the name of a file, not of a folder."))
    if target.exists() and Path(keep).exists() and target.samefile(keep):
        raise CommandError(_("--rejects would overwrite the list itself. Give another name."))
    file = _beside(target)
    try:
        with file:
            yield file
        Path(file.name).replace(target)
    except OSError as error:
        message = _("The file of rejected rows cannot be written: %(reason)s.")
        raise CommandError(message % {"reason": error.strerror or error}) from error
    finally:
        Path(file.name).unlink(missing_ok=True)


def _beside(target: Path) -> TextIO:
    try:
        return tempfile.NamedTemporaryFile(
            "w",
            dir=target.parent,
            prefix=".rejects-",
            encoding="utf-8",
            errors="replace",
            newline="",
            delete=False,
        )
    except OSError as error:
        message = _("The file of rejected rows cannot be written: %(reason)s.")
        raise CommandError(message % {"reason": error.strerror or error}) from error
