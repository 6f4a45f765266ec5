"""Places to choose from, and what lies in the chosen one.

A place is a kecamatan or a kelurahan by its code. The codes of Kemendagri nest: the kelurahan
53.71.04.1001 lies in the kecamatan 53.71.04.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Avg, QuerySet
from django.utils.translation import gettext as _

from businesses import scope
from businesses.models import Kelurahan
from common.coordinates import Point


def of_area(user: AbstractBaseUser) -> QuerySet[Kelurahan]:
    """The kelurahan of the work area of `user` by code, each with its kecamatan."""
    places = Kelurahan.objects.select_related("kecamatan").order_by("code")
    ids = scope.kelurahan_ids(user)
    return places if ids is None else places.filter(pk__in=ids)


def place_choices(user: AbstractBaseUser) -> list[tuple[str, list[tuple[str, str]]]]:
    """The work area of `user` as groups of a select: each kecamatan, whole and by its kelurahan."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in of_area(user):
        whole = (place.kecamatan.code, _("Kecamatan %(name)s") % {"name": place.kecamatan.name})
        groups.setdefault(place.kecamatan.name, [whole]).append((place.code, place.name))
    return list(groups.items())


def in_place(rows: QuerySet, code: str, path: str = "kelurahan") -> QuerySet:
    """Those of `rows` that lie in a place; all of them for "".

    Args:
        path: from a row to its kelurahan, for example "business__kelurahan".
    """
    if not code:
        return rows
    keys = _within(code).values_list("pk", flat=True)
    return rows.filter(**{f"{path}__in": list(keys)})  # keys: the planner knows how many


def middle_of(code: str) -> Point | None:
    """The middle of the kelurahan of a place, in degrees; None for a code of none."""
    middle = _within(code).aggregate(lat=Avg("lat"), lng=Avg("lng"))
    return None if middle["lat"] is None else (middle["lat"], middle["lng"])


def _within(code: str) -> QuerySet[Kelurahan]:
    return Kelurahan.objects.filter(code__startswith=code)
