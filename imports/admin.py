"""Where the data of a business come from, on its page."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from businesses.admin import BusinessAdmin, Panel
from imports import origins
from imports.models import ImportBatch


class OriginPanel(Panel):
    """The rows of lists that gave values to this business; nothing where it came from none."""

    title = _("Where the data come from")
    order = 50
    template = "admin/imports/origin_panel.html"

    @property
    def is_shown(self) -> bool:
        may_see = self.request.user.has_perm("imports.view_importbatch")
        return self.business is not None and may_see and bool(self.origins)

    @cached_property
    def origins(self) -> list[origins.Origin]:
        return origins.origins_of(self.business)

    @cached_property
    def open_batches(self) -> set[int]:
        """The imports that the reader may open: others keep to those they made themselves."""
        keys = {origin.batch.pk for origin in self.origins}
        rows = ImportBatch.objects.visible_to(self.request.user).filter(pk__in=keys)
        return set(rows.values_list("pk", flat=True))


BusinessAdmin.add_panel(OriginPanel)
