"""Photos: only real pictures come in, and nothing of the camera stays in them.

Each is kept in two sizes, the small one for phones on a slow line, and its middle as a square for
lists.

An upload is opened with an allow-list of formats, bounded in bytes and pixels before a pixel
is decoded, turned upright, and written anew as WebP: EXIF, GPS and whatever was appended to
the file are gone. The stored name is random.
"""

import io
import uuid
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from businesses.models import Photo

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000
LONGEST_SIDE = 1600
SMALL_SIDE = 480
TILE_SIDE = 144
QUALITY = 80


def random_name() -> str:
    """A name that nobody can guess, spread over 256 folders."""
    token = uuid.uuid4().hex
    return f"{token[:2]}/{token}.webp"


def _open(file: BinaryIO) -> Image.Image:
    """Decode the picture, or raise ValidationError with one sentence."""
    try:
        file.seek(0)
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(
                _("The photo has too many pixels (at most 24 million). Take a smaller one.")
            )
        image.load()
        return ImageOps.exif_transpose(image)
    except ValidationError:
        raise
    except Exception as error:
        # A damaged file raises nearly anything in a decoder; to the officer it is one thing.
        raise ValidationError(
            _("This file cannot be read as a photo. Send a JPEG, PNG or WebP picture.")
        ) from error


def clean(file: BinaryIO, *, size: int, longest_side: int = LONGEST_SIDE) -> ContentFile:
    """Return the upload as a new WebP file under a random name.

    Args:
        file: an open binary file.
        size: its length in bytes.
        longest_side: pixels; a larger picture is made smaller.
    Raises:
        ValidationError: too large, too many pixels, not a picture, or a damaged one.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("The photo is larger than 8 MB. Send a smaller one."))
    return _written(_open(file), longest_side)


def _written(image: Image.Image, longest_side: int) -> ContentFile:
    """A new WebP file of the picture, no larger than that, with nothing else in it."""
    image.thumbnail((longest_side, longest_side))
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"")
    return ContentFile(out.getvalue(), name=random_name())


def small_of(picture: BinaryIO) -> ContentFile | None:
    """The small size of a picture that `clean` made, under a name of its own.

    None where it is no larger than that itself. The picture is left at its beginning.
    """
    image = _open(picture)
    picture.seek(0)
    return _written(image, SMALL_SIDE) if max(image.size) > SMALL_SIDE else None


def tile_of(picture: BinaryIO) -> ContentFile:
    """The middle of a picture that `clean` made as a small square, under a name of its own.

    The picture is left at its beginning.
    """
    image = _open(picture)
    picture.seek(0)
    side = min(TILE_SIDE, *image.size)
    return _written(ImageOps.fit(image, (side, side)), side)


def add_sizes() -> int:
    """Make the sizes that photos lack, one by one; returns of how many photos.

    Photos of an older version of the register lack them. A photo whose file is missing or damaged
    stays as it is: its page shows what there is.
    """
    large = Q(width__gt=SMALL_SIDE) | Q(height__gt=SMALL_SIDE)
    made = 0
    for photo in Photo.objects.filter(Q(tile="") | large & Q(small="")).order_by("pk").iterator():
        try:
            with photo.image.open() as file:
                sizes = {"small": small_of(file), "tile": tile_of(file)}
        except (OSError, ValidationError):
            continue
        lacking = {name: size for name, size in sizes.items() if size and not getattr(photo, name)}
        for name, size in lacking.items():
            field = getattr(photo, name)
            path = field.field.generate_filename(photo, size.name)
            lacking[name] = field.storage.save(path, size)
        made += Photo.objects.filter(pk=photo.pk).update(**lacking) if lacking else 0
    return made
