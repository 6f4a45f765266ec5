"""Photos: only real pictures come in, and nothing of the camera stays in them.

An upload is opened with an allow-list of formats, bounded in bytes and pixels before a pixel
is decoded, turned upright, and written anew as WebP: EXIF, GPS and whatever was appended to
the file are gone. The stored name is random.
"""

import io
import uuid
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 24_000_000
LONGEST_SIDE = 1600
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
    image = _open(file)
    image.thumbnail((longest_side, longest_side))
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"")
    return ContentFile(out.getvalue(), name=random_name())
