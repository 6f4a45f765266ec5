"""The feed of new businesses."""

from datetime import date
from xml.etree import ElementTree

from directory.models import Listing
from directory.views import feeds

SITE = "http://127.0.0.1:8000"


def channel(client, path: str = "/usaha/baru.rss") -> ElementTree.Element:
    response = client.get(path)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).find("channel")  # noqa: S314  our own


def test_the_newest_come_first(client, publish):
    for day, name in ((4, "Kedua"), (6, "Baru"), (2, "Lama")):
        business = publish(name=name, category="olahan-sei", activity="Daging asap & sambal.")
        Listing.objects.filter(pk=business.pk).update(published_on=date(2026, 3, day))
    items = channel(client).findall("item")
    assert [item.findtext("title") for item in items] == ["Baru", "Kedua", "Lama"]
    first, code = items[0], Listing.objects.get(name="Baru").code
    assert first.findtext("link") == f"{SITE}/usaha/{code}/baru/"
    assert first.findtext("guid") == code
    assert first.find("guid").get("isPermaLink") == "false"
    assert first.findtext("pubDate") == "Fri, 06 Mar 2026 00:00:00 +0800"
    assert first.findtext("category") == "Olahan Sei"
    text = "Olahan Sei di Fontein, Kota Kupang. Daging asap & sambal."
    assert first.findtext("description") == text


def test_it_ends_after_fifty(client, publish, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 2)
    for _ in range(3):
        publish()
    assert len(channel(client).findall("item")) == 2


def test_it_comes_in_english_too(client, publish):
    business = publish(name="Kios", category="olahan-sei")
    found = channel(client, "/en/usaha/baru.rss")
    assert found.findtext("language") == "en"
    assert found.findtext("item/link") == f"{SITE}/en/usaha/{business.code}/kios/"
    assert found.findtext("item/category") == "Sei (smoked meat)"


def test_an_empty_directory_has_an_empty_feed(client, register):
    assert channel(client).findall("item") == []


def test_nothing_hidden_is_in_it(client, reserved, secrets):
    text = client.get("/usaha/baru.rss").text
    assert reserved.code in text
    assert [secret for secret in secrets if secret in text] == []


def test_every_page_names_it(client, register):
    assert 'type="application/rss+xml"' in client.get("/").text
    assert 'href="/en/usaha/baru.rss"' in client.get("/en/usaha/").text


def test_it_costs_few_queries(client, publish, django_assert_max_num_queries):
    for _ in range(5):
        publish()
    client.get("/usaha/")  # the snapshot of the directory is made once
    with django_assert_max_num_queries(2):
        client.get("/usaha/baru.rss")
