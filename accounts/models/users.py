"""A person who works with the register."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An officer, a verifier, a licensing officer, report staff, the head or an administrator."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("full name"), max_length=150)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "email"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        permissions = [
            ("view_reports", _("Can see reports")),
            ("export_reports", _("Can download reports")),
        ]

    class Privacy:
        internal = {
            "id",
            "username",
            "full_name",
            "email",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
            "date_joined",
            "last_login",
        }
        restricted = {"password"}

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]
