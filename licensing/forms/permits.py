"""Forms of the permits beside the NIB."""

from typing import Any

from django.utils.translation import gettext as _

from common.form_fields import VersionedForm
from licensing.models import Permit


class PermitForm(VersionedForm):
    """A permit; a number of an unusual form is asked about, not a wall."""

    class Meta:
        model = Permit
        fields = (
            "type",
            "owner",
            "business",
            "product",
            "number",
            "issued_on",
            "expires_on",
            "renews",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("type")
        if kind is None:
            return cleaned
        for holder in ("owner", "business", "product"):
            if cleaned.get(holder) is not None and not getattr(kind, f"for_{holder}"):
                self.add_error(holder, _("This kind of permit does not belong here."))
        return cleaned

    def soft_warnings(self) -> list[tuple[str, str]]:
        """A number of an unusual form."""
        kind, number = self.cleaned_data.get("type"), self.cleaned_data.get("number", "")
        if kind is None or not number or kind.number_fits(number):
            return []
        text = _("The number of %(kind)s usually looks like %(example)s. Please compare.")
        return [("number", text % {"kind": kind, "example": kind.number_example})]
