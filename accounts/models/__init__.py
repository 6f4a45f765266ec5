from accounts.models.filters import SavedFilter
from accounts.models.sessions import LoginSession
from accounts.models.users import User

__all__ = ["LoginSession", "SavedFilter", "User"]
