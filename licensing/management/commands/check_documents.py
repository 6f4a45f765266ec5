"""`manage.py check_documents`: every stored scan is there, unchanged, and belongs to somebody."""

from argparse import ArgumentParser
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing import documents
from licensing.models.documents import document_storage

AN_HOUR = timedelta(hours=1)  # an upload that is under way is no orphan


class Command(BaseCommand):
    help = (
        "List documents whose file is missing or was changed, and files that belong to no "
        "document. Ends with 1 when there is one of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="remove files of no document that are older than an hour",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[str] = Counter()
        for flaw in documents.flaws():
            if flaw.kind == "orphan" and self._is_fresh(flaw.name):
                continue
            removed = flaw.kind == "orphan" and options["remove_orphans"]
            if removed:
                document_storage().delete(flaw.name)
            else:
                found[flaw.kind] += 1
            number = "" if flaw.document is None else f" {flaw.document}"
            self.stdout.write(f"{'removed' if removed else flaw.kind}{number}: {flaw.name}")
        if found:
            text = _("Missing: %(missing)d, changed: %(changed)d, files of no document: %(orphan)d")
            kinds = {kind: found[kind] for kind in ("missing", "changed", "orphan")}
            raise CommandError(text % kinds)
        self.stdout.write(_("Every document is in its place."))

    @staticmethod
    def _is_fresh(name: str) -> bool:
        storage = document_storage()
        try:
            return storage.get_modified_time(name) > timezone.now() - AN_HOUR
        except FileNotFoundError:
            return True
