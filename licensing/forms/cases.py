"""Forms of the help desk: opening a case in three fields, the case itself, and its moves."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from businesses.models import Business
from businesses.owner_lookup import TooManyLookups
from businesses.places import place_choices
from common.form_fields import MoveForm, VersionedForm
from common.key_choices import is_key
from common.workflow import Transition
from licensing import business_lookup, case_board, documents, nib_assistance
from licensing.forms.documents import scan_field
from licensing.forms.nib import day_field, nib_number_field
from licensing.models import AssistanceCase, Nib

Kind, Channel = AssistanceCase.Kind, AssistanceCase.Channel
NIB_PARTS = ("number", "issued_on", "evidence")
TOO_MANY = "too_many_lookups"  # the code of that error


class CaseForm(VersionedForm):
    """An assistance case; colleagues to choose from are those who may move a case."""

    class Meta:
        model = AssistanceCase
        fields = (
            "business",
            "kind",
            "channel",
            "officer",
            "opened_on",
            "due_on",
            "outcome",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "officer" in self.fields:
            colleagues = User.objects.with_perm(
                "licensing.move_case", backend="django.contrib.auth.backends.ModelBackend"
            )
            chosen = User.objects.filter(pk=self.instance.officer_id)
            self.fields["officer"].queryset = (colleagues | chosen).distinct()


class OpenCaseForm(forms.Form):
    """Whose case, for what, and where it is opened; on the page of a business without the first.

    Several businesses that fit what was typed are shown to choose from, with all else kept. They
    come back by their keys, so that a number is looked up once however often the form is sent.
    """

    cari = forms.CharField(
        label=gettext_lazy("Business"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Registry number, NIK, NIB, phone number, or words of the name."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Help with"), choices=Kind.choices, initial="nib")
    channel = forms.ChoiceField(label=gettext_lazy("Opened at"), choices=Channel.choices)

    def __init__(
        self,
        data: Any = None,
        *,
        user: AbstractBaseUser,
        business: Business | None = None,
        **kwargs: Any,
    ) -> None:
        last = AssistanceCase.objects.filter(created_by=user).order_by("-pk")
        place = last.values_list("channel", flat=True).first() or Channel.MPP
        super().__init__(data, initial={"channel": place}, **kwargs)
        self.user = user
        self.business = business
        self.candidates: list[Business] = []
        self.too_many = ""  # a sentence, where more were found than are shown
        self.is_unknown = False  # nothing was found: it may have to be registered first
        if business is not None:
            del self.fields["cari"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.business is None and cleaned.get("cari"):
            self.business = self._chosen(cleaned["cari"])
        return cleaned

    def _chosen(self, text: str) -> Business | None:
        """The business that was typed or chosen; None with a word beside the field."""
        if text == self.data.get("dicari", "").strip():
            self.candidates = self._shown_before()
        if not self.candidates:
            return self._found(text)
        wanted = self.data.get("usaha", "")
        for candidate in self.candidates:
            if str(candidate.pk) == wanted:
                return candidate
        self.add_error("cari", _("Choose the business."))
        return None

    def _shown_before(self) -> list[Business]:
        keys = [key for key in self.data.getlist("kandidat") if is_key(key)]
        rows = business_lookup.listed(self.user)
        return list(rows.filter(pk__in=keys[: business_lookup.MOST_FOUND]))

    def _found(self, text: str) -> Business | None:
        try:
            found = business_lookup.find(text, by=self.user)
        except TooManyLookups as refusal:
            self.add_error("cari", ValidationError(str(refusal), code=TOO_MANY))
            return None
        if len(found.businesses) == 1 and not found.message:
            return found.businesses[0]
        if not found.businesses:
            self.is_unknown = True
            self.add_error("cari", found.message)
            return None
        self.candidates, self.too_many = found.businesses, found.message
        self.add_error("cari", _("Several businesses fit: choose one."))
        return None


class BoardForm(forms.Form):
    """What the board is narrowed to; an empty field means all. Words of the address."""

    jenis = forms.ChoiceField(
        label=gettext_lazy("Help with"),
        required=False,
        choices=[("", gettext_lazy("All")), *Kind.choices],
    )
    dibuka_di = forms.ChoiceField(
        label=gettext_lazy("Opened at"),
        required=False,
        choices=[("", gettext_lazy("All")), *Channel.choices],
    )
    petugas = forms.ChoiceField(
        label=gettext_lazy("Officer"),
        required=False,
        choices=[("", gettext_lazy("Everyone")), *case_board.OFFICERS.items()],
    )
    tempat = forms.ChoiceField(label=gettext_lazy("Kecamatan and kelurahan"), required=False)

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tempat"].choices = [("", _("All")), *place_choices(user)]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, without what is empty or unknown; the words of an address."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CaseMoveForm(MoveForm):
    """What a move of a case asks beside a note: which of it, the case and the action say."""

    field_order = ("number", "issued_on", "evidence", "outcome", "keeps_application", "note")

    number = nib_number_field(help_text=gettext_lazy("13 digits, as on the document."))
    issued_on = day_field(gettext_lazy("Issued on"))
    evidence = scan_field(label=gettext_lazy("Evidence: PDF or picture"), required=False)
    outcome = forms.CharField(label=gettext_lazy("What came of it"), max_length=255)
    keeps_application = forms.BooleanField(
        label=gettext_lazy("The application for the NIB goes on without us"),
        required=False,
        help_text=gettext_lazy("Otherwise it is noted as withdrawn."),
    )

    def __init__(
        self,
        *args: Any,
        transition: Transition,
        case: AssistanceCase,
        user: AbstractBaseUser,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, transition=transition, **kwargs)
        wanted = _asked(case, transition.name, user) | {"note", "version"}
        for name in set(self.fields) - wanted:
            if self._was_typed(name):  # asked when the page was shown, and overtaken since
                self.fields[name].required = False
            else:
                del self.fields[name]
        if "outcome" in self.fields:
            self.fields["outcome"].initial = case.outcome

    def _was_typed(self, name: str) -> bool:
        """Whether a part of the NIB came along: it is judged, not dropped without a word."""
        return name in NIB_PARTS and bool(self.data.get(name) or self.files.get(name))


def _asked(case: AssistanceCase, action: str, user: AbstractBaseUser) -> set[str]:
    """The fields that this move of this case asks for, beside a note."""
    if action not in ("finish", "cancel"):
        return set()
    if case.kind != Kind.NIB:
        return {"outcome"} if action == "finish" else set()
    nib = nib_assistance.nib_of(case)
    if action == "cancel":
        runs = nib is not None and nib.status == Nib.Status.APPLIED
        return {"keeps_application"} if runs and nib_assistance.has_filed(case) else set()
    if not nib_assistance.takes_number(nib):
        return set()
    return {"number", "issued_on", *(["evidence"] if documents.may_attach(user, Nib()) else [])}
