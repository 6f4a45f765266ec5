"""The filters of the directory, for pages now and for the API later.

A value that is not known is left out, and `ignored` says so: a visitor with an old or damaged
link sees businesses, not an error.
"""

from collections.abc import Mapping

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.scale import Scale
from directory import search
from directory.labels import Labels
from directory.models import Listing

LONGEST_TEXT = 100  # characters of a search that are looked at and repeated on the page


class NibState(models.TextChoices):
    VERIFIED = "ya", gettext_lazy("NIB verified")
    NOT_YET = "belum", gettext_lazy("NIB not verified yet")


class Order(models.TextChoices):
    NAME = "nama", gettext_lazy("Name, A to Z")
    NEWEST = "terbaru", gettext_lazy("Newest first")
    RELEVANCE = "relevan", gettext_lazy("Best match")


class FilterForm(forms.Form):
    """The values of one request, validated; unknown ones become errors."""

    def clean(self) -> dict[str, str]:
        values = super().clean()
        values["q"] = values.get("q", "")[:LONGEST_TEXT]
        kecamatan, kelurahan = values.get("kecamatan"), values.get("kelurahan")
        # The codes of Kemendagri nest: 53.71.04.1001 lies in 53.71.04.
        if kecamatan and kelurahan and not kelurahan.startswith(f"{kecamatan}."):
            message = _("The kelurahan lies in another kecamatan and was left out.")
            self.add_error("kelurahan", ValidationError(message, "elsewhere"))
        return values


class ListingFilter(django_filters.FilterSet):
    """Which listings, and in which order."""

    q = django_filters.CharFilter(method="find", label=gettext_lazy("Search"))
    kategori = django_filters.ChoiceFilter(
        choices=[], method="in_category", label=gettext_lazy("Category")
    )
    kecamatan = django_filters.ChoiceFilter(choices=[], label=gettext_lazy("Kecamatan"))
    kelurahan = django_filters.ChoiceFilter(choices=[], label=gettext_lazy("Kelurahan"))
    nib = django_filters.ChoiceFilter(
        choices=NibState.choices, method="with_nib", label=gettext_lazy("NIB")
    )
    skala = django_filters.ChoiceFilter(
        choices=Scale.choices, field_name="scale", label=gettext_lazy("Scale")
    )
    urut = django_filters.ChoiceFilter(
        choices=Order.choices, method="keep", label=gettext_lazy("Sort by")
    )

    class Meta:
        model = Listing
        fields: list[str] = []
        form = FilterForm

    def __init__(self, data: Mapping[str, str], *, labels: Labels) -> None:
        super().__init__(data, queryset=Listing.objects.all())
        self.labels = labels
        active = [category for category in labels.categories.values() if category.is_active]
        choices = {
            "kategori": [(category.slug, category.local_name) for category in active],
            "kecamatan": [(place.code, place.name) for place in labels.kecamatan],
            "kelurahan": [(place.code, place.name) for place in labels.kelurahan],
        }
        for name, pairs in choices.items():
            self.filters[name].extra["choices"] = pairs

    @property
    def values(self) -> dict[str, str]:
        """What was asked for and understood, without the empty ones."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def ignored(self) -> list[str]:
        """One sentence for each value that was left out."""
        sentences = []
        for name, errors in self.form.errors.as_data().items():
            known = next((error for error in errors if error.code == "elsewhere"), None)
            unknown = _("“%(filter)s” has an unknown value, which was left out.")
            label = {"filter": self.form.fields[name].label}
            sentences.append(known.message if known else unknown % label)
        return sentences

    def label_of(self, name: str) -> str:
        """What the chosen value of a filter is called."""
        value = self.values[name]
        return str(dict(getattr(self.form.fields[name], "choices", ())).get(value, value))

    def narrowed_by(self, *names: str) -> QuerySet[Listing]:
        """The listings that these filters alone leave, in no order."""
        listings = self.queryset.order_by()
        for name in names:
            listings = self.filters[name].filter(listings, self.values.get(name, ""))
        return listings

    def ordered(self) -> QuerySet[Listing]:
        """The listings that all filters leave, in an order that never wavers."""
        text = self.values.get("q", "")
        order = self.values.get("urut") or (Order.RELEVANCE if text else Order.NAME)
        if order == Order.RELEVANCE and search.words_of(text):
            return search.by_relevance(self.qs, text)
        if order == Order.NEWEST:
            return self.qs.newest()
        return self.qs.order_by("name", "business_id")

    def find(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return search.matching(listings, value)

    def in_category(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        """A product line, or everything in a sector."""
        field = "category" if self.labels.categories[value].parent_id else "sector"
        return listings.filter(**{field: value}).exclude(**{field: ""})

    def with_nib(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings.filter(has_nib=value == NibState.VERIFIED)

    def keep(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        """The order does not change which businesses are shown."""
        return listings
