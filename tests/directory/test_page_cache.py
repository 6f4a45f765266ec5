"""Finished pages are sent again while the directory stands, and not a moment longer."""

import gzip
from datetime import datetime

import pytest
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from common.opening_hours import WITA
from directory import page_cache, snapshot, state
from directory.models import DirectoryChange
from directory.views import listings
from tests.directory.public_pages import ADDRESSES

SECURITY = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Content-Language",
    "Content-Type",
    "Cache-Control",
    "ETag",
)


@pytest.fixture
def made(monkeypatch):
    """The addresses of the pages that were really made, not taken from the cache."""
    found: list[str] = []
    keep = page_cache.PublicPages._keep

    def note(self, key, request, response):
        found.append(request.get_full_path())
        return keep(self, key, request, response)

    monkeypatch.setattr(page_cache.PublicPages, "_keep", note)
    return found


@pytest.fixture
def at(monkeypatch):
    """Let it be a time of day in Kupang."""

    def set_to(hour: int, minute: int, second: int = 0, day: int = 23) -> None:
        now = datetime(2026, 11, day, hour, minute, second, tzinfo=WITA)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return set_to


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_page_is_the_page(client, publish, made, address):
    publish(category="tenun")
    first, second = client.get(address), client.get(address)
    assert made == [address]
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)
    for name in SECURITY:
        assert second[name], name
    assert second["Content-Language"] == ("en" if address.startswith("/en/") else "id")
    assert not second.cookies


def test_a_kept_page_costs_one_look_at_the_state(client, register, django_assert_num_queries):
    client.get("/usaha/")
    with django_assert_num_queries(1):
        client.get("/usaha/")
    tag = client.get("/usaha/")["ETag"]
    with django_assert_num_queries(1):
        client.get("/usaha/", headers={"If-None-Match": tag})


def test_compressed_or_not_it_is_the_same_page(client, publish, made):
    publish()
    packed = [client.get("/usaha/", headers={"Accept-Encoding": "br, gzip"}) for _ in range(2)]
    plain = [client.get("/usaha/") for _ in range(2)]
    assert len(made) == 2
    for response in packed:
        assert response["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content) == plain[0].content
    for response in plain:
        assert "Content-Encoding" not in response
    assert {response["ETag"] for response in packed + plain} == {plain[0]["ETag"]}
    assert {response["Vary"] for response in packed + plain} == {"Accept-Encoding"}


def test_another_host_gets_nothing_of_it(client, publish, made, settings):
    settings.ALLOWED_HOSTS = ["testserver", "umkm.example"]
    publish()
    client.get("/usaha/")
    assert client.get("/usaha/", headers={"Host": "evil.example"}).status_code == 400
    made.clear()
    assert client.get("/usaha/", headers={"Host": "umkm.example"}).status_code == 200
    assert made == ["/usaha/"]


def test_each_scheme_language_and_query_has_its_own(client, publish, made):
    publish()
    for address in ("/usaha/", "/en/usaha/", "/usaha/?hal=2"):
        client.get(address)
    client.get("/usaha/", secure=True)
    assert made == ["/usaha/", "/en/usaha/", "/usaha/?hal=2", "/usaha/"]


def test_a_head_request_is_answered_and_not_kept(client, publish, made):
    publish()
    head = client.head("/usaha/")
    assert (head.status_code, head.content) == (200, b"")
    assert client.get("/usaha/").content
    assert client.head("/usaha/")["ETag"] == head["ETag"]
    assert client.head("/usaha/", headers={"If-None-Match": head["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_changes_something_is_never_kept(client, publish, made, method):
    publish()
    client.get("/usaha/")
    tag = client.get("/usaha/")["ETag"]
    assert getattr(client, method)("/usaha/", headers={"If-None-Match": tag}).status_code == 405
    assert made == ["/usaha/"]


@pytest.mark.parametrize("address", ["/nothing/", "/usaha/KPG-999999/", "/kategori/nothing/"])
def test_what_is_not_found_is_not_kept(client, register, made, address):
    for _ in range(2):
        response = client.get(address)
        assert response.status_code == 404
        assert "ETag" not in response
    assert made == [address, address]


def test_an_address_typed_by_a_machine_is_not_kept(client, publish, made):
    publish()
    address = "/usaha/?q=" + "sei+" * 130
    assert [client.get(address).status_code for _ in range(2)] == [200, 200]
    assert len(made) == 2


def test_a_streamed_page_is_not_kept_but_has_a_tag(client, publish, made):
    publish()
    for _ in range(2):
        response = client.get("/sitemap-usaha-0.xml")
        assert b"</urlset>" in b"".join(response)
    assert len(made) == 2


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_the_data_base_it_says_so_and_keeps_nothing(client, register, monkeypatch, error):
    client.get("/usaha/")
    client.raise_request_exception = False

    def fail(*args):
        raise error("server closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(state, "first_number", fail)
        patched.setattr("directory.snapshot.of", fail)
        response = client.get("/usaha/")
        assert response.status_code == 503
        assert response["Retry-After"] == "15"
        assert response["Cache-Control"] == "no-store"
    assert client.get("/usaha/").status_code == 200


def test_what_speaks_of_now_lasts_until_the_next_ten_minutes(client, publish, made, at):
    publish()
    at(9, 41)
    tag = client.get("/usaha/")["ETag"]
    at(9, 49, 59)
    client.get("/usaha/")
    assert client.get("/usaha/", headers={"If-None-Match": tag}).status_code == 304
    assert made == ["/usaha/"]
    at(9, 50)
    assert client.get("/usaha/", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/usaha/")["ETag"] != tag
    assert made == ["/usaha/", "/usaha/"]


def test_what_speaks_of_today_lasts_until_midnight_in_kupang(client, register, made, at):
    at(0, 5)  # still yesterday in London
    tag = client.get("/privasi/")["ETag"]
    at(23, 59)
    assert client.get("/privasi/", headers={"If-None-Match": tag}).status_code == 304
    client.get("/privasi/")
    at(0, 0, day=24)
    assert client.get("/privasi/", headers={"If-None-Match": tag}).status_code == 200
    client.get("/privasi/")
    assert made == ["/privasi/", "/privasi/"]


def test_a_page_made_across_the_end_of_its_time_is_of_the_time_before(
    client, publish, made, at, monkeypatch
):
    publish()
    at(9, 49, 59)
    render = listings.render

    def slowly(*args, **kwargs):
        response = render(*args, **kwargs)
        at(9, 50)
        return response

    monkeypatch.setattr(listings, "render", slowly)
    tag = client.get("/usaha/")["ETag"]
    assert client.get("/usaha/", headers={"If-None-Match": tag}).status_code == 200
    assert len(made) == 2


def test_a_change_while_a_page_is_made_leaves_no_old_page(client, publish, made, monkeypatch):
    business = publish(name="Se'i Oma")
    render = listings.render

    def meanwhile(*args, **kwargs):
        response = render(*args, **kwargs)
        state.note([business.pk])  # committed by another one after this page was read
        return response

    with monkeypatch.context() as patched:
        patched.setattr(listings, "render", meanwhile)
        tag = client.get("/usaha/")["ETag"]
    assert client.get("/usaha/", headers={"If-None-Match": tag}).status_code == 200
    assert len(made) == 2


def test_another_release_makes_other_pages(register, client, monkeypatch):
    tag = client.get("/usaha/")["ETag"]
    assert page_cache.release() in tag
    fresh = type(client)()
    monkeypatch.setattr(page_cache, "release", lambda: "0123456789")
    response = fresh.get("/usaha/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "0123456789" in response["ETag"]


def test_a_lost_cache_costs_time_and_nothing_else(client, publish, made):
    publish()
    first = client.get("/usaha/")
    caches["pages"].clear()
    assert client.get("/usaha/").content == first.content
    assert len(made) == 2


def test_the_state_begins_at_nothing(register):
    DirectoryChange.objects.all().delete()
    assert state.number() == 0
    assert state.since(0) is None


def test_what_a_form_left_empty_makes_no_other_page(client, publish, made):
    publish(category="tenun")
    first = client.get("/usaha/?q=tenun")
    second = client.get("/usaha/?q=tenun&kategori=&kelurahan=&nib")
    assert made == ["/usaha/?q=tenun"]
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


@pytest.mark.parametrize("query", ["nib=ya&nib=", "nib=ya&ni%62=", "nib=ya&nib"])
def test_an_empty_value_after_another_is_the_value(client, publish, query):
    """The page reads the last one, so it is not the page of the first."""
    publish(category="tenun")
    filtered = client.get("/usaha/?nib=ya")
    found = client.get(f"/usaha/?{query}")
    assert len(found.context_data["cards"]) == 1
    assert not filtered.context_data["cards"]
    assert found["ETag"] != filtered["ETag"]


def test_a_page_of_counts_that_may_be_a_minute_old_is_not_kept(client, publish, made, monkeypatch):
    monkeypatch.setattr("directory.facet_index.MANY", 0)
    publish(category="tenun")
    client.get("/usaha/")
    publish(category="tenun")
    late = client.get("/usaha/")
    assert "ETag" not in late
    client.get("/usaha/")
    assert made == ["/usaha/"] * 3


def test_many_positions_take_the_room_of_one(client, publish):
    publish(category="tenun")
    for step in range(20):
        client.get(f"/usaha/?urut=terdekat&di=-10.1{step:02d},123.6")
        client.get(f"/usaha/?q={'.' * (step + 1)}")
    assert len(snapshot.at(state.number()).facets.kept) <= 6
