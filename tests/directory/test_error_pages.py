"""When something is wrong, the page looks like the others and says what to do."""

import pytest
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.views import defaults
from pytest_django.asserts import assertContains, assertNotContains

from common.requests import bad_request
from directory.models import GoneCode

PAGES = ["400", "403", "404", "410", "500", "503"]


@pytest.mark.parametrize("name", PAGES)
def test_each_needs_no_context_and_no_data_base(name):
    page = get_template(f"{name}.html").render()
    assert page.count("<h1>") == 1
    assert 'lang="id"' in page
    assert 'href="/"' in page
    assert "noindex" in page


def test_a_page_that_is_not_there(client, register):
    response = client.get("/en/nothing/")
    assertContains(response, "<h1>This page does not exist</h1>", status_code=404)
    assertContains(response, 'action="/en/usaha/"', count=1, status_code=404)


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/tidak-ada/", "/en/tidak-ada/"),
        ("/en/usaha/KPG-999999/", "/usaha/KPG-999999/"),
        ("/x%22%3E%3Cb/", "/en/x%22%3E%3Cb/"),
        ("/en/%5Cevil.example/", "/%5Cevil.example/"),
    ],
)
def test_it_can_be_read_in_the_other_language(client, register, address, other):
    response = client.get(address)
    assertContains(response, f'<a href="{other}" hreflang=', count=1, status_code=404)


@pytest.mark.parametrize("address", ["/en//evil.example/", "//evil.example/"])
def test_no_address_makes_it_link_elsewhere(client, register, address):
    response = client.get("/", PATH_INFO=address)
    assertNotContains(response, "hreflang", status_code=404)
    assertNotContains(response, 'href="//', status_code=404)


def test_it_offers_the_search_and_the_main_categories(client, register):
    page = client.get("/nothing/").text
    assert page.count('id="q"') == 1
    for slug in ("kuliner", "olahan-sei", "tenun", "kriya", "fesyen", "jasa", "perdagangan"):
        address = f"/kategori/{slug}/"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_a_withdrawn_page_names_no_address_and_leads_on(client, register):
    GoneCode.objects.create(pk="KPG-000777")
    response = client.get("/en/usaha/KPG-000777/sei-oma/")
    assertContains(response, '<a href="/" hreflang="id"', count=1, status_code=410)
    assertContains(response, 'action="/en/usaha/"', count=1, status_code=410)
    assertNotContains(response, "sei-oma", status_code=410)


def test_it_asks_the_data_base_for_no_category(client, register, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):  # the state, and whether this is a demonstration
        client.get("/nothing/")


def test_a_bad_request_says_what_is_wrong(db):
    response = bad_request(RequestFactory().get("/"), "Kata itu terlalu panjang.")
    assertContains(response, "Kata itu terlalu panjang.", status_code=400)


def test_a_failure_on_our_side_says_nothing_about_its_cause():
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Traceback" not in response.content


def test_a_failure_is_answered_in_the_language_of_the_page(client, register, monkeypatch):
    def fail(*args):
        raise ValueError

    monkeypatch.setattr("directory.views.home.cards", fail)
    client.raise_request_exception = False
    assertContains(client.get("/en/"), "Something went wrong on our side", status_code=500)


@override_settings(ROOT_URLCONF="tests.directory.test_error_pages")
def test_they_do_not_need_the_directory():
    for name in PAGES:
        page = get_template(f"{name}.html").render()
        assert "<h1>" in page
        assert 'href=""' not in page


urlpatterns = []
