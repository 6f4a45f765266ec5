"""Photos: pictures only, without the camera's memory, under names nobody guesses."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from businesses import photos
from businesses.models import Business, Photo
from tests.businesses.test_admin_businesses import change_page, management
from tests.factories import published, registered


def picture(kind="JPEG", size=(2400, 1200), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "#7a1f2b").save(out, kind, **options)
    return out.getvalue()


def with_gps():
    exif = Image.Exif()
    exif[0x010F] = "Kamera Uji"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "S"
    return picture(exif=exif)


def clean(data):
    return photos.clean(io.BytesIO(data), size=len(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_as_webp(kind):
    file = clean(picture(kind))
    image = Image.open(file)
    assert (image.format, max(image.size)) == ("WEBP", 1600)
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}\.webp", file.name)


def test_nothing_of_the_camera_stays_and_the_picture_stands_upright():
    data = clean(with_gps()).read()
    image = Image.open(io.BytesIO(data))
    assert not image.getexif()
    assert b"Kamera Uji" not in data
    assert image.size == (800, 1600)


def test_what_was_appended_to_the_picture_is_gone():
    assert b"<?php" not in clean(picture() + b"<?php system('x') ?>").read()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"%PDF-1.4",
        b"GIF89a" + b"\0" * 50,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"\xff\xd8\xff" + b"\0" * 500,
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(data):
    with pytest.raises(ValidationError, match="JPEG"):
        clean(data)


def test_half_a_picture_is_refused():
    data = picture()
    with pytest.raises(ValidationError):
        clean(data[: len(data) // 2])


def test_too_many_bytes_and_too_many_pixels_are_refused():
    with pytest.raises(ValidationError, match="8 MB"):
        photos.clean(io.BytesIO(b"x"), size=photos.MAX_BYTES + 1)
    with pytest.raises(ValidationError, match="24"):
        clean(picture("PNG", size=(6000, 4001)))


@pytest.mark.django_db
def test_an_officer_adds_a_photo_and_the_directory_shows_it(client_of, petugas, verifikator):
    business = published(by=petugas, verifier=verifikator, category="tenun")
    data = {
        **management(photos=1),
        "name": business.name,
        "kelurahan": business.kelurahan_id,
        "landmark": "Dekat gereja",
        "place_kind": "tetap",
        "activity": "Menenun",
        "primary_category": business.primary_category_id,
        "owner": business.owner_id,
        "consent_given_on": "05/01/2026",
        "consent_manner": "form",
        "activity_status": "active",
        "registered_on": "05/01/2026",
        "opened_version": business.version,
        "photos-0-image": SimpleUploadedFile("IMG_2025_GPS.jpg", with_gps()),
        "photos-0-alt": "Kain tenun",
    }
    response = client_of(petugas).post(change_page(business), data)
    assert response.status_code == 302, response.context["errors"]

    photo = Photo.objects.get()
    assert "IMG" not in photo.image.name
    assert photo.image.name.startswith("foto/")
    assert (photo.width, photo.height) == (800, 1600)


@pytest.mark.django_db
def test_a_file_that_is_no_picture_leaves_the_form_open(client_of, petugas):
    business = registered(by=petugas)
    data = {
        **management(photos=1),
        "photos-0-image": SimpleUploadedFile("foto.jpg", b"not a picture"),
        "photos-0-alt": "x",
        "opened_version": business.version,
    }
    response = client_of(petugas).post(change_page(business), data)
    assert response.status_code == 200
    assert "tidak terbaca sebagai foto" in response.content.decode()
    assert not Photo.objects.exists()
    assert Business.objects.get().version == 1
