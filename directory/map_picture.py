"""The city as a picture: a bubble for each kelurahan, its area the number of businesses.

Centres are projected as they lie (a degree of longitude is shorter by the cosine of the
latitude); bubbles that would lie on each other are pushed apart as little as needed, always in
the same way. Nothing is drawn that nobody measured: no coast and no borders. A unit is about a
pixel on a telephone; the page scales the picture up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, hypot, radians, sqrt

from businesses.models import Kelurahan
from directory.map_names import SHRUNK, Name, place_names

WIDTH = 340
MARGIN = 27  # beside the outermost centres, for bubbles
ABOVE, BELOW = 44, 30  # and over and under them, for names too
LARGEST = 21  # radius of the bubble with the most businesses
SMALLEST = 3  # radius of a bubble with any
REACH = 11.5  # radius that a finger hits, and that bubbles keep free of each other
BETWEEN = 4  # further apart where two kecamatan meet
ROUNDS, SETTLING = 90, 60  # with and without the pull back to the true place
PULL = 0.06
MINUTES = 2  # between the lines of the graticule
KM_PER_DEGREE = 111.2
LABEL_HEIGHT, LABEL_PER_CHARACTER = 12, 6.4
STEP = 4  # of the search for room for a label
UNDER = 7  # a bubble, for its name
LEADER_PARTS = 8  # of a line, each with room of its own
NEAR = 34  # from the middle of a label to its nearest bubble

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Bubble:
    """One kelurahan: where it is drawn, how large, and where a finger finds it."""

    place: Kelurahan
    count: int
    x: float
    y: float
    radius: float
    reach: float
    group: int  # of its kecamatan, from 1
    name: Name | None  # where its name stands, if there is room


@dataclass(frozen=True)
class Label:
    """The name of a kecamatan, in room that no bubble takes."""

    name: str
    group: int
    x: float
    y: float
    leader: Box | None  # the line from the name to its bubbles, where they are not next to it

    @property
    def boxes(self) -> list[Box]:
        """The room that the name and its line take."""
        wide, high = len(self.name) * LABEL_PER_CHARACTER / 2, LABEL_HEIGHT / 2
        boxes = [(self.x - wide, self.y - high, self.x + wide, self.y + high)]
        if self.leader is not None:
            a, b, c, d = self.leader
            steps = [step / LEADER_PARTS for step in range(LEADER_PARTS + 1)]
            points = [(a + (c - a) * step, b + (d - b) * step) for step in steps]
            boxes += [(x - 1, y - 1, x + 1, y + 1) for x, y in points]
        return boxes


@dataclass(frozen=True)
class Line:
    """A line of the graticule: where, and of how many degrees and minutes."""

    at: float
    degrees: int
    minutes: int


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    bubbles: list[Bubble]
    labels: tuple[Label, ...]
    meridians: list[Line]
    parallels: list[Line]
    kilometre: float  # in units

    @property
    def names(self) -> list[Name]:
        """The names of the kelurahan that have room."""
        return [bubble.name for bubble in self.bubbles if bubble.name is not None]


@dataclass(frozen=True)
class Projection:
    """From degrees to units; `y` grows to the south, as on a screen."""

    west: float
    north: float
    scale: float  # units per degree of latitude
    shrink: float  # how much shorter a degree of longitude is
    height: int

    @classmethod
    def around(cls, points: list[Point]) -> "Projection":
        """The projection that these (latitude, longitude) pairs fill."""
        points = points or [(0, 0)]
        lats, lngs = [lat for lat, _lng in points], [lng for _lat, lng in points]
        shrink = cos(radians(sum(lats) / len(lats)))
        scale = (WIDTH - 2 * MARGIN) / ((max(lngs) - min(lngs)) * shrink or 1)
        height = round((max(lats) - min(lats)) * scale + ABOVE + BELOW)
        return cls(min(lngs), max(lats), scale, shrink, height)

    def x(self, lng: float) -> float:
        return MARGIN + (lng - self.west) * self.shrink * self.scale

    def y(self, lat: float) -> float:
        return ABOVE + (self.north - lat) * self.scale


def radius_of(count: int, most: int) -> float:
    """The radius at which areas compare as counts do; 0 for none."""
    if not count:
        return 0
    return max(SMALLEST, round(LARGEST * sqrt(count / most), 1))


@lru_cache(maxsize=64)
def spread(
    centres: tuple[Point, ...], reaches: tuple[float, ...], groups: tuple[int, ...], height: int
) -> tuple[Point, ...]:
    """Where bubbles of these reaches lie when none lies on another, near their centres."""
    points = [list(centre) for centre in centres]
    pairs = [
        (a, b, reaches[a] + reaches[b] + (BETWEEN if groups[a] != groups[b] else 1))
        for a in range(len(points))
        for b in range(a)
        if hypot(centres[a][0] - centres[b][0], centres[a][1] - centres[b][1]) < WIDTH / 2.5
    ]
    for number in range(ROUNDS + SETTLING):
        for one, two, apart in pairs:
            _part(points[one], points[two], apart)
        for point, centre, reach in zip(points, centres, reaches, strict=True):
            for axis, end in ((0, WIDTH), (1, height)):
                if number < ROUNDS:
                    point[axis] += (centre[axis] - point[axis]) * PULL
                point[axis] = min(max(point[axis], reach + 1), end - reach - 1)
    return tuple((round(x, 1), round(y, 1)) for x, y in points)


def _part(one: list[float], two: list[float], apart: float) -> None:
    """Push two centres half of what is missing each; of two in one place, to the sides."""
    across, down = one[0] - two[0], one[1] - two[1]
    distance = hypot(across, down)
    if distance >= apart:
        return
    if distance == 0:
        across, distance = 1.0, 1.0
    push = (apart - distance) / distance / 2
    one[0] += across * push
    one[1] += down * push
    two[0] -= across * push
    two[1] -= down * push


@lru_cache(maxsize=64)
def name_places(
    centres: tuple[Point, ...],
    reaches: tuple[float, ...],
    groups: tuple[int, ...],
    names: tuple[str, ...],
    height: int,
) -> tuple[Label, ...]:
    """The names of the groups, each as near to its bubbles as there is room."""
    taken = [
        (x - reach, y - reach, x + reach, y + reach + UNDER)
        for (x, y), reach in zip(centres, reaches, strict=True)
    ]
    labels = []
    for group, name in enumerate(names, start=1):
        own = [centre for centre, of in zip(centres, groups, strict=True) if of == group]
        wide, high = len(name) * LABEL_PER_CHARACTER / 2, LABEL_HEIGHT / 2
        free = [
            (_distance(own, x, y), x, y)
            for x in range(round(wide) + 2, round(WIDTH - wide) - 1, STEP)
            for y in range(LABEL_HEIGHT, height - LABEL_HEIGHT, STEP)
            if not _is_taken(taken, (x - wide, y - high, x + wide, y + high))
        ]
        if free:
            _cost, x, y = min(free)
            taken.append((x - wide, y - high, x + wide, y + high))
            labels.append(Label(name, group, x, y, _leader(own, x, y)))
    return tuple(labels)


def _distance(own: list[Point], x: float, y: float) -> float:
    """How far a name is from the nearest of its bubbles and, less so, from their middle."""
    middle_x, middle_y = (
        sum(one[0] for one in own) / len(own),
        sum(one[1] for one in own) / len(own),
    )
    nearest = min(hypot(one[0] - x, one[1] - y) for one in own)
    return nearest + hypot(middle_x - x, middle_y - y) / 6


def _leader(own: list[Point], x: float, y: float) -> Box | None:
    """From under or over a name to the middle of its nearest bubble; None where that is near."""
    to_x, to_y = min(own, key=lambda one: hypot(one[0] - x, one[1] - y))
    if hypot(to_x - x, to_y - y) < NEAR:
        return None
    return (x, y + (LABEL_HEIGHT / 2 if to_y > y else -LABEL_HEIGHT / 2), to_x, to_y)


def _is_taken(taken: list[Box], box: Box) -> bool:
    left, top, right, bottom = box
    return any(left < r and right > a and top < d and bottom > b for a, b, r, d in taken)


def _graticule(
    low: float, high: float, unit_of: Callable[[float], float], end: float
) -> list[Line]:
    """The lines at even minutes about these degrees that lie within the picture."""
    first, last = int(low * 60 / MINUTES) - 2, int(high * 60 / MINUTES) + 3
    found = []
    for step in range(first, last):
        minutes = step * MINUTES
        at = round(unit_of(minutes / 60), 1)
        if 0 < at < end:
            found.append(Line(at, abs(minutes) // 60, abs(minutes) % 60))
    return found


def draw(places: Iterable[Kelurahan], counts: Mapping[str, int]) -> Picture:
    """The picture of these kelurahan with these counts by code; it makes no query.

    The kecamatan must have been read with the kelurahan.
    """
    places = list(places)
    points = [(float(place.lat), float(place.lng)) for place in places]
    projection = Projection.around(points)
    numbers = [counts.get(place.code, 0) for place in places]
    most = max(numbers, default=0) or 1
    radii = [radius_of(number, most) for number in numbers]
    reaches = [max(REACH, radius) for radius in radii]
    districts = {place.kecamatan.code: place.kecamatan.name for place in places}
    codes = sorted(districts)
    groups = tuple(codes.index(place.kecamatan.code) + 1 for place in places)
    kept = tuple(round(reach * 2) / 2 for reach in reaches)  # a few more move nothing
    centres = tuple((projection.x(lng), projection.y(lat)) for lat, lng in points)
    drawn = spread(centres, kept, groups, projection.height)
    districts_named = tuple(districts[code] for code in codes)
    labels = name_places(drawn, kept, groups, districts_named, projection.height)
    names = place_names(
        tuple(
            (x, y, ceil(radius * 2) / 2 * SHRUNK)
            for (x, y), radius in zip(drawn, radii, strict=True)
        ),
        tuple(place.name for place in places),
        tuple(box for label in labels for box in label.boxes),
        WIDTH,
        projection.height,
    )
    bubbles = [
        Bubble(place, number, x, y, radius, reach, group, name)
        for place, number, (x, y), radius, reach, group, name in zip(
            places, numbers, drawn, radii, reaches, groups, names, strict=True
        )
    ]
    lats, lngs = [lat for lat, _lng in points] or [0], [lng for _lat, lng in points] or [0]
    return Picture(
        width=WIDTH,
        height=projection.height,
        bubbles=bubbles,
        labels=labels,
        meridians=_graticule(min(lngs), max(lngs), projection.x, WIDTH),
        parallels=_graticule(min(lats), max(lats), projection.y, projection.height),
        kilometre=round(projection.scale / KM_PER_DEGREE, 2),
    )
