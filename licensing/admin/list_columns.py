"""What the downloads of licences say about whose they are: the businesses, never the owner."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from businesses.models import Business
from common.list_export import FieldColumn, attached


def business_columns(path: str) -> tuple[FieldColumn, FieldColumn]:
    """Registry numbers and names of businesses; `path` leads from the row to a business."""
    return (
        attached("kode_usaha", f"{path}__code", _("Registry number")),
        attached("nama_usaha", f"{path}__name", _("Business name")),
    )


def attach_businesses(rows: list[dict[str, Any]], *, to: AbstractBaseUser) -> None:
    """Add to rows with an `owner_id` the businesses of that owner that `to` may see."""
    held: dict[int, list[tuple[str, str]]] = {}
    owners = {row["owner_id"] for row in rows if row["owner_id"] is not None}
    businesses = Business.objects.visible_to(to).filter(owner__in=owners).order_by("code")
    for owner, code, name in businesses.values_list("owner_id", "code", "name"):
        held.setdefault(owner, []).append((code, name))
    for row in rows:
        mine = held.get(row["owner_id"], [])
        if mine:
            row["kode_usaha"] = "; ".join(code for code, _name in mine)
            row["nama_usaha"] = "; ".join(name for _code, name in mine)
