"""Coordinates: every way of typing a point, the city's box, and nothing guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.identifiers import Reading, check_coordinates, read_coordinates
from tests.common.cells import refusal

POINT = (Decimal("-10.170000"), Decimal("123.600000"))


@pytest.mark.parametrize(
    "typed",
    ["-10.17, 123.6", "-10.17,123.6", "-10.17 123.6", "-10.17; 123.6", "-10.17/123.6"]
    + ["-10,17 ; 123,6", "-10,17 123,6", "-10,17, 123,6", "-10,17,123,6", "-10,170000 123,600000"]
    + ["(-10.17, 123.6)", "− 10.17, 123.6", "-10.17°, 123.6°", "lat: -10.17, lng: 123.6"]
    + ["Lintang -10.17 Bujur 123.6", "\u200e-10.17,\u00a0123.6", "-10.17,+123.6"],
)
def test_two_numbers_are_a_point(typed):
    assert read_coordinates(typed) == Reading(POINT)


@pytest.mark.parametrize(
    "typed",
    ["10°10'12\"S 123°36'0\"E", "10° 10′ 12″ S, 123° 36′ 00″ E", "10°10'12''LS 123°36'BT"]
    + ["S 10°10'12\" E 123°36'0\"", "10.17 LS 123.6 BT", "123.6° BT; 10,17° LS", "10.17s 123.6e"]
    + ["10°10.2'S 123°36'T", "10°10’12”S 123°36’E", "10°10′12′′S 123°36′E"],
)
def test_degrees_minutes_and_seconds_are_a_point(typed):
    assert read_coordinates(typed) == Reading(POINT, changed=True)


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("1 LU 120 BT", (1, 120)),
        ("1 U 120 T", (1, 120)),
        ("1 N 120 W", (1, -120)),
        ("120 BB 1 LS", (-1, -120)),
        ("120 B 1 S", (-1, -120)),
    ],
)
def test_the_points_of_the_compass_give_the_signs(typed, point):
    assert read_coordinates(typed).value == point


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@-10.17,123.6,17z",
        "https://maps.google.com/?q=-10.17,123.6",
        "https://maps.google.com/maps?q=loc:-10.17%2C123.6&z=17",
        "https://www.google.com/maps/search/?api=1&query=-10.17%2C+123.6",
        "https://www.google.com/maps/search/-10.17,+123.6",
        "https://www.google.com/maps/place/Kios/@-10.2,123.7,17z/data=!8m2!3d-10.17!4d123.6",
        "https://www.openstreetmap.org/?mlat=-10.17&mlon=123.6#map=19/-10.2/123.7",
        "Lokasi kios: https://maps.google.com/?q=-10.17,123.6",
        "geo:-10.17,123.6?z=17",
    ],
)
def test_a_map_link_with_numbers_is_a_point(link):
    assert read_coordinates(link) == Reading(POINT, changed=True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("https://maps.app.goo.gl/abcdef", "coordinates-link"),
        ("dekat pasar", "coordinates-form"),
        ("-10.17", "coordinates-form"),
        ("-10,17", "coordinates-form"),
        (-10.17, "coordinates-form"),
        ("-10.170.000, 123.600.000", "coordinates-form"),
        ("-10.17, 123.6, 40", "coordinates-form"),
        ("10°70'0\"S 123°36'0\"E", "coordinates-form"),
        ("10.17 S 123.6 S", "coordinates-form"),
        ("-10.17, 190", "coordinates-range"),
        ("-95, 123.6", "coordinates-range"),
        ("123.6, -10.17", "coordinates-swapped"),
    ],
)
def test_what_is_no_point_is_refused_with_its_reason(typed, code):
    assert refusal(read_coordinates, typed) == code


@pytest.mark.parametrize("typed", ["0,0", "0, 0", "0.0 0.0", "0", 0])
def test_zero_zero_is_a_placeholder(typed):
    assert read_coordinates(typed) == Reading(None)


@pytest.mark.parametrize(
    ("lat", "lng"),
    [(-10.17, 123.6), ("-10.17", "123.6"), ("-10,17", "123,6"), (Decimal("-10.17"), "123.6")],
)
def test_two_cells_are_a_point(lat, lng):
    assert check_coordinates(lat, lng) == Reading(POINT)


@pytest.mark.parametrize(("lat", "lng"), [(None, ""), (0, 0), ("0", "-"), (1e-9, 0)])
def test_two_empty_cells_are_no_point(lat, lng):
    assert check_coordinates(lat, lng) == Reading(None)


@pytest.mark.parametrize(
    ("lat", "lng", "code"),
    [
        (-10.17, None, "coordinates-half"),
        ("", 123.6, "coordinates-half"),
        (-10170000, 123.6, "coordinates-range"),
        ("-10170000", "123600000", "coordinates-range"),
        (Decimal("1E+999999"), 1, "coordinates-range"),
        (float("inf"), 1, "coordinates-form"),
        (True, 1, "coordinates-form"),
        (123.6, -10.17, "coordinates-swapped"),
    ],
)
def test_impossible_cells_are_refused_with_their_reason(lat, lng, code):
    assert refusal(check_coordinates, lat, lng) == code


@pytest.mark.parametrize(
    ("lat", "lng", "warnings"),
    [
        (-10.293, 123.527, 0),
        (-10.124, 123.692, 0),
        (-10.2931, 123.6, 1),
        (-10.1239, 123.6, 1),
        (-10.2, 123.5269, 1),
        (-10.2, 123.6921, 1),
        (10.17, 123.6, 1),
        (-8.65, 115.21, 1),
        (-90, -180, 1),
        (90, 180, 1),
    ],
)
def test_a_point_outside_the_city_only_warns(lat, lng, warnings):
    reading = check_coordinates(lat, lng)
    assert len(reading.warnings) == warnings
    assert reading.value == (round(Decimal(str(lat)), 6), round(Decimal(str(lng)), 6))


def test_more_than_six_decimals_are_rounded_visibly():
    reading = check_coordinates("-10.17812349", "123.6")
    assert reading.value == (Decimal("-10.178123"), Decimal("123.600000"))
    assert reading.changed


@given(
    lat=st.decimals(min_value=-89, max_value=-1, places=6),
    lng=st.decimals(min_value=91, max_value=180, places=6),
)
def test_every_notation_of_a_point_gives_the_same_value(lat, lng):
    texts = [f"{lat}, {lng}", f"{lat};{lng}", f"https://maps.google.com/?q={lat},{lng}"]
    texts += [f"{-lat}° LS {lng}° BT", f"{lat}|{lng}".replace(".", ",")]
    assert {read_coordinates(text).value for text in texts} == {(lat, lng)}
