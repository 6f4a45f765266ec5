"""What stands beside a record keeps to the work area too: histories, look-ups, photos."""

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from businesses import duplicates, merging, registration
from businesses.models import Disclosure, Photo
from tests.factories import invented_nik, make_owner, registered

pytestmark = pytest.mark.django_db
FIND = "/admin/businesses/owner/cari/"
JSON = {"accept": "application/json"}
PHONE = "+6281255550001"


@pytest.fixture
def near(persona):
    """Enters businesses, in Fontein only."""
    return persona("petugas", username="dekat", kelurahan="Fontein")


@pytest.fixture
def far_pair(petugas, verifikator):
    """A decided pair and a merge, each of one record in Fontein and one in Oesapa."""
    first = registered(by=petugas, name="Kios Dekat", kelurahan="Fontein")
    second = registered(by=petugas, name="Rahasia Jauh", kelurahan="Oesapa")
    pair = duplicates.pair_of(first, second, by=verifikator)
    duplicates.move(pair, "distinct", by=verifikator, version=pair.version, note="CATATAN")
    kept = registered(by=petugas, name="Toko Dekat", kelurahan="Fontein")
    gone = registered(by=petugas, name="Tersembunyi Jauh", kelurahan="Oesapa")
    merging.merge(
        kept,
        gone,
        taken=(),
        by=verifikator,
        survivor_version=kept.version,
        absorbed_version=gone.version,
    )
    return first, kept, gone


def page_of(client, address, *args) -> str:
    response = client.get(reverse(address, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_history_names_no_record_of_another_kelurahan(client_of, near, verifikator, far_pair):
    first, kept, gone = far_pair
    history = "admin:businesses_business_history"
    assert "CATATAN" in page_of(client_of(verifikator), history, first.pk)
    assert gone.code in page_of(client_of(verifikator), history, kept.pk)

    client = client_of(near)
    page = page_of(client, history, first.pk) + page_of(client, history, kept.pk)

    for secret in ("Rahasia Jauh", "CATATAN", "Tersembunyi Jauh", gone.code):
        assert secret not in page


def test_the_activity_of_an_area_names_no_record_of_another_one(client_of, persona, far_pair):
    first, _kept, gone = far_pair
    everywhere = page_of(client_of(persona("pimpinan")), "admin:activity")
    assert "Rahasia Jauh" in everywhere
    assert gone.code in everywhere

    page = page_of(
        client_of(persona("pimpinan", username="p2", kelurahan="Fontein")), "admin:activity"
    )

    assert first.name in page
    for secret in ("Rahasia Jauh", "Tersembunyi Jauh", gone.code):
        assert secret not in page


def test_a_former_owner_out_of_the_area_has_a_number(client_of, near, petugas):
    former = make_owner(name="Ani Lama")
    business = registered(by=petugas, kelurahan="Fontein", owner=former)
    business.owner = registered(by=petugas, kelurahan="Fontein").owner
    registration.revise(business, by=petugas, version=business.version)
    registered(by=petugas, kelurahan="Oesapa", owner=former)
    history = "admin:businesses_business_history"

    assert "Ani Lama" in page_of(client_of(petugas), history, business.pk)
    assert "Ani Lama" not in page_of(client_of(near), history, business.pk)


def test_an_owner_is_found_with_the_businesses_of_the_area(client_of, near, petugas):
    owner = make_owner(name="Maria Ganda")
    registered(by=petugas, owner=owner, name="Kios Dekat", kelurahan="Fontein")
    registered(by=petugas, owner=owner, name="Rahasia Jauh", kelurahan="Oesapa")
    client = client_of(near)

    found = client.post(FIND, {"cari": "Maria"}, headers=JSON).json()["results"]

    assert [result["businesses"] for result in found] == [["Kios Dekat (Fontein)"]]
    rows = client.get(reverse("admin:businesses_owner_changelist")).context["cl"].result_list
    assert [row.businesses_held for row in rows] == [1]


def test_a_number_that_is_found_is_noted_and_every_one_counts(
    client_of, near, petugas, verifikator, settings
):
    settings.LOOKUP_LIMIT_PER_HOUR = 3
    nik = invented_nik()
    owner = make_owner(nik=nik, phone=PHONE)
    registered(by=petugas, owner=owner, kelurahan="Oesapa")
    client = client_of(near)

    for number, is_elsewhere in ((nik, True), (PHONE, True), (invented_nik(), False)):
        answer = client.post(FIND, {"cari": number}, headers=JSON)
        assert answer.status_code == 200
        assert answer.json()["elsewhere"] is is_elsewhere
    refused = client.post(FIND, {"cari": nik}, headers=JSON)

    assert refused.status_code == 429
    assert not refused.json()["elsewhere"]
    assert "3" in refused.json()["message"]
    assert client.post(FIND, {"cari": nik}).status_code == 429
    looks = Disclosure.objects.filter(by=near, kind="search")
    assert [look.owner for look in looks] == [owner, owner]
    assert client.post(FIND, {"cari": "Maria"}, headers=JSON).status_code == 200
    assert client_of(verifikator).post(FIND, {"cari": nik}, headers=JSON).status_code == 200


def test_hits_count_also_when_the_cache_was_emptied(client_of, near, petugas, settings):
    settings.LOOKUP_LIMIT_PER_HOUR = 1
    nik = invented_nik()
    registered(by=petugas, owner=make_owner(nik=nik), kelurahan="Oesapa")
    client = client_of(near)
    client.post(FIND, {"cari": nik}, headers=JSON)
    cache.clear()

    assert client.post(FIND, {"cari": nik}, headers=JSON).status_code == 429


def test_who_sees_no_nik_learns_the_year_of_birth_only(client_of, pimpinan, petugas):
    owner = registered(by=petugas, owner=make_owner(birth_date=date(1987, 3, 29))).owner
    change = "admin:businesses_owner_change"

    page = page_of(client_of(pimpinan), change, owner.pk)

    assert "1987" in page
    assert "29 Maret" not in page
    assert "29/03/1987" not in page
    assert "29/03/1987" in page_of(client_of(petugas), change, owner.pk)


def test_a_photo_that_is_not_public_is_for_the_colleagues_of_the_area(
    client_of, near, petugas, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    business = registered(by=petugas, kelurahan="Oesapa")
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "WEBP")
    (tmp_path / "foto" / "ab").mkdir(parents=True)
    (tmp_path / "foto" / "ab" / "c1.webp").write_bytes(picture.getvalue())
    Photo.objects.bulk_create(
        [Photo(business=business, image="foto/ab/c1.webp", alt="Uji", width=8, height=8)]
    )
    address = "/media/foto/ab/c1.webp"

    shown = client_of(petugas).get(address)
    assert b"".join(shown.streaming_content) == picture.getvalue()
    assert client_of(near).get(address).status_code == 404
    petugas.must_change_password = True
    petugas.save()
    assert client_of(petugas).get(address).status_code == 404
