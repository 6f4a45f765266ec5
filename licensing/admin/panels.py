"""The NIB on the page of a business."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from businesses.models import Business
from common.list_export import shown
from licensing import follow_up, lifecycle
from licensing.admin.badges import nib_badge
from licensing.admin.filters import NibFilter
from licensing.follow_up import Need
from licensing.forms import NibPanelForm
from licensing.models import Nib


class NibPanel(Panel):
    """Shows the NIB of the owner; takes a number, or the reason, while there is none."""

    title = _("NIB")
    order = 10
    template = "admin/licensing/nib_panel.html"
    list_filters = (NibFilter,)
    list_only = ("owner__nib__status",)
    export_columns = (shown(Business, "status_nib", "owner__nib__status", _("NIB")),)
    PREFIX = "nib"

    @property
    def nib(self) -> Nib | None:
        return getattr(self.owner, "nib", None) if self.owner is not None else None

    @cached_property
    def needs(self) -> list[Need]:
        """What the KBLI lines ask for."""
        return follow_up.needs_of(self.nib) if self.nib is not None else []

    @property
    def gaps(self) -> int:
        """How many lines lack what they ask for."""
        return sum(need.is_gap for need in self.needs)

    @property
    def under_way(self) -> int:
        """How many lines wait for what was applied for."""
        return sum(need.is_under_way for need in self.needs)

    @property
    def badge(self) -> SafeString:
        return nib_badge(self.nib)

    @property
    def may_record(self) -> bool:
        return self.request.user.has_perm("licensing.record_nib")

    def make_form(self, data: Any) -> NibPanelForm | None:
        """The form while there is no number; when one was typed all the same, it is judged."""
        user, nib = self.request.user, self.nib
        action = "add" if self.business is None else "change"
        if not (self.may_record and user.has_perm(f"businesses.{action}_business")):
            return None
        was_typed = data is not None and data.get(f"{self.PREFIX}-number")
        if nib is not None and nib.status not in Nib.NUMBERLESS and not was_typed:
            return None
        reason = nib.absence_reason if nib is not None else ""
        form = NibPanelForm(
            data, prefix=self.PREFIX, initial={"absence_reason": reason, "shown_reason": reason}
        )
        form.user = user
        return form

    def is_valid(self) -> bool:
        if self.form is None:
            return True
        self.form.owner = self.owner
        return self.form.is_valid()

    def save(self, business: Business, *, by: AbstractBaseUser) -> None:
        if self.form is None or not self.form.says_something_new:
            return
        cleaned = self.form.cleaned_data
        if self.form.is_recorded:
            return
        if cleaned["number"]:
            lifecycle.record(
                business.owner, number=cleaned["number"], issued_on=cleaned["issued_on"], by=by
            )
        else:
            lifecycle.note_absence(business.owner, reason=cleaned["absence_reason"], by=by)

    @classmethod
    def narrow(cls, businesses: QuerySet[Business]) -> QuerySet[Business]:
        return businesses.select_related("owner__nib")

    @classmethod
    def column(cls, business: Business) -> SafeString:
        return nib_badge(getattr(business.owner, "nib", None))


BusinessAdmin.add_panel(NibPanel)
