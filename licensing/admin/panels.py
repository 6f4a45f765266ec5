"""The NIB on the page of a business."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from businesses.models import Business
from licensing import lifecycle
from licensing.admin.badges import nib_badge
from licensing.admin.filters import NibFilter
from licensing.forms import NibPanelForm
from licensing.models import Nib

OPEN_STATUSES = (Nib.Status.NOT_HELD, Nib.Status.APPLIED)


class NibPanel(Panel):
    """Shows the NIB of the owner; takes a number, or the reason, while there is none."""

    title = _("NIB")
    template = "admin/licensing/nib_panel.html"
    list_filters = (NibFilter,)

    @property
    def nib(self) -> Nib | None:
        if self.business is None:
            return None
        return getattr(self.business.owner, "nib", None)

    @property
    def badge(self) -> SafeString:
        return nib_badge(self.nib)

    def make_form(self, data: Any) -> NibPanelForm | None:
        user, nib = self.request.user, self.nib
        if not user.has_perm("licensing.record_nib"):
            return None
        if nib is not None and nib.status not in OPEN_STATUSES:
            return None
        return NibPanelForm(
            data,
            prefix="nib",
            owner=self.business.owner if self.business is not None else None,
            initial={"absence_reason": nib.absence_reason if nib is not None else ""},
        )

    def save(self, business: Business, *, by: AbstractBaseUser) -> None:
        if self.form is None or not self.form.has_changed():
            return
        cleaned = self.form.cleaned_data
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
