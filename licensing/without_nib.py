"""The work list: which businesses hold no NIB, why, how far they are, and who went there.

"Without a NIB" is what `licensing.coverage` says about today. A frozen, revoked or mismatching NIB
is none either, but asks for another talk, so the list tells them apart. Each row stands once for
a business: an owner of two stalls is met at either of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Avg, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Sqrt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope, words
from businesses.models import Business, Category, Kelurahan
from common.coordinates import Point, read_coordinates
from common.identifiers import Unreadable
from licensing import coverage
from licensing.models import AssistanceCase, Nib, Visit

LONGEST_TEXT = 100  # characters of a search that are looked at and repeated on the page
FOUR_DECIMALS = Decimal("0.0001")  # about 11 m: near enough to sort by, and no trace of a person
UNKNOWN = "-"
# A degree in metres at the latitude of Kupang (10.2° south), where the earth is flat enough:
# over the 20 km of the city the error stays below 20 m.
METRES_OF_LATITUDE = 110_600.0
METRES_OF_LONGITUDE = 109_570.0


class Went(models.TextChoices):
    """What came of the visits so far."""

    NEVER = "belum", gettext_lazy("Never visited")
    VISITED = "dikunjungi", gettext_lazy("Visited")
    REFUSED = "menolak", gettext_lazy("Refused help")
    NOT_FOUND = "tidak-ketemu", gettext_lazy("Not found")
    CASE = "pendampingan", gettext_lazy("Case open")


class Order(models.TextChoices):
    NAME = "nama", gettext_lazy("Name, A to Z")
    DISTANCE = "jarak", gettext_lazy("Nearest first")
    LONGEST = "lama", gettext_lazy("Longest not visited")


LATEST_OUTCOME = {
    Went.VISITED: Visit.Outcome.VISITED,
    Went.REFUSED: Visit.Outcome.REFUSED,
    Went.NOT_FOUND: Visit.Outcome.NOT_FOUND,
}
NOT_ASKED = Q(owner__nib__isnull=True) | Q(
    owner__nib__status__in=Nib.NUMBERLESS, owner__nib__absence_reason=""
)
NOT_HELD = Q(owner__nib__isnull=True) | Q(owner__nib__status=Nib.Status.NOT_HELD)


def rows(user: AbstractBaseUser) -> QuerySet[Business]:
    """The active businesses without a NIB today in the work area of `user`."""
    return _all(user).active()


def _all(user: AbstractBaseUser) -> QuerySet[Business]:
    return coverage.without_nib(Business.objects.visible_to(user))


def open_cases() -> QuerySet[AssistanceCase]:
    """The cases that are to end in a NIB, and have not ended."""
    return AssistanceCase.objects.open().filter(kind=AssistanceCase.Kind.NIB)


def _latest(field: str) -> Subquery:
    """A field of the latest valid visit to a business."""
    visits = Visit.objects.valid().filter(business=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(visits.values(field)[:1])


def _distance(point: Point) -> Sqrt:
    """Metres from `point` to a business; without a point of its own, to its kelurahan."""
    lat, lng = (Value(float(degrees)) for degrees in point)
    up = (Cast(Coalesce("lat", "kelurahan__lat"), FloatField()) - lat) * METRES_OF_LATITUDE
    along = (Cast(Coalesce("lng", "kelurahan__lng"), FloatField()) - lng) * METRES_OF_LONGITUDE
    return Sqrt(up * up + along * along)


# -- what a list is narrowed by --------------------------------------------------------------------


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
            also when its new state is none that was asked for.
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
        choices=[("semua", gettext_lazy("Also those that are not active"))],
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
        everything = data.get("usaha") == "semua"
        super().__init__(data, queryset=_all(user) if everything else rows(user))
        self.kept = Q(pk=kept) if kept is not None else Q(pk__in=[])
        self.filters["tempat"].extra["choices"] = _places(user)
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

    @property
    def point(self) -> Point | None:
        """Where distances start: the officer's position, or the middle of the chosen place."""
        values = self.values
        if "posisi" in values:
            return values["posisi"]
        if "tempat" not in values:
            return None
        places = Kelurahan.objects.filter(code__startswith=values["tempat"])
        middle = places.aggregate(lat=Avg("lat"), lng=Avg("lng"))
        return middle["lat"], middle["lng"]

    def ordered(self) -> QuerySet[Business]:
        """What all filters leave, in an order that never wavers, each with its `distance`."""
        point = self.point
        distance = Value(None, FloatField()) if point is None else _distance(point)
        found = self.qs.annotate(distance=distance)
        order = self.values.get("urut")
        if order == Order.DISTANCE and point is not None:
            return found.order_by("distance", "name", "pk")
        if order == Order.LONGEST:
            found = found.alias(last=_latest("at"))
            return found.order_by(F("last").asc(nulls_first=True), "name", "pk")
        return found.order_by("name", "pk")

    def find(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        return words.matching(businesses, value)

    def in_place(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        """The codes of Kemendagri nest: 53.71.04.1001 lies in 53.71.04."""
        places = Kelurahan.objects.filter(code__startswith=value).values_list("pk", flat=True)
        return businesses.filter(kelurahan__in=list(places))  # keys: the planner knows how many

    def in_category(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        """A product line, everything in a sector, or the unclassified."""
        if value == UNKNOWN:
            return businesses.filter(primary_category__isnull=True)
        wanted = Category.objects.filter(Q(slug=value) | Q(parent__slug=value))
        return businesses.filter(primary_category__in=list(wanted.values_list("pk", flat=True)))

    def for_reason(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        wanted = NOT_ASKED if value == UNKNOWN else Q(owner__nib__absence_reason=value)
        return businesses.filter(wanted | self.kept)

    def in_status(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        held = Nib.Status.NOT_HELD
        return businesses.filter(NOT_HELD if value == held else Q(owner__nib__status=value))

    def that_went(self, businesses: QuerySet, name: str, value: str) -> QuerySet:
        if value == Went.NEVER:
            wanted = ~Exists(Visit.objects.valid().filter(business=OuterRef("pk")))
        elif value == Went.CASE:
            wanted = Q(Exists(open_cases().filter(business=OuterRef("pk"))))
        else:
            businesses = businesses.alias(outcome=_latest("outcome"))
            wanted = Q(outcome=LATEST_OUTCOME[Went(value)])
        return businesses.filter(Q(wanted) | self.kept)

    def keep(self, businesses: QuerySet, name: str, value: Any) -> QuerySet:
        """The order does not change which businesses are shown."""
        return businesses


def _places(user: AbstractBaseUser) -> list[tuple[str, list[tuple[str, str]]]]:
    """The work area of `user` by code: each kecamatan, whole and by its kelurahan."""
    places = Kelurahan.objects.select_related("kecamatan").order_by("code")
    ids = scope.kelurahan_ids(user)
    if ids is not None:
        places = places.filter(pk__in=ids)
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        whole = (place.kecamatan.code, _("Kecamatan %(name)s") % {"name": place.kecamatan.name})
        groups.setdefault(place.kecamatan.name, [whole]).append((place.code, place.name))
    return list(groups.items())


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
