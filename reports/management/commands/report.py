"""`manage.py report nib-coverage --by kecamatan --as-of 2026-11-01 --format json`."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from businesses.models import Business
from common.validators import EARLIEST
from reports import writing
from reports.registry import REPORTS
from reports.report import Report

FORMATS = ("table", "csv", "xlsx", "json")


def day(text: str) -> date:
    """An ISO date from 2000 on that is not in the future."""
    value = date.fromisoformat(text)
    if not EARLIEST <= value <= timezone.localdate():
        raise ValueError
    return value


class Command(BaseCommand):
    help = "Print a report, or write it to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(REPORTS), help="which report")
        parser.add_argument("--by", default="", help="break down by, for example kelurahan")
        parser.add_argument(
            "--as-of", default="", metavar="YYYY-MM-DD", help="the day that it speaks of (today)"
        )
        parser.add_argument("--months", dest="bulan", default="", help="how many, of a series")
        parser.add_argument("--kecamatan", default="", help="the code of one; of a series")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--output", type=Path, help="write to this file, not to the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        report = REPORTS[options["name"]]
        by = report.dimension(options["by"]) if options["by"] else report.dimensions[0]
        if by is None:
            names = ", ".join(dimension.name for dimension in report.dimensions)
            raise CommandError(f"--by {options['by']} is unknown. Choose one of: {names}.")
        try:
            as_of = day(options["as_of"]) if options["as_of"] else timezone.localdate()
        except ValueError:
            raise CommandError(
                f"--as-of {options['as_of']} is not a day from 2000 up to today. "
                "Write it as 2026-11-22."
            ) from None
        with translation.override("id"):
            asked = report.options(self._asked(report, options), user=None)
            answer = report.answer(Business.objects.all(), by=by, as_of=as_of, **asked)
            self._write(report, answer, options["format"], options["output"])

    @staticmethod
    def _asked(report: Report, options: dict[str, Any]) -> dict[str, Any]:
        """What only some reports can be asked, read by the fields of the page."""
        fields, found = report.fields(), {}
        for name, option in (("bulan", "--months"), ("kecamatan", "--kecamatan")):
            typed = options[name]
            if typed and name not in fields:
                raise CommandError(f"{option} means nothing to {report.name}.")
            if name in fields:
                try:
                    found[name] = fields[name].clean(typed)
                except ValidationError as error:
                    raise CommandError(f"{option} {typed}: {' '.join(error.messages)}") from None
        return found

    def _write(self, report: Any, answer: Any, kind: str, output: Path | None) -> None:
        if kind == "xlsx":
            if output is None:
                raise CommandError("A workbook needs a file: add --output NAME.xlsx.")
            output.write_bytes(writing.as_xlsx(report, answer))
            return
        make = {"table": writing.as_table, "csv": writing.as_csv, "json": writing.as_json}
        text = make[kind](report, answer)
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="")
        else:
            self.stdout.write(text)
