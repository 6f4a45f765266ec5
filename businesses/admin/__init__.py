from businesses.admin.areas import WorkAreaInline
from businesses.admin.businesses import BusinessAdmin
from businesses.admin.duplicates import DuplicatePairAdmin, MergeAdmin
from businesses.admin.owners import OwnerAdmin
from businesses.admin.panels import Panel
from businesses.admin.personal_data import DataRequestAdmin, DisclosureAdmin
from businesses.admin.places import KecamatanAdmin, KelurahanAdmin
from businesses.admin.products import ProductAdmin
from businesses.admin.reference import CategoryAdmin, KbliAdmin

__all__ = [
    "BusinessAdmin",
    "CategoryAdmin",
    "DataRequestAdmin",
    "DisclosureAdmin",
    "DuplicatePairAdmin",
    "KbliAdmin",
    "KecamatanAdmin",
    "KelurahanAdmin",
    "MergeAdmin",
    "OwnerAdmin",
    "Panel",
    "ProductAdmin",
    "WorkAreaInline",
]
