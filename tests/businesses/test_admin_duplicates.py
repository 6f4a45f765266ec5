"""The list of possible duplicates, two records side by side, merges and the way back."""

import pytest
from django.urls import reverse

from businesses import duplicates
from businesses.models import Business, Disclosure, DuplicatePair, Merge, Product
from tests.factories import invented_nik, make_owner, nib_of, registered

pytestmark = pytest.mark.django_db
LIST = "/admin/businesses/duplicatepair/"
MERGES = "/admin/businesses/merge/"
BUSINESSES = "/admin/businesses/business/"


@pytest.fixture
def pair(petugas) -> DuplicatePair:
    """Two records of one kiosk; the older one has a product and no phone."""
    owner = make_owner(name="Maria Benu", nik=invented_nik())
    one = registered(by=petugas, name="Kios Berkat", owner=owner, products=("Beras", "Gula"))
    registered(by=petugas, name="Kios Berkat Jaya", owner=owner, phone="+6281211110000")
    duplicates.refresh([one.pk])
    return DuplicatePair.objects.get()


def compare_page(pair: DuplicatePair) -> str:
    return reverse("admin:businesses_duplicatepair_change", args=[pair.pk])


def merge_address(pair: DuplicatePair) -> str:
    return reverse("admin:businesses_duplicatepair_merge", args=[pair.pk])


def chosen(pair: DuplicatePair, **values: object) -> dict[str, object]:
    """What the page sends: the first record is kept, with its own values unless told otherwise."""
    data = {
        "kept": "first",
        "first_version": pair.first.version,
        "second_version": pair.second.version,
        "value_name": "first",
        "value_phone": "second",
        "note": "",
    }
    return {**data, **values}


# -- the list ----------------------------------------------------------------------------------


def test_the_list_says_why_and_where(client_of, petugas, pair):
    page = client_of(petugas).get(LIST, {"status__exact": "open"}).content.decode()
    assert pair.first.code in page
    assert pair.second.code in page
    assert "Fontein" in page
    assert str(pair.score) in page


def test_the_list_takes_few_queries(client_of, petugas, django_assert_max_num_queries):
    owner = make_owner(name="Maria Benu")
    rows = [registered(by=petugas, name="Kios Berkat", owner=owner) for _ in range(5)]
    duplicates.refresh([row.pk for row in rows])
    client = client_of(petugas)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        page = client.get(LIST).content.decode()
    assert page.count("registry-code") == 20


def test_outside_the_area_there_is_no_pair(client_of, persona, petugas, pair):
    for role in ("petugas", "verifikator"):
        client = client_of(persona(role, username=f"{role}-alak", kelurahan="Alak"))
        assert pair.first.code not in client.get(LIST).content.decode()
        assert client.get(compare_page(pair)).status_code == 404
        assert client.post(merge_address(pair), chosen(pair)).status_code == 404
        assert client.post(f"{LIST}{pair.pk}/pindah/distinct/", {"version": 1}).status_code == 404
    assert Business.objects.count() == 2


def test_a_pair_across_the_border_of_an_area_is_not_there(client_of, persona, petugas):
    owner = make_owner(name="Maria Benu")
    one = registered(by=petugas, name="Kios Berkat", owner=owner, kelurahan="Alak")
    registered(by=petugas, name="Kios Berkat", owner=owner, kelurahan="Fontein")
    duplicates.refresh([one.pk])
    local = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    assert local.get(compare_page(DuplicatePair.objects.get())).status_code == 404


# -- side by side --------------------------------------------------------------------------------


def test_both_values_stand_side_by_side(client_of, verifikator, petugas, pair):
    nib = nib_of(pair.first.owner, by=petugas)
    page = client_of(verifikator).get(compare_page(pair)).content.decode()
    for text in ("Kios Berkat Jaya", "+6281211110000", nib.number, "Maria Benu"):
        assert text in page
    assert 'name="value_name" value="second"' in page
    assert 'name="value_phone" value="second" checked' in page, "a gap is filled by proposal"
    assert pair.first.owner.reveal_nik() not in page
    assert Disclosure.objects.filter(by=verifikator, owner=pair.first.owner).exists()


def test_a_reader_sees_it_without_buttons(client_of, pimpinan, petugas, pair):
    page = client_of(pimpinan).get(compare_page(pair)).content.decode()
    assert "Kios Berkat Jaya" in page
    assert "/gabung/" not in page
    assert "/pindah/" not in page
    page = client_of(petugas).get(compare_page(pair)).content.decode()
    assert "/gabung/" not in page
    assert "/pindah/distinct/" in page


def test_restricted_values_stay_hidden(client_of, pimpinan, verifikator, pair):
    Business.objects.filter(pk=pair.second_id).update(annual_sales=123_456_789)
    assert "123.456.789" in client_of(verifikator).get(compare_page(pair)).content.decode()
    page = client_of(pimpinan).get(compare_page(pair)).content.decode()
    assert "123.456.789" not in page
    assert "123456789" not in page


def test_the_merge_is_one_click_with_what_was_chosen(client_of, verifikator, pair):
    response = client_of(verifikator).post(merge_address(pair), chosen(pair), follow=True)
    kept = Business.objects.get()
    assert (kept.pk, kept.name, kept.phone) == (pair.first_id, "Kios Berkat", "+6281211110000")
    assert response.redirect_chain[-1][0] == reverse(
        "admin:businesses_business_change", args=[kept.pk]
    )
    assert pair.second.code in response.content.decode()


def test_the_second_record_can_be_kept(client_of, verifikator, pair):
    Product.objects.create(business=pair.second, name="Beras")
    data = chosen(pair, kept="second", value_name="first")
    client_of(verifikator).post(merge_address(pair), data)
    kept = Business.objects.get()
    assert (kept.pk, kept.name) == (pair.second_id, "Kios Berkat")
    assert set(kept.products.values_list("name", flat=True)) == {"Beras", "Gula"}


def test_an_old_page_merges_nothing_and_keeps_the_choices(client_of, verifikator, petugas, pair):
    seen = chosen(pair, value_name="second")
    Business.objects.filter(pk=pair.second_id).update(version=7)
    response = client_of(verifikator).post(merge_address(pair), seen)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="value_name" value="second" checked' in page
    assert 'name="second_version" value="7"' in page
    assert Business.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"kept": "third"}, {"kept": ""}, {"value_name": "\x00"}, {"first_version": "x"}]
)
def test_nonsense_merges_nothing(client_of, verifikator, pair, wrong):
    response = client_of(verifikator).post(merge_address(pair), chosen(pair, **wrong))
    assert response.status_code == 200
    assert Business.objects.count() == 2


def test_who_may_not_merge_is_refused(client_of, petugas, perizinan, laporan, pair):
    for user in (petugas, perizinan, laporan):
        assert client_of(user).post(merge_address(pair), chosen(pair)).status_code == 403
    assert client_of(petugas).get(merge_address(pair)).status_code == 405


def test_not_a_duplicate_is_one_click(client_of, petugas, pair):
    client = client_of(petugas)
    client.post(f"{LIST}{pair.pk}/pindah/distinct/", {"version": pair.version})
    pair.refresh_from_db()
    assert pair.status == "distinct"
    assert pair.first.code not in client.get(LIST, {"status__exact": "open"}).content.decode()
    assert "/pindah/reopen/" in client.get(compare_page(pair)).content.decode()


def test_no_page_changes_a_pair_by_hand(client_of, verifikator, pair):
    client = client_of(verifikator)
    assert client.post(compare_page(pair), {"status": "merged"}).status_code == 405
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{pair.pk}/pindah/merge/", {"version": 1}).status_code == 404


# -- merges --------------------------------------------------------------------------------------


@pytest.fixture
def merge(client_of, verifikator, pair) -> Merge:
    client_of(verifikator).post(merge_address(pair), chosen(pair))
    return Merge.objects.get()


def test_merges_are_listed_with_the_way_back(client_of, verifikator, merge):
    client = client_of(verifikator)
    assert merge.absorbed.code in client.get(MERGES).content.decode()
    page = client.get(f"{MERGES}{merge.pk}/change/").content.decode()
    assert f"{MERGES}{merge.pk}/batal/" in page

    response = client.post(f"{MERGES}{merge.pk}/batal/", follow=True)
    assert response.status_code == 200
    assert Business.objects.count() == 2
    assert f"{MERGES}{merge.pk}/batal/" not in response.content.decode()


def test_a_merge_that_cannot_be_undone_says_why(client_of, verifikator, merge):
    Business.objects.update(version=99)
    response = client_of(verifikator).post(f"{MERGES}{merge.pk}/batal/", follow=True)
    assert "messagelist" in response.content.decode()
    assert Business.objects.count() == 1


def test_undo_needs_permission_and_area(client_of, pimpinan, persona, merge):
    assert client_of(pimpinan).post(f"{MERGES}{merge.pk}/batal/").status_code == 403
    local = client_of(persona("verifikator", username="verifikator-alak", kelurahan="Alak"))
    assert local.post(f"{MERGES}{merge.pk}/batal/").status_code == 404
    assert local.get(f"{MERGES}{merge.pk}/change/").status_code == 404
    assert merge.survivor.code not in local.get(MERGES).content.decode()
    assert Business.objects.count() == 1


# -- the list of businesses ----------------------------------------------------------------------


def test_any_two_of_the_list_can_be_compared(client_of, verifikator, petugas):
    two = [registered(by=petugas, name=name) for name in ("Kios Satu", "Tenun Dua")]
    data = {"action": "compare_selected", "_selected_action": [b.pk for b in two]}
    client = client_of(verifikator)
    response = client.post(BUSINESSES, data, follow=True)
    pair = DuplicatePair.objects.get()
    assert response.redirect_chain[-1][0] == compare_page(pair)
    assert {pair.first, pair.second} == set(two)

    client.post(BUSINESSES, {**data, "_selected_action": [two[0].pk]})
    assert DuplicatePair.objects.count() == 1
    addresses = client_of(petugas).post(BUSINESSES, data, follow=True).redirect_chain
    assert not any("duplicatepair" in address for address, _status in addresses)


def test_the_old_number_finds_the_record_that_is_kept(client_of, verifikator, petugas, merge):
    client = client_of(petugas)
    page = client.get(BUSINESSES, {"q": merge.absorbed.code.lower()}).content.decode()
    assert merge.survivor.code in page

    old = reverse("admin:businesses_business_change", args=[merge.absorbed_id])
    new = reverse("admin:businesses_business_change", args=[merge.survivor_id])
    assert client.get(old)["Location"] == new
    response = client.post(old, {"name": "Ketikan"}, follow=True)
    assert response.redirect_chain[-1][0] == new
    assert merge.absorbed.code in response.content.decode()


def test_outside_the_area_the_old_number_leads_nowhere(client_of, persona, merge):
    local = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    old = reverse("admin:businesses_business_change", args=[merge.absorbed_id])
    assert local.get(old).status_code == 404
    page = local.get(BUSINESSES, {"q": merge.absorbed.code}).content.decode()
    assert merge.survivor.code not in page
