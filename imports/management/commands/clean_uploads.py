"""Deletes the files of uploaded lists whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports import retention


class Command(BaseCommand):
    help = "Empty uploaded lists that are older than IMPORT_KEEP_DAYS days; for a daily cron job."

    def handle(self, *args: Any, **options: Any) -> None:
        count = retention.delete_due()
        if count:
            text = ngettext("%(n)d list was emptied.", "%(n)d lists were emptied.", count)
            self.stdout.write(text % {"n": count})
        else:
            self.stdout.write(_("Nothing to delete."))
