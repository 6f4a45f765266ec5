"""The forms of the data-subject desk, and of finding an owner."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import DataRequest
from common.form_fields import VersionedForm
from common.validators import DAYS

MOMENT = "%Y-%m-%dT%H:%M"  # as a browser sends it


class FindForm(forms.Form):
    """One box for a NIK, a phone number or a name."""

    cari = forms.CharField(
        label=gettext_lazy("NIK, phone number or name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 40}),
    )


class WithdrawForm(forms.Form):
    """How the owner took the consent back, on the version of the business that was shown."""

    note = forms.CharField(
        label=gettext_lazy("How did the owner say so?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EraseForm(forms.Form):
    """The last question before personal data are erased for good."""

    note = forms.CharField(
        label=gettext_lazy("Why, without the person's name"),
        help_text=gettext_lazy("For example: request of 22 November 2026, KTP checked."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your own password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Wrong guesses count as failed log-ins, and lock the account like those."""
        user, typed = self.request.user, self.cleaned_data["password"]
        if authenticate(self.request, username=user.get_username(), password=typed) != user:
            raise ValidationError(_("This is not your password."), code="password")
        return typed


class SeenForm(forms.Form):
    """Whose data an account saw, from one day to another (both included)."""

    akun = forms.ModelChoiceField(label=gettext_lazy("Account"), queryset=None)
    dari = forms.DateField(
        label=gettext_lazy("From"),
        validators=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    sampai = forms.DateField(
        label=gettext_lazy("To, this day included"),
        validators=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["akun"].queryset = get_user_model().objects.order_by("full_name", "username")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and first > last:
            self.add_error("sampai", _("The last day lies before the first."))
        return cleaned

    @property
    def period(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last."""
        days = self.cleaned_data["dari"], self.cleaned_data["sampai"] + timedelta(days=1)
        return tuple(timezone.make_aware(datetime.combine(day, time.min)) for day in days)


class DataRequestForm(VersionedForm):
    """A request of an owner, as the desk takes it in."""

    received_at = forms.DateTimeField(
        label=gettext_lazy("Received at"),
        initial=timezone.now,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
    )

    class Meta:
        model = DataRequest
        fields = (
            "kind",
            "owner",
            "applicant",
            "contact",
            "identity_checked",
            "wish",
            "received_at",
        )

    def clean_received_at(self) -> datetime:
        moment = self.cleaned_data["received_at"]
        if moment.year < DAYS[0].limit_value.year:
            raise ValidationError(_("Check the year: the register is younger than that."))
        if moment > timezone.now():
            raise ValidationError(_("This lies in the future: when did the request come in?"))
        return moment
