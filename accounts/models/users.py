"""A person who works with the register."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An officer, a verifier, a licensing officer, report staff, the head or an administrator."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("full name"), max_length=150)
    is_citywide = models.BooleanField(
        _("works in the whole city"),
        default=False,
        help_text=_("Otherwise only in the work areas below; without one, nowhere."),
    )
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "email"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        permissions = [
            ("view_reports", _("Can see reports")),
            ("export_reports", _("Can download reports")),
            ("export_lists", _("Can download the list that is shown")),
            ("view_activity", _("Can see what everybody did")),
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
            "is_citywide",
            "must_change_password",
            "password_changed_at",
            "groups",
            "user_permissions",
            "date_joined",
            "last_login",
        }
        restricted = {"password"}

    def __str__(self) -> str:
        return self.full_name or self.username

    def set_password(self, raw_password: Any) -> None:
        """Note when, for the rule that passwords run out (`accounts.passwords`)."""
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]
