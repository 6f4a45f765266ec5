"""The ways in which reports break businesses down. "Unknown" is added by every report."""

from django.utils.translation import gettext_lazy as _

from businesses.models import Business, Category, Kecamatan, Kelurahan
from businesses.scale import Scale
from reports.report import Dimension

KECAMATAN = Dimension(
    name="kecamatan",
    title=_("kecamatan"),
    key="kelurahan__kecamatan__code",
    label="kelurahan__kecamatan__name",
    members=lambda: list(Kecamatan.objects.values_list("code", "name")),
    rows_query="tempat",
)
KELURAHAN = Dimension(
    name="kelurahan",
    title=_("kelurahan"),
    key="kelurahan__code",
    label="kelurahan__name",
    members=lambda: list(Kelurahan.objects.values_list("code", "name")),
    rows_query="tempat",
)
CATEGORY = Dimension(
    name="category",
    title=_("category"),
    key="primary_category__slug",
    label="primary_category__name",
    members=lambda: list(Category.objects.values_list("slug", "name")),
)
SCALE = Dimension(
    name="scale",
    title=_("scale"),
    key="scale",
    label="scale",
    members=lambda: [(value, str(label)) for value, label in Scale.choices],
    rows_query="scale__exact",
)
VERIFICATION = Dimension(
    name="verification",
    title=_("verification"),
    key="verification_status",
    label="verification_status",
    members=lambda: [(value, str(label)) for value, label in Business.Verification.choices],
    rows_query="verification_status__exact",
)
ACTIVITY = Dimension(
    name="activity",
    title=_("activity status"),
    key="activity_status",
    label="activity_status",
    members=lambda: [(value, str(label)) for value, label in Business.Activity.choices],
    rows_query="activity_status__exact",
)
