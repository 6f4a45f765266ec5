"""A page that a shared cache may keep is the same for everybody."""

import pytest

ADDRESSES = ["/", "/en/", "/usaha/", "/usaha/?q=sei", "/kategori/tenun/", "/privasi/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_anyone_may_keep_it_for_a_minute(client, register, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("address", [*ADDRESSES, "/usaha/KPG-999999/", "/nothing/"])
def test_it_sets_no_cookie_and_does_not_depend_on_one(client, register, address):
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_an_officer_sees_what_everybody_sees(client, client_of, petugas):
    response = client_of(petugas).get("/")
    assert response.content == client.get("/").content
    assert not response.cookies


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_not_sent_again(client, register, address):
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_changed_page_is_sent_again(client, publish):
    tag = client.get("/usaha/?q=sei")["ETag"]
    publish(name="Se'i Oma")
    assert client.get("/usaha/?q=sei", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_has_no_script_and_no_inline_style(client, register, address):
    page = client.get(address).text
    for forbidden in ("<script", "<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page
