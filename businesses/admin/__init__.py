from businesses.admin.areas import WorkAreaInline
from businesses.admin.businesses import BusinessAdmin
from businesses.admin.owners import OwnerAdmin
from businesses.admin.panels import Panel
from businesses.admin.places import KecamatanAdmin, KelurahanAdmin
from businesses.admin.products import ProductAdmin
from businesses.admin.reference import CategoryAdmin, KbliAdmin

__all__ = [
    "BusinessAdmin",
    "CategoryAdmin",
    "KbliAdmin",
    "KecamatanAdmin",
    "KelurahanAdmin",
    "OwnerAdmin",
    "Panel",
    "ProductAdmin",
    "WorkAreaInline",
]
