"""`manage.py addresses`: where to look, and whom to log in as in a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts import roles
from accounts.models import User
from businesses.registry import is_demo


class Command(BaseCommand):
    help = "Print the addresses of the register and, in a demo, one log-in per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        base = f"http://127.0.0.1:{options['port']}"
        self.stdout.write(f"\n  Public directory   {base}/\n  Back office        {base}/admin/\n")
        if not is_demo():
            return
        self.stdout.write(f"  Demo password      {settings.DEMO_PASSWORD or '(as printed once)'}")
        names = set(User.objects.filter(is_active=True).values_list("username", flat=True))
        for role in roles.ROLES:
            if role.login in names:
                self.stdout.write(f"    {role.login:<12} {role.name}")
        self.stdout.write("\n  Stop with Ctrl+C.\n")
