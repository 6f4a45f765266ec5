"""Where an account is logged in, so that its owner can see and end it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LoginSession(models.Model):
    """One log-in on one device."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="login_sessions",
    )
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen at"), default=timezone.now)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("log-in")
        verbose_name_plural = _("log-ins")
        ordering = ["-last_seen_at"]

    class Privacy:
        internal = {"id", "user", "started_at", "last_seen_at", "address", "browser"}
        restricted = {"session_key"}

    def __str__(self) -> str:
        """The device in words: it is kept as "Firefox on Android"."""
        browser, _on, system = self.browser.partition(" on ")
        if system:
            return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
        return browser or gettext("Unknown browser")
