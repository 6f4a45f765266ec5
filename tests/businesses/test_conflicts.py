"""No lost update: the second of two officers sees both values and chooses."""

import pytest
from django.urls import reverse

from businesses import verification
from businesses.models import Business, Product
from licensing.models import Nib
from tests.factories import invented_nik, make_owner, registered, verified, verify
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db


def change_page(record):
    return reverse(f"admin:businesses_{record._meta.model_name}_change", args=[record.pk])


@pytest.fixture
def business(petugas):
    return registered(
        by=petugas,
        category="tenun",
        activity="Menenun",
        address="Jl. Uji 1",
        landmark="Dekat gereja",
        place_kind="rumah",
        products=("Selendang", "Sarung"),
    )


@pytest.fixture
def second(persona):
    return persona("petugas", username="petugas-dua")


def opened(client, record):
    """What the page of the record would send if nothing was changed."""
    return form_with(client.get(change_page(record)), "opened_version")


def send(client, record, form, **changes):
    data = {**form, **{name.replace("__", "-"): value for name, value in changes.items()}}
    return send_confirmed(client, change_page(record), {**data, "_save": "1"})


def choose(client, record, page, **choices):
    """Send the conflict page with these choices."""
    form = form_with(page, "settled_on")
    chosen = {f"choice-{name.replace('__', '-')}": value for name, value in choices.items()}
    return send_confirmed(client, change_page(record), {**form, **chosen})


def test_both_changed_the_same_field_and_the_second_chooses(client_of, petugas, second, business):
    one, two = client_of(petugas), client_of(second)
    first_form, second_form = opened(one, business), opened(two, business)
    assert send(one, business, first_form, landmark="Depan pasar").status_code == 302

    page = send(two, business, second_form, landmark="Samping sekolah", address="Jl. Uji 2")

    assert page.status_code == 200
    text = page.content.decode()
    assert "Depan pasar" in text
    assert "Samping sekolah" in text
    assert str(petugas) in text
    business.refresh_from_db()
    assert business.landmark == "Depan pasar"

    assert choose(two, business, page, landmark="mine").status_code == 302
    business.refresh_from_db()
    assert (business.landmark, business.address) == ("Samping sekolah", "Jl. Uji 2")


def test_choosing_theirs_keeps_the_rest_of_mine(client_of, petugas, second, business):
    one, two = client_of(petugas), client_of(second)
    second_form = opened(two, business)
    send(one, business, opened(one, business), landmark="Depan pasar", started_year="2001")

    page = send(two, business, second_form, landmark="Samping sekolah", address="Jl. Uji 2")
    assert choose(two, business, page, landmark="theirs").status_code == 302

    business.refresh_from_db()
    assert business.landmark == "Depan pasar"
    assert business.address == "Jl. Uji 2"
    assert business.started_year == 2001, "what only the first officer changed stays"


def test_without_a_choice_the_page_asks_again(client_of, petugas, second, business):
    two = client_of(second)
    form = opened(two, business)
    send(client_of(petugas), business, opened(client_of(petugas), business), landmark="A")

    page = send(two, business, form, landmark="B")
    again = choose(two, business, page)

    assert again.status_code == 200
    assert "errornote" in again.content.decode()
    assert form_with(again, "settled_on")["landmark"] == ["B"]


def test_a_third_change_while_choosing_is_shown_as_well(client_of, petugas, second, business):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    send(one, business, opened(one, business), landmark="A")
    page = send(two, business, form, landmark="B")
    send(one, business, opened(one, business), landmark="C")

    again = choose(two, business, page, landmark="theirs")

    assert again.status_code == 200
    assert "C" in again.content.decode()
    assert choose(two, business, again, landmark="theirs").status_code == 302
    business.refresh_from_db()
    assert business.landmark == "C"


def test_prices_of_one_product_changed_by_both(client_of, petugas, second, business):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    send(one, business, opened(one, business), products__0__price_min="10.000")

    page = send(two, business, form, products__0__price_min="20.000", products__1__price_min="5000")
    assert "Selendang" in page.content.decode()
    assert choose(two, business, page, products__0__price_min="theirs").status_code == 302

    prices = dict(Product.objects.values_list("name", "price_min"))
    assert prices == {"Selendang": 10_000, "Sarung": 5_000}


def test_a_row_that_was_removed_meanwhile_stays_removed(client_of, petugas, second, business):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    send(one, business, opened(one, business), products__0__DELETE="on")

    page = send(two, business, form, products__1__price_min="5000")
    assert page.status_code == 200
    assert form_with(page, "settled_on")["products-INITIAL_FORMS"] == ["1"]
    assert choose(two, business, page).status_code == 302
    assert dict(Product.objects.values_list("name", "price_min")) == {"Sarung": 5_000}


def test_a_removed_row_that_was_changed_here_comes_back_as_typed(
    client_of, petugas, second, business
):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    send(one, business, opened(one, business), products__0__DELETE="on")

    page = send(two, business, form, products__0__price_min="7000")
    assert choose(two, business, page).status_code == 302
    assert dict(Product.objects.values_list("name", "price_min")) == {
        "Selendang": 7_000,
        "Sarung": None,
    }


@pytest.mark.parametrize(("choice", "left"), [("mine", 1), ("theirs", 2)])
def test_removing_what_a_colleague_changed_is_a_choice(
    client_of, petugas, second, business, choice, left
):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    send(one, business, opened(one, business), products__0__price_min="5.000")

    page = send(two, business, form, products__0__DELETE="on")
    assert page.status_code == 200
    assert choose(two, business, page, products__0__DELETE=choice).status_code == 302
    assert Product.objects.count() == left
    if left == 2:
        assert Product.objects.get(name="Selendang").price_min == 5_000


def test_a_reason_that_a_colleague_noted_is_not_overwritten_unseen(
    client_of, petugas, second, business
):
    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    noted = {"nib__absence_reason": "no_contact"}
    assert send(one, business, opened(one, business), **noted).status_code == 302

    page = send(two, business, form, landmark="Samping sekolah")
    assert choose(two, business, page).status_code == 302
    nib = Nib.objects.get(owner=business.owner)
    assert nib.absence_reason == "no_contact"

    stale = {**opened(two, business), "nib-shown_reason": [""]}
    page = send(two, business, stale, nib__absence_reason="tax_fear")
    assert page.status_code == 200
    nib.refresh_from_db()
    assert nib.absence_reason == "no_contact"
    shown = form_with(page, "nib-shown_reason")
    assert shown["nib-shown_reason"] == ["no_contact"]
    assert send(two, business, shown).status_code == 302
    nib.refresh_from_db()
    assert nib.absence_reason == "tax_fear"


def test_an_edit_against_a_verification_says_so(client_of, petugas, verifikator, business):
    editor = client_of(petugas)
    business = verification.submit(business, by=petugas, version=business.version)
    form = opened(editor, business)
    verify(business, by=verifikator)

    page = send(editor, business, form, activity="Menenun dan menjahit")

    assert page.status_code == 200
    assert str(verifikator) in page.content.decode()
    assert choose(editor, business, page).status_code == 302
    business.refresh_from_db()
    assert business.activity == "Menenun dan menjahit"
    assert business.verification_status == "submitted", "what was verified is another record now"


def test_further_categories_are_asked_when_they_differ(client_of, petugas, second, business):
    from businesses.models import Category

    one, two = client_of(petugas), client_of(second)
    form = opened(two, business)
    other = Category.objects.exclude(slug="tenun").filter(parent__isnull=False)[:2]
    send(one, business, opened(one, business), further_categories=[str(other[0].pk)])

    page = send(two, business, form, further_categories=[str(other[1].pk)])
    assert str(other[0]) in page.content.decode()
    assert choose(two, business, page, further_categories="theirs").status_code == 302
    assert [line.category for line in business.category_lines.all()] == [other[0]]


def test_a_nik_that_both_typed_is_never_shown(client_of, petugas, second):
    owner = registered(by=petugas, owner=make_owner(nik=invented_nik())).owner
    mine, theirs = invented_nik(), invented_nik()
    one, two = client_of(petugas), client_of(second)
    form = opened(two, owner)
    assert send(one, owner, opened(one, owner), nik=theirs).status_code == 302

    page = send(two, owner, form, nik=mine)
    assert page.status_code == 200
    assert theirs not in page.content.decode()
    assert choose(two, owner, page, nik="theirs").status_code == 302
    owner.refresh_from_db()
    assert owner.reveal_nik() == theirs


def test_a_reader_gets_no_conflict_page(client_of, laporan, business):
    answer = client_of(laporan).post(change_page(business), {"opened_version": "0"})
    assert answer.status_code == 403


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "-1", "٣"])
def test_a_strange_version_is_refused_in_the_form(client_of, petugas, business, version):
    client = client_of(petugas)
    form = opened(client, business)
    answer = send(client, business, form, opened_version=version, landmark="Tidak boleh")
    assert answer.status_code == 200
    assert Business.objects.get(pk=business.pk).landmark == "Dekat gereja"


def test_a_verified_business_changed_twice_returns_once(client_of, petugas, second, verifikator):
    business = verified(
        by=petugas, verifier=verifikator, category="tenun", activity="Menenun", address="Jl. Uji"
    )
    two = client_of(second)
    form = opened(two, business)
    send(client_of(petugas), business, opened(client_of(petugas), business), place_kind="rumah")
    page = send(two, business, form, activity="Menjahit", place_kind="tetap")
    assert choose(two, business, page, place_kind="theirs").status_code == 302
    business.refresh_from_db()
    assert (business.activity, business.place_kind) == ("Menjahit", "rumah")
    assert business.steps.filter(action="amend").count() == 1
