"""One tap to WhatsApp, and how harvesting is slowed down."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from pytest_django.asserts import assertContains, assertNotContains

from directory import throttle

NUMBER = "+6281400000099"


@pytest.fixture
def address(publish) -> str:
    business = publish(name="Se'i Oma & Co", whatsapp=NUMBER, publishes_contact=True)
    return f"/usaha/{business.code}/wa/"


@pytest.fixture
def strict(monkeypatch):
    """Two look-ups per ten minutes."""
    monkeypatch.setattr(throttle, "LIMITS", ((600, 2),))


def test_it_leads_to_the_chat_with_a_greeting(client, address, settings):
    settings.SITE_URL = "https://umkm.example"
    response = client.get(f"/en{address}")
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert (target.netloc, target.path) == ("wa.me", "/6281400000099")
    (text,) = parse_qs(target.query)["text"]
    assert text.startswith("Hello Se'i Oma & Co, ")
    assert "https://umkm.example/en/usaha/KPG-" in text


def test_it_is_neither_kept_nor_indexed(client, address):
    response = client.get(address)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_without_consent_to_the_number_there_is_none(client, publish):
    business = publish(whatsapp=NUMBER, publishes_contact=False)
    assert client.get(f"/usaha/{business.code}/wa/").status_code == 404


def test_without_a_number_or_a_business_there_is_none(client, publish):
    assert client.get(f"/usaha/{publish().code}/wa/").status_code == 404
    assert client.get("/usaha/KPG-999999/wa/").status_code == 404


def test_too_many_are_refused_in_one_sentence(client, address, strict):
    assert [client.get(address).status_code for _time in range(3)] == [302, 302, 429]
    response = client.get(f"/en{address}")
    assertContains(response, "Too many WhatsApp chats were opened", status_code=429)
    assertNotContains(response, "81400000099", status_code=429)
    assert response["Retry-After"] == "600"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_head_counts_too(client, address, strict):
    assert [client.head(address).status_code for _time in range(3)] == [302, 302, 429]


def test_each_address_has_its_own_limit(client, address, strict):
    for _time in range(3):
        client.get(address, REMOTE_ADDR="192.0.2.1")
    assert client.get(address, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get(address, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_a_forged_forwarding_header_does_not_help(client, address, strict):
    codes = [
        client.get(address, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(3)
    ]
    assert codes == [302, 302, 429]


def test_one_ipv6_network_is_one_visitor(strict):
    assert [throttle.admits(f"2001:db8::{number}") for number in range(3)] == [True, True, False]
    assert throttle.admits("2001:db8:0:1::1")


def test_the_count_ends_with_its_time(strict):
    assert [throttle.admits("192.0.2.1") for _time in range(3)] == [True, True, False]
    cache.clear()
    assert throttle.admits("192.0.2.1")


def test_the_cache_holds_no_address(strict, monkeypatch):
    keys = []
    monkeypatch.setattr(throttle, "count", lambda key, seconds: keys.append(key) or 1)
    throttle.admits("192.0.2.1")
    assert len(keys) == 1
    assert "192.0.2.1" not in keys[0]


def test_other_methods_are_refused(client, address):
    assert client.post(address).status_code == 405


def test_queries(client, address, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(address)
