"""The QR code to print and hang up."""

import pytest

from directory.views import qr


@pytest.fixture
def encoded(monkeypatch) -> list[str]:
    """What was put into QR codes."""
    texts = []
    make = qr.segno.make_qr
    monkeypatch.setattr(
        qr.segno, "make_qr", lambda text, **kw: texts.append(text) or make(text, **kw)
    )
    return texts


def test_it_holds_the_indonesian_address(client, publish, settings, encoded):
    settings.SITE_URL = "https://umkm.example"
    business = publish(name="Se'i Oma")
    for prefix in ("", "/en"):
        response = client.get(f"{prefix}/usaha/{business.code}/qr.svg")
        assert response["Content-Type"] == "image/svg+xml"
        assert response.content.startswith(b"<?xml")
    assert encoded == [f"https://umkm.example/usaha/{business.code}/sei-oma/"] * 2


def test_it_is_kept_for_a_day(client, publish):
    address = f"/usaha/{publish().code}/qr.svg"
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_an_unpublished_business_has_none(client, register):
    assert client.get("/usaha/KPG-999999/qr.svg").status_code == 404


def test_queries(client, publish, django_assert_num_queries):
    address = f"/usaha/{publish().code}/qr.svg"
    with django_assert_num_queries(2):
        client.get(address)
