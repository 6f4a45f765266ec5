"""The back office: Django's admin under the city's name, with the pages of the other apps."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages import AccountPages
from common.search_terms import NumberlessAutocomplete
from umkm_registry import home
from umkm_registry.activity import ActivityPage

# The order in which the day's work meets them; what is not named comes last.
ORDER = ("businesses", "licensing", "directory", "imports", "reports", "accounts", "auth")
FIRST_TABLES = ("Business", "Owner", "Nib", "Permit", "AssistanceCase", "User")

# Pages beside the tables: app, permission, name on screen, address.
PAGES = (
    (
        "licensing",
        "licensing.view_assistancecase",
        _("Board of the help desk"),
        "admin:licensing_assistancecase_board",
    ),
    ("imports", "imports.add_importbatch", _("Bring a list in"), "imports:start"),
    (
        "imports",
        "imports.add_importbatch",
        _("Template for lists (XLSX)"),
        "imports:template",
    ),
    ("imports", "imports.view_importbatch", _("Lists in the register"), "imports:batches"),
    ("reports", "accounts.view_reports", _("Reports"), "reports:list"),
    ("accounts", "accounts.view_activity", _("Activity of the officers"), "admin:activity"),
)


class BackOfficeSite(NumberlessAutocomplete, AccountPages, ActivityPage, AdminSite):
    """The staff's site. Everything in it needs a log-in and a permission."""

    site_title = _("UMKM register of Kota Kupang")
    site_header = _("UMKM register of Kota Kupang")
    index_title = _("Back office")
    enable_nav_sidebar = True

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The city's figures, what waits for the user, and the tables."""
        context = {"figures": home.figures(request.user), "tasks": list(home.tasks(request.user))}
        return super().index(request, {**context, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Django's list of tables, and the pages that are no table."""
        listed = super().get_app_list(request, app_label)
        for app, permission, name, address in PAGES:
            if app_label not in (None, app) or not apps.is_installed(app):
                continue
            if request.user.has_perm(permission):
                url = reverse(address)
                page = {"name": name, "object_name": app, "admin_url": url, "view_only": True}
                section = next((one for one in listed if one["app_label"] == app), None)
                if section is None:
                    section = {
                        "name": name,
                        "app_label": app,
                        "app_url": url,
                        "has_module_perms": True,
                        "models": [],
                    }
                    listed.append(section)
                section["models"].append(page)
        for section in listed:
            section["models"].sort(key=lambda page: _place(FIRST_TABLES, page["object_name"]))
        return sorted(listed, key=lambda section: _place(ORDER, section["app_label"]))


def _place(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
