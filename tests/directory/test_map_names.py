"""The names on the map of the city: each near its bubble, and none on another."""

import re
from itertools import combinations

import pytest
from django.contrib.staticfiles import finders

from businesses.models import Kelurahan
from directory import map_names
from directory.map_names import SHRUNK, Name, lies_on, lines_of, overlap, place_names
from directory.map_picture import WIDTH, draw

# As in a directory of 10,639 businesses: some kelurahan hold ten times as many as others.
UNEVEN = (323, 136, 105, 53, 101, 122, 50, 251, 119, 134, 66, 133, 188, 72, 203, 267, 108, 90, 298)


@pytest.fixture
def places(register):
    return list(Kelurahan.objects.select_related("kecamatan").order_by("code"))


def counted(places, kind: str) -> dict[str, int]:
    numbers = {
        "even": lambda at: 100,
        "uneven": lambda at: UNEVEN[at * 7 % len(UNEVEN)],
        "steep": lambda at: 2 ** (at % 10),
        "empty": lambda at: 0,
    }[kind]
    return {place.code: numbers(at) for at, place in enumerate(places)}


@pytest.fixture(params=["even", "uneven", "steep", "empty"])
def picture(request, places):
    drawn = draw(places, counted(places, request.param))
    assert len(drawn.bubbles) == 51
    return drawn


def room(name: Name) -> tuple[float, float, float, float]:
    """The box of a name, written out once more: 0.6 of the size of the font per letter."""
    wide = 0.6 * 4.8 * max(len(line) for line in name.lines)
    left = {"start": name.x, "middle": name.x - wide / 2, "end": name.x - wide}[name.anchor]
    return (left, name.y - 3.8, left + wide, name.y + 5 * (len(name.lines) - 1) + 1.2)


def test_no_two_names_lie_on_each_other(picture):
    for one, two in combinations([room(name) for name in picture.names], 2):
        is_apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
        assert is_apart, (one, two)


def test_no_name_lies_on_a_bubble_but_its_own(picture):
    for bubble in picture.bubbles:
        for other in picture.bubbles:
            if bubble.name is None or (other is bubble and bubble.name.is_inside):
                continue
            circle = (other.x, other.y, other.radius * SHRUNK)
            assert not lies_on(room(bubble.name), circle), (bubble.place, other.place)


def test_no_name_lies_on_that_of_a_kecamatan_or_its_line(picture):
    taken = [box for label in picture.labels for box in label.boxes]
    assert len(picture.labels) == 6
    for name in picture.names:
        assert name.is_inside or not any(overlap(name.box, box) for box in taken)


def test_every_name_lies_within_the_picture(picture):
    for left, top, right, bottom in (room(name) for name in picture.names):
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= picture.height


def test_nearly_every_name_has_room(picture):
    assert len(picture.names) >= 48


def test_a_name_stands_next_to_its_bubble(picture):
    for bubble in picture.bubbles:
        if bubble.name is not None:
            left, top, right, bottom = room(bubble.name)
            near = (left - 3, top - 3, right + 3, bottom + 3)
            assert lies_on(near, (bubble.x, bubble.y, bubble.radius * SHRUNK + 1))


def test_without_room_a_name_is_left_out():
    crowd = ((10.0, 10.0, 9.0), (10.0, 29.0, 9.0))
    assert place_names(crowd, ("Lai Lai Bisi Kopan", "Alak"), (), 20, 40) == (None, None)


def test_a_large_bubble_holds_its_name():
    [name] = place_names(((50.0, 50.0, 20.0),), ("Oesapa",), (), 100, 100)
    assert name == Name(50.0, 55.4, "middle", ("Oesapa",), is_inside=True)


def test_long_names_take_two_lines():
    assert lines_of("Alak") == ("Alak",)
    assert lines_of("Lai Lai Bisi Kopan") == ("Lai Lai", "Bisi Kopan")
    assert lines_of("Tuak Daun Merah") in {("Tuak Daun", "Merah"), ("Tuak", "Daun Merah")}


def test_the_style_sheet_draws_what_was_measured():
    with open(finders.find("directory/map.css"), encoding="utf-8") as file:
        sheet = file.read()
    assert re.search(r"\.city \.place \{[^}]*font-size: 4\.8px", sheet)
    assert re.search(r"\.city \.fill \{[^}]*scale\(\.75\)", sheet)
    assert (map_names.FONT, map_names.SHRUNK, map_names.LINE) == (4.8, 0.75, 5)
