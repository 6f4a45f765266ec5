"""Accounts and roles. What a role may do is read here and changed in `accounts.roles` only."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import sessions, staff
from accounts.forms import AccountCreationForm, AccountForm, ResetPasswordForm
from accounts.models import User
from common.back_office import BackOfficeAdmin, badge
from common.key_choices import is_key
from common.workflow import Refused


@admin.register(User)
class UserAdmin(BackOfficeAdmin, DjangoUserAdmin):
    """The accounts of colleagues. Apps above add what belongs to an officer (`add_panel`)."""

    form = AccountForm
    add_form = AccountCreationForm
    change_password_form = ResetPasswordForm
    change_user_password_template = "admin/accounts/user/reset_password.html"  # noqa: S105
    add_form_template = "admin/accounts/user/add_form.html"
    list_display = ("username", "full_name", "roles", "area", "state", "last_login")
    list_filter = ("is_active", "groups", "is_citywide")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    readonly_fields = (
        "state",
        "last_login",
        "date_joined",
        "must_change_password",
        "password_changed_at",
    )
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email", "state")}),
        (_("Role and work area"), {"fields": ("groups", "is_citywide")}),
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
        return list(self.panels) if obj is not None and self._may_place(request, obj) else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody widens the own account, and nobody gives away more of the city than they have."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if self._may_place(request, obj) else (*fixed, "groups", "is_citywide")

    @staticmethod
    def _may_place(request: HttpRequest, obj: User | None) -> bool:
        """Whether role and work area of this account are for the reader to choose."""
        me = request.user
        if me.is_superuser:
            return True
        return me.is_citywide and (obj is None or obj.pk != me.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """A superuser's account is out of reach for an Administrator."""
        users = super().get_queryset(request)
        users = users.prefetch_related("groups", "work_areas__kecamatan", "work_areas__kelurahan")
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    # -- the list --------------------------------------------------------------------------------

    @admin.display(description=_("role"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    @admin.display(description=_("works in"))
    def area(self, user: User) -> str | SafeString:
        """What narrows the role; an account without a work area sees no record."""
        if staff.sees_nothing(user):
            return badge("amber", gettext("Sees nothing"))
        if user.is_citywide or user.is_superuser:
            return gettext("The whole city")
        return ", ".join(str(place) for place in user.work_areas.all())

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, user: User) -> SafeString:
        if not user.is_active:
            return badge("grey", gettext("Deactivated"))
        if user.must_change_password:
            return badge("amber", gettext("Waits for a new password"))
        return badge("green", gettext("In use"))

    # -- the page --------------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = kwargs.get("obj")
        if user is not None:
            context["sees_nothing"] = user.is_active and staff.sees_nothing(user)
            context["is_self"] = user.pk == request.user.pk
            context["open_logins"] = sessions.of(user).count()
        return super().render_change_form(request, context, *args, **kwargs)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """A new password for a colleague ends the log-ins; one's own needs the present one."""
        if not is_key(id):
            raise Http404
        if int(id) == request.user.pk and self.has_change_permission(request):
            return redirect("admin:password_change")
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            sessions.end_all(User.objects.get(pk=id))
        return response

    # -- closing, opening, ending log-ins --------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        steps = (
            ("nonaktifkan", "deactivate", self.deactivate_view),
            ("aktifkan", "reactivate", self.reactivate_view),
            ("keluarkan", "logout", self.log_out_view),
        )
        own = [
            path(
                f"<int:pk>/{word}/", self.admin_site.admin_view(view), name=f"accounts_user_{name}"
            )
            for word, name, view in steps
        ]
        return [*own, *super().get_urls()]

    def deactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            staff.deactivate,
            verb=gettext("Deactivate"),
            template="admin/accounts/user/deactivate.html",
        )

    def reactivate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            staff.reactivate,
            verb=gettext("Activate again"),
            template="admin/accounts/user/reactivate.html",
        )

    def log_out_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            staff.log_out_everywhere,
            verb=gettext("End all log-ins"),
            template="admin/accounts/user/log_out.html",
        )

    def _step(
        self, request: HttpRequest, pk: int, act: Callable[..., Any], *, verb: str, template: str
    ) -> HttpResponse:
        """Ask, then do it, note it in the account's history, and say what happened."""
        user = self.get_object(request, str(pk)) if is_key(pk) else None
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            try:
                done = act(user, by=request.user)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.log_change(request, user, f"{verb}.")
                self.message_user(request, self._said(user, done), messages.SUCCESS)
            return redirect("admin:accounts_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb}: {user}",
            "verb": verb,
            "opts": self.opts,
            "original": user,
            "open_logins": sessions.of(user).count(),
        }
        return TemplateResponse(request, template, context)

    def _said(self, user: User, done: User | int) -> str:
        if isinstance(done, int):
            text = ngettext("%(count)d log-in has ended.", "%(count)d log-ins have ended.", done)
            return text % {"count": done}
        if done.is_active:
            return gettext(
                "The account of %(name)s is active again. Reset the password and hand it over."
            ) % {"name": user}
        return gettext(
            "The account of %(name)s is deactivated, and all its log-ins have ended. "
            "The history keeps the name."
        ) % {"name": user}


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
