"""Pages of the back office around one's own account: log-in, password, log-ins."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import passwords, sessions, typed
from accounts.forms import LogInForm, NewPasswordForm
from accounts.middleware import ENDED_FIELD
from common.key_choices import is_key


class NewPasswordView(PasswordChangeView):
    """One's own new password; the log-ins on other devices end with the old one."""

    form_class = NewPasswordForm

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        session = self.request.session
        before = session.session_key
        with transaction.atomic():
            response = super().form_valid(form)
            sessions.rename(before, session.session_key)
            ended = sessions.end_all(form.user, but=session.session_key)
        text = _("Your password has been changed.")
        if ended:
            text += " " + ngettext(
                "%(count)d log-in on another device has ended.",
                "%(count)d log-ins on other devices have ended.",
                ended,
            ) % {"count": ended}
        messages.success(self.request, text)
        return response

    def get_success_url(self) -> str:
        """Back to the page that asked for the new password, if one did."""
        target = self.request.GET.get(REDIRECT_FIELD_NAME, "")
        is_ours = url_has_allowed_host_and_scheme(
            target,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )
        return target if is_ours else reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "is_due": passwords.is_due(user),
            "is_first": user.must_change_password,
            "password_days": settings.PASSWORD_DAYS,
        }


class AccountPages:
    """Mixin of the staff's site."""

    login_form = LogInForm

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("sesi/", self.admin_view(self.sessions_view), name="sessions"),
            path(
                "sesi/lain/akhiri/",
                self.admin_view(require_POST(self.end_other_sessions)),
                name="sessions_others",
            ),
            path(
                "sesi/<int:pk>/akhiri/",
                self.admin_view(require_POST(self.end_session)),
                name="session_end",
            ),
            path("kirim-ulang/", self.admin_view(self.resend_view), name="resend"),
        ]
        return [*own, *super().get_urls()]

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's page, with why one is here again."""
        why = request.GET.get(ENDED_FIELD, "")
        context = {
            "ended": why if why in set(sessions.Ended) else "",
            "typed": request.POST.get(typed.FIELD, ""),
            "idle_minutes": settings.SESSION_IDLE_MINUTES,
            "session_hours": settings.SESSION_HOURS,
        }
        return super().login(request, {**context, **(extra_context or {})})

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        request.current_app = self.name
        context = {**self.each_context(request), **(extra_context or {})}
        page = never_cache(NewPasswordView.as_view(extra_context=context))
        return page(request)

    def sessions_view(self, request: HttpRequest) -> HttpResponse:
        """Where one's own account is logged in."""
        context = {
            **self.each_context(request),
            "title": _("My log-ins"),
            "logins": sessions.of(request.user),
            "current_key": request.session.session_key,
            "idle_minutes": settings.SESSION_IDLE_MINUTES,
            "session_hours": settings.SESSION_HOURS,
        }
        return TemplateResponse(request, "admin/sessions.html", context)

    def end_session(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End one of one's own log-ins on another device."""
        rows = request.user.login_sessions.filter(pk=pk if is_key(pk) else 0)
        others = rows.exclude(session_key=request.session.session_key)
        if not sessions.end(others):
            raise Http404
        messages.success(request, _("The log-in on that device has ended."))
        return redirect("admin:sessions")

    def end_other_sessions(self, request: HttpRequest) -> HttpResponse:
        ended = sessions.end_all(request.user, but=request.session.session_key)
        text = ngettext(
            "%(count)d log-in on another device has ended.",
            "%(count)d log-ins on other devices have ended.",
            ended,
        )
        messages.success(request, text % {"count": ended})
        return redirect("admin:sessions")

    def resend_view(self, request: HttpRequest) -> HttpResponse:
        """The form that could not be received, to be sent again with one button."""
        form = typed.read(request.session.get(typed.FIELD, ""), user=request.user)
        if form is None:
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": _("What you typed is still here"),
            "form": form,
        }
        return TemplateResponse(request, "admin/resend.html", context)
