"""The permits on the page of a business: what it needs, what it holds, what is missing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from businesses.models import Business
from licensing import permits, relevance
from licensing.admin.filters import MissingPermitFilter
from licensing.admin.permit_badges import end_badge, need_badge
from licensing.models import Permit
from licensing.needs import State
from licensing.relevance import Need

RENEWED_NOW = frozenset({State.EXPIRING, State.EXPIRED})
ENTERED_NOW = frozenset({State.MISSING, State.UNNUMBERED})


@dataclass(frozen=True)
class Line:
    """One need, how it looks, and what can be done about it now ("" for nothing).

    Attributes:
        renewal: what was entered already to renew the permit of the need.
    """

    need: Need
    badge: SafeString
    enter_url: str = ""
    renew_url: str = ""
    renewal: Permit | None = None


class PermitPanel(Panel):
    """Shows what the categories of the business ask for, and every other permit of it."""

    title = _("Permits")
    order = 20
    template = "admin/licensing/permit/panel.html"
    list_filters = (MissingPermitFilter,)

    @property
    def is_shown(self) -> bool:
        return self.business is not None and self.request.user.has_perm("licensing.view_permit")

    @property
    def is_closed(self) -> bool:
        return self.business.activity_status == Business.Activity.CLOSED

    @cached_property
    def needs(self) -> list[Need]:
        return relevance.needs_of(self.business)

    @cached_property
    def lines(self) -> list[Line]:
        may_enter = self.request.user.has_perm("licensing.add_permit")
        return [self._line(need, may_enter=may_enter) for need in self.needs]

    def _line(self, need: Need, *, may_enter: bool) -> Line:
        enter_url = renew_url = ""
        if may_enter and need.state in ENTERED_NOW:
            keys = [self.business.pk, need.type.code]
            enter_url = reverse("admin:licensing_permit_for_business", args=keys)
        renewal = None
        if need.state in RENEWED_NOW:
            renewal = getattr(need.permit, "renewed_by", None)
            if may_enter and not permits.why_not_renewable(need.permit):
                renew_url = reverse("admin:licensing_permit_renew", args=[need.permit.pk])
        return Line(need, need_badge(need), enter_url, renew_url, renewal)

    @cached_property
    def others(self) -> list[tuple[Permit, SafeString | str]]:
        """The permits that no line above names, with what is to be said of their end."""
        named = [need.permit.pk for need in self.needs if need.permit is not None]
        rows = relevance.permits_of(self.business).exclude(pk__in=named)
        on = timezone.localdate()
        selected = rows.select_related("type", "product", "renewed_by")
        return [(permit, end_badge(permit, on=on)) for permit in selected]


BusinessAdmin.add_panel(PermitPanel)
