"""Pages of 24 that cost the same at any depth.

The next page starts after the last business of this one, and its address says which that is
(`sesudah`), so nothing is skipped, and nothing shifts when a business is added meanwhile. A page
that is asked for by its number alone is counted off from the nearer end, up to a limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from directory.models import Listing

PER_PAGE = 24
NAME, AFTER, BEFORE = "hal", "sesudah", "sebelum"
MOST_SKIPPED = 10_000  # rows counted off from an end
FEW_SKIPPED = 240  # as many are read over faster than a second query is asked
AROUND = 1
# Order → (field, descending). A name is folded, so that ABON and abdul stand where one looks.
ORDERS = {"nama": ("search_name", False), "terbaru": ("published_on", True)}


@dataclass(frozen=True)
class Asked:
    """Which page an address asks for; `after` and `before` are registry numbers."""

    number: int = 1
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "Asked":
        """Read from an address; what is no page is the first one, or the last if it says so."""
        text = params.get(NAME, "")
        number = 1
        if text.removeprefix("-").isdecimal():
            number = int(text[:20])
        return cls(number, params.get(AFTER, "")[:12], params.get(BEFORE, "")[:12])


@dataclass(frozen=True)
class Page:
    """Where a page stands among the others, and how its businesses are read.

    Attributes:
        rows: its listings, the other way round if `is_backwards`.
    """

    number: int
    count: int
    rows: QuerySet[Listing]
    is_backwards: bool = False


def count_of(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def nearest_number(number: int, count: int) -> int:
    """The page itself, or the last one for what is no page."""
    return number if 1 <= number <= count else count


def _beyond(listings: QuerySet[Listing], order: str, code: str, *, forwards: bool) -> Q | None:
    """What comes after (or before) the business of that number; None if there is none."""
    name, is_descending = ORDERS[order]
    row = Listing.objects.filter(code=code.upper()).values_list(name, "business_id").first()
    if row is None:
        return None
    value, key = row
    sign = "gt" if forwards != is_descending else "lt"
    return Q(**{f"{name}__{sign}e": value}) & (
        Q(**{f"{name}__{sign}": value}) | Q(**{f"business_id__{sign}": key})
    )


def _skipping(ordered: QuerySet[Listing], start: int, size: int) -> QuerySet[Listing]:
    """`size` listings from `start` on; what is skipped is read from the index alone."""
    if start <= FEW_SKIPPED:
        return ordered[start : start + size]
    keys = list(ordered.values_list("business_id", flat=True)[start : start + size])
    return ordered.filter(pk__in=keys)


def page_of(listings: QuerySet[Listing], order: str, *, total: int, asked: Asked) -> Page:
    """The page of these listings in an order of `ORDERS`."""
    name, is_descending = ORDERS[order]
    ascending = listings.order_by(name, "business_id")
    descending = listings.order_by(f"-{name}", "-business_id")
    forwards, backwards = (descending, ascending) if is_descending else (ascending, descending)
    count = count_of(total)
    number = nearest_number(asked.number, count)
    if number > 1 and (asked.after or asked.before):
        code = asked.after or asked.before
        beyond = _beyond(listings, order, code, forwards=bool(asked.after))
        if beyond is not None:
            rows = (forwards if asked.after else backwards).filter(beyond)
            return Page(number, count, rows[:PER_PAGE], is_backwards=not asked.after)
    return _counted_off(forwards, backwards, number, total)


def _counted_off(
    forwards: QuerySet[Listing], backwards: QuerySet[Listing], number: int, total: int
) -> Page:
    """A page by its number, from the nearer end; too far from both, the last one within reach."""
    count, start = count_of(total), (number - 1) * PER_PAGE
    if start <= total - start:
        start = min(start, MOST_SKIPPED // PER_PAGE * PER_PAGE)
        return Page(start // PER_PAGE + 1, count, _skipping(forwards, start, PER_PAGE))
    number = max(number, (total - MOST_SKIPPED) // PER_PAGE)
    size = min(PER_PAGE, total - (number - 1) * PER_PAGE)
    rest = max(0, total - number * PER_PAGE)
    return Page(number, count, _skipping(backwards, rest, size), is_backwards=True)


def query(params: Mapping[str, str], number: int = 1, **anchor: str) -> str:
    """`?kategori=tenun&hal=2`; the first page has no number, and no parameter is no query."""
    found = {**params, NAME: str(number), **anchor} if number > 1 else dict(params)
    return f"?{urlencode(found)}" if found else ""


@dataclass(frozen=True)
class Link:
    """A page to offer; without an address it is a gap."""

    label: str
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class Links:
    """The pages around one page; `previous` and `next` are "" at the ends."""

    numbers: list[Link]
    previous: str
    next: str


def links(page: Page, params: Mapping[str, str], first: str = "", last: str = "") -> Links:
    """What to offer on a page whose first and last business have these registry numbers.

    Args:
        first, last: "" where the order is not one of `ORDERS`.
    """
    near = range(page.number - AROUND, page.number + AROUND + 1)
    shown = sorted({1, page.count, *(n for n in near if 1 <= n <= page.count)})
    numbers: list[Link] = []
    before = 0
    for number in shown:
        if number > before + 1:
            numbers.append(Link("…", ""))
        before = number
        anchor: dict[str, str] = {}
        if number == page.number + 1 and last:
            anchor = {AFTER: last}
        elif number == page.number - 1 and first:
            anchor = {BEFORE: first}
        address = query(params, number, **anchor) or "?"
        numbers.append(Link(str(number), address, number == page.number))

    def step(number: int, name: str, code: str) -> str:
        if not 1 <= number <= page.count:
            return ""
        return query(params, number, **({name: code} if code else {})) or "?"

    return Links(numbers, step(page.number - 1, BEFORE, first), step(page.number + 1, AFTER, last))
