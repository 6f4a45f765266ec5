"""The sitemaps: every public page in both languages, and none that is not public."""

from datetime import date
from xml.etree import ElementTree

import pytest

from businesses.models import Business
from directory import projection
from directory.models import Listing
from directory.views import sitemaps

SITE = "http://127.0.0.1:8000"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parsed(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    content = b"".join(response) if response.streaming else response.content
    return ElementTree.fromstring(content)  # noqa: S314  our own


def locations(client, path: str) -> list[str]:
    return [
        found.text.removeprefix(SITE) for found in parsed(client, path).iterfind(".//s:loc", NAMES)
    ]


def parts(client) -> list[str]:
    return [path for path in locations(client, "/sitemap.xml") if "usaha" in path]


def test_the_index_names_the_parts_that_hold_a_business(client, publish, monkeypatch):
    assert locations(client, "/sitemap.xml") == ["/sitemap-halaman.xml"]
    first = publish().pk
    assert parts(client) == [f"/sitemap-usaha-{first // 5000}.xml"]
    monkeypatch.setattr(sitemaps, "BUSINESSES", 1)
    publish()
    gap, last = publish().pk, publish().pk
    Listing.objects.filter(pk=gap).delete()
    assert list(sitemaps._parts()) == [first, first + 1, last]


def test_a_business_has_an_entry_in_each_language_that_names_the_other(client, publish):
    business = publish(name="Se'i Oma")
    Listing.objects.update(updated_on=date(2026, 3, 4))
    (part,) = parts(client)
    urls = parsed(client, part).findall("s:url", NAMES)
    indonesian = f"{SITE}/usaha/{business.code}/sei-oma/"
    english = f"{SITE}/en/usaha/{business.code}/sei-oma/"
    assert [url.findtext("s:loc", namespaces=NAMES) for url in urls] == [indonesian, english]
    for url in urls:
        assert url.findtext("s:lastmod", namespaces=NAMES) == "2026-03-04"
        links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        assert links == {"id": indonesian, "en": english, "x-default": indonesian}


def test_every_address_in_it_answers(client, publish):
    publish(name="Se'i Oma", category="olahan-sei")
    found = [path for part in locations(client, "/sitemap.xml") for path in locations(client, part)]
    assert len(found) == len(set(found)) > 200
    for path in found:
        response = client.get(path)
        assert response.status_code == 200, path
        assert 'name="robots"' not in response.text, path
        assert f'<link rel="canonical" href="{SITE}{path}">' in response.text, path


def test_what_is_not_public_is_not_in_it(client, publish):
    hidden, shown = publish(), publish()
    Business.objects.filter(pk=hidden.pk).update(visibility="hidden")
    projection.refresh([hidden.pk])
    paths = " ".join(path for part in parts(client) for path in locations(client, part))
    assert shown.code in paths
    assert hidden.code not in paths


def test_an_empty_part_is_no_error(client, register):
    assert parsed(client, "/sitemap-usaha-77.xml").findall("s:url", NAMES) == []
    assert client.get(f"/sitemap-usaha-{10**40}.xml").status_code == 404
    assert client.get("/sitemap-usaha--1.xml").status_code == 404


def test_a_part_costs_one_query_however_many_it_holds(client, publish, django_assert_num_queries):
    for _ in range(3):
        publish()
    number = Listing.objects.first().pk // 5000
    with django_assert_num_queries(2):  # the state of the directory, and the rows
        text = b"".join(client.get(f"/sitemap-usaha-{number}.xml"))
    assert text.count(b"<loc>") == 6


def test_a_large_part_comes_in_pieces(publish, monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 2)
    for _ in range(5):
        publish()
    pieces = [p for n in sitemaps._parts() for p in sitemaps._businesses(n)]
    assert len(pieces) >= 4
    assert "".join(pieces).count("<loc>") == 10


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-halaman.xml", "/sitemap-usaha-0.xml"])
def test_an_unchanged_one_is_not_sent_again(client, publish, path):
    publish()
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    publish()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
