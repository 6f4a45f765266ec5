"""The letters of a business on its page, and the way to a new one."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from licensing import letters
from licensing.models import Letter, LetterKind

LATEST = 5


class LetterPanel(Panel):
    """Shows the latest letters; links to each kind that may be issued, or says why it may not."""

    title = _("Letters")
    order = 40
    template = "admin/licensing/letter_panel.html"

    @property
    def is_shown(self) -> bool:
        may_see = self.request.user.has_perm("licensing.view_letter")
        return self.business is not None and (may_see or self.may_issue)

    @property
    def may_issue(self) -> bool:
        return letters.may_issue(self.request.user)

    @cached_property
    def latest(self) -> list[Letter]:
        if not self.request.user.has_perm("licensing.view_letter"):
            return []
        return list(self.business.letters.order_by("-issued_on", "-id")[:LATEST])

    @cached_property
    def kinds(self) -> list[tuple[LetterKind, list[str]]]:
        """Each kind of letter, and what stands in its way."""
        return [(kind, letters.obstacles(self.business, kind)) for kind in LetterKind]


BusinessAdmin.add_panel(LetterPanel)
