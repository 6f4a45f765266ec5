"""Pages of 24 whose count is known already, so that no page counts the table again."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PER_PAGE = 24
NAME = "hal"


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are."""

    def __init__(self, rows: QuerySet, total: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = total


def page_of(rows: QuerySet, *, total: int, number: str | None) -> Page:
    """The page with this number; anything that is no page gives the first or the last one."""
    return CountedPaginator(rows, total).get_page(number)


def query(params: dict[str, str], number: int = 1) -> str:
    """`?kategori=tenun&hal=2`; the first page has no number, and no parameter is no query."""
    params = {**params, NAME: str(number)} if number > 1 else params
    return f"?{urlencode(params)}" if params else ""


def links(page: Page, params: dict[str, str]) -> list[tuple[str, str]]:
    """The (label, query) pairs to offer; a gap between far pages has the query ""."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        (str(number), query(params, number) or "?") if isinstance(number, int) else ("…", "")
        for number in numbers
    ]
