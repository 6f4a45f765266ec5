"""The map and the head of the public pages, as a real browser lays them out."""

from itertools import combinations

import pytest

from businesses.models import Kelurahan
from directory import map_picture
from directory.views import map as map_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOXES = """selector => [...document.querySelectorAll(selector)].map(element => {
  const box = element.getBoundingClientRect();
  return [element.textContent, box.left, box.top, box.right, box.bottom];
})"""


@pytest.fixture
def uneven(register, monkeypatch):
    """Counts as a city has them: a few kelurahan hold many businesses, most hold some."""
    codes = Kelurahan.objects.order_by("code").values_list("code", flat=True)
    counts = {code: 50 + at * 37 % 300 for at, code in enumerate(codes)}
    monkeypatch.setattr(map_view, "draw", lambda places, _found: map_picture.draw(places, counts))


@pytest.mark.parametrize("width", [768, 1280])
@pytest.mark.parametrize("path", ["/peta/", "/en/peta/"])
def test_no_two_names_on_the_map_touch(open_page, uneven, path, width):
    page = open_page(path, width=width).page
    boxes = page.evaluate(BOXES, ".city .place, .city .district")
    assert len(boxes) >= 6 + 45
    for (one, *a), (two, *b) in combinations(boxes, 2):
        # A line box is a little higher than its letters.
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 3 or b[3] <= a[1] + 3
        assert apart, (one, two)


def test_a_phone_shows_the_bubbles_without_their_names(open_page, uneven):
    page = open_page("/peta/", width=360).page
    assert page.locator(".city .bubble").count() == 51
    assert not page.locator(".city .place").first.is_visible()


def test_the_keyboard_gets_past_the_picture_in_one_step(open_page, uneven):
    page = open_page("/en/peta/", width=1280).page
    page.locator("a[href='#numbers']").press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('caption') !== null")


@pytest.mark.parametrize("width", [320, 360, 390])
@pytest.mark.parametrize("path", ["/", "/en/", "/en/peta/", "/en/tidak-ada/"])
def test_name_and_menu_share_one_line_on_a_phone(open_page, register, path, width):
    visit = open_page(path, width=width)
    [brand] = visit.page.evaluate(BOXES, ".bar .brand")
    links = visit.page.evaluate(BOXES, ".bar .menu a")
    assert len(links) == 3
    for _text, left, top, right, bottom in links:
        assert left >= brand[3]
        assert top < brand[4]
        assert right <= width
        assert bottom - top >= 44
        assert right - left >= 24
    assert visit.overflow == 0
