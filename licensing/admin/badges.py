"""How the status of a NIB looks in lists and on pages."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.back_office import badge
from licensing.models import Nib

COLOURS = {
    "not_held": "grey",
    "applied": "amber",
    "recorded": "blue",
    "verified": "green",
    "mismatch": "red",
    "frozen": "red",
    "revoked": "red",
}


def nib_badge(nib: Nib | None) -> SafeString:
    """The status of a NIB as a pill, "NIB: …"."""
    if nib is None:
        return badge("grey", _("NIB: unknown"))
    return badge(COLOURS[nib.status], f"NIB: {Nib.Status(nib.status).label}")
