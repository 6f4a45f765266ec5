"""A listing as a list shows it: what one row of the data base and the labels say."""

from collections.abc import Iterable
from typing import NamedTuple

from common.page_engine import price
from directory.labels import Labels

FIELDS = (
    "business_id",
    "code",
    "slug",
    "name",
    "category",
    "kelurahan_name",
    "activity",
    "price_min",
    "price_max",
    "has_nib",
    "photo_tile",
    "whatsapp",
)
ACTIVITY_LENGTH = 110


class Card(NamedTuple):
    """What a card shows.

    Attributes:
        photo: the name of the square of its first photo, "" without one.
        distance: a text, "" where nobody asked for the nearest.
    """

    key: int
    code: str
    slug: str
    name: str
    category: str
    symbol: str
    kelurahan: str
    activity: str
    price: str
    has_nib: bool
    photo: str
    has_whatsapp: bool
    distance: str = ""


def cards(rows: Iterable[tuple], labels: Labels) -> list[Card]:
    """The cards of rows that hold `FIELDS`, in their order."""
    shown = labels.shown()
    return [_card(row, shown) for row in rows]


def _card(row: tuple, shown: dict[str, tuple[str, str]]) -> Card:
    key, code, slug, name, category, kelurahan, activity, low, high, nib, photo, chat = row
    label, symbol = shown.get(category, shown[""])
    if len(activity) > ACTIVITY_LENGTH:
        activity = activity[: ACTIVITY_LENGTH - 1].rstrip() + "…"
    told = price(low, high)
    has_chat = bool(chat)
    return Card(
        key, code, slug, name, label, symbol, kelurahan, activity, told, nib, photo, has_chat
    )
