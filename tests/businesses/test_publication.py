"""Hiding by the city, filters that reveal nothing, and edits of reference data."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from businesses import publication
from businesses.models import Category, Kelurahan, Photo
from common.workflow import NoteMissing, WrongState
from directory import projection
from directory.models import Listing
from tests.businesses.test_photos import picture
from tests.factories import published, registered
from tests.pages import form_with

pytestmark = pytest.mark.django_db
LIST = "/admin/businesses/business/"


@pytest.fixture
def business(petugas, verifikator):
    return published(by=petugas, verifier=verifikator, category="tenun", activity="Menenun")


def test_a_hidden_business_is_gone_at_once_and_comes_back(client, verifikator, business):
    page = reverse("directory:business-short", args=[business.code])
    assert client.get(page, follow=True).status_code == 200

    with pytest.raises(NoteMissing):
        publication.move(business, "hide", by=verifikator, version=business.version)
    hidden = publication.move(
        business, "hide", by=verifikator, version=business.version, note="Ada keluhan"
    )
    assert client.get(page, follow=True).status_code == 410
    assert not Listing.objects.exists()
    with pytest.raises(WrongState):
        publication.move(hidden, "hide", by=verifikator, version=hidden.version, note="Lagi")

    publication.move(hidden, "show", by=verifikator, version=hidden.version, note="Selesai")
    assert client.get(page, follow=True).status_code == 200
    assert projection.check() == []


def test_data_entry_has_no_button_to_hide(client_of, petugas, verifikator, business):
    page = reverse("admin:businesses_business_change", args=[business.pk])
    assert "pindah/hide/" not in client_of(petugas).get(page).content.decode()
    assert "pindah/hide/" in client_of(verifikator).get(page).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "annual_sales__gte=1000000",
        "capital=5",
        "owner__nik_digest__startswith=a",
        "owner__birth_date__year=1980",
        "owner__phone__contains=0812",
        "phone__startswith=%2B62",
        "created_by__password__startswith=a",
    ],
)
def test_a_restricted_field_is_not_found_by_guessing(client_of, laporan, business, query):
    answer = client_of(laporan).get(f"{LIST}?{query}")
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        assert answer["Location"].endswith("?e=1")


def test_the_filter_published_is_the_directory(client_of, petugas, business):
    draft = registered(by=petugas)
    client = client_of(petugas)
    assert set(client.get(f"{LIST}?terbit=ya").context["cl"].queryset) == {business}
    assert set(client.get(f"{LIST}?terbit=tidak").context["cl"].queryset) == {draft}


def test_the_filter_mine_is_what_i_entered(client_of, petugas, persona, business):
    other = persona("petugas", username="dua")
    own = registered(by=other)
    assert set(client_of(other).get(f"{LIST}?saya=1").context["cl"].queryset) == {own}


def test_a_removed_photo_takes_its_file_along(
    client, petugas, verifikator, business, django_capture_on_commit_callbacks
):
    photo = Photo(business=business, alt="Selendang")
    photo.image.save("aa/uji.webp", ContentFile(picture("WEBP", (10, 10))), save=False)
    photo.width, photo.height = 10, 10
    photo.save()
    name, storage = photo.image.name, photo.image.storage
    assert client.get(photo.image.url).getvalue()[:4] == b"RIFF"
    hidden = publication.move(
        business, "hide", by=verifikator, version=business.version, note="Ada keluhan"
    )
    assert client.get(photo.image.url).status_code == 404, "not published, so not served"
    publication.move(hidden, "show", by=verifikator, version=hidden.version, note="Selesai")
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert not storage.exists(name)


def test_a_renamed_category_is_renamed_in_the_directory(client_of, administrator, business):
    tenun = Category.objects.get(slug="tenun")
    page = reverse("admin:businesses_category_change", args=[tenun.pk])
    client = client_of(administrator)
    form = form_with(client.get(page), "name")
    assert client.post(page, {**form, "name": "Tenun Ikat"}).status_code == 302
    assert projection.check() == []
    assert "tenun ikat" in Listing.objects.get().search_text


def test_spellings_are_typed_one_per_line(client_of, administrator, fontein):
    page = reverse("admin:businesses_kelurahan_change", args=[fontein.pk])
    client = client_of(administrator)
    form = form_with(client.get(page), "aliases")
    answer = client.post(page, {**form, "aliases": "Fontain\r\n\r\n  Fontein Kupang \nFontain"})
    assert answer.status_code == 302
    assert Kelurahan.objects.get(pk=fontein.pk).aliases == ["Fontain", "Fontein Kupang"]


def test_an_owner_without_nik_and_reason_stays_in_the_form(client_of, petugas, business):
    page = reverse("admin:businesses_owner_change", args=[business.owner_id])
    client = client_of(petugas)
    form = form_with(client.get(page), "opened_version")
    answer = client.post(page, {**form, "nik_absent_reason": "", "address": "Jl. Ketikan"})
    assert answer.status_code == 200
    assert "Jl. Ketikan" in answer.content.decode()
    assert "nik" in answer.context["adminform"].form.errors
