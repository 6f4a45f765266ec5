"""Coordinates of a business: one way in for typed numbers, map links and degrees-minutes-seconds.

Latitude first, WGS 84, six decimals (about 11 cm). A point outside Kota Kupang only warns:
businesses move, and a stall may stand across the boundary. Nothing is swapped or guessed.
"""

import re
from decimal import Decimal
from urllib.parse import unquote

from django.utils.translation import gettext as _

from common.readings import Reading, Unreadable, is_number
from common.text import as_text, is_blank, typed

Point = tuple[Decimal, Decimal]

# The box around the 51 kelurahan of Kota Kupang.
CITY_LATITUDES = (Decimal("-10.293"), Decimal("-10.124"))
CITY_LONGITUDES = (Decimal("123.527"), Decimal("123.692"))
SIX_DECIMALS = Decimal("0.000001")
MOST_LATITUDE, MOST_LONGITUDE = 90, 180
LONGEST_CELL = 2000  # characters; the longest map links stay below

NUMBER = r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,30})?"
DEGREES = re.compile(NUMBER)
LOST_POINT = re.compile(r"[+-]?[0-9]{4,}(?:[.,][0-9]+)?")
LABEL = re.compile(
    r"\b(?:latitude|lat|lintang|longitude|long|lng|lon|bujur|koordinat|gps)\b\s*[:=]?", re.I
)
LOOSE_MINUS = re.compile(r"(^|[,;(]\s*)-\s+")
FOUR_GROUPS = re.compile(r"([+-]?[0-9]{1,3},[0-9]+),([+-]?[0-9]{1,3},[0-9]+)")

LINK = re.compile(r"https?:|^geo:|\bgoo\.gl\b|\bgoogle\.[a-z.]+/maps|\bmaps\.", re.I)
IN_LINK = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?)"
# Best first: the pin of a place, the point asked for, then the middle of the map.
LINK_POINTS = (
    re.compile(rf"!3d{IN_LINK}!4d{IN_LINK}"),
    re.compile(
        rf"[?&](?:q|query|ll|center|destination|daddr)=(?:loc:)?\s*{IN_LINK},[\s+]*{IN_LINK}"
    ),
    re.compile(rf"[?&]mlat={IN_LINK}&mlon={IN_LINK}"),
    re.compile(rf"/(?:place|search|dir)/{IN_LINK},[\s+]*{IN_LINK}"),
    re.compile(rf"@{IN_LINK},{IN_LINK}"),
    re.compile(rf"^geo:{IN_LINK},{IN_LINK}", re.I),
)

# Degrees with optional minutes and seconds; English and Indonesian points of the compass
# (S/LS south, N/U/LU north, E/T/BT east, W/B/BB west).
ANGLE = (
    r"([0-9]{1,3}(?:[.,][0-9]{1,30})?)\s*[\u00b0\u00ba]?\s*"
    r"(?:([0-9]{1,2}(?:[.,][0-9]{1,30})?)\s*(?:['\u2019\u2032](?!['\u2019\u2032]))\s*)?"
    r"(?:([0-9]{1,2}(?:[.,][0-9]{1,30})?)\s*(?:[\"\u201d\u2033]|['\u2019\u2032]{2})\s*)?"
)
COMPASS = r"(LS|LU|BT|BB|[NSEWUTB])"
ANGLE_FIRST = re.compile(rf"{ANGLE}{COMPASS}[\s,;/]*{ANGLE}{COMPASS}", re.I)
COMPASS_FIRST = re.compile(rf"{COMPASS}\s*{ANGLE}[\s,;/]*{COMPASS}\s*{ANGLE}", re.I)
LATITUDE_SIGN = {"N": 1, "U": 1, "LU": 1, "S": -1, "LS": -1}
LONGITUDE_SIGN = {"E": 1, "T": 1, "BT": 1, "W": -1, "B": -1, "BB": -1}


def _unclear() -> Unreadable:
    return Unreadable(
        _("Write latitude and longitude as two numbers, for example -10.178000, 123.607000."),
        "coordinates-form",
    )


def _outside_earth() -> Unreadable:
    return Unreadable(
        _("No such place on earth: latitude is at most 90 and longitude at most 180 degrees."),
        "coordinates-range",
    )


def _degrees(raw: object) -> Decimal:
    """One coordinate in degrees from a number or text; a decimal comma is read too."""
    if is_number(raw):
        number = Decimal(as_text(raw))
        if not number.is_finite():
            raise _unclear()
        return number
    text = typed(raw).replace("\u2212", "-").removesuffix("\u00b0")
    if LOST_POINT.fullmatch(text):
        raise _outside_earth()
    if not DEGREES.fullmatch(text):
        raise _unclear()
    return Decimal(text.replace(",", "."))


def _inside_city(lat: Decimal, lng: Decimal) -> bool:
    return (
        CITY_LATITUDES[0] <= lat <= CITY_LATITUDES[1]
        and CITY_LONGITUDES[0] <= lng <= CITY_LONGITUDES[1]
    )


def _city_warnings(lat: Decimal, lng: Decimal) -> tuple[str, ...]:
    if _inside_city(lat, lng):
        return ()
    if _inside_city(-lat, lng):
        return (_("The minus sign seems to be missing: Kupang lies south, at latitude -10."),)
    return (_("This point lies outside Kota Kupang; check it on the map."),)


def check_coordinates(lat: object, lng: object) -> Reading[Point]:
    """Check latitude and longitude in degrees, and round them to six decimals.

    Both blank, or both zero, is no point. Outside the city, or a minus sign that seems to be
    missing, warns and keeps what was typed.

    Raises:
        Unreadable: only one of the two, no number, beyond 90 or 180 degrees, or the two look
            swapped (a latitude of 123 exists nowhere, so there is nothing to keep).
    """
    if is_blank(lat, zero_is_blank=True) and is_blank(lng, zero_is_blank=True):
        return Reading(None)
    if is_blank(lat) or is_blank(lng):
        raise Unreadable(_("Give both latitude and longitude, or neither."), "coordinates-half")
    given = _degrees(lat), _degrees(lng)
    if _inside_city(given[1], given[0]):
        message = _("Latitude and longitude seem to be swapped; write the latitude (-10…) first.")
        raise Unreadable(message, "coordinates-swapped")
    on_earth = (
        -MOST_LATITUDE <= given[0] <= MOST_LATITUDE
        and -MOST_LONGITUDE <= given[1] <= MOST_LONGITUDE
    )
    if not on_earth:
        raise _outside_earth()
    point = given[0].quantize(SIX_DECIMALS) + 0, given[1].quantize(SIX_DECIMALS) + 0
    if point == (0, 0):
        return Reading(None)
    return Reading(point, _city_warnings(*point), point != given)


def _from_link(link: str) -> tuple[str, str]:
    link = unquote(link)
    for pattern in LINK_POINTS:
        found = pattern.search(link)
        if found:
            return found[1], found[2]
    message = _("This link holds no coordinates; open it and copy the two numbers of the point.")
    raise Unreadable(message, "coordinates-link")


def _angle(degrees: str, minutes: str | None, seconds: str | None) -> Decimal:
    """Degrees, minutes and seconds as degrees. Raises Unreadable from 60 minutes on."""
    parts = [Decimal((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds)]
    if parts[1] >= 60 or parts[2] >= 60:
        raise _unclear()
    return parts[0] + parts[1] / 60 + parts[2] / 3600


def _from_compass(text: str) -> Point | None:
    """The point in "10°10'12"S 123°36'0"E", in either order; None if it is not of that form."""
    found = ANGLE_FIRST.fullmatch(text)
    groups = found.groups() if found else None
    if groups:
        angles = (groups[3], groups[:3]), (groups[7], groups[4:7])
    else:
        found = COMPASS_FIRST.fullmatch(text)
        if not found:
            return None
        groups = found.groups()
        angles = (groups[0], groups[1:4]), (groups[4], groups[5:8])
    by_axis = {}
    for letter, parts in angles:
        axis = LATITUDE_SIGN if letter.upper() in LATITUDE_SIGN else LONGITUDE_SIGN
        by_axis[axis is LATITUDE_SIGN] = axis[letter.upper()] * _angle(*parts)
    if len(by_axis) < 2:
        raise _unclear()
    return by_axis[True], by_axis[False]


def _two_numbers(text: str) -> tuple[str, str]:
    """The two numbers of plain text. Raises Unreadable when there are not exactly two."""
    text = LOOSE_MINUS.sub(r"\1-", LABEL.sub(" ", text).strip("()[] "))
    four = FOUR_GROUPS.fullmatch(text)
    if four:
        return four[1], four[2]
    for divider in (r"\s*[;|/]\s*", r",?\s+,?\s*", r","):
        parts = [part.removesuffix("\u00b0") for part in re.split(divider, text) if part]
        if len(parts) == 2 and all(map(DEGREES.fullmatch, parts)):
            # "-10,17" is one number with a decimal comma, not two.
            if divider == "," and "." not in text and text.strip("0,+-"):
                break
            return parts[0], parts[1]
    raise _unclear()


def read_coordinates(raw: object) -> Reading[Point]:
    """Read "lat, lng" from one cell into two decimals of degrees, six places each.

    Understood: `-10.17, 123.6`; decimal commas with `;` or a blank between; a Google Maps,
    OpenStreetMap or geo: link with the numbers in it; `10°10'12"S 123°36'0"E`, also with LS
    and BT. Warnings as in `check_coordinates`; `changed` also after a link or an angle.

    Raises:
        Unreadable: not two numbers, a short link without numbers, or as `check_coordinates`.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    text = typed(raw).replace("\u2212", "-")
    if is_number(raw) or len(text) > LONGEST_CELL:
        raise _unclear()
    if LINK.search(text):
        reading = check_coordinates(*_from_link(text))
        return Reading(reading.value, reading.warnings, reading.value is not None)
    point = _from_compass(text)
    if point is None:
        return check_coordinates(*_two_numbers(text))
    reading = check_coordinates(*(part.quantize(SIX_DECIMALS) for part in point))
    return Reading(reading.value, reading.warnings, reading.value is not None)
