"""Where the names of the kelurahan stand on the picture: none on another, none on a bubble.

A name stands within its bubble or close around it. The one that has the fewest places to stand
chooses first; one without any is left out: its bubble still says it, and so does the table.
Names are for screens with room (map.css); there, bubbles are drawn at three quarters of their size.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import hypot
from typing import NamedTuple

FONT = 4.8  # of `.city .place` in map.css, in units of the picture
SHRUNK = 0.75  # `.city .fill` there
PER_CHARACTER = 0.6 * FONT  # of the widest fonts in use
LINE = 5  # from one line to the next
ABOVE, BELOW = 0.8 * FONT, 0.25 * FONT  # of the line that letters stand on
GAP = 0.8  # between a bubble and its name
APART = 0.6  # of two names
ROUND = 0.7  # of the radius, to the corners
UNDER_NUMBER = (5.4, 3.2)  # from the middle of a bubble to a name of one line, or two, within
LARGE = 10  # radius, as drawn, of a bubble that holds a number and a name
LONGEST_LINE = 11  # characters

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Bubble = tuple[float, float, float]  # middle and radius


class Name(NamedTuple):
    """A name: where its first line begins, stands in the middle or ends."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]
    is_inside: bool = False

    @property
    def box(self) -> Box:
        """The room that it takes, in fonts as wide as any."""
        wide = max(map(len, self.lines)) * PER_CHARACTER
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        bottom = self.y + LINE * (len(self.lines) - 1) + BELOW
        return (left, self.y - ABOVE, left + wide, bottom)


def lines_of(name: str) -> tuple[str, ...]:
    """A name in one line, or in two that are as even as its words allow."""
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) == 1:
        return (name,)
    cut = min(
        range(1, len(words)),
        key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))),
    )
    return (" ".join(words[:cut]), " ".join(words[cut:]))


@lru_cache(maxsize=64)
def place_names(
    bubbles: tuple[Bubble, ...],
    names: tuple[str, ...],
    taken: tuple[Box, ...],
    width: int,
    height: int,
) -> tuple[Name | None, ...]:
    """A place for each name in the order of the bubbles; None where there is no room.

    Args:
        taken: where other texts stand already.
    """
    free = [
        [
            place
            for place in _places(bubble, name)
            if _fits(place, number, bubbles, taken, width, height)
        ]
        for number, (bubble, name) in enumerate(zip(bubbles, names, strict=True))
    ]
    waiting = set(range(len(names)))
    found: list[Name | None] = [None] * len(names)
    while waiting:
        number = min(waiting, key=lambda one: (len(free[one]), -bubbles[one][2], one))
        waiting.remove(number)
        if not free[number]:
            continue
        chosen = found[number] = free[number][0]
        for other in waiting:
            free[other] = [place for place in free[other] if not overlap(place.box, chosen.box)]
    return tuple(found)


def _places(bubble: Bubble, name: str) -> Iterator[Name]:
    """Where the name may stand, the best first."""
    x, y, radius = bubble
    shapes = dict.fromkeys([lines_of(name), (name,)])
    if radius >= LARGE:
        for lines in shapes:
            inside = Name(
                x, round(y + UNDER_NUMBER[len(lines) - 1], 1), "middle", lines, is_inside=True
            )
            left, _top, _right, bottom = inside.box
            if hypot(x - left, bottom - y) <= radius:
                yield inside
    away, corner = radius + GAP, radius * ROUND + GAP
    for lines in shapes:
        rest = LINE * (len(lines) - 1)
        level = y + (ABOVE - BELOW - rest) / 2
        for left, top, anchor in (
            (x, y + away + ABOVE, "middle"),
            (x, y - away - BELOW - rest, "middle"),
            (x + away, level, "start"),
            (x - away, level, "end"),
            (x + corner, y + corner + ABOVE, "start"),
            (x - corner, y + corner + ABOVE, "end"),
            (x + corner, y - corner - BELOW - rest, "start"),
            (x - corner, y - corner - BELOW - rest, "end"),
            (x + radius * ROUND / 2, y + away + ABOVE - GAP, "start"),
            (x - radius * ROUND / 2, y + away + ABOVE - GAP, "end"),
            (x + radius * ROUND / 2, y - away - BELOW - rest + GAP, "start"),
            (x - radius * ROUND / 2, y - away - BELOW - rest + GAP, "end"),
        ):
            yield Name(round(left, 1), round(top, 1), anchor, lines)


def _fits(
    place: Name,
    number: int,
    bubbles: tuple[Bubble, ...],
    taken: tuple[Box, ...],
    width: int,
    height: int,
) -> bool:
    """Whether nothing but other names can be in its way."""
    left, top, right, bottom = place.box
    if left < 1 or top < 1 or right > width - 1 or bottom > height - 1:
        return False
    if not place.is_inside and any(overlap(place.box, box) for box in taken):
        return False
    return not any(
        lies_on(place.box, bubble)
        for other, bubble in enumerate(bubbles)
        if other != number or not place.is_inside
    )


def overlap(one: Box, two: Box) -> bool:
    return (
        one[0] - APART < two[2]
        and one[2] + APART > two[0]
        and one[1] - APART < two[3]
        and one[3] + APART > two[1]
    )


def lies_on(box: Box, bubble: Bubble) -> bool:
    """Whether a box and a bubble share a point."""
    x, y, radius = bubble
    across = max(box[0] - x, 0, x - box[2])
    down = max(box[1] - y, 0, y - box[3])
    return radius > 0 and hypot(across, down) < radius
