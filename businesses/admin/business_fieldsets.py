"""The order in which the page of a business asks: what every record needs, the rest folded."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

NEW_OWNER_FIELDS = (
    "owner_name",
    ("owner_nik", "owner_nik_reason"),
    ("owner_phone", "owner_phone_reason"),
)
ENTITY_FIELDS = ("owner_kind", "owner_responsible_name")
FIELDSETS = (
    (None, {"fields": ("name", "kelurahan", "address", "landmark", "place_kind")}),
    (_("What it does"), {"fields": ("primary_category", "activity")}),
    (_("Owner"), {"fields": ("owner",)}),
    (
        _("Publication"),
        {
            "fields": (
                ("consent_manner", "consent_given_on"),
                "consent_proof",
                "publishes_contact",
                "publishes_address",
                "publishes_nib_number",
            ),
        },
    ),
    (
        _("More about the place and the activity"),
        {
            "fields": (
                ("rt", "rw"),
                "point",
                "further_categories",
                "opening_hours",
                "started_year",
            ),
            "classes": ("collapse",),
        },
    ),
    (
        _("Contact and channels"),
        {
            "fields": (
                ("phone", "whatsapp"),
                "email",
                "website",
                ("instagram", "facebook", "tiktok"),
                ("sells_on_site", "sells_by_whatsapp"),
                ("sells_on_marketplace", "sells_on_social_media"),
                "accepts_qris",
            ),
            "classes": ("collapse",),
        },
    ),
    (
        _("Size"),
        {
            "fields": (
                ("workers_male", "workers_female"),
                ("workers_paid", "workers_unpaid"),
                "workers_band",
                ("capital", "capital_band"),
                ("annual_sales", "sales_year", "sales_band"),
                "financing",
                "is_cooperative_member",
            ),
            "classes": ("collapse",),
        },
    ),
    (
        _("Status and source"),
        {
            "fields": (
                "registered_on",
                ("source", "source_date"),
                "opened_version",
            ),
            "classes": ("collapse",),
        },
    ),
)


def keep(fields: Iterable[Any], wanted: Any) -> list[Any]:
    """The fields of a fieldset for which `wanted(name)` holds; rows of names stay rows."""
    kept: list[Any] = []
    for item in fields:
        if isinstance(item, tuple):
            row = tuple(name for name in item if wanted(name))
            kept += [row] if row else []
        elif wanted(item):
            kept.append(item)
    return kept
