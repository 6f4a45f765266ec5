"""The data base goes away and comes back: a page in words, and no restart."""

import pytest
from django.db import OperationalError

from directory.models import Listing

pytestmark = pytest.mark.django_db
QUERYSET = type(Listing.objects.all())


def lost(*args, **kwargs):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize(
    ("path", "words"), [("/", "Coba lagi"), ("/usaha/", "Coba lagi"), ("/en/usaha/", "Try again")]
)
def test_a_lost_data_base_is_a_503_in_plain_words(client, monkeypatch, path, words):
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        for method in ("_fetch_all", "aggregate", "count"):
            patch.setattr(QUERYSET, method, lost)
        response = client.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "15"
    assert words in response.content.decode()
    assert client.get(path).status_code == 200


def test_the_back_office_says_so_too(client_of, petugas, monkeypatch):
    browser = client_of(petugas)
    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("django.contrib.sessions.backends.db.SessionStore._get_session_from_db", lost)
        response = browser.get("/admin/")
    assert response.status_code == 503
    assert browser.get("/admin/").status_code == 200


def test_any_other_error_is_a_500_in_plain_words(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        for method in ("_fetch_all", "aggregate", "count"):
            patch.setattr(QUERYSET, method, broken)
        response = client.get("/usaha/")
    assert response.status_code == 500
    assert "RuntimeError" not in response.content.decode()
