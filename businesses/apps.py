from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from common.reference import Row, Table, find, split

REFERENCE = Path(__file__).parent / "reference"


def kelurahan(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "kecamatan": find("businesses.Kecamatan", code=row["kecamatan"]),
        "postal_code": row["postal_code"],
        "lat": Decimal(row["lat"]),
        "lng": Decimal(row["lng"]),
        "bps_code": row["bps_code"],
        "aliases": split(row["aliases"]),
    }


def kbli(row: Row) -> dict[str, Any]:
    codes = ", ".join(split(row["codes_2020"]))
    return {**row, "codes_2020": codes, "is_reference": True}


def category(row: Row) -> dict[str, Any]:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "name_en": row["name_en"],
        "parent": find("businesses.Category", slug=row["parent"]),
        "is_flagship": row["is_flagship"] == "1",
        "order": int(row["order"]),
        "aliases": split(row["aliases"]),
    }


class BusinessesConfig(AppConfig):
    name = "businesses"
    verbose_name = _("Businesses")
    reference_data: ClassVar[list[Table]] = [
        Table("businesses.Kecamatan", REFERENCE / "kecamatan.csv", ("code",), dict),
        Table(
            "businesses.Kelurahan",
            REFERENCE / "kelurahan.csv",
            ("code",),
            kelurahan,
            staff_fields=frozenset({"aliases"}),
        ),
        Table(
            "businesses.Kbli",
            REFERENCE / "kbli.csv",
            ("edition", "code"),
            kbli,
            staff_fields=frozenset({"keywords"}),
        ),
        Table(
            "businesses.Category",
            REFERENCE / "categories.csv",
            ("slug",),
            category,
            is_edited=True,
        ),
    ]
