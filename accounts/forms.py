"""Forms around an account: logging in, a new password, a new colleague."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    PasswordChangeForm,
    UserChangeForm,
)
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from accounts import passwords, staff
from accounts.models import User


class LogInForm(AdminAuthenticationForm):
    """One sentence for every failure: it does not say which accounts exist."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "The account name or the password is wrong. Mind capital and small letters."
        ),
        "inactive": _("The account name or the password is wrong. Mind capital and small letters."),
    }


def name_boxes(form: Form, present: str, first: str, second: str) -> None:
    """The same words on every page with a new password."""
    if present:
        form.fields[present].label = _("Present password")
    form.fields[first].label = _("New password")
    form.fields[first].help_text = passwords.advice()
    form.fields[second].label = _("New password once more")
    form.fields[second].help_text = ""


class NewPasswordForm(PasswordChangeForm):
    """One's own new password."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self, "old_password", "new_password1", "new_password2")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error(
                "new_password1",
                ValidationError(_("Choose another password than the present one."), code="same"),
            )
        return cleaned

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        user.must_change_password = False
        return super().set_password_and_save(user, *args, **kwargs)


class ResetPasswordForm(AdminPasswordChangeForm):
    """A password that an administrator hands over: its owner chooses another at the log-in."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)  # there is no other way in than a password
        for name in ("password1", "password2"):
            self.fields[name].required = True
        name_boxes(self, "", "password1", "password2")

    def set_password_and_save(self, user: User, *args: Any, **kwargs: Any) -> User:
        user.must_change_password = True
        return super().set_password_and_save(user, *args, **kwargs)


class AccountCreationForm(AdminUserCreationForm):
    """A new colleague. The password is handed over and works for the first log-in only."""

    usable_password = None

    class Meta:
        model = User
        fields = ("username", "full_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = True
        name_boxes(self, "", "password1", "password2")
        self.instance.is_staff = True  # working in the back office is what accounts are for
        self.instance.must_change_password = True


class AccountForm(UserChangeForm):
    """An account as an administrator edits it; whether it is open is decided by buttons."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "groups", "is_citywide")

    def clean(self) -> dict[str, Any]:
        """The register never loses its last administrator, not by a change of role either."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and "groups" in cleaned:
            keeps = staff.gives_administration(cleaned["groups"]) or self.instance.is_superuser
            if not keeps and staff.is_last_administrator(self.instance):
                self.add_error("groups", staff.LAST_ADMINISTRATOR)
        return cleaned
