"""A page that a shared cache may keep is the same for everybody."""

import re

import pytest

from tests.directory.public_pages import ADDRESSES

EXECUTABLE = re.compile(r"<script(?![^>]*(?:type=\"application/ld\+json\"|\ssrc=))")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_shared_cache_may_keep_it_for_a_second(client, register, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_not_sent_again(client, register, address):
    tag = client.get(address)["ETag"]
    response = client.get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == tag
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("sent", ['"{0}"', "*", 'W/"0.other.d20260101"', "", "W/", "{0}"])
def test_only_the_tag_itself_counts(client, publish, sent):
    publish()
    tag = client.get("/usaha/")["ETag"]
    bare = tag.removeprefix('W/"').removesuffix('"')
    response = client.get("/usaha/", headers={"If-None-Match": sent.format(bare)})
    assert response.status_code == 200


def test_one_of_many_tags_is_enough(client, publish):
    publish()
    tag = client.get("/usaha/")["ETag"]
    sent = f'W/"1.aaaaaaaaaa.d20260101", {tag}, "x"'
    assert client.get("/usaha/", headers={"If-None-Match": sent}).status_code == 304


def test_a_changed_page_is_sent_again(client, publish):
    tag = client.get("/usaha/?q=sei")["ETag"]
    publish(name="Se'i Oma")
    response = client.get("/usaha/?q=sei", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_has_no_inline_script_and_no_inline_style(client, register, address):
    page = client.get(address).text
    assert not EXECUTABLE.search(page)
    for forbidden in ("<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page


def test_a_redirect_is_not_kept_for_ever(client, publish):
    business = publish(name="Kios")
    response = client.get(f"/usaha/{business.code}/lama/")
    assert response.status_code == 301
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1"
