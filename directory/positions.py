"""Where a visitor stands, as coarse as "nearest" needs it: a hundred metres, not a doorstep.

It is asked by a click only, stands in the address of the page and nowhere else.
"""

import math
import re
from typing import NamedTuple

TEXT = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,6})?),(-?[0-9]{1,3}(?:\.[0-9]{1,6})?)")
DECIMALS = 3
KM_PER_DEGREE = 111.32


class Position(NamedTuple):
    """Degrees, rounded to `DECIMALS`."""

    lat: float
    lng: float

    def kilometres(self, lat: float, lng: float) -> float:
        """The distance on a flat map, which is exact enough within a city."""
        east = (lng - self.lng) * math.cos(math.radians(self.lat))
        return math.hypot(lat - self.lat, east) * KM_PER_DEGREE


def read(text: str) -> Position | None:
    """`-10.16,123.61` as a position; None for anything else."""
    match = TEXT.fullmatch(text)
    if match is None:
        return None
    lat, lng = (round(float(part), DECIMALS) for part in match.groups())
    return Position(lat, lng) if abs(lat) <= 90 and abs(lng) <= 180 else None
