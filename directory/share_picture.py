"""The picture that a link shows in a chat: 1200 by 630, a JPEG of at most 250 kB.

The published photo, cropped; or a card with the name, in the colours of the city under a band of
tenun. Whatever is asked, a picture is made of one photo or one line of text.
"""

import io
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from businesses.photos import FORMATS, MAX_PIXELS

SIZE = WIDTH, HEIGHT = 1200, 630
MOST_BYTES = 250_000
QUALITIES = (80, 65, 45, 25)
PAPER, INK, QUIET, NIGHT, MADDER = "#fbf5ea", "#2a1a12", "#654f3f", "#201a44", "#97302d"
MARGIN, LINES, BAND = 80, 3, 90
NAME_SIZES = (92, 76, 62, 50)
# A square of the motif in static/directory/mark.svg: M7 3h1v1h-1z
SQUARES = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
MOTIF = 15  # squares on a side
REPLACED = str.maketrans("\u2019\u2018", "''")


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.load_default(size=size)


def plain(text: str) -> str:
    """The text in letters that the built-in font has: é as e."""
    parts = unicodedata.normalize("NFKD", text.translate(REPLACED))
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return "".join(
        letter if letter.isprintable() and ord(letter) < 0x2100 else " " for letter in letters
    )


def wrapped(text: str, size: int) -> list[str]:
    """The lines of a text at this size; a word wider than the card is cut."""
    font, lines, line = _font(size), [], ""
    for word in plain(text).split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * MARGIN:
            line = longer
            continue
        lines += [line] if line else []
        while font.getlength(word) > WIDTH - 2 * MARGIN:
            word = word[:-1]
        line = word
    return [*lines, line] if line else lines


def _fitted(text: str) -> tuple[list[str], int]:
    """The lines of a name, as large as they go; what does not fit ends in "…"."""
    for size in NAME_SIZES:
        lines = wrapped(text, size)
        if len(lines) <= LINES:
            return lines, size
    return [*lines[: LINES - 1], f"{lines[LINES - 1][:-1].rstrip()}…"], size


@lru_cache
def _band() -> Image.Image:
    """A strip of tenun: the motif of the mark, side by side."""
    svg = (Path(settings.BASE_DIR) / "static/directory/mark.svg").read_text()
    tile = Image.new("RGB", (MOTIF, MOTIF), "#2a1410")
    for colour, path in re.findall(r'fill="(#\w+)" d="([^"]+)"', svg):
        for x, y, length in SQUARES.findall(path):
            tile.paste(colour, (int(x), int(y), int(x) + int(length), int(y) + 1))
    tile = tile.resize((BAND, BAND), Image.Resampling.NEAREST)
    strip = Image.new("RGB", (WIDTH, BAND))
    for left in range(-BAND // 3, WIDTH, BAND):
        strip.paste(tile, (left, 0))
    return strip


def _jpeg(image: Image.Image) -> bytes:
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=False)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def card(name: str, line: str) -> bytes:
    """A card with a name and a line below it."""
    image = Image.new("RGB", SIZE, PAPER)
    image.paste(_band(), (0, HEIGHT - BAND))
    draw = ImageDraw.Draw(image)
    draw.rectangle((MARGIN, 84, MARGIN + 120, 92), fill=MADDER)
    lines, size = _fitted(name)
    top = 128
    for text in lines:
        draw.text(
            (MARGIN, top), text, fill=NIGHT, font=_font(size), stroke_width=1, stroke_fill=NIGHT
        )
        top += round(size * 1.2)
    below = wrapped(line, 38)
    draw.text((MARGIN, top + 12), below[0] if below else "", fill=QUIET, font=_font(38))
    brand = plain(_("UMKM Kota Kupang"))
    draw.text((MARGIN, HEIGHT - BAND - 64), brand, fill=INK, font=_font(34), stroke_width=1)
    return _jpeg(image)


def photo(name: str) -> bytes | None:
    """A stored photo, cropped to the size; None where it cannot be read."""
    try:
        with default_storage.open(name) as file, Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            fitted = ImageOps.fit(image.convert("RGB"), SIZE, Image.Resampling.BILINEAR)
    except Exception:  # noqa: BLE001  a damaged file raises nearly anything in a decoder
        return None
    return _jpeg(fitted)


@lru_cache
def of_the_site() -> bytes:
    """The picture of every page that is not about one business. The same in both languages."""
    return card("UMKM Kota Kupang", "Direktori usaha mikro, kecil, dan menengah")
