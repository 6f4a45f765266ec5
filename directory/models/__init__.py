from directory.models.change import DirectoryChange
from directory.models.contact_lookup import ContactLookup
from directory.models.error_report import ErrorReport, ErrorReportStep
from directory.models.former_code import FormerCode
from directory.models.gone_code import GoneCode
from directory.models.introduction import Introduction
from directory.models.listing import Listing, PriceBand
from directory.models.words import Synonym, VocabularyWord, WordDelete

__all__ = [
    "ContactLookup",
    "DirectoryChange",
    "ErrorReport",
    "ErrorReportStep",
    "FormerCode",
    "GoneCode",
    "Introduction",
    "Listing",
    "PriceBand",
    "Synonym",
    "VocabularyWord",
    "WordDelete",
]
