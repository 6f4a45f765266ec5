"""The owner's form. NIK and NPWP are written through it and never shown by it in full."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Owner
from common.form_fields import ReadField, VersionedForm
from common.identifiers import read_nik, read_npwp, read_phone

RESTRICTED = ("disability",)


def registered_person(nik: str, *, other_than: Owner | None = None) -> Owner | None:
    """The usaha perorangan that holds this NIK.

    The same person may answer for legal entities as well: those do not collide.
    """
    if not nik:
        return None
    people = Owner.objects.with_nik(nik).filter(kind=Owner.Kind.PERSON)
    return people.exclude(pk=other_than.pk if other_than else None).first()


def nik_taken(owner: Owner) -> ValidationError:
    """The refusal of a NIK, with whose it is."""
    return ValidationError(
        _("This NIK belongs to %(owner)s, who is registered already. Choose that owner.")
        % {"owner": owner.name},
        code="nik-taken",
    )


class OwnerForm(VersionedForm):
    """One owner, on a page of its own."""

    user: AbstractBaseUser
    write_only: ClassVar[dict[str, str]] = {"nik": "nik_digest", "npwp": "npwp_digest"}

    nik = ReadField(
        label=gettext_lazy("NIK"),
        read=read_nik,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    npwp = ReadField(
        label=gettext_lazy("NPWP"),
        read=read_npwp,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = ReadField(
        label=gettext_lazy("Phone"),
        read=read_phone,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    class Meta:
        model = Owner
        fields = (
            "kind",
            "name",
            "responsible_name",
            "nik_absent_reason",
            "gender",
            "birth_date",
            "education",
            "disability",
            "phone",
            "phone_absent_reason",
            "email",
            "address",
            "kelurahan",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, masked in (
            ("nik", self.instance.masked_nik),
            ("npwp", self.instance.masked_npwp),
        ):
            if masked and name in self.fields:
                self.fields[name].help_text = _(
                    "Stored: %(masked)s. Leave empty to keep it, or type a new one."
                ) % {"masked": masked}
        if not self.user.has_perm("businesses.view_restricted"):
            for name in RESTRICTED:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        stored = self.instance.nik_digest and self.instance.reveal_nik()
        nik, kind = cleaned.get("nik") or stored or "", cleaned.get("kind", "")
        known = registered_person(nik, other_than=self.instance)
        if known is not None and kind == Owner.Kind.PERSON:
            self.add_error("nik", nik_taken(known))
        if not nik and not cleaned.get("nik_absent_reason") and "nik" not in self.errors:
            self.add_error("nik", _("Give the NIK, or say why there is none."))
        if nik:
            cleaned["nik_absent_reason"] = ""
        return cleaned

    def _post_clean(self) -> None:
        """Put the numbers on the instance before the model checks "NIK or the reason"."""
        if self.cleaned_data.get("nik"):
            self.instance.set_nik(self.cleaned_data["nik"])
        if self.cleaned_data.get("npwp"):
            self.instance.set_npwp(self.cleaned_data["npwp"])
        if self.cleaned_data.get("phone"):
            self.cleaned_data["phone_absent_reason"] = ""
        super()._post_clean()
