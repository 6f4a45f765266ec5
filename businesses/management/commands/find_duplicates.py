"""`manage.py find_duplicates`: the whole register is searched for pairs that may be one."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from businesses import duplicates

BAR = 40


class Command(BaseCommand):
    help = (
        "Compare all businesses, kelurahan by kelurahan, and put those that look alike on the "
        "list for a decision. What was decided stays decided; run it after an import."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = duplicates.scan(self._show)
        text = ngettext(
            "%(count)d pair waits for a decision.", "%(count)d pairs wait for a decision.", waiting
        )
        self.stdout.write(text % {"count": waiting})

    def _show(self, done: int, total: int) -> None:
        """A bar that grows, for a person; a log file gets none of it."""
        if not self.stdout.isatty() or not total:
            return
        filled = "#" * round(BAR * done / total)
        self.stdout.write(f"\r[{filled:<{BAR}}] {done}/{total}", ending="")
        if done == total:
            self.stdout.write("")
        self.stdout.flush()
