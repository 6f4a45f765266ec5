"""What reports over some months ask for: how many, and of which kecamatan."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Kecamatan

MOST_MONTHS = 120


def period_fields(usual: int) -> dict[str, forms.Field]:
    """The fields "bulan" (`usual` when left out, at most 120) and "kecamatan" (its code)."""
    return {
        "bulan": forms.IntegerField(
            label=gettext_lazy("Months"),
            required=False,
            min_value=1,
            max_value=MOST_MONTHS,
            initial=usual,
        ),
        "kecamatan": forms.ChoiceField(
            label=gettext_lazy("Kecamatan"),
            required=False,
            choices=lambda: [("", _("Whole city")), *Kecamatan.objects.values_list("code", "name")],
        ),
    }
