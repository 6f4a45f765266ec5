"""A consent that an officer notes has a date, a manner, and a place where its proof is kept.

UU 27/2022: the controller must be able to show the consent. What was noted before the question
was asked stays as it is, until the consent itself is noted anew.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from businesses.models import Business

CONSENT = ("consent_given_on", "consent_manner")


def require_proof(form: forms.ModelForm, cleaned: dict[str, Any]) -> None:
    """Ask for the proof beside its field when a consent is noted or changed without one."""
    is_shown = "consent_proof" in form.fields and not any(name in form.errors for name in CONSENT)
    if not is_shown or not cleaned.get("consent_manner") or cleaned.get("consent_proof"):
        return
    stored = Business.with_merged.filter(pk=form.instance.pk).values(*CONSENT).first() or {}
    is_new = any(cleaned.get(name) != stored.get(name) for name in CONSENT)
    if is_new and cleaned["consent_manner"] != Business.ConsentManner.SELF:
        form.add_error(
            "consent_proof",
            _("Write where the proof is kept, or who heard it: the owner may ask for it."),
        )
