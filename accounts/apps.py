from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from accounts import sessions, typed

        user_logged_in.connect(sessions.note_login)
        user_logged_in.connect(typed.take_along)
        user_logged_out.connect(sessions.note_logout)
