"""How far something that is asked for is: one list of states, and one meaning of a gap.

Both the categories of a business (`licensing.relevance`) and the risk levels of the KBLI lines
of a NIB (`licensing.follow_up`) ask for permits. In both, a gap is what is neither held nor
under way: an application is nothing to run after, and not there yet; it is counted apart.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a need stands."""

    NOTHING = "nothing", _("Nothing more needed")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")
    HELD = "held", _("Held")
    EXPIRING = "expiring", _("Expires soon")
    APPLIED = "applied", _("Under way")
    UNNUMBERED = "unnumbered", _("Certified, number not recorded")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    REFUSED = "refused", _("Application refused")
    MISSING = "missing", _("Missing")


GAPS = frozenset({State.EXPIRED, State.REVOKED, State.REFUSED, State.MISSING})


class Asked:
    """What every need can tell from its state."""

    state: State

    @property
    def is_gap(self) -> bool:
        """Neither held nor under way."""
        return self.state in GAPS

    @property
    def is_under_way(self) -> bool:
        """Applied for, and nothing valid held meanwhile."""
        return self.state == State.APPLIED
