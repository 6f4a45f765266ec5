"""What the lists of businesses are read by: an index for every order that is offered.

At 1.7 million rows a list is as fast as its index. The columns that lists filter by stand at the
end of each order, so that a page or a count is found without touching the wide rows.
"""

from django.db import models
from django.db.models import Q

CURRENT = Q(merged_into__isnull=True)
FILTERS = ("kelurahan", "activity_status", "primary_category", "scale")

INDEXES = [
    models.Index(
        fields=["-updated_at", "-id", "verification_status", *FILTERS],
        name="business_recent",
        condition=CURRENT,
    ),
    models.Index(
        fields=["verification_status", "-updated_at", "-id", *FILTERS],
        name="business_by_status",
        condition=CURRENT,
    ),
    models.Index(
        fields=["id", "updated_at", "verification_status", *FILTERS],
        name="business_narrow",
        condition=CURRENT,
    ),
    models.Index(fields=["name", "-id"], name="business_name", condition=CURRENT),
    models.Index(fields=["registered_on"], name="business_registered", condition=CURRENT),
    models.Index(
        fields=["verification_status", "kelurahan", "updated_at"],
        name="business_queue",
        condition=CURRENT,
    ),
    models.Index(
        fields=["kelurahan", "owner", "registered_on"],
        name="business_coverage",
        condition=CURRENT,
    ),
    models.Index(fields=["phone"], name="business_phone", condition=~Q(phone="")),
    models.Index(fields=["whatsapp"], name="business_whatsapp", condition=~Q(whatsapp="")),
]
