"""The back office shows a photo in its small size, and links to the whole one."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from businesses.models import Photo
from tests.factories import registered


def picture(side: int) -> ContentFile:
    file = BytesIO()
    Image.new("RGB", (side, side), "brown").save(file, "WEBP")
    return ContentFile(file.getvalue(), name="x.webp")


@pytest.mark.django_db
def test_the_preview_of_a_photo_is_its_small_size(client_of, petugas):
    business = registered(by=petugas)
    photo = Photo.objects.create(
        business=business, image=picture(900), small=picture(480), alt="Tungku"
    )
    page = client_of(petugas).get(reverse("admin:businesses_business_change", args=[business.pk]))
    assertContains(page, f'<img class="photo-preview" src="{photo.small.url}" alt="Tungku"')
    assertNotContains(page, f'<img class="photo-preview" src="{photo.image.url}"')


@pytest.mark.django_db
def test_a_photo_of_one_size_is_its_own_preview(petugas):
    photo = Photo(business=registered(by=petugas), image=picture(90), alt="Tungku")
    assert photo.preview == photo.image
