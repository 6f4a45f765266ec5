"""The public side knows no visitor; the back office knows each one."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils.translation import get_language

from common import sides
from tests.directory.public_pages import ADDRESSES
from umkm_registry.urls import urlpatterns as everything


def unmarked(request):
    return HttpResponse("open")


@login_not_required
def asking(request):
    names = ("user", "session", "_messages")
    found = {name: "yes" if hasattr(request, name) else "no" for name in names}
    return HttpResponse(", ".join(f"{name} {is_there}" for name, is_there in found.items()))


urlpatterns = [
    path("terbuka/", unmarked),
    path("en/terbuka/", unmarked),
    path("tanya/", asking),
    *everything,
]
handler500 = "umkm_registry.outage.server_error"


@pytest.mark.parametrize("address", [*ADDRESSES, "/usaha/KPG-999999/", "/nothing/", "/robots.txt"])
def test_a_public_page_sets_no_cookie_and_does_not_depend_on_one(client, register, address):
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_officer_sees_what_everybody_sees(client, client_of, petugas, address):
    officer = client_of(petugas)
    officer.cookies["csrftoken"] = "x" * 32
    officer.cookies["messages"] = "bogus"
    response = officer.get(address)
    assert response.content == client.get(address).content
    assert not response.cookies


def test_a_public_request_reads_no_session(client_of, petugas, django_assert_num_queries):
    officer = client_of(petugas)
    officer.get("/privasi/")
    with django_assert_num_queries(1):  # the state of the directory
        officer.get("/privasi/")


@pytest.mark.urls("tests.common.test_sides")
def test_a_public_view_has_no_user_and_no_session(client_of, petugas):
    assert client_of(petugas).get("/tanya/").text == "user no, session no, _messages no"


@pytest.mark.parametrize("address", ["/terbuka/", "/en/terbuka/"])
@pytest.mark.urls("tests.common.test_sides")
def test_a_view_that_does_not_say_it_is_open_asks_for_a_log_in(client, register, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"/admin/login/?next={address}"


@pytest.mark.urls("tests.common.test_sides")
def test_even_an_officer_gets_no_unmarked_public_view(client_of, petugas):
    assert client_of(petugas).get("/terbuka/").status_code == 302


def test_the_back_office_asks_who_comes(client, client_of, petugas):
    assert client.get("/admin/").status_code == 302
    response = client_of(petugas).get("/admin/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "is_staff"),
    [
        ("/admin/", True),
        ("/media/foto/aa/bb.webp", True),
        ("/_gaya/", True),
        ("/administrasi/", False),
        ("/en/admin/", False),
        ("/usaha/admin/", False),
        ("/", False),
    ],
)
def test_the_sides_are_told_by_the_start_of_the_address(address, is_staff):
    assert sides.is_staff_side(RequestFactory().get(address)) is is_staff


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/", "id"),
        ("/en/", "en"),
        ("/en", "en"),
        ("/english/", "id"),
        ("/usaha/en/", "id"),
        ("/id/", "id"),
        ("/EN/", "id"),
    ],
)
def test_the_language_is_that_of_the_address(address, language):
    seen = []

    def page(request):
        seen.append((get_language(), request.LANGUAGE_CODE))
        return HttpResponse()

    request = RequestFactory().get(
        address, headers={"Accept-Language": "en-GB,en", "Cookie": "django_language=en"}
    )
    response = sides.PathLanguage(page)(request)
    assert seen == [(language, language)]
    assert response["Content-Language"] == language
    assert "Vary" not in response


def test_the_language_of_one_page_does_not_reach_the_next(client, register):
    assert client.get("/en/privasi/")["Content-Language"] == "en"
    before = get_language()
    client.get("/en/privasi/")
    assert get_language() == before
    assert '<html lang="id">' in client.get("/privasi/").text
