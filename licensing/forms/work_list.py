"""The work list as an officer asks for it: its filters, its order, and where distances start."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import places, words
from businesses.models import Business, Category
from common.coordinates import Point, read_coordinates
from common.identifiers import Unreadable
from licensing import without_nib
from licensing.models import Nib
from licensing.without_nib import Order, Went

LONGEST_TEXT = 100  # characters of a search that are looked at and repeated on the page
FOUR_DECIMALS = Decimal("0.0001")  # about 11 m: near enough to sort by, and no trace of a person
UNKNOWN = "-"
EVERYTHING = "semua"


class PositionField(forms.CharField):
    """ "-10.1787,123.6070": where the officer stands, to four decimals."""

    def clean(self, value: Any) -> Point | None:
        try:
            reading = read_coordinates(super().clean(value))
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        if reading.value is None:
            return None
        lat, lng = reading.value
        return lat.quantize(FOUR_DECIMALS), lng.quantize(FOUR_DECIMALS)


class PositionFilter(django_filters.Filter):
    field_class = PositionField


class WorkList(django_filters.FilterSet):
    """The list as one officer asked for it; a value that is not known is left out, and said.

    Args:
        data: of the address; see the names of the filters below.
        kept: the key of a business that was ticked a moment ago. It keeps its place on the page,
            also when its reason and visits are now none that were asked for.
    """

    q = django_filters.CharFilter(
        method="find", label=gettext_lazy("Words of the name"), max_length=LONGEST_TEXT
    )
    tempat = django_filters.ChoiceFilter(
        choices=[], method="in_place", label=gettext_lazy("Kecamatan or kelurahan")
    )
    kategori = django_filters.ChoiceFilter(
        choices=[], method="in_category", label=gettext_lazy("Category")
    )
    alasan = django_filters.ChoiceFilter(
        choices=[(UNKNOWN, gettext_lazy("Not asked yet")), *Nib.Absence.choices],
        method="for_reason",
        label=gettext_lazy("Why there is no NIB"),
    )
    nib = django_filters.ChoiceFilter(
        choices=[pair for pair in Nib.Status.choices if pair[0] not in Nib.IN_FORCE],
        method="in_status",
        label=gettext_lazy("Status of the NIB"),
    )
    kunjungan = django_filters.ChoiceFilter(
        choices=Went.choices, method="that_went", label=gettext_lazy("Visits")
    )
    usaha = django_filters.ChoiceFilter(
        choices=[(EVERYTHING, gettext_lazy("Also those that are not active"))],
        method="keep",  # answered by the rows that the list begins with
        empty_label=gettext_lazy("Active ones only"),
        label=gettext_lazy("Businesses"),
    )
    urut = django_filters.ChoiceFilter(
        choices=Order.choices,
        method="keep",
        empty_label=None,
        label=gettext_lazy("Sort by"),
    )
    posisi = PositionFilter(
        method="keep", widget=forms.HiddenInput, label=gettext_lazy("Your position")
    )

    class Meta:
        model = Business
        fields: tuple[str, ...] = ()

    def __init__(
        self, user: AbstractBaseUser, data: Mapping[str, str], *, kept: int | None = None
    ) -> None:
        begins_with = without_nib.all_rows if data.get("usaha") == EVERYTHING else without_nib.rows
        super().__init__(data, queryset=begins_with(user))
        self.user = user
        self.kept = Q(pk=kept) if kept is not None else Q(pk__in=[])
        self.filters["tempat"].extra["choices"] = places.place_choices(user)
        self.filters["kategori"].extra["choices"] = _categories()
        for name in ("tempat", "kategori", "alasan", "nib", "kunjungan"):
            self.filters[name].extra["empty_label"] = _("All")

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for and understood, without the empty ones."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def query(self) -> dict[str, str]:
        """The same as texts, for an address."""
        texts = dict(self.values)
        if "posisi" in texts:
            texts["posisi"] = ",".join(map(str, texts["posisi"]))
        return texts

    @property
    def ignored(self) -> list[str]:
        """One sentence for each value that was left out."""
        text = _("“%(filter)s” has an unknown value, which was left out.")
        self.form.is_valid()
        left = [text % {"filter": self.form.fields[name].label} for name in self.form.errors]
        if self.values.get("urut") == Order.DISTANCE and self.point is None:
            left.append(_("To sort by distance, choose a kelurahan or use your position."))
        return left

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Name and choice of every filter that narrows the list, and its order."""
        found = []
        for name, value in self.values.items():
            field = self.form.fields[name]
            labels = dict(_flat(getattr(field, "choices", ())))
            if name != "posisi":
                found.append((str(field.label), str(labels.get(value, value))))
        return found

    @cached_property
    def point(self) -> Point | None:
        """Where distances start: the officer's position, or the middle of the chosen place."""
        values = self.values
        if "posisi" in values:
            return values["posisi"]
        return places.middle_of(values["tempat"]) if "tempat" in values else None

    @property
    def origin(self) -> str:
        """What distances are measured from, as a sentence; "" where none are measured."""
        if self.point is None:
            return ""
        if "posisi" in self.values:
            return _("Distance from your position.")
        names = dict(_flat(self.form.fields["tempat"].choices))
        return _("Distance from the middle of %(place)s.") % {"place": names[self.values["tempat"]]}

    @property
    def shows_inactive(self) -> bool:
        return "usaha" in self.values

    @property
    def inactive(self) -> QuerySet[Business]:
        """What the same filters leave of the businesses that are not active."""
        rows = without_nib.all_rows(self.user).exclude(activity_status=Business.Activity.ACTIVE)
        self.form.is_valid()
        return self.filter_queryset(rows)

    def ordered(self) -> QuerySet[Business]:
        """What all filters leave, in its order, each with its `distance`."""
        return without_nib.in_order(self.qs, self.values.get("urut", ""), start=self.point)

    def find(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        return words.matching(businesses, value)

    def in_place(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        return places.in_place(businesses, value)

    def in_category(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        """A product line, everything in a sector, or the unclassified."""
        if value == UNKNOWN:
            return businesses.filter(primary_category__isnull=True)
        wanted = Category.objects.filter(Q(slug=value) | Q(parent__slug=value))
        return businesses.filter(primary_category__in=list(wanted.values_list("pk", flat=True)))

    def for_reason(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        wanted = without_nib.has_reason("" if value == UNKNOWN else value)
        return businesses.filter(wanted | self.kept)

    def in_status(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        return businesses.filter(without_nib.has_status(value))

    def that_went(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        wanted = without_nib.that_went(Went(value))
        return without_nib.with_visits(businesses).filter(wanted | self.kept)

    def keep(self, businesses: QuerySet, name: str, value: Any) -> QuerySet:
        """The order does not change which businesses are shown."""
        return businesses


def _categories() -> list[tuple[str, Any]]:
    """Each sector, whole and by its product lines, and the unclassified."""
    categories = list(Category.objects.filter(is_active=True))
    groups = [
        (
            sector.local_name,
            [
                (sector.slug, _("%(sector)s, all of it") % {"sector": sector.local_name}),
                *((one.slug, one.local_name) for one in categories if one.parent_id == sector.pk),
            ],
        )
        for sector in categories
        if sector.parent_id is None
    ]
    return [*groups, (UNKNOWN, _("Not classified"))]


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Values and labels, those of groups included."""
    for value, label in choices:
        yield from label if isinstance(label, (list, tuple)) else ((value, label),)
