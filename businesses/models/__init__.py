from businesses.models.areas import WorkArea
from businesses.models.businesses import Business
from businesses.models.categories import Category
from businesses.models.duplicates import DuplicatePair, DuplicateStep, Merge
from businesses.models.kbli import Kbli
from businesses.models.lines import BusinessCategory, BusinessKbli
from businesses.models.owners import Owner
from businesses.models.personal_data import DataRequest, DataRequestStep, Disclosure
from businesses.models.photos import Photo
from businesses.models.places import Kecamatan, Kelurahan
from businesses.models.products import Product
from businesses.models.registry import Registry
from businesses.models.steps import VerificationStep
from businesses.models.words import BusinessWord, OwnerWord

__all__ = [
    "Business",
    "BusinessCategory",
    "BusinessKbli",
    "BusinessWord",
    "Category",
    "DataRequest",
    "DataRequestStep",
    "Disclosure",
    "DuplicatePair",
    "DuplicateStep",
    "Kbli",
    "Kecamatan",
    "Kelurahan",
    "Merge",
    "Owner",
    "OwnerWord",
    "Photo",
    "Product",
    "Registry",
    "VerificationStep",
    "WorkArea",
]
