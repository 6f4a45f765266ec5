"""What is refused before a view sees it, and whose address a request has."""

import logging

import pytest
from django.test import RequestFactory

from common.logs import RedactingFormatter
from common.requests import client_address

pytestmark = pytest.mark.django_db

HOSTILE = ["%00", "q=%00", "q=a%00b", "status__exact=%00"]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/usaha/", "/admin/login/", "/admin/businesses/business/"])
def test_a_nul_is_answered_with_one_sentence(client, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert "karakter" in response.content.decode()


def test_an_endless_query_is_refused(client):
    assert client.get("/usaha/?q=" + "a" * 100_000).status_code == 414


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "%FF" * 10,
        "q=" + "(" * 50,
        "q=" + "+".join(["kata"] * 1500),
        "p=100000000000000000000000",
        "p=-1",
        "p=abc",
        "o=99.-99.x",
        "id__exact=100000000000000000000000",
        "owner__id__exact=-1",
        "kelurahan__id__exact[]=1",
        "verification_status__exact=x&verification_status__exact=y",
        "nothing=1",
        "tempat=%27",
        "kategori=%F0%9F%90%96",
        "e=1",
        "all=",
        "_facets=True",
    ],
)
def test_the_list_of_businesses_answers_any_query(client_of, verifikator, query):
    response = client_of(verifikator).get(f"/admin/businesses/business/?{query}")
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "7.7.7.7", "7.7.7.7"),
        (1, "6.6.6.6, 7.7.7.7", "7.7.7.7"),
        (2, "6.6.6.6, 7.7.7.7, 8.8.8.8", "7.7.7.7"),
        (2, "7.7.7.7", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == address


def test_a_form_that_was_open_too_long_says_what_to_do():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/admin/login/", {})
    assert response.status_code == 403
    assert "kedaluwarsa" in response.content.decode()


def test_a_log_line_holds_no_nik_and_no_phone():
    formatter = RedactingFormatter("{levelname} {message}", style="{")
    try:
        raise ValueError("NIK 9900000000000001 and +62 812-1111-0000")
    except ValueError:
        record = logging.LogRecord("x", 40, "f", 1, "at 9900 0000 0000 0001", (), None)
        record.exc_info = __import__("sys").exc_info()
        line = formatter.format(record)
    assert "99000" not in line
    assert "0001" not in line
    assert "1111" not in line
    assert "ValueError" in line
