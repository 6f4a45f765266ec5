"""What a report is asked for: broken down by what, on which day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.validators import DAYS
from reports.report import Report


class ReportForm(forms.Form):
    """The choices above a report. An empty field means the usual: by kecamatan, today."""

    per = forms.ChoiceField(label=gettext_lazy("Broken down by"), required=False)
    tanggal = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=DAYS,
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.fields["per"].choices = [
            (dimension.name, capfirst(str(dimension.title))) for dimension in report.dimensions
        ]
        self.fields |= report.fields()
        if len(report.dimensions) == 1:
            self.fields["per"].widget = forms.HiddenInput()

    def clean_tanggal(self) -> Any:
        as_of = self.cleaned_data["tanggal"] or timezone.localdate()
        if as_of > timezone.localdate():
            raise ValidationError(_("Nothing is known of the future: choose today or earlier."))
        return as_of

    def clean_per(self) -> Any:
        return self.report.dimension(self.cleaned_data["per"]) or self.report.dimensions[0]
