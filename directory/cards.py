"""A listing as a list shows it: with the name and the icon of its category."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from businesses.models import Category
from directory.labels import Labels
from directory.models import Listing

# The document and the search text are most of a row, and no card shows them.
HEAVY = ("detail", "search_name", "search_text")


@dataclass(frozen=True)
class Card:
    listing: Listing
    category: Category | None
    icon: str


def light(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """The same listings without the columns that no card shows."""
    return listings.defer(*HEAVY)


def cards(listings: Iterable[Listing], labels: Labels) -> list[Card]:
    """The cards of these listings, in their order. Makes no query per listing."""
    categories = labels.categories
    return [
        Card(listing, category, labels.icon_of(category))
        for listing in listings
        for category in [categories.get(listing.category)]
    ]
