"""When something is wrong, the page looks like the others and says what to do."""

import pytest
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.views import defaults
from pytest_django.asserts import assertContains

from common.requests import bad_request


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503"])
def test_each_needs_no_context_and_no_data_base(name):
    page = get_template(f"{name}.html").render()
    assert page.count("<h1>") == 1
    assert 'lang="id"' in page
    assert 'href="/"' in page


def test_a_page_that_is_not_there(client, register):
    response = client.get("/en/nothing/")
    assertContains(response, "<h1>This page does not exist</h1>", status_code=404)
    assertContains(response, 'action="/en/usaha/"', status_code=404)


def test_a_bad_request_says_what_is_wrong(db):
    response = bad_request(RequestFactory().get("/"), "Kata itu terlalu panjang.")
    assertContains(response, "Kata itu terlalu panjang.", status_code=400)


def test_a_failure_on_our_side_says_nothing_about_its_cause():
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Traceback" not in response.content


@override_settings(ROOT_URLCONF="tests.directory.test_error_pages")
def test_they_do_not_need_the_directory():
    for name in ("404", "500"):
        assert "<h1>" in get_template(f"{name}.html").render()


urlpatterns = []
