"""Pages of 24 that cost the same at any depth.

The next page starts after the last business of this one, and its address says which that is
(`sesudah`), so nothing is skipped, and nothing shifts when a business is added meanwhile. A page
that is asked for by its number alone is counted off from the nearer end, up to a limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from directory import rows
from directory.models import Listing
from directory.rows import BY_NAME, NEWEST, Conditions, Row, Sequel

PER_PAGE = 24
NAME, AFTER, BEFORE = "hal", "sesudah", "sebelum"
MOST_SKIPPED = 10_000  # rows counted off from an end
AROUND = 1
ORDERS = {"nama": BY_NAME, "terbaru": NEWEST}


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
    """Where a page stands among the others, and its listings."""

    number: int
    count: int
    rows: list[Row]


def count_of(total: int) -> int:
    return max(1, -(-total // PER_PAGE))


def nearest_number(number: int, count: int) -> int:
    """The page itself, or the last one for what is no page."""
    return number if 1 <= number <= count else count


def _anchor(sequel: Sequel, code: str) -> tuple[object, int] | None:
    """Where the business of that number stands in the order; None if there is none."""
    found = Listing.objects.filter(code=code.upper()).values_list(sequel.column, "business_id")
    return found.first()


def page_of(conditions: Conditions, order: str, *, total: int, asked: Asked) -> Page:
    """The page of these listings in an order of `ORDERS`."""
    forwards = ORDERS[order]
    count = count_of(total)
    number = nearest_number(asked.number, count)
    if number > 1 and (asked.after or asked.before):
        beyond = _anchor(forwards, asked.after or asked.before)
        if beyond is not None and asked.after:
            return Page(number, count, rows.read(conditions, forwards, PER_PAGE, beyond=beyond))
        if beyond is not None:
            found = rows.read(conditions, forwards.reversed(), PER_PAGE, beyond=beyond)
            return Page(number, count, found[::-1])
    return _counted_off(conditions, forwards, number, total)


def _counted_off(conditions: Conditions, forwards: Sequel, number: int, total: int) -> Page:
    """A page by its number, from the nearer end; too far from both, the last one within reach."""
    count, start = count_of(total), (number - 1) * PER_PAGE
    if start <= total - start:
        start = min(start, MOST_SKIPPED // PER_PAGE * PER_PAGE)
        found = rows.read(conditions, forwards, PER_PAGE, skipped=start)
        return Page(start // PER_PAGE + 1, count, found)
    number = max(number, (total - MOST_SKIPPED) // PER_PAGE)
    size = min(PER_PAGE, total - (number - 1) * PER_PAGE)
    rest = max(0, total - number * PER_PAGE)
    found = rows.read(conditions, forwards.reversed(), size, skipped=rest)
    return Page(number, count, found[::-1])


def query(params: Mapping[str, str], number: int = 1) -> str:
    """`?kategori=tenun&hal=2`; the first page has no number, and no parameter is no query."""
    found = {**params, NAME: str(number)} if number > 1 else params
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
    base = urlencode(params)

    def address(number: int) -> str:
        if number == 1:
            return f"?{base}"
        anchor = ""
        if number == page.number + 1 and last:
            anchor = f"&{AFTER}={last}"
        elif number == page.number - 1 and first:
            anchor = f"&{BEFORE}={first}"
        return f"?{base}{'&' if base else ''}{NAME}={number}{anchor}"

    numbers: list[Link] = []
    before = 0
    for number in shown:
        if number > before + 1:
            numbers.append(Link("…", ""))
        before = number
        numbers.append(Link(str(number), address(number), number == page.number))
    previous, following = page.number - 1, page.number + 1
    return Links(
        numbers,
        address(previous) if 1 <= previous <= page.count else "",
        address(following) if 1 <= following <= page.count else "",
    )
