"""`manage.py import_job`: one check or confirmation of an uploaded list."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from imports import jobs


class Command(BaseCommand):
    help = (
        "The wizard at /admin/impor/ starts this for one uploaded list; nobody needs to type it. "
        "It does nothing unless that list waits to be checked or written."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("upload", type=int, help="the number of the uploaded list")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="in which problems are told",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            jobs.run(options["upload"])
