"""The numbers of an owner on a page, finding one by POST, and taking a consent back."""

import json

import pytest
from django.contrib.messages import get_messages

from businesses.models import Disclosure
from directory.models import Listing
from tests.businesses.people import NIK, NPWP, PHONE

pytestmark = pytest.mark.django_db
OWNERS = "/admin/businesses/owner/"
FIND = f"{OWNERS}cari/"


@pytest.fixture
def owner(person):
    return person[0]


@pytest.fixture
def business(person):
    return person[1]


def page_of(owner):
    return f"{OWNERS}{owner.pk}/change/"


def text_of(response):
    return response.content.decode()


# -- the number ------------------------------------------------------------------------------------


def test_the_button_is_for_those_who_may(owner, business, client_of, perizinan, petugas):
    action = f'action="{OWNERS}{owner.pk}/tampilkan/"'
    for url in (page_of(owner), f"/admin/businesses/business/{business.pk}/change/"):
        shown = text_of(client_of(perizinan).get(url))
        assert action in shown
        assert "9900••••••••7654" in shown
        assert NIK not in shown
        assert action not in text_of(client_of(petugas).get(url))


def test_the_number_is_shown_once_and_kept_nowhere(owner, client_of, perizinan):
    client = client_of(perizinan)
    for what, number in (("nik", NIK), ("npwp", NPWP)):
        response = client.post(f"{OWNERS}{owner.pk}/tampilkan/", {"what": what})
        assert response.status_code == 200
        assert text_of(response).count(number) == 1
        assert "no-store" in response["Cache-Control"]
        assert not list(get_messages(response.wsgi_request))
        assert number not in json.dumps(dict(client.session.items()), default=str)
        assert not any(number in morsel.value for morsel in client.cookies.values())
    assert NIK not in text_of(client.get(page_of(owner)))
    seen = Disclosure.objects.filter(by=perizinan).values_list("kind", flat=True)
    assert sorted(seen) == ["nik", "npwp", "page"]


def test_the_number_is_not_had_by_get_by_others_or_from_elsewhere(
    owner, client_of, perizinan, petugas, persona
):
    url = f"{OWNERS}{owner.pk}/tampilkan/"
    assert client_of(perizinan).get(url, {"what": "nik"}).status_code == 405
    assert client_of(petugas).post(url).status_code == 403
    elsewhere = persona("perizinan", username="perizinan-alak", kelurahan="Alak")
    assert client_of(elsewhere).post(url).status_code == 404
    assert client_of(perizinan).post(f"{OWNERS}999999/tampilkan/").status_code == 404
    assert not Disclosure.objects.filter(kind="nik").exists()


def test_beyond_the_limit_there_is_a_sentence_and_no_number(owner, client_of, perizinan, settings):
    settings.REVEAL_LIMIT_PER_HOUR = 1
    client = client_of(perizinan)
    client.post(f"{OWNERS}{owner.pk}/tampilkan/")
    response = client.post(f"{OWNERS}{owner.pk}/tampilkan/")
    assert response.status_code == 429
    assert NIK not in text_of(response)
    assert "errornote" in text_of(response)


def test_opening_a_page_is_noted_once_an_hour(owner, business, client_of, verifikator):
    client = client_of(verifikator)
    for url in (page_of(owner), f"/admin/businesses/business/{business.pk}/change/") * 2:
        assert client.get(url).status_code == 200
    looks = Disclosure.objects.filter(by=verifikator, owner=owner)
    assert [look.kind for look in looks] == ["page"]


# -- finding by POST -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [NIK, "9900 0000 0098 7654", "0812-7777-0001", "+6281277770002", "tince mana"]
)
def test_an_owner_is_found_by_nik_phone_or_name(owner, client_of, petugas, typed):
    client = client_of(petugas)
    shown = text_of(client.post(FIND, {"cari": typed}))
    assert page_of(owner) in shown
    assert NIK not in shown.replace('value="' + NIK, "")

    found = client.post(FIND, {"cari": typed}, headers={"accept": "application/json"})
    assert "no-store" in found["Cache-Control"]
    (result,) = found.json()["results"]
    assert (result["id"], result["name"]) == (owner.pk, "Tincewati Manafeuji")
    assert result["masked_nik"] == "9900••••••••7654"
    assert PHONE not in found.content.decode()


@pytest.mark.parametrize("typed", [NIK, "0812-7777-0001"])
def test_an_owner_of_another_kelurahan_is_reported_without_a_name(owner, client_of, persona, typed):
    client = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    found = client.post(FIND, {"cari": typed}, headers={"accept": "application/json"}).json()
    assert (found["results"], found["elsewhere"]) == ([], True)
    assert "kelurahan" in found["message"]
    assert "Tince" not in json.dumps(found)
    by_name = client.post(FIND, {"cari": "Tincewati"}, headers={"accept": "application/json"})
    assert (by_name.json()["results"], by_name.json()["elsewhere"]) == ([], False)


@pytest.mark.parametrize("typed", ["", "990000000098765", "0000000000000000", "--", "12", "\0"])
def test_what_finds_nobody_says_so(owner, client_of, petugas, typed):
    found = client_of(petugas).post(FIND, {"cari": typed}, headers={"accept": "application/json"})
    assert found.status_code == 200
    assert found.json()["results"] == []
    assert found.json()["message"]


def test_who_may_not_see_owners_finds_none(owner, client_of, laporan):
    assert client_of(laporan).post(FIND, {"cari": NIK}).status_code == 403
    assert client_of(laporan).get(FIND).status_code == 403


@pytest.mark.parametrize("typed", [NIK, "9900.0000.0098.7654", f"oma {NIK}", "0812 7777 0001"])
@pytest.mark.parametrize("page", ["owner", "business", "product", "kelurahan"])
def test_a_number_in_a_search_box_leaves_the_address(client_of, petugas, page, typed):
    response = client_of(petugas).get(f"/admin/businesses/{page}/", {"q": typed}, follow=True)
    assert response.redirect_chain == [(FIND, 302)]
    assert typed not in text_of(response)
    assert list(response.context["messages"])


def test_who_may_not_find_owners_is_sent_back_to_the_list(client_of, laporan):
    response = client_of(laporan).get("/admin/businesses/business/", {"q": NIK}, follow=True)
    assert response.redirect_chain == [("/admin/businesses/business/", 302)]
    assert NIK not in text_of(response)


def test_other_searches_stay_where_they_are(owner, client_of, perizinan):
    client = client_of(perizinan)
    assert client.get("/admin/licensing/nib/", {"q": "0000111122223"}).status_code == 200
    assert client.get("/admin/businesses/business/", {"q": "KPG-000001"}).status_code == 200


def test_an_autocomplete_answers_a_number_nothing(owner, client_of, petugas):
    asked = {"app_label": "businesses", "model_name": "business", "field_name": "owner"}
    client = client_of(petugas)
    assert client.get("/admin/autocomplete/", {**asked, "term": "tince"}).json()["results"]
    assert not client.get("/admin/autocomplete/", {**asked, "term": NIK}).json()["results"]


# -- consent -------------------------------------------------------------------------------------


def test_an_officer_withdraws_a_consent_with_one_form(business, client_of, petugas, verifikator):
    change = f"/admin/businesses/business/{business.pk}/change/"
    url = f"/admin/businesses/business/{business.pk}/tarik-persetujuan/"
    assert url in text_of(client_of(petugas).get(change))
    assert url not in text_of(client_of(verifikator).get(change))
    data = {"version": business.version, "note": "Datang ke kantor"}
    assert client_of(verifikator).post(url, data).status_code == 403
    assert client_of(petugas).get(url).status_code == 405
    client_of(petugas).post(url, {**data, "note": ""})
    client_of(petugas).post(url, {**data, "version": business.version - 1})
    assert Listing.objects.exists()

    response = client_of(petugas).post(url, data, follow=True)

    assert not Listing.objects.exists()
    assert "Datang ke kantor" in text_of(response)
    assert url not in text_of(response)
