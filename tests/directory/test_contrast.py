"""The colours of the public pages: readable by everyone, in light and in dark (WCAG 2.2, AA)."""

import re
from itertools import product

import pytest
from django.contrib.staticfiles import finders

TEXT, LARGE = 4.5, 3.0  # text; controls, graphics and large text
GROUNDS = ("ground", "surface", "sunken")
MOST_BYTES = 25 * 1024


def _sheet(name: str) -> str:
    with open(finders.find(f"directory/{name}.css"), encoding="utf-8") as file:
        return file.read()


def _declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


def _schemes() -> tuple[dict[str, str], dict[str, str]]:
    sheet = _sheet("site")
    blocks = re.findall(r":root\s*\{(.*?)\}", sheet, re.S)
    light = {**_declared(blocks[0]), **_declared(_sheet("map").split("}")[0])}
    return light, {**light, **_declared(blocks[1])}


LIGHT, DARK = _schemes()


def luminance(colour: str) -> float:
    """Relative luminance by WCAG of `#abc` or `#aabbcc`."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *((text, ground, TEXT) for text, ground in product(("ink", "quiet", "indigo"), GROUNDS)),
    *(("madder", ground, LARGE) for ground in GROUNDS),
    *(("focus", ground, LARGE) for ground in GROUNDS),
    ("field", "ground", LARGE),
    ("field", "surface", LARGE),
    ("surface", "madder", LARGE),
    ("on-indigo", "indigo", TEXT),
    ("on-chat", "chat", TEXT),
    ("good", "good-ground", TEXT),
    ("warn", "warn-ground", TEXT),
    *(("on-bubble", f"g{number}", TEXT) for number in range(1, 7)),
    *((f"g{number}", "surface", LARGE) for number in range(1, 7)),
]
# Colours that are the same in light and dark: on the night of hero and foot, and on the cloths.
FIXED = [
    ("#ffffff", "#201a44", TEXT),
    ("#e9e1f2", "#201a44", TEXT),
    ("#f3c77b", "#201a44", TEXT),
    ("#efe6f5", "#181334", TEXT),
    ("#8d84b8", "#201a44", LARGE),
    ("#24160a", "#e0a848", TEXT),
    ("#ffffff", "#7d2523", TEXT),
    ("#ffffff", "#2b3678", TEXT),
    ("#f0b254", "#201a44", LARGE),
]


def test_the_measure_is_right():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("one", "two", "least"), PAIRS)
def test_every_pair_can_be_read_in_light_and_in_dark(one, two, least):
    for scheme in (LIGHT, DARK):
        assert contrast(scheme[one], scheme[two]) >= least


@pytest.mark.parametrize(("one", "two", "least"), FIXED)
def test_what_does_not_change_can_be_read(one, two, least):
    assert contrast(one, two) >= least


def test_the_fixed_colours_are_those_of_the_style_sheets():
    sheet = _sheet("site")
    for colour in {colour for pair in FIXED for colour in pair[:2]} - {"#ffffff"}:
        assert colour in sheet


def test_dark_has_every_colour_of_its_own():
    same = {name for name in LIGHT if LIGHT[name] == DARK[name]}
    assert same == {"on-bubble", *(f"g{number}" for number in range(1, 7))}


def test_the_home_page_paints_the_kecamatan_as_the_map_does():
    home = dict(re.findall(r"\.(g\d) \{ --g: (#\w+); \}", _sheet("site")))
    assert home == {f"g{number}": LIGHT[f"g{number}"] for number in range(1, 7)}


def test_the_common_style_sheet_stays_small():
    assert len(_sheet("site").encode()) <= MOST_BYTES


@pytest.mark.parametrize("name", ["site", "map", "style"])
def test_no_font_and_no_picture_comes_from_elsewhere(name):
    sheet = _sheet(name)
    assert "@font-face" not in sheet
    assert "@import" not in sheet
    assert not re.search(r"url\([\"']?(https?:)?//", sheet)
