"""Forms of letters: what is typed for one, why one is withdrawn, and the templates."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.form_fields import VersionedForm
from common.search_terms import holds_number
from common.text import clean_text
from licensing import letter_draft, letter_text
from licensing.letter_draft import Typed
from licensing.letter_sheet import Sheet
from licensing.models import LetterKind, LetterTemplate

MOST_HEAD_LINES, MOST_HEAD_LENGTH, MOST_BODY, MOST_MONTHS = 6, 90, 4000, 120
CLASSES = 45  # of the Nice classification


class LineField(forms.CharField):
    """One line of a letter: neat text that holds no NIK and no phone number."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if holds_number(value):
            raise ValidationError(_("A NIK or a phone number does not belong in a letter."))


class RegisteredLetterForm(forms.Form):
    """A *surat keterangan terdaftar*: what it is for, if the owner says so."""

    purpose = LineField(
        label=gettext_lazy("What the letter is for"),
        required=False,
        max_length=letter_text.MOST_PURPOSE,
        help_text=gettext_lazy("For example: pengajuan kredit usaha. May stay empty."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    @property
    def typed(self) -> Typed:
        """What was typed, as far as it is valid."""
        cleaned = getattr(self, "cleaned_data", {})
        names = ("brand", "goods", "classes", "purpose")
        return Typed(**{name: cleaned.get(name, "") for name in names})


class TrademarkLetterForm(RegisteredLetterForm):
    """A recommendation for the cheap trade-mark fee; its purpose is always the same."""

    purpose = None
    brand = LineField(label=gettext_lazy("Trade mark"), max_length=letter_text.MOST_BRAND)
    goods = LineField(
        label=gettext_lazy("Goods or services"),
        max_length=letter_text.MOST_GOODS,
        help_text=gettext_lazy("As they will stand in the application for the trade mark."),
    )
    classes = LineField(
        label=gettext_lazy("Classes"),
        required=False,
        max_length=letter_text.MOST_CLASSES,
        help_text=gettext_lazy("Numbers from 1 to 45, for example 29, 30. May stay empty."),
    )
    field_order = ("brand", "goods", "classes")

    def clean_classes(self) -> str:
        text = self.cleaned_data["classes"]
        parts = [part for part in re.split(r"[\s,;]+", text) if part]
        is_right = all(re.fullmatch("[0-9]{1,2}", part) for part in parts)
        if not is_right or any(not 1 <= int(part) <= CLASSES for part in parts):
            raise ValidationError(_("Classes are numbers from 1 to 45, parted by commas."))
        return ", ".join(str(number) for number in sorted({int(part) for part in parts}))


FORMS = {LetterKind.REGISTERED: RegisteredLetterForm, LetterKind.TRADEMARK: TrademarkLetterForm}


class WithdrawLetterForm(forms.Form):
    """Why a letter is withdrawn, on the version that was shown."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=200,
        help_text=gettext_lazy("Without names of people: the reason stays."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class LetterTemplateForm(VersionedForm):
    """The wording of a kind of letter: known placeholders only, and one page at the longest."""

    class Meta:
        model = LetterTemplate
        fields = (
            "letterhead",
            "title",
            "number_format",
            "body",
            "valid_months",
            "signed_at",
            "signer_position",
            "signer_name",
            "signer_number",
        )
        widgets = {  # noqa: RUF012
            "letterhead": forms.Textarea(attrs={"rows": 4}),
            "body": forms.Textarea(attrs={"rows": 24}),
        }

    def clean_letterhead(self) -> str:
        text = clean_text(self.cleaned_data["letterhead"], multiline=True)
        lines = [line for line in text.splitlines() if line]
        if len(lines) > MOST_HEAD_LINES or any(len(line) > MOST_HEAD_LENGTH for line in lines):
            raise ValidationError(
                _("At most %(lines)d lines of %(length)d characters each.")
                % {"lines": MOST_HEAD_LINES, "length": MOST_HEAD_LENGTH}
            )
        return self._without_placeholders("\n".join(lines))

    def clean_title(self) -> str:
        return self._without_placeholders(clean_text(self.cleaned_data["title"]))

    def _without_placeholders(self, text: str) -> str:
        if letter_text.BRACE.search(text):
            raise ValidationError(_("Placeholders stand in the text and in the number only."))
        return text

    def clean_number_format(self) -> str:
        """Known placeholders, the number and the year among them; unlike the other letters'."""
        form = clean_text(self.cleaned_data["number_format"])
        found = letter_text.mistakes(form, letter_text.NUMBER_NAMES)
        if not {"urut", "tahun"} <= set(letter_text.PLACEHOLDER.findall(form)):
            found.append(_("The number needs {urut} and {tahun}, so that none is given twice."))
        if found:
            raise ValidationError(found)
        today = timezone.localdate()
        others = LetterTemplate.objects.exclude(pk=self.instance.pk)
        for other in others.values_list("number_format", flat=True):
            if letter_text.number_of(other, 1, today) == letter_text.number_of(form, 1, today):
                raise ValidationError(_("The other letter has numbers of this form already."))
        return form

    def clean_body(self) -> str:
        body = clean_text(self.cleaned_data["body"], multiline=True)
        if len(body) > MOST_BODY:
            raise ValidationError(
                _("At most %(count)d characters, so that it fits on one page.")
                % {"count": MOST_BODY}
            )
        known = {item.name for item in letter_text.placeholders_of(self.instance.kind)}
        found = letter_text.mistakes(body, known)
        if found:
            raise ValidationError(found)
        return body

    def clean_valid_months(self) -> int | None:
        months = self.cleaned_data["valid_months"]
        if months is not None and not 1 <= months <= MOST_MONTHS:
            raise ValidationError(
                _("From 1 to %(months)d months, or empty for no end.") % {"months": MOST_MONTHS}
            )
        return months

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.longest(cleaned).density is None:
            self.add_error(
                "body",
                _("With the longest names this letter takes more than one page: shorten the text."),
            )
        return cleaned

    def longest(self, cleaned: dict[str, Any]) -> Sheet:
        """The typed template as a letter with the longest values there can be."""
        values = {name: cleaned[name] for name in LetterTemplateForm.Meta.fields}
        typed = LetterTemplate(kind=self.instance.kind, **values)
        return letter_draft.sample_sheet(typed, longest=True)
