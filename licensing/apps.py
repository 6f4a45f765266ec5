from pathlib import Path
from typing import Any, ClassVar

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from common.reference import Row, Table

REFERENCE = Path(__file__).parent / "reference"


def permit_type(row: Row) -> dict[str, Any]:
    numbers = ("validity_years", "renew_months_before")
    flags = ("for_owner", "for_business", "for_product", "per_kbli")
    return {
        **row,
        **{name: int(row[name]) if row[name] else None for name in numbers},
        **{name: row[name] == "1" for name in flags},
    }


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
    ]
