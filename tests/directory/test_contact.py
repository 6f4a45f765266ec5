"""One tap to WhatsApp, the number for a call, and how harvesting is stopped."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from directory import throttle
from directory.throttle import CONTACT, SLOT, Throttle

NUMBER = "+6281400000099"


@pytest.fixture
def business(publish):
    return publish(name="Se'i Oma & Co", whatsapp=NUMBER, publishes_contact=True)


@pytest.fixture
def address(business) -> str:
    return f"/usaha/{business.code}/wa/"


@pytest.fixture
def call(business) -> str:
    return f"/usaha/{business.code}/telepon/"


@pytest.fixture
def strict(monkeypatch):
    """Two numbers per ten minutes."""
    monkeypatch.setattr(throttle, "CONTACT", Throttle("c", limits=((1, 2),), kept=12))


def test_it_leads_to_the_chat_with_a_greeting(client, address, settings):
    settings.SITE_URL = "https://umkm.example"
    response = client.get(f"/en{address}")
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert (target.netloc, target.path) == ("wa.me", "/6281400000099")
    (text,) = parse_qs(target.query)["text"]
    assert text.startswith("Hello Se'i Oma & Co, ")
    assert "https://umkm.example/en/usaha/KPG-" in text


def test_the_number_is_shown_for_a_call(client, call):
    response = client.get(call)
    assertContains(response, 'href="tel:+6281400000099"')
    assertContains(response, "0814 0000 0099")
    assertContains(response, 'name="robots" content="noindex"')


def test_the_number_can_be_read_in_the_other_language(client, call):
    assertContains(client.get(call), f'<a href="/en{call}" hreflang="en"', count=1)
    assertContains(client.get(f"/en{call}"), f'<a href="{call}" hreflang="id"', count=1)


@pytest.mark.parametrize("page", ["wa", "telepon"])
def test_it_is_neither_kept_nor_indexed(client, business, page):
    response = client.get(f"/usaha/{business.code}/{page}/")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


@pytest.mark.parametrize("page", ["wa", "telepon"])
def test_without_consent_a_number_or_a_business_there_is_none(client, publish, page):
    for code in (
        publish(whatsapp=NUMBER, publishes_contact=False).code,
        publish().code,
        "KPG-999999",
    ):
        assert client.get(f"/usaha/{code}/{page}/").status_code == 404


@pytest.mark.parametrize("page", ["", "cetak/", "kartu/", "lapor/", "qr.svg"])
def test_no_other_page_of_the_business_holds_the_number(client, business, page):
    text = client.get(f"/usaha/{business.code}/{page}", follow=True).content.decode()
    assert "81400000099" not in text.replace(" ", "").replace("-", "")


def test_too_many_are_refused_in_one_sentence(client, address, strict):
    assert [client.get(address).status_code for _time in range(3)] == [302, 302, 429]
    response = client.get(f"/en{address}")
    assertContains(response, "Many numbers were asked for", status_code=429)
    assertNotContains(response, "81400000099", status_code=429)
    assert response["Retry-After"] == "600"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_chats_and_calls_count_together(client, address, call, strict):
    codes = [client.get(page).status_code for page in (address, call, call, address)]
    assert codes == [302, 200, 429, 429]


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


@pytest.mark.parametrize("page", ["wa", "telepon"])
def test_other_methods_are_refused(client, business, page):
    assert client.post(f"/usaha/{business.code}/{page}/").status_code == 405


def test_17_000_requests_from_one_address_get_60_numbers(client, publish, monkeypatch):
    """Twenty in the first ten minutes, and sixty in the hour; the walk is the whole directory."""
    codes = [publish(whatsapp=NUMBER, publishes_contact=True).code for _number in range(5)]
    moments = iter(range(17_000))
    monkeypatch.setattr(throttle, "now", lambda: 3_000_000_000 + next(moments) * 3600 / 17_000)
    given = sum(
        client.get(f"/usaha/{codes[number % 5]}/telepon/").status_code == 200
        for number in range(1_700)
    )
    assert given == 20
    given += sum(CONTACT.admits("127.0.0.1") for _number in range(15_300))
    assert given == 60
    assert next(moments, None) is None


def test_there_are_60_at_most_in_any_hour_of_many(db, monkeypatch):
    clock, given = [3_000_000_123], []
    monkeypatch.setattr(throttle, "now", lambda: clock[0])
    for _time in range(6 * 360):
        clock[0] += 10
        if CONTACT.admits("192.0.2.1"):
            given.append(clock[0])
    assert len(given) > 200, "a patient visitor is served all day"
    assert all(sum(start <= moment < start + 3600 for moment in given) <= 60 for start in given)
    assert all(
        sum(moment // SLOT == slot for moment in given) <= 20
        for slot in {moment // SLOT for moment in given}
    )
