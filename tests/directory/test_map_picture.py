"""The picture of the city: true to the numbers, and nothing on top of another."""

from math import hypot

import pytest

from businesses.models import Kelurahan
from directory import map_picture
from directory.map_picture import REACH, WIDTH, draw, radius_of


@pytest.fixture
def places(register):
    return list(Kelurahan.objects.select_related("kecamatan").order_by("code"))


def bubble(picture, name):
    return next(b for b in picture.bubbles if b.place.name == name)


def test_areas_compare_as_numbers_do():
    assert radius_of(400, 400) == 21
    assert radius_of(100, 400) == 10.5
    assert radius_of(0, 400) == 0
    assert radius_of(1, 1_000_000) == 3


@pytest.mark.parametrize("counts", [{}, {"53.71.06.1004": 9}, None])
def test_no_bubble_lies_on_another(places, counts):
    numbers = {p.code: 50 + 13 * n for n, p in enumerate(places)} if counts is None else counts
    picture = draw(places, numbers)
    assert len(picture.bubbles) == 51
    for number, one in enumerate(picture.bubbles):
        assert one.reach >= REACH
        assert one.reach <= one.x <= WIDTH - one.reach
        assert one.reach <= one.y <= picture.height - one.reach
        for two in picture.bubbles[:number]:
            assert hypot(one.x - two.x, one.y - two.y) > one.reach + two.reach - 0.5


def test_they_lie_as_the_places_do(places):
    picture = draw(places, {})
    assert bubble(picture, "Alak").x < bubble(picture, "Oebobo").x < bubble(picture, "Lasiana").x
    assert (
        bubble(picture, "Lasiana").y < bubble(picture, "Sikumana").y < bubble(picture, "Naioni").y
    )


def test_a_bubble_alone_stays_where_it_is(places):
    one = [place for place in places if place.name in {"Naioni", "Lasiana"}]
    picture = draw(one, {})
    assert bubble(picture, "Naioni").x == pytest.approx(map_picture.MARGIN, abs=0.2)
    assert bubble(picture, "Lasiana").y == pytest.approx(map_picture.ABOVE, abs=0.2)


def test_two_kilometres_are_two_kilometres(places):
    # Naioni and Lasiana lie 12,90 km apart from south to north (0,115989 degrees of 111,2 km).
    pair = [place for place in places if place.name in {"Naioni", "Lasiana"}]
    picture = draw(pair, {})
    apart = bubble(picture, "Naioni").y - bubble(picture, "Lasiana").y
    assert apart / picture.kilometre == pytest.approx(12.9, abs=0.05)


def test_each_kecamatan_has_its_name_where_no_bubble_is(places):
    picture = draw(places, {place.code: 100 for place in places})
    assert {label.name for label in picture.labels} == {
        "Alak",
        "Maulafa",
        "Kelapa Lima",
        "Oebobo",
        "Kota Raja",
        "Kota Lama",
    }
    for label in picture.labels:
        assert min(hypot(b.x - label.x, b.y - label.y) for b in picture.bubbles) > REACH


def test_it_is_the_same_every_time(places):
    counts = {place.code: len(place.name) for place in places}
    first = draw(places, counts)
    map_picture.spread.cache_clear()
    map_picture.name_places.cache_clear()
    assert draw(places, counts) == first


def test_a_few_businesses_more_move_nothing(places):
    counts = {place.code: 100 for place in places}
    more = {**counts, "53.71.01.1001": 101}
    before, after = draw(places, counts), draw(places, more)
    moved = [a.place.name for a, b in zip(before.bubbles, after.bubbles, strict=True) if a.x != b.x]
    assert len(moved) == 0


def test_a_register_without_places_is_an_empty_picture():
    assert draw([], {}).bubbles == []
