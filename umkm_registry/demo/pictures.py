"""A few drawn pictures, geometric as a tenun is: warm stripes, diamonds, hooks and steps.

They are made by `businesses.photos.clean` like any upload, so what the demo stores is what an
officer's photo would be: WebP without EXIF. Only the name is drawn from the seed.
"""

import io
from collections.abc import Callable
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from businesses import photos
from businesses.models import Photo

WIDTH, HEIGHT = 640, 480
CELL = 40
FOLDER = Photo._meta.get_field("image").upload_to

# Background, then the colours of the threads.
PALETTES = {
    "merah marun": ("#5b1a18", "#c8502d", "#f2c14e", "#f7ead6"),
    "indigo": ("#1d2a4d", "#3f6ea5", "#d9a441", "#f3ecdc"),
    "cokelat lontar": ("#4a2f1b", "#a5672f", "#e3b778", "#fbf3e4"),
    "hijau kelor": ("#22402b", "#6a994e", "#e9b44c", "#f6efdd"),
}
Draw = ImageDraw.ImageDraw
Motif = Callable[[Draw, tuple[str, ...], int, int], None]


def diamond(draw: Draw, colours: tuple[str, ...], x: int, y: int) -> None:
    """A diamond within a diamond (*belah ketupat*)."""
    for colour, reach in zip(colours[1:], (CELL // 2, CELL // 3, CELL // 7), strict=True):
        draw.polygon([(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], fill=colour)


def hook(draw: Draw, colours: tuple[str, ...], x: int, y: int) -> None:
    """A square hook (*kait*), as in the cloth of Timor."""
    half, bar = CELL // 2 - 3, CELL // 7
    turn = 1 if (x // CELL + y // CELL) % 2 else -1
    points = [(-half, half), (-half, -half), (half, -half), (half, 0), (0, 0), (0, bar)]
    line = [(x + turn * dx, y + turn * dy) for dx, dy in points]
    draw.line(line, fill=colours[1 + (y // CELL) % 3], width=bar, joint="curve")


def step(draw: Draw, colours: tuple[str, ...], x: int, y: int) -> None:
    """A stepped pyramid (*tangga*)."""
    for level in range(4):
        width, top = CELL // 2 - level * CELL // 8, y + CELL // 2 - (level + 1) * CELL // 4
        colour = colours[1 + level % 3]
        draw.rectangle([x - width, top, x + width, top + CELL // 4 - 1], fill=colour)


MOTIFS: dict[str, Motif] = {"belah ketupat": diamond, "kait": hook, "tangga": step}


def _stripes(rng: Random, draw: Draw, colours: tuple[str, ...]) -> list[int]:
    """Narrow stripes over the whole picture, and the middles of the bands left for motifs."""
    middles, y = [], 0
    while y < HEIGHT:
        for _stripe in range(rng.randint(2, 5)):
            thickness = rng.randint(3, 9)
            draw.rectangle([0, y, WIDTH, y + thickness], fill=rng.choice(colours[1:]))
            y += thickness + rng.randint(2, 6)
        middles.append(y + CELL // 2 + 4)
        y += CELL + 8
    return middles


def draw(rng: Random, motif: str, palette: str) -> bytes:
    """One picture as the bytes of a WebP file."""
    colours = PALETTES[palette]
    image = Image.new("RGB", (WIDTH, HEIGHT), colours[0])
    canvas = ImageDraw.Draw(image)
    for y in _stripes(rng, canvas, colours):
        for x in range(CELL // 2, WIDTH + CELL, CELL):
            MOTIFS[motif](canvas, colours, x, y)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    size = out.tell()
    out.seek(0)
    return photos.clean(out, size=size).read()


def all_of(rng: Random) -> list[tuple[str, bytes, bytes, bytes]]:
    """The twelve pictures: what each shows, its two sizes and its square."""
    drawn = [
        (f"Gambar contoh: motif {motif}, {palette}", draw(rng, motif, palette))
        for palette in PALETTES
        for motif in MOTIFS
    ]
    return [(alt, content, *further(content)) for alt, content in drawn]


def store(rng: Random, content: bytes) -> str:
    """Store a picture under a name that follows from the seed, and return the name.

    A file of that name is left from a demo whose data base is gone, so it is replaced.
    """
    token = f"{rng.getrandbits(128):032x}"
    name = f"{FOLDER}/{token[:2]}/{token}.webp"
    default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def further(content: bytes) -> tuple[bytes, bytes]:
    """The small size of a picture and its square, as an upload has them."""
    picture = io.BytesIO(content)
    return photos.small_of(picture).read(), photos.tile_of(picture).read()
