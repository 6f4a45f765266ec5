"""The way of a list through the import, drawn above each of its pages."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from imports.preparing import OPEN
from imports.views.steps import PAGES

register = template.Library()

WAY = (
    ("berkas", _("File")),
    ("lembar", _("Sheet")),
    ("kolom", _("Columns")),
    ("nilai", _("Words")),
    ("periksa", _("Check")),
    ("masuk", _("In the register")),
)


@register.inclusion_tag("imports/_steps.html", takes_context=True)
def import_steps(context: Context) -> dict[str, Any]:
    """All steps; `current` of the page is marked, and those before it are links while they can
    be taken again: whoever goes back loses nothing."""
    current, upload = context["current"], context.get("upload")
    is_open = bool(upload) and upload.status in OPEN
    here = [name for name, _label in WAY].index(current)
    steps = []
    for place, (name, label) in enumerate(WAY):
        url = ""
        if place < here and place == 0:
            url = reverse("imports:start")
        elif place < here and is_open:
            url = reverse(PAGES[name], args=[upload.pk])
        steps.append((label, url, place == here))
    return {"steps": steps}
