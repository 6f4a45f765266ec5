"""Scans: what comes in as a document is a plain PDF or a picture, whatever its name says.

A PDF is stored as it was sent, because it is the proof, and is never shown inside a page of the
register. So one that runs programs, carries other files, is locked or goes on after its end is
refused. A picture is written anew (`businesses.photos`): EXIF, GPS and appended data are gone.
The name of the upload is not used for anything: it may name a person, or a path.
"""

import hashlib
import re
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from businesses import photos

PDF = "application/pdf"
PICTURE = "image/webp"
ENDINGS = {PDF: "pdf", PICTURE: "webp"}
MAX_PDF_BYTES = 5 * 1024 * 1024
LONGEST_SIDE = 2400  # of an A4 page, some 200 dots per inch: the small print stays readable
MAX_UNPACKED = 32 * 1024 * 1024  # a small file may unpack to a huge one
MAX_OBJECT_STREAMS = 10_000
HEAD = 1024  # bytes before a stream that hold its dictionary
CHUNK = 16 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
BLANK = b"\0\t\n\f\r "
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
# An action that runs something needs one of these names (ISO 32000-1, 12.6.4), as a hidden
# file does (7.11.4).
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


@dataclass(frozen=True)
class Scan:
    """A checked file, ready to be stored."""

    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def random_name(self) -> str:
        """A name that nobody can guess, spread over 256 folders."""
        token = uuid.uuid4().hex
        return f"{token[:2]}/{token}.{ENDINGS[self.content_type]}"


def read(upload: File) -> Scan:
    """Check an uploaded file by its content.

    Raises:
        ValidationError: one sentence that says what to do instead.
    """
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose it again."))
    upload.seek(0)
    start = upload.read(8)
    upload.seek(0)
    if start.startswith(b"%PDF-"):
        return _read_pdf(upload)
    if start.startswith(PICTURES):
        cleaned = photos.clean(upload.file, size=upload.size, longest_side=LONGEST_SIDE)
        return Scan(cleaned.read(), PICTURE)
    raise ValidationError(
        _("This is neither a PDF nor a picture. Send a PDF, or a JPEG, PNG or WebP picture.")
    )


def _read_pdf(upload: File) -> Scan:
    if upload.size > MAX_PDF_BYTES:
        raise ValidationError(_("The PDF is larger than 5 MB. Scan it again in a lower quality."))
    content = upload.read()
    if not content.rstrip(BLANK).endswith(b"%%EOF"):
        raise ValidationError(
            _("The PDF is damaged, or something follows after its end. Print it to a new PDF.")
        )
    if b"/Encrypt" in _plain(content):
        raise ValidationError(_("The PDF is locked. Print it to a new PDF without a password."))
    if any(name in part for part in _parts(content) for name in ACTIVE):
        raise ValidationError(
            _("The PDF runs a program or carries another file. Print it to a new PDF.")
        )
    return Scan(content, PDF)


def _plain(data: bytes) -> bytes:
    """Names with their letters in the clear: /J#61vaScript is /JavaScript."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)


def _parts(content: bytes) -> Iterator[bytes]:
    """The file as it is, and what stands packed in its object streams (ISO 32000-1, 7.5.7)."""
    yield _plain(content)
    left, count = MAX_UNPACKED, 0
    for found in STREAM.finditer(content):
        head = content[max(0, found.start() - HEAD) : found.start()].rpartition(b"obj")[2]
        if b"#" in head:
            head = _plain(head)
        if b"/ObjStm" not in head or b"/Filter" not in head:
            continue
        part = _unpack(content, found.end(), left)
        left -= len(part)
        count += 1
        if left <= 0 or count > MAX_OBJECT_STREAMS:
            raise _unreadable()
        yield _plain(part)


def _unpack(content: bytes, start: int, most: int) -> bytes:
    """At most `most` bytes of the packed data that begin at `start`."""
    unpacker, parts = zlib.decompressobj(), []
    for at in range(start, len(content), CHUNK):
        try:
            parts.append(unpacker.decompress(content[at : at + CHUNK], most))
        except zlib.error as error:
            raise _unreadable() from error
        most -= len(parts[-1])
        if unpacker.eof or most <= 0:
            break
    return b"".join(parts)


def _unreadable() -> ValidationError:
    return ValidationError(_("The PDF cannot be read. Print it to a new PDF."))


def as_file(scan: Scan) -> File:
    return File(BytesIO(scan.content))
