"""`manage.py rebuild_directory [--check]`: the public projection, made anew or proved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory import projection

SHOWN = 20


class Command(BaseCommand):
    help = "Make every public listing anew, or prove with --check that none differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail where a listing differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            self.stdout.write(f"{projection.rebuild()} listings.")
            return
        differences = projection.check()
        for difference in differences[:SHOWN]:
            self.stderr.write(f"business {difference.business_id}: {difference.problem}")
        if differences:
            raise CommandError(
                f"{len(differences)} listings differ. Run rebuild_directory without --check."
            )
        self.stdout.write("Every listing equals a fresh one.")
