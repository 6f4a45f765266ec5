from directory.models.former_code import FormerCode
from directory.models.listing import Listing

__all__ = ["FormerCode", "Listing"]
