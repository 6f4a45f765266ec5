"""The form that takes a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1024 * 1024
ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"


class UploadForm(forms.Form):
    """One file, and whether it is meant to be brought in although it was before."""

    file = forms.FileField(
        label=gettext_lazy("The list"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    again = forms.BooleanField(label=gettext_lazy("Upload this file all the same"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_bytes = settings.IMPORT_MOST_BYTES

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > self.most_bytes:
            most = number_format(self.most_bytes / MEGABYTE, decimal_pos=0)
            message = _("The file is larger than %(most)s MB. Split it into several files.")
            raise ValidationError(message % {"most": most})
        return file
