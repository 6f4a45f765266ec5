"""A page that is withdrawn is gone with the commit: from every page, kept or conditional."""

import pytest
from django.core.exceptions import PermissionDenied

from businesses import activity, consent, erasure, merging, publication, registration, verification
from businesses.models import Business
from directory import projection
from directory.models import FormerCode, GoneCode, Listing
from tests.directory.conftest import WHATSAPP
from tests.factories import registered, verify

NOTE = "Permintaan warga."
CONTACT = {"whatsapp": WHATSAPP, "publishes_contact": True, "category": "tenun"}
# Each of them names the business before, and must not after.
NAMING = (
    "/",
    "/en/",
    "/usaha/",
    "/usaha/?q=benenain",
    "/usaha/?kategori=tenun&urut=terbaru",
    "/en/usaha/?kelurahan=53.71.04.1003",
    "/kategori/tenun/",
)


def stored(business: Business) -> Business:
    return Business.with_merged.get(pk=business.pk)


def withdraw(business, people):
    row = stored(business)
    consent.withdraw_consent(row, by=people["petugas"], version=row.version, note=NOTE)


def reopen(business, people):
    row = stored(business)
    verification.move(row, "reopen", by=people["verifikator"], version=row.version, note=NOTE)


def amend(business, people):
    row = stored(business)
    row.name = "Nama Lain"
    registration.revise(row, by=people["petugas"], version=row.version)


def hide(business, people):
    row = stored(business)
    publication.move(row, "hide", by=people["verifikator"], version=row.version, note=NOTE)


def close(business, people):
    row = stored(business)
    activity.move(row, "close", by=people["verifikator"], version=row.version, note=NOTE)


def pause(business, people):
    row = stored(business)
    activity.move(row, "pause", by=people["verifikator"], version=row.version, note=NOTE)


def erase(business, people):
    row = stored(business)
    erasure.erase(row.owner, by=people["admin"], note=NOTE)


def other_owner_name(business, people):
    owner = stored(business).owner
    owner.name = "Orang Lain"
    registration.save_owner(owner, by=people["petugas"], version=owner.version)


WAYS = [withdraw, reopen, amend, hide, close, pause, erase, other_owner_name]


@pytest.fixture
def people(petugas, verifikator, administrator):
    return {"petugas": petugas, "verifikator": verifikator, "admin": administrator}


@pytest.fixture
def shop(publish) -> Business:
    return publish(name="Tenun Benenain", kelurahan="Fontein", **CONTACT)


def pages_of(business: Business) -> list[str]:
    """Everything below the address of the business, in both languages."""
    rest = ("", "tenun-benenain/", "wa/", "qr.svg", "gambar.jpg")
    return [f"{pre}/usaha/{business.code}/{end}" for pre in ("", "/en") for end in rest]


def naming() -> list[str]:
    place = Listing.objects.values_list("kelurahan", flat=True).first()
    lists = [address.replace("53.71.04.1003", place) for address in NAMING]
    return [*lists, "/sitemap-usaha-0.xml", "/usaha/baru.rss", "/en/usaha/baru.rss"]


def body(response) -> str:
    return b"".join(response).decode() if response.streaming else response.text


@pytest.mark.parametrize("way", WAYS)
def test_it_is_gone_from_kept_pages_and_conditional_requests(client, shop, people, way):
    addresses = [*naming(), f"/usaha/{shop.code}/tenun-benenain/"]
    tags = {}
    for address in addresses:
        client.get(address)  # from now on it is kept
        response = client.get(address)
        assert shop.code in body(response), address
        tags[address] = response["ETag"]
    way(shop, people)
    for address in addresses:
        asked = client.get(address)
        assert shop.code not in body(asked), address
        again = client.get(address, headers={"If-None-Match": tags[address]})
        assert again.status_code != 304, address
        assert shop.code not in body(again), address
    assert projection.check() == []


@pytest.mark.parametrize("way", WAYS)
def test_everything_below_its_address_says_that_it_is_gone(client, shop, people, way):
    for address in pages_of(shop):
        assert client.get(address).status_code in {200, 301, 302}, address
    way(shop, people)
    for address in pages_of(shop):
        response = client.get(address)
        assert response.status_code == 410, address
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert "Tenun Benenain" not in response.text
        assert "Content-Security-Policy" in response
        assert client.head(address).status_code == 410
    lower = client.get(f"/usaha/{shop.code.lower()}/")
    assert lower.status_code == 410
    assert GoneCode.objects.get().code == shop.code


def test_the_gone_page_helps_on_in_both_languages(client, shop, people):
    withdraw(shop, people)
    indonesian = client.get(f"/usaha/{shop.code}/")
    english = client.get(f"/en/usaha/{shop.code}/")
    assert 'role="search" action="/usaha/"' in indonesian.text
    assert 'role="search" action="/en/usaha/"' in english.text
    assert '<html lang="en">' in english.text
    assert '<meta name="robots" content="noindex">' in english.text


def test_a_number_that_was_never_public_tells_nothing(client, people, petugas):
    draft = registered(by=petugas, name="Belum Terbit")
    for code in (draft.code, "KPG-999999"):
        response = client.get(f"/usaha/{code}/")
        assert response.status_code == 404
        assert "Belum Terbit" not in response.text
    withdraw_note = erasure.erase(draft.owner, by=people["admin"], note=NOTE)
    assert withdraw_note.anonymised_on is not None
    assert client.get(f"/usaha/{draft.code}/").status_code == 404


def test_it_is_back_as_soon_as_it_is_published_again(client, shop, people):
    hide(shop, people)
    address = f"/usaha/{shop.code}/tenun-benenain/"
    assert client.get(address).status_code == 410
    row = stored(shop)
    publication.move(row, "show", by=people["verifikator"], version=row.version, note=NOTE)
    assert client.get(address).status_code == 200
    assert shop.code in client.get("/usaha/").text
    assert not GoneCode.objects.exists()


def test_after_an_amendment_it_is_back_under_its_new_name(client, shop, people):
    amend(shop, people)
    row = stored(shop)
    verify(row, by=people["verifikator"])
    response = client.get(f"/usaha/{shop.code}/tenun-benenain/")
    assert (response.status_code, response["Location"]) == (301, f"/usaha/{shop.code}/nama-lain/")
    # Else a browser would never ask again, and a name changed back would be a circle.
    assert "max-age=0" in response["Cache-Control"]


def merged(kept: Business, gone: Business, people) -> merging.Merge:
    kept, gone = stored(kept), stored(gone)
    return merging.merge(
        kept,
        gone,
        taken=(),
        by=people["verifikator"],
        survivor_version=kept.version,
        absorbed_version=gone.version,
    )


def test_a_merged_record_leads_on_at_once(client, shop, publish, people):
    kept = publish(name="Rumah Tenun", **CONTACT)
    addresses = naming()
    tags = {address: client.get(address)["ETag"] for address in addresses}
    done = merged(kept, shop, people)
    for address in addresses:
        again = client.get(address, headers={"If-None-Match": tags[address]})
        assert again.status_code == 200, address
        assert shop.code not in body(again), address
    old = f"/usaha/{shop.code}/tenun-benenain/"
    assert client.get(old)["Location"] == f"/usaha/{kept.code}/rumah-tenun/"
    merging.undo(done, by=people["verifikator"])
    assert client.get(old).status_code == 200
    assert not GoneCode.objects.exists()
    assert not FormerCode.objects.exists()


def test_a_merged_record_is_gone_with_its_survivor(client, shop, publish, people):
    kept = publish(name="Rumah Tenun", **CONTACT)
    merged(kept, shop, people)
    hide(kept, people)
    assert client.get(f"/usaha/{shop.code}/").status_code == 410
    assert client.get(f"/usaha/{kept.code}/").status_code == 410


def test_a_rebuild_notes_what_it_takes_away(client, shop):
    Business.objects.filter(pk=shop.pk).update(visibility="hidden")
    client.get("/usaha/")
    projection.rebuild()
    assert client.get(f"/usaha/{shop.code}/").status_code == 410
    assert shop.code not in client.get("/usaha/").text
    Business.objects.filter(pk=shop.pk).update(visibility="shown")
    projection.rebuild()
    assert client.get(f"/usaha/{shop.code}/tenun-benenain/").status_code == 200


def test_what_is_refused_withdraws_nothing(client, shop, persona):
    reader = persona("pimpinan")
    with pytest.raises(PermissionDenied):
        consent.withdraw_consent(shop, by=reader, version=shop.version, note=NOTE)
    assert client.get(f"/usaha/{shop.code}/tenun-benenain/").status_code == 200
