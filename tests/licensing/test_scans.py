"""What may come in as a document: judged by its content, never by its name."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from licensing import scans
from tests.licensing.scan_files import packed, pdf, picture, upload

PLAIN_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.(pdf|webp)")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refusal(content: bytes, name: str = "nib.pdf") -> str:
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        scans.read(upload(content, name))
    assert len(caught.value.messages) == 1
    return caught.value.messages[0]


def test_a_pdf_is_stored_as_it_was_sent():
    content = pdf("asli", extra=packed(b"<< /Type /Page >>"))
    scan = scans.read(upload(content))
    assert (scan.content, scan.content_type) == (content, "application/pdf")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_without_its_place(kind):
    exif = Image.Exif()
    exif[0x010E] = "rumah Ana"
    exif.get_ifd(0x8825)[1] = "S"
    scan = scans.read(upload(picture(kind, exif=exif.tobytes()) + b"<script>", "foto.pdf"))
    found = Image.open(io.BytesIO(scan.content))
    assert (found.format, scan.content_type, dict(found.getexif())) == ("WEBP", "image/webp", {})
    assert b"script" not in scan.content
    assert b"rumah" not in scan.content


def test_the_small_print_of_a_photographed_page_stays():
    scan = scans.read(upload(picture(size=(3000, 2000))))
    assert Image.open(io.BytesIO(scan.content)).size == (2400, 1600)


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"\n%PDF-1.4\n%%EOF",  # something stands before the head
        SVG,
        b"GIF89a" + b"\0" * 40,
        b"PK\x03\x04" + b"\0" * 40,
        b"MZ" + b"\0" * 40,
        b"\0",
    ],
)
def test_what_is_neither_pdf_nor_picture_is_refused_whatever_its_name(content):
    for name in ("nib.pdf", "nib.jpg", "nib.svg", "nib.html"):
        assert "neither a PDF nor a picture" in refusal(content, name)


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP"])
def test_what_only_begins_as_a_picture_is_refused(start):
    assert "cannot be read as a photo" in refusal(start + SVG)


def test_an_empty_file_is_refused():
    assert "empty" in refusal(b"")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n",
        pdf()[:-8],
        pdf(after=b"<script>alert(1)</script>"),
        pdf(after=b"\nPK\x03\x04 an archive behind the end"),
    ],
)
def test_a_pdf_that_is_cut_or_goes_on_is_refused(content):
    assert "damaged" in refusal(content)


@pytest.mark.parametrize(
    "extra",
    [
        b"2 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n",
        b"2 0 obj\n<< /S /J#61vaScript /JS (app.alert(1)) >>\nendobj\n",
        b"2 0 obj\n<< /S /Launch /F (calc.exe) >>\nendobj\n",
        b"2 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n",
        packed(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        packed(b"nothing") + packed(b"<< /S /#4Aava#53cript >>"),
        b"% stream\n" + packed(b"<< /S /Launch >>"),
        packed(b"<< /S /Launch >>").replace(b"/ObjStm", b"/O#62jStm"),
    ],
)
def test_a_pdf_that_runs_something_or_hides_a_file_is_refused(extra):
    assert "runs a program" in refusal(pdf(extra=extra))


def test_a_locked_pdf_is_refused():
    assert "locked" in refusal(pdf(extra=b"2 0 obj\n<< /Encrypt 3 0 R >>\nendobj\n"))


def test_a_pdf_that_unpacks_without_end_is_refused():
    bomb = packed(b"\0" * (40 * 1024 * 1024))
    assert len(bomb) < 100_000
    assert "cannot be read" in refusal(pdf(extra=bomb))


def test_a_broken_object_stream_is_refused():
    assert "cannot be read" in refusal(pdf(extra=packed(b"x").replace(b"x\x9c", b"no")))


def test_what_is_too_large_is_refused():
    assert "5 MB" in refusal(pdf(extra=b"%" + b"a" * scans.MAX_PDF_BYTES + b"\n"))
    assert "8 MB" in refusal(picture() + b"\0" * 8 * 1024 * 1024)
    assert "pixels" in refusal(picture("PNG", size=(6000, 4001)))


@settings(max_examples=60, deadline=None)
@given(name=st.text(min_size=1, max_size=300))
def test_no_name_of_an_upload_reaches_the_storage(name):
    sent = upload()
    sent._name = f"../../{name}\0.html"
    scan = scans.read(sent)
    names = {scan.random_name() for _ in range(3)}
    assert len(names) == 3
    assert all(PLAIN_NAME.fullmatch(found) for found in names)


@settings(max_examples=150, deadline=None)
@given(body=st.binary(max_size=400), is_packed=st.booleans())
def test_any_bytes_give_a_scan_or_one_sentence(body, is_packed):
    content = pdf(extra=packed(body) if is_packed else body)
    for sent in (content, body):
        messages = ["read"]
        try:
            scan = scans.read(upload(sent))
        except ValidationError as error:
            messages = error.messages
        else:
            assert scan.content_type in scans.ENDINGS
        assert len(messages) == 1
