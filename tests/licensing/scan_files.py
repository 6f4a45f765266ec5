"""Files to upload, honest and hostile; and a permit to attach them to."""

import io
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from businesses.models import Business
from licensing.models import Permit, PermitType


def pdf(text: str = "NIB", *, extra: bytes = b"", after: bytes = b"\n") -> bytes:
    """A small PDF that says `text`, with `extra` objects, and `after` behind its end."""
    head = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    return head + extra + f"% {text}\ntrailer\n<< /Root 1 0 R >>\n%%EOF".encode() + after


def packed(inside: bytes) -> bytes:
    """An object stream that holds `inside`."""
    data = zlib.compress(inside)
    head = b"5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
    return head + data + b"\nendstream\nendobj\n"


def picture(kind: str = "JPEG", *, exif: bytes = b"", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new("RGB", size, "#7a1f2b").save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "nib.pdf", kind: str = "application/pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type=kind)


def permit_of(business: Business, *, by: User, holder: str = "business") -> Permit:
    """A permit of the business, its owner, or its first product."""
    held = {
        "owner": {"owner": business.owner},
        "business": {"business": business},
        "product": {"product": business.products.first()},
    }[holder]
    permit = Permit(type=PermitType.objects.get(code="slhs"), number="S-1", **held)
    permit.stamp(by)
    permit.save()
    return permit
