"""How the end of a permit, and the state of what is asked for, look in lists and on pages."""

from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.back_office import badge
from licensing.expiry import WINDOWS
from licensing.models import Permit
from licensing.needs import Asked, State

COLOURS = {
    State.NOTHING: "grey",
    State.NOT_APPLICABLE: "grey",
    State.HELD: "green",
    State.EXPIRING: "amber",
    State.APPLIED: "blue",
    State.UNNUMBERED: "blue",
    State.EXPIRED: "red",
    State.REVOKED: "red",
    State.REFUSED: "red",
    State.MISSING: "red",
}
LAST, SOON, LATER = WINDOWS


def end_badge(permit: Permit, *, on: date) -> SafeString | str:
    """How long a granted permit still holds on the day `on`, in words; "" for any other.

    Reads `renewed_by`, which a list selects with its rows.
    """
    if permit.status != Permit.Status.GRANTED:
        return ""
    renewal = getattr(permit, "renewed_by", None)
    if renewal is not None and renewal.status == Permit.Status.GRANTED:
        return badge("grey", _("Renewed"))
    if permit.expires_on is None:
        return badge("green", _("No last day"))
    days = (permit.expires_on - on).days
    if days < 0:
        text = ngettext("Past for %(count)d day", "Past for %(count)d days", -days)
        return badge("red", text % {"count": -days})
    if days == 0:
        return badge("red", _("Ends today"))
    if days > LATER:
        return badge("green", _("Valid"))
    text = ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    return badge("red" if days <= LAST else "amber" if days <= SOON else "blue", text)


def need_badge(need: Asked) -> SafeString:
    """The state of one need as a pill."""
    return badge(COLOURS[need.state], need.state.label)
