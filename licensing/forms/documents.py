"""Choosing a scan: what is in the file is judged when it is stored (`licensing.scans`)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

TAKEN = "application/pdf,image/jpeg,image/png,image/webp"


def scan_field(**kwargs: Any) -> forms.FileField:
    """A PDF or a picture."""
    return forms.FileField(
        allow_empty_file=True,  # refused in our own words
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        help_text=gettext_lazy("PDF up to 5 MB, or a picture (JPEG, PNG, WebP) up to 8 MB."),
        **kwargs,
    )


class DocumentForm(forms.Form):
    """A file, and the version of the record that it was chosen for."""

    file = scan_field(label=gettext_lazy("File"))
    version = forms.IntegerField(widget=forms.HiddenInput)
