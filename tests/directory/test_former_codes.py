"""The number of a merged record is printed on a QR code: it leads to the survivor for ever."""

from datetime import date

import pytest

from businesses import merging
from businesses.models import Business
from directory import projection
from directory.models import FormerCode, Listing
from tests.directory.conftest import WHATSAPP
from tests.factories import registered

CONTACT = {"whatsapp": WHATSAPP, "publishes_contact": True}


@pytest.fixture
def merge(verifikator):
    """Merge the second record into the first one, on the stored versions."""

    def make(kept: Business, gone: Business):
        kept, gone = (Business.with_merged.get(pk=one.pk) for one in (kept, gone))
        return merging.merge(
            kept,
            gone,
            taken=(),
            by=verifikator,
            survivor_version=kept.version,
            absorbed_version=gone.version,
        )

    return make


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_old_address_leads_to_the_survivor(client, publish, merge, prefix):
    kept, gone = publish(name="Kios Berkat", **CONTACT), publish(name="Berkat", **CONTACT)
    merge(kept, gone)
    page = f"{prefix}/usaha/{kept.code}/kios-berkat/"
    for old, new in (
        (f"{prefix}/usaha/{gone.code}/", page),
        (f"{prefix}/usaha/{gone.code}/berkat/", page),
        (f"{prefix}/usaha/{gone.code.lower()}/berkat/", page),
        (f"{prefix}/usaha/{gone.code}/wa/", f"{prefix}/usaha/{kept.code}/wa/"),
        (f"{prefix}/usaha/{gone.code}/qr.svg", f"{prefix}/usaha/{kept.code}/qr.svg"),
        (f"{prefix}/usaha/{gone.code}/gambar.jpg", f"{prefix}/usaha/{kept.code}/gambar.jpg"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new), old
        assert WHATSAPP.removeprefix("+") not in response["Location"]


def test_the_merged_record_is_no_longer_listed(publish, merge):
    kept, gone = publish(), publish()
    merge(kept, gone)
    assert list(Listing.objects.values_list("pk", flat=True)) == [kept.pk]
    assert projection.check() == []


def test_where_the_survivor_is_not_public_either_the_page_is_gone(client, publish, merge):
    kept, gone = publish(), publish()
    merge(kept, gone)
    Business.objects.filter(pk=kept.pk).update(visibility="hidden")
    projection.refresh([kept.pk])
    for rest in ("", "usaha/", "wa/", "qr.svg"):
        assert client.get(f"/usaha/{gone.code}/{rest}").status_code == 410


def test_a_number_that_led_to_a_draft_only_tells_nothing(client, petugas, publish, merge):
    kept, gone = registered(by=petugas), registered(by=petugas)
    merge(kept, gone)
    assert FormerCode.objects.get().survivor_id == kept.pk
    for code in (kept.code, gone.code):
        assert client.get(f"/usaha/{code}/").status_code == 404


def test_a_survivor_without_a_published_number_has_no_chat(client, publish, merge):
    kept, gone = publish(), publish(**CONTACT)
    merge(kept, gone)
    assert client.get(f"/usaha/{gone.code}/wa/").status_code == 404


def test_a_chain_of_merges_leads_to_the_last_survivor(client, publish, merge, verifikator):
    first, second, third = publish(), publish(), publish(name="Ketiga")
    merge(second, first)
    late = merge(third, second)
    assert dict(FormerCode.objects.values_list("code", "survivor_id")) == {
        first.code: third.pk,
        second.code: third.pk,
    }
    assert client.get(f"/usaha/{first.code}/")["Location"] == f"/usaha/{third.code}/ketiga/"
    assert projection.check() == []

    merging.undo(late, by=verifikator)
    assert dict(FormerCode.objects.values_list("code", "survivor_id")) == {first.code: second.pk}
    assert client.get(f"/usaha/{second.code}/")["Location"].startswith(f"/usaha/{second.code}/")
    assert projection.check() == []


def test_an_undone_merge_gives_the_address_back(client, publish, merge, verifikator):
    kept, gone = publish(), publish(name="Sendiri")
    merging.undo(merge(kept, gone), by=verifikator)
    assert client.get(f"/usaha/{gone.code}/sendiri/").status_code == 200
    assert not FormerCode.objects.exists()


def test_check_and_rebuild_know_the_former_codes(publish, merge):
    kept, gone = publish(), publish()
    merge(kept, gone)
    FormerCode.objects.update(survivor=gone)
    assert [(d.business_id, d.problem) for d in projection.check()] == [(gone.pk, "former code")]
    projection.rebuild()
    assert FormerCode.objects.get().survivor_id == kept.pk
    assert projection.check() == []


def test_no_page_counts_the_merged_record(client, publish, merge):
    kept, gone = publish(name="Kios Berkat"), publish(name="Kios Berkat Jaya")
    merge(kept, gone)
    page = client.get("/usaha/?q=berkat").content.decode()
    assert kept.code in page
    assert gone.code not in page
    assert client.get(f"/usaha/?q={gone.code}").status_code == 200


def test_a_number_that_never_was_costs_few_queries(client, register, django_assert_max_num_queries):
    # The state, the number among the listings, the former and the gone ones, and the notice of
    # a demonstration.
    with django_assert_max_num_queries(6):
        assert client.get("/usaha/KPG-999999/").status_code == 404


def test_the_consent_date_of_a_merged_record_publishes_nothing(publish, merge):
    kept, gone = publish(consent_given_on=date(2026, 2, 2)), publish()
    merge(kept, gone)
    assert Listing.objects.get().published_on >= date(2026, 2, 2)
