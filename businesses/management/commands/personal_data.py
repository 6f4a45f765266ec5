"""`manage.py personal_data`: everything that is held about a person, and who saw it.

The person is named by the registry number of a business, by the key of the owner, or by a NIK
on standard input: a NIK on the command line would stand in the history of the shell.
"""

import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from businesses import dossier
from businesses.models import Business, Owner
from common.identifiers import Unreadable, read_nik
from common.workflow import Refused


class Command(BaseCommand):
    help = (
        "Print everything that is held about a person, how it changed and who saw it "
        "(UU 27/2022: within 3 × 24 hours). That it was printed is noted like every look; "
        "the NIK is in it where the account of --user may see one. JSON is a list of files: "
        "a NIK may be that of a person and of legal entities too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("person", nargs="?", help="registry number such as KPG-000123, or key of an owner")
        add("--nik-stdin", action="store_true", help="read the NIK from standard input instead")
        add("--format", choices=["text", "json"], default="text")
        add("--user", metavar="NAME", required=True, help="the account that asks; it is noted")

    def handle(self, *args: Any, **options: Any) -> None:
        by = get_user_model().objects.filter(username=options["user"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active account named {options['user']}.")
        owners = self._owners(options["person"], nik_stdin=options["nik_stdin"])
        files = [self._file(owner, by=by) for owner in owners]
        if options["format"] == "json":
            self.stdout.write(dossier.as_json([dossier.as_data(file) for file in files]))
            return
        for file in files:
            for line in dossier.as_text(file):
                self.stdout.write(line)

    @staticmethod
    def _file(owner: Owner, *, by: AbstractBaseUser) -> dossier.Dossier:
        try:
            return dossier.dossier(owner, by=by)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except (PermissionDenied, Http404) as error:
            raise CommandError(
                f"{by} does not answer data-subject requests for the whole city."
            ) from error

    def _owners(self, person: str | None, *, nik_stdin: bool) -> list[Owner]:
        """The owner that is meant; for a NIK also the legal entities that the person answers for.

        Raises CommandError when it is nobody, or when not exactly one way of naming was used.
        """
        if (person is None) is not nik_stdin:
            raise CommandError("Name one person: by number or key, or with --nik-stdin.")
        if nik_stdin:
            return self._with_nik(sys.stdin.readline())
        if person.isascii() and person.isdigit() and len(person) < 16:
            found = Owner.objects.filter(pk=int(person))
        elif len([sign for sign in person if sign.isdigit()]) >= 16:
            raise CommandError("A NIK does not belong on the command line: use --nik-stdin.")
        else:
            codes = Business.with_merged.filter(code__iexact=person)
            found = Owner.objects.filter(pk__in=codes.values("owner"))
        if not found:
            raise CommandError("Nobody: check the registry number or the key.")
        return list(found)

    def _with_nik(self, typed: str) -> list[Owner]:
        try:
            nik = read_nik(typed).value
        except Unreadable as error:
            raise CommandError(str(error)) from error
        found = list(Owner.objects.with_nik(nik)) if nik else []
        if not found:
            raise CommandError("Nobody is registered under this NIK.")
        return found
