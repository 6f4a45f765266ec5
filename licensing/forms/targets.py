"""The form of a coverage target."""

from typing import Any

from django.utils.translation import gettext as _

from common.form_fields import VersionedForm
from licensing.models import CoverageTarget


class CoverageTargetForm(VersionedForm):
    """The coverage target of the city or of a kecamatan."""

    class Meta:
        model = CoverageTarget
        fields = ("kecamatan", "holders", "starts_on", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kecamatan" in self.fields:
            self.fields["kecamatan"].empty_label = _("Whole city")
