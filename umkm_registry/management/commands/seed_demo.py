"""Fill an empty register with invented data, for demonstrations and measurements."""

import secrets
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import ROLES
from businesses.models import Business, Kelurahan, Owner
from umkm_registry.demo import staff, write

BAR = 40


class Command(BaseCommand):
    help = "Fill an empty register with invented businesses, licences and log-ins, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--businesses", type=int, default=17_000, metavar="N", help="how many businesses"
        )
        parser.add_argument(
            "--with-nib",
            type=int,
            default=12_000,
            metavar="M",
            help="how many of them hold a NIB in force today",
        )
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="the same seed gives the same data"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are businesses already"
        )

    def handle(self, *args: Any, businesses: int, with_nib: int, seed: int, **options: Any) -> None:
        size = write.Size(businesses, with_nib, seed)
        _require_sense(size)
        if options["if_empty"] and Business.objects.exists():
            return
        if _is_there(size):
            self.stdout.write(_("This register holds this demo already; nothing was changed."))
            return
        _require_empty()
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(12)
        started = time.monotonic()
        write.seed(size, password=password, on_progress=lambda done: self._show(done, businesses))
        self.stdout.write(
            _("%(businesses)d invented businesses, %(with_nib)d of them with a NIB; %(seconds)d s.")
            % {
                "businesses": businesses,
                "with_nib": with_nib,
                "seconds": round(time.monotonic() - started),
            }
        )
        if not options["if_empty"]:  # run.sh prints the log-ins at every start
            self._write_logins(password)

    def _show(self, done: int, total: int) -> None:
        """A bar that grows, for a person; a log file gets none of it."""
        if not self.stdout.isatty():
            return
        filled = "#" * round(BAR * done / total)
        self.stdout.write(f"\r[{filled:<{BAR}}] {done}/{total}", ending="")
        if done == total:
            self.stdout.write("")
        self.stdout.flush()

    def _write_logins(self, password: str) -> None:
        """The table that whoever starts the demo needs to get in, last on the screen."""
        address = settings.SITE_URL + reverse("admin:index")
        rows = [(_("Address"), _("Log-in"), _("Password"))]
        rows += [(address, login, password) for login in staff.LOGINS]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        self.stdout.write("")
        for row in rows:
            self.stdout.write(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}")


def _require_sense(size: write.Size) -> None:
    if size.businesses < 1:
        raise CommandError(_("--businesses must be 1 or more."))
    if not 0 <= size.with_nib <= size.businesses:
        raise CommandError(
            _("--with-nib must lie between 0 and the number of businesses, %(businesses)d.")
            % {"businesses": size.businesses}
        )


def _is_there(size: write.Size) -> bool:
    """Whether the first record of the register was written by the demo of this very size."""
    first = Business.history.order_by("history_id").first()
    return first is not None and first.history_change_reason == size.reason


def _require_empty() -> None:
    """Refuse a register that is in use, or that was not set up."""
    if Business.objects.exists() or Owner.objects.exists():
        raise CommandError(
            _("This register holds businesses already, and the demo is for an empty one.")
        )
    if not Kelurahan.objects.exists() or Group.objects.filter(
        name__in=[role.name for role in ROLES]
    ).count() < len(ROLES):
        raise CommandError(_("Places and roles are missing. Run `python manage.py setup` first."))
    taken = User.objects.filter(username__in=staff.LOGINS).values_list("username", flat=True)
    if taken:
        raise CommandError(
            _("These accounts exist already, and the demo would take their names: %(names)s.")
            % {"names": ", ".join(taken)}
        )
