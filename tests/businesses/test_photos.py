"""Photos: pictures only, without the camera's memory, under names nobody guesses."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from businesses import photos, verification
from businesses.models import Business, Photo
from tests.businesses.test_admin_businesses import change_page, management
from tests.factories import CHECKED, published, registered


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


def test_a_small_picture_has_one_size():
    assert photos.small_of(clean(picture(size=(480, 300)))) is None
    assert Image.open(photos.small_of(clean(picture(size=(481, 300))))).size == (480, 299)


@pytest.mark.parametrize(("size", "side"), [((900, 600), 144), ((600, 900), 144), ((90, 60), 60)])
def test_the_square_is_the_middle_of_the_picture(size, side):
    tile = Image.open(photos.tile_of(clean(picture(size=size))))
    assert (tile.format, tile.size) == ("WEBP", (side, side))


def stored(business, **fields):
    """A photo as an older version of the register stored it: in one size."""
    return Photo.objects.create(
        business=business, image=clean(picture(size=(900, 600))), alt="Uji", **fields
    )


@pytest.mark.django_db
def test_older_photos_get_their_sizes_once(petugas):
    business = registered(by=petugas)
    photo, broken = stored(business), stored(business)
    tiny = Photo.objects.create(business=business, image=clean(picture(size=(90, 60))), alt="Uji")
    broken.image.storage.delete(broken.image.name)
    assert photos.add_sizes() == 2
    photo.refresh_from_db()
    tiny.refresh_from_db()
    assert photo.tile.name
    assert tiny.tile.name
    assert set(Photo.objects.values_list("pk", "small")) == {
        (photo.pk, photo.small.name),
        (broken.pk, ""),
        (tiny.pk, ""),
    }
    with photo.small.open() as file:
        assert Image.open(file).size == (480, 320)
    assert photos.add_sizes() == 0


@pytest.mark.django_db
def test_every_size_is_served_and_removed_with_the_photo(
    client, petugas, verifikator, django_capture_on_commit_callbacks
):
    business = published(by=petugas, verifier=verifikator)
    photo = stored(business)
    photos.add_sizes()
    photo.refresh_from_db()
    sizes, storage = (photo.image, photo.small, photo.tile), photo.image.storage
    names = {size.name for size in sizes}
    assert len(names) == 3
    for size in sizes:
        assert client.get(size.url).getvalue()[:4] == b"RIFF"
    Photo.objects.update(shows_people=True)
    for size in sizes:
        assert client.get(size.url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert not any(storage.exists(name) for name in names)


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
    with photo.small.open() as file:
        small = Image.open(file)
        assert (small.format, small.size) == ("WEBP", (240, 480))
        assert not small.getexif()
    assert re.fullmatch(r"foto/[0-9a-f]{2}/[0-9a-f]{32}\.webp", photo.small.name)
    assert photo.small.name != photo.image.name
    with photo.tile.open() as file:
        assert Image.open(file).size == (144, 144)
    tile = f'<img class="tile" src="{photo.tile.url}" width="72" height="72" alt="" loading="lazy">'
    business.refresh_from_db()
    args = {"by": verifikator, "version": business.version, "checklist": CHECKED}
    verification.move(business, "verify", **args)
    assert tile in client_of(petugas).get("/usaha/").text


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
