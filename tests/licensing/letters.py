"""Letters for the tests: issued as an officer does who has read what they say."""

from accounts.models import User
from businesses.models import Business
from licensing import letter_draft, letters
from licensing.letter_draft import Typed
from licensing.models import Letter

MARK = Typed(brand="Sei Uji", goods="daging asap olahan", classes="29")


def read(business: Business, kind: str) -> dict[str, object]:
    """What the page of a new letter sends back: the version, and a name for what was shown."""
    shown = letter_draft.digest(business, letters.template_of(kind))
    return {"version": business.version, "shown": shown}


def issued(
    business: Business, *, by: User, kind: str = "terdaftar", typed: Typed | None = None
) -> Letter:
    """A letter about `business`; of both kinds one that meets the conditions needs nothing."""
    if typed is None:
        typed = MARK if kind == "merek" else Typed()
    return letters.issue(business, kind, typed, by=by, **read(business, kind))
