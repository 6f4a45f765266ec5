from pathlib import Path
from typing import Any, ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from common.reference import Row, Table, find

REFERENCE = Path(__file__).parent / "reference"


def permit_type(row: Row) -> dict[str, Any]:
    numbers = ("validity_years", "renew_months_before")
    flags = ("for_owner", "for_business", "for_product", "per_kbli")
    return {
        **row,
        **{name: int(row[name]) if row[name] else None for name in numbers},
        **{name: row[name] == "1" for name in flags},
    }


def permit_relevance(row: Row) -> dict[str, Any]:
    return {
        "category_id": find("businesses.Category", slug=row["category"]).pk,
        "type_id": find("licensing.PermitType", code=row["type"]).pk,
        "is_relevant": row["is_relevant"] == "1",
        "note": row["note"],
    }


PERMIT_RELEVANCE = Table(
    "licensing.PermitRelevance",
    REFERENCE / "permit_relevance.csv",
    ("category_id", "type_id"),
    permit_relevance,
    is_edited=True,
)


def letter_template(row: Row) -> dict[str, Any]:
    return {**row, "valid_months": int(row["valid_months"]) if row["valid_months"] else None}


class LicensingConfig(AppConfig):
    name = "licensing"
    verbose_name = _("Licensing")
    reference_data: ClassVar[list[Table]] = [
        Table(
            "licensing.PermitType",
            REFERENCE / "permit_types.csv",
            ("code",),
            permit_type,
            is_edited=True,
        ),
        PERMIT_RELEVANCE,
        Table(
            "licensing.LetterTemplate",
            REFERENCE / "letter_templates.csv",
            ("kind",),
            letter_template,
            is_edited=True,
        ),
    ]
