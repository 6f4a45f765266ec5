"""What a list shows: the businesses that the text and the filters leave, page by page.

Filters alone are counted by the bits of the snapshot and read in the order of an index. A text
is found by the search engine, at most `search.MOST` businesses in the order of their rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from common.page_engine import number as written
from directory import pagination, rows, search
from directory.cards import Card, cards
from directory.filters import Chosen, Order
from directory.models import Listing
from directory.pagination import PER_PAGE, Asked, Page
from directory.positions import Position
from directory.rows import Conditions
from directory.search import Found
from directory.snapshot import Snapshot

FEW = 300  # businesses; so few are read by their keys, whatever the order
MOST_NEAR = 1_000  # businesses that are looked at for the nearest ones


@dataclass
class Results:
    """One page of what was found.

    Attributes:
        total: how many there are; with `is_capped`, at least so many.
        counted: what the choices beside are counted by: the filters, among what the text finds.
        corrected: what the text was taken for, "" where it stands as typed.
    """

    cards: list[Card]
    page: Page
    total: int
    counted: Chosen | None = None
    is_capped: bool = False
    corrected: str = ""
    was_corrected: bool = False
    is_anchored: bool = field(default=False)


def results(chosen: Chosen, asked: Asked) -> Results:
    """The page that was asked for."""
    if chosen.words:
        return _searched(chosen, asked)
    bits = chosen.bits()
    total = chosen.count(bits)
    if chosen.order == Order.NEAREST:
        keys, distances = _nearest(chosen)
        return _of_keys(chosen, keys, asked, distances=distances, is_capped=len(keys) < total)
    conditions: Conditions = dict(chosen.facets())
    if total <= FEW:
        conditions = {"business_id": chosen.keys(FEW)}
    return _ordered(chosen, conditions, total, asked)


def _ordered(chosen: Chosen, conditions: Conditions, total: int, asked: Asked) -> Results:
    page = pagination.page_of(conditions, chosen.order, total=total, asked=asked)
    found = cards(page.rows, chosen.snapshot.labels)
    return Results(found, page, total, is_anchored=True)


def _searched(chosen: Chosen, asked: Asked) -> Results:
    found = _found(chosen)
    counted = left = chosen.among(found.ids)
    keys = left.keys(search.MOST)
    if found.is_capped and len(keys) < len(found.ids):
        # A common word: its first thousand are not the first thousand of a kelurahan.
        found = _found(chosen, **chosen.conditions())
        left = chosen.among(found.ids)
        keys = left.keys(search.MOST)
    if chosen.order == Order.RELEVANCE:
        kept = set(keys)
        made = _of_keys(chosen, [key for key in found.ids if key in kept], asked)
    elif chosen.order == Order.NEAREST:
        if found.is_capped:
            left = chosen.among(_outwards(chosen, asked))
        nearest, distances = _nearest(left)
        made = _of_keys(chosen, nearest, asked, distances=distances)
        made.total = max(made.total, len(keys))
    else:
        made = _ordered(chosen, {"business_id": keys}, len(keys), asked)
    made.counted, made.is_capped = counted, found.is_capped
    made.corrected, made.was_corrected = found.corrected, found.was_corrected
    return made


def _found(chosen: Chosen, **conditions: object) -> Found:
    """What the text finds. Of a common word it is kept as counts are (`FacetIndex.keep`): pages and
    filters of one search follow each other."""
    facets = chosen.snapshot.facets
    key = ("found", *chosen.words, *(chosen.key("q") if conditions else ()))
    found = facets.kept_of(key)
    if found is None:
        found = search.find(chosen.text, chosen.snapshot, **conditions)
        if found.is_capped:
            facets.keep(key, lambda: found)
    return found


def _of_keys(
    chosen: Chosen,
    keys: Sequence[int],
    asked: Asked,
    *,
    distances: dict[int, float] | None = None,
    is_capped: bool = False,
) -> Results:
    """A page of businesses whose order is known."""
    count = pagination.count_of(len(keys))
    number = pagination.nearest_number(asked.number, count)
    shown = keys[(number - 1) * PER_PAGE : number * PER_PAGE]
    read = rows.of_keys(shown)
    of_key = {card.key: card for card in cards(read, chosen.snapshot.labels)}
    found = [of_key[key] for key in shown if key in of_key]
    if distances is not None:
        found = [card._replace(distance=_kilometres(distances[card.key])) for card in found]
    return Results(found, Page(number, count, read), len(keys), is_capped=is_capped)


def _outwards(chosen: Chosen, asked: Asked) -> list[int]:
    """What a common word finds in the nearest kelurahan, more than the page is deep: its best
    thousand of the whole city are not the nearest."""
    keys: list[int] = []
    for _distance, code in _distances(chosen.snapshot, chosen.position):
        if len(keys) > max(1, asked.number) * PER_PAGE:
            break
        if chosen.values.get("kelurahan", code) == code:
            conditions = {**chosen.conditions(), "kelurahan": code}
            keys += search.find(chosen.text, chosen.snapshot, **conditions).ids
    return keys


def _distances(snapshot: Snapshot, position: Position | None) -> list[tuple[float, str]]:
    """How far the middle of each kelurahan is, the nearest first; none without a position."""
    if position is None:
        return []
    return sorted(
        (position.kilometres(float(place.lat), float(place.lng)), place.code)
        for place in snapshot.labels.kelurahan
    )


def _kilometres(distance: float) -> str:
    """`± 800 m` or `± 3 km`, as coarse as the position is."""
    metres = max(1, round(distance * 10)) * 100
    if metres < 1000:
        return f"± {metres} m"
    return f"± {written(round(distance))} km"


def _nearest(chosen: Chosen) -> tuple[list[int], dict[int, float]]:
    """The nearest of the listings that the filters leave, kelurahan by kelurahan outwards, and
    how far they are.

    A business without a published point counts from the middle of its kelurahan.
    """
    position = chosen.position
    if position is None:
        return [], {}
    places = _distances(chosen.snapshot, position)
    middle = {code: distance for distance, code in places}
    index, bits, keys = chosen.snapshot.facets, chosen.bits(), []
    for _distance, code in places:
        if len(keys) >= MOST_NEAR:
            break
        keys += index.keys(index.having("kelurahan", code) & bits, MOST_NEAR - len(keys))
    points = Listing.objects.filter(pk__in=keys)
    distances = {
        key: position.kilometres(float(lat), float(lng)) if lat is not None else middle[code]
        for key, code, lat, lng in points.values_list("business_id", "kelurahan", "lat", "lng")
    }
    return sorted(distances, key=lambda key: (distances[key], key)), distances
