"""`manage.py addresses`: where to look, and whom to log in as in a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from businesses.registry import is_demo
from umkm_registry.demo.staff import LOGINS


class Command(BaseCommand):
    help = "Print the addresses of the register and, in a demo, one log-in per role."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [
            "",
            f"  Direktori publik      {settings.SITE_URL}/",
            f"  Ruang kerja petugas   {settings.SITE_URL}/admin/",
        ]
        if is_demo():
            lines += ["", f"  Kata sandi peragaan   {settings.DEMO_PASSWORD}"]
            users = User.objects.filter(username__in=LOGINS, is_active=True)
            for user in sorted(users, key=lambda user: LOGINS.index(user.username)):
                lines.append(f"    {user.username:<18}  {user.full_name}")
        self.stdout.write("\n".join([*lines, ""]))
