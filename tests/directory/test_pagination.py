"""Pages follow each other without gap or twin, at any depth and while others are published."""

import re

import pytest

from directory import pagination, rows, state
from directory.models import Listing
from directory.pagination import PER_PAGE
from tests.directory.listing_rows import listed

LAST = 4  # pages of 80 listings


@pytest.fixture
def eighty(register):
    """Twenty names, each borne by four."""
    for number in range(80):
        listed(number, name=f"Usaha {number % 20:02d}")
    state.note_all()


def walk(client, address: str, relation: str) -> list[list[str]]:
    """The codes on each page from this one on, by the links "next" or "previous"."""
    pages = []
    while address:
        response = client.get(address)
        pages.append(re.findall(r'<h3><a href="/usaha/(KPG-\d+)/', response.text))
        link = re.search(rf'rel="{relation}" href="([^"]*)"', response.text)
        address = "/usaha/" + link[1].replace("&amp;", "&") if link else ""
    return pages


@pytest.mark.parametrize("order", ["nama", "terbaru"])
def test_next_and_previous_lead_through_all(client, eighty, order):
    fields = {"nama": ("search_name", "business_id"), "terbaru": ("-published_on", "-business_id")}
    codes = list(Listing.objects.order_by(*fields[order]).values_list("code", flat=True))
    forwards = walk(client, f"/usaha/?urut={order}", "next")
    assert [code for page in forwards for code in page] == codes
    assert [len(page) for page in forwards] == [PER_PAGE] * 3 + [8]
    backwards = walk(client, f"/usaha/?urut={order}&hal={LAST}", "prev")
    assert backwards == forwards[::-1]


def test_a_page_by_its_number_is_the_same_page(client, eighty):
    forwards = walk(client, "/usaha/", "next")
    for number in range(1, LAST + 1):
        found = client.get(f"/usaha/?hal={number}").context_data["cards"]
        assert [card.code for card in found] == forwards[number - 1]


def test_a_business_that_comes_in_front_moves_nobody_to_the_next_page(client, eighty):
    first = client.get("/usaha/")
    seen = [card.code for card in first.context_data["cards"]]
    follow = first.context_data["links"].next
    listed(500, name="Aaa")
    state.note_all()
    then = client.get(f"/usaha/{follow}").context_data["cards"]
    assert not {card.code for card in then} & set(seen)
    assert "KPG-000500" not in seen


def test_an_anchor_that_is_gone_or_no_number_gives_the_page_by_its_number(client, eighty):
    expected = [card.code for card in client.get("/usaha/?hal=2").context_data["cards"]]
    for anchor in ("KPG-999999", "x" * 500, "%27", "kpg"):
        found = client.get(f"/usaha/?hal=2&sesudah={anchor}").context_data["cards"]
        assert [card.code for card in found] == expected


def test_what_is_too_far_from_both_ends_gives_the_last_page_in_reach(client, eighty, monkeypatch):
    monkeypatch.setattr(pagination, "MOST_SKIPPED", 0)
    response = client.get("/usaha/?hal=2")
    assert response.context_data["page"].number == 1
    assert len(response.context_data["cards"]) == PER_PAGE
    last = client.get(f"/usaha/?hal={LAST}")
    assert last.context_data["page"].number == LAST
    assert len(last.context_data["cards"]) == 8


def test_a_far_page_is_read_from_the_index_first(client, eighty, monkeypatch):
    expected = [card.code for card in client.get("/usaha/?hal=2").context_data["cards"]]
    monkeypatch.setattr(rows, "FEW_SKIPPED", 1)
    state.note_all()
    found = client.get("/usaha/?hal=2").context_data["cards"]
    assert [card.code for card in found] == expected


def test_links_leave_out_the_far_pages(client, eighty):
    links = client.get("/usaha/").context_data["links"]
    assert [link.label for link in links.numbers] == ["1", "2", "…", "4"]
    assert links.previous == ""
    assert links.next.startswith("?hal=2&sesudah=KPG-")
