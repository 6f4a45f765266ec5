"""The open cases of a business on its page, and the way to open another one."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from common.workflow import Text
from licensing import assistance
from licensing.models import AssistanceCase


class CasePanel(Panel):
    """Shows what the help desk does for the business; nothing is typed here."""

    title = _("Assistance")
    order = 30
    template = "admin/licensing/case/panel.html"

    @property
    def may_view(self) -> bool:
        return self.request.user.has_perm("licensing.view_assistancecase")

    @cached_property
    def cases(self) -> list[AssistanceCase]:
        """The open ones, oldest first."""
        if self.business is None or not self.may_view:
            return []
        cases = AssistanceCase.objects.open().filter(business=self.business)
        return list(cases.select_related("officer").order_by("opened_on", "pk"))

    @property
    def may_open(self) -> bool:
        return self.business is not None and self.request.user.has_perm(assistance.ADD)

    @property
    def hindrance(self) -> Text:
        """Why none is opened for this business; "" when nothing stands against it."""
        return assistance.hindrance(self.business)


BusinessAdmin.add_panel(CasePanel)
