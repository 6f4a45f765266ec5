"""The officer's form for one business, with a new owner in the same page."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.forms.consent import require_proof
from businesses.forms.lookalikes import LookalikesForm
from businesses.forms.owners import nik_taken, registered_person
from businesses.models import Business, Category, Owner
from common import opening_hours
from common.form_fields import ReadField
from common.identifiers import (
    Reading,
    clean_text,
    fold,
    format_rupiah,
    read_coordinates,
    read_nik,
    read_phone,
    read_rupiah,
    split_address,
)
from common.key_choices import KeyMultipleChoiceField

RESTRICTED = ("capital", "capital_band", "annual_sales", "sales_year", "sales_band")
CORE = {"place_kind", "activity", "primary_category"}
NEW_OWNER = ("kind", "name", "responsible_name", "nik", "nik_reason", "phone", "phone_reason")


def read_hours(raw: object) -> Reading[str]:
    """Opening hours in the register's notation; see `common.opening_hours`."""
    return Reading(opening_hours.normalise(str(raw)))


def telephone(label: Any) -> ReadField:
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    return ReadField(label=label, read=read_phone, widget=widget)


class RupiahField(ReadField):
    """Whole rupiah, typed as people write money and shown the same way."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(read=read_rupiah, widget=widget, empty_value=None, **kwargs)

    def prepare_value(self, value: object) -> object:
        return format_rupiah(value) if isinstance(value, int) else value


class PlaceSelect(forms.Select):
    """Kelurahan with their centre, so that the page can propose the nearest one."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        place = getattr(value, "instance", None)
        if place is not None:
            option["attrs"] |= {"data-lat": str(place.lat), "data-lng": str(place.lng)}
        return option


class BusinessForm(LookalikesForm):
    """One business: few compulsory fields, the rest folded away by the page."""

    user: AbstractBaseUser

    point = ReadField(
        label=gettext_lazy("Point on the map"),
        read=read_coordinates,
        help_text=gettext_lazy(
            "Latitude, longitude, or a link from Google Maps: -10.1787, 123.6070"
        ),
    )
    opening_hours = ReadField(
        label=gettext_lazy("Opening hours"),
        read=read_hours,
        max_length=200,
        help_text=gettext_lazy("For example: Sen-Jum 08.00-17.00; Sab 08.00-12.00"),
    )
    phone = telephone(gettext_lazy("Business phone"))
    whatsapp = telephone(gettext_lazy("WhatsApp"))
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=200, assume_scheme="https"
    )
    capital = RupiahField(
        label=gettext_lazy("Capital in rupiah"),
        help_text=gettext_lazy("Without land and buildings of the place of business."),
    )
    annual_sales = RupiahField(label=gettext_lazy("Annual sales in rupiah"))
    further_categories = KeyMultipleChoiceField(
        label=gettext_lazy("Further categories"),
        queryset=Category.objects.filter(is_active=True),
        required=False,
    )

    # A new owner, when none was found above.
    owner_kind = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=Owner.Kind.choices, required=False
    )
    owner_name = forms.CharField(label=gettext_lazy("Owner's name"), max_length=150, required=False)
    owner_responsible_name = forms.CharField(
        label=gettext_lazy("Responsible person"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("For a legal entity: the person whose NIK is given."),
    )
    owner_nik = ReadField(
        label=gettext_lazy("NIK"),
        read=read_nik,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    owner_nik_reason = forms.ChoiceField(
        label=gettext_lazy("Why there is no NIK"),
        choices=[("", "---------"), *Owner.NikAbsence.choices],
        required=False,
    )
    owner_phone = telephone(gettext_lazy("Owner's phone"))
    owner_phone_reason = forms.ChoiceField(
        label=gettext_lazy("Why there is no phone number"),
        choices=[("", "---------"), *Owner.PhoneAbsence.choices],
        required=False,
    )

    class Meta:
        model = Business
        exclude = ("lat", "lng", "categories", "kbli")
        help_texts: ClassVar[dict[str, Any]] = {
            "consent_given_on": gettext_lazy("Empty means today, once the manner is chosen.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_to_area()
        for name in CORE & self.fields.keys():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _(
                "This is needed for every business that is entered here."
            )
        if "activity" in self.fields:
            self.fields["activity"].widget.attrs["rows"] = 3
        if self.instance.pk:
            self._forget_new_owner()
            if self.instance.lat is not None:
                self.initial["point"] = f"{self.instance.lat}, {self.instance.lng}"
            self._keep_retired_categories()
        elif "owner" in self.fields:
            self.fields["owner"].required = False
        if not self.user.has_perm("businesses.view_restricted"):
            for name in RESTRICTED:
                self.fields.pop(name, None)

    def _keep_retired_categories(self) -> None:
        """What is stored stays a choice, also when the category was retired meanwhile."""
        stored = list(self.instance.category_lines.values_list("category_id", flat=True))
        self.initial["further_categories"] = stored
        for name, keys in (
            ("further_categories", stored),
            ("primary_category", [self.instance.primary_category_id]),
        ):
            if name in self.fields:
                rows = Category.objects.filter(Q(is_active=True) | Q(pk__in=keys))
                self.fields[name].queryset = rows

    def chosen_owner(self) -> Owner | None:
        """Whose business this will be; None for an owner who is entered with it."""
        return getattr(self, "cleaned_data", {}).get("owner")

    def _limit_to_area(self) -> None:
        ids = scope.kelurahan_ids(self.user)
        if ids is not None and "kelurahan" in self.fields:
            field = self.fields["kelurahan"]
            field.queryset = field.queryset.filter(pk__in=ids)
            field.error_messages["invalid_choice"] = _(
                "This kelurahan is not in your work area. Choose one of yours."
            )
        if "owner" in self.fields:
            field = self.fields["owner"]
            field.queryset = field.queryset.visible_to(self.user)

    def _forget_new_owner(self) -> None:
        for name in NEW_OWNER:
            self.fields.pop(f"owner_{name}", None)

    # -- cleaning ------------------------------------------------------------------------------

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._split_address(cleaned)
        if cleaned.get("consent_manner") and "consent_given_on" not in self.errors:
            cleaned["consent_given_on"] = cleaned.get("consent_given_on") or timezone.localdate()
        require_proof(self, cleaned)
        if "activity" in cleaned:
            cleaned["activity"] = clean_text(cleaned["activity"], multiline=True)
        if not self.instance.pk and "owner" in self.fields:
            self._clean_owner(cleaned)
        self._require_core(cleaned)
        return cleaned

    def _split_address(self, cleaned: dict[str, Any]) -> None:
        """RT and RW typed within the address go to their own fields, if those are empty."""
        if cleaned.get("rt") or cleaned.get("rw"):
            return
        address, rt, rw = split_address(cleaned.get("address", ""))
        cleaned.update(address=address, rt=rt, rw=rw)

    def _require_core(self, cleaned: dict[str, Any]) -> None:
        """What every business entered here must have, as far as the form shows it."""
        if "address" in self.fields and not (cleaned.get("address") or cleaned.get("landmark")):
            self.add_error(
                "address", _("Give the address, or a landmark by which the place is found.")
            )

    def _clean_owner(self, cleaned: dict[str, Any]) -> None:
        chosen, name = cleaned.get("owner"), clean_text(cleaned.get("owner_name", ""))
        if chosen is not None and name:
            self.add_error(
                "owner_name", _("Either choose an owner above or enter a new one, not both.")
            )
        elif chosen is None and not name and "owner" not in self.errors:
            self.add_error("owner", _("Choose the owner, or enter a new one below."))
        elif chosen is None and name:
            self._clean_new_owner(cleaned, name)

    def _clean_new_owner(self, cleaned: dict[str, Any], name: str) -> None:
        owner = Owner(
            kind=cleaned.get("owner_kind") or Owner.Kind.PERSON,
            name=name,
            responsible_name=clean_text(cleaned.get("owner_responsible_name", "")),
            nik_absent_reason=cleaned.get("owner_nik_reason", ""),
            phone=cleaned.get("owner_phone", ""),
            phone_absent_reason=cleaned.get("owner_phone_reason", ""),
        )
        owner.set_nik(cleaned.get("owner_nik", ""))
        if not owner.nik_digest and not owner.nik_absent_reason and "owner_nik" not in self.errors:
            self.add_error("owner_nik", _("Give the NIK, or say why there is none."))
        if not owner.phone and not owner.phone_absent_reason and "owner_phone" not in self.errors:
            self.add_error("owner_phone", _("Give a phone number, or say why there is none."))
        cleaned["owner"] = owner
        nik = cleaned.get("owner_nik", "")
        known = registered_person(nik) if owner.is_person else None
        if known is None:
            return
        if not Owner.objects.visible_to(self.user).filter(pk=known.pk).exists():
            self._join_owner_elsewhere(cleaned, known, name)
        else:
            self.add_error("owner_nik", nik_taken(known))

    def _join_owner_elsewhere(self, cleaned: dict[str, Any], known: Owner, name: str) -> None:
        """An owner of another kelurahan opens a stall here: NIK and whole name say so.

        The owner cannot be chosen above, being out of the officer's area; nothing of the record
        is shown.
        """
        if sorted(fold(name).split()) == sorted(fold(known.name).split()):
            cleaned["owner"] = known
        else:
            self.add_error(
                "owner_nik",
                _(
                    "This NIK is registered in another kelurahan under a different name. "
                    "Compare the card; if the NIK is right, ask an administrator."
                ),
            )

    def _post_clean(self) -> None:
        """A new owner is unsaved: the model's checks meet it only after registration."""
        owner = self.cleaned_data.get("owner")
        if owner is not None and owner.pk is None:
            self.new_owner = self.cleaned_data.pop("owner")
        if "point" in self.fields and "point" not in self.errors:
            lat_lng = self.cleaned_data.get("point") or (None, None)
            self.instance.lat, self.instance.lng = lat_lng
        super()._post_clean()

    def _get_validation_exclusions(self) -> set[str]:
        exclude = super()._get_validation_exclusions()
        return exclude | {"owner"} if hasattr(self, "new_owner") else exclude
