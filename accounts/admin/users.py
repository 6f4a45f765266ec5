"""Accounts and roles. What a role may do is read here and changed in `accounts.roles` only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.back_office import BackOfficeAdmin


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class AccountForm(UserChangeForm):
    class Meta:
        model = User
        fields = (
            "username",
            "full_name",
            "email",
            "is_active",
            "is_staff",
            "groups",
            "is_citywide",
            "must_change_password",
        )


@admin.register(User)
class UserAdmin(BackOfficeAdmin, DjangoUserAdmin):
    """The accounts of colleagues. Apps above add what belongs to an officer (`add_panel`)."""

    form = AccountForm
    add_form = AccountCreationForm
    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    readonly_fields = ("last_login", "date_joined", "password_changed_at")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("Role"), {"fields": ("groups", "is_citywide", "is_active", "is_staff")}),
        (
            _("Log-in"),
            {
                "fields": (
                    "must_change_password",
                    "password_changed_at",
                    "last_login",
                    "date_joined",
                ),
                "classes": ("collapse",),
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "full_name", "email", "password1", "password2"),
            },
        ),
    )
    panels: ClassVar[list[type]] = []

    @classmethod
    def add_panel(cls, inline: type) -> None:
        """Hook for the apps above: show `inline` on the page of an account."""
        cls.panels.append(inline)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type]:
        return list(self.panels) if obj is not None else []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """A superuser's account is out of reach for an Administrator."""
        users = super().get_queryset(request).prefetch_related("groups")
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new colleague works in the back office: that is what accounts are for."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description=_("role"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """The six roles, to read: `setup` writes them from the table in `accounts.roles`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False
