"""The officer's page: entry, change, verification, scope, and what never shows."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from businesses import verification
from businesses.models import Business, Owner, Product
from licensing.models import Nib
from tests.factories import CHECKED, invented_nik, make_owner, nib_of, registered, verified
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db
LIST = "/admin/businesses/business/"
ADD = "/admin/businesses/business/add/"
INLINES = ("kbli_lines", "products", "photos")
ANSWERS = {f"check_{name}": answer for name, answer in CHECKED.items()}


def management(**counts):
    data = {}
    for prefix in INLINES:
        data[f"{prefix}-TOTAL_FORMS"] = counts.get(prefix, 0)
        data[f"{prefix}-INITIAL_FORMS"] = 0
    return data


@pytest.fixture
def typed(fontein, sei):
    """What an officer types for a new business with a new owner."""
    return {
        **management(products=1),
        "name": "  Sei   Oma Uji ",
        "kelurahan": fontein.pk,
        "address": "Jl. Uji RT 05 RW 02",
        "landmark": "Dekat gereja",
        "place_kind": "rumah",
        "primary_category": sei.pk,
        "activity": "Menjual daging se'i",
        "owner_name": "Oma Uji",
        "owner_kind": "perorangan",
        "owner_nik": "9900 0000 0000 0001",
        "owner_phone": "0812-1111-0000",
        "activity_status": "active",
        "registered_on": "05/01/2026",
        "products-0-name": "Se'i babi",
        "products-0-price_min": "Rp90.000",
        "products-0-price_max": "120 ribu",
    }


def change_page(business):
    return reverse("admin:businesses_business_change", args=[business.pk])


def test_a_business_and_its_owner_are_entered_on_one_page(client_of, petugas, typed):
    response = send_confirmed(client_of(petugas), ADD, {**typed, "nib-number": "0000 1111 22223"})

    assert response.status_code == 302, response.context["errors"]
    business = Business.objects.get()
    assert (business.name, business.address, business.rt, business.rw) == (
        "Sei Oma Uji",
        "Jl. Uji",
        "005",
        "002",
    )
    assert business.code == "KPG-000001"
    assert (business.created_by, business.verification_status) == (petugas, "draft")
    assert business.owner.reveal_nik() == "9900000000000001"
    assert business.owner.phone == "+6281211110000"
    product = Product.objects.get()
    assert (product.price_min, product.price_max) == (90_000, 120_000)
    assert Nib.objects.get(owner=business.owner).number == "0000111122223"
    assert business.history.get().history_user == petugas


def test_the_nik_is_not_stored_in_the_clear(client_of, petugas, typed):
    send_confirmed(client_of(petugas), ADD, typed)
    owner = Owner.objects.get()
    assert "99000000" not in owner.nik_encrypted
    assert len(owner.nik_digest) == 64
    assert Owner.objects.with_nik("9900000000000001").get() == owner


@pytest.mark.parametrize(
    ("field", "value", "fragment"),
    [
        ("owner_nik", "990000000000001", "NIK"),
        ("owner_nik", "", "NIK"),
        ("owner_phone", "12", ""),
        ("name", "", ""),
        ("address", "", ""),
        ("opening_hours", "kapan saja", "08.00"),
        ("point", "di sana", ""),
        ("nib-number", "123", "NIB"),
        ("products-0-price_min", "murah", ""),
        ("products-0-price_max", "10 ribu", ""),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_stored(
    client_of, petugas, typed, field, value, fragment
):
    data = {**typed, field: value}
    if field == "address":
        data["landmark"] = ""
    response = client_of(petugas).post(ADD, data)

    assert response.status_code == 200
    page = response.content.decode()
    assert "errorlist" in page
    assert fragment in page
    assert not Business.objects.exists()
    assert not Owner.objects.exists()


def test_the_nik_of_a_registered_person_is_refused_with_the_name(client_of, petugas, typed):
    registered(by=petugas, owner=make_owner(name="Mama Lama", nik="9900000000000001"))

    page = client_of(petugas).post(ADD, typed).content.decode()

    assert "Mama Lama" in page
    assert Owner.objects.count() == 1


def test_an_owner_who_is_registered_can_be_chosen(client_of, petugas, typed):
    owner = registered(by=petugas).owner
    data = {k: v for k, v in typed.items() if not k.startswith("owner_")}
    response = client_of(petugas).post(ADD, {**data, "owner": owner.pk})
    assert response.status_code == 302
    assert owner.businesses.count() == 2


def test_a_stale_form_keeps_what_was_typed(client_of, petugas, typed):
    business = registered(by=petugas, landmark="Lama")
    data = {
        **management(),
        **{k: typed[k] for k in ("name", "kelurahan", "place_kind", "primary_category")},
        "activity": "Baru",
        "owner": business.owner_id,
        "landmark": "Ketikan saya",
        "activity_status": "active",
        "registered_on": "05/01/2026",
        "opened_version": business.version,
    }
    Business.objects.filter(pk=business.pk).update(version=business.version + 1)

    response = client_of(petugas).post(change_page(business), data)

    assert response.status_code == 200
    assert "Ketikan saya" in response.content.decode()
    business.refresh_from_db()
    assert business.landmark == "Lama"


def test_the_buttons_are_those_of_the_table(client_of, petugas, verifikator, laporan):
    business = registered(by=petugas)
    submit = f"{change_page(business).removesuffix('change/')}pindah/submit/"
    assert submit in client_of(petugas).get(change_page(business)).content.decode()
    assert submit not in client_of(verifikator).get(change_page(business)).content.decode()
    assert client_of(laporan).post(submit, {"version": 1}).status_code == 403

    client_of(petugas).post(submit, {"version": 1})
    business.refresh_from_db()
    assert business.verification_status == "submitted"

    verify = submit.replace("submit", "verify")
    client_of(verifikator).post(verify, {"version": 1, **ANSWERS})
    business.refresh_from_db()
    assert business.verification_status == "submitted", "an old version was verified"
    client_of(verifikator).post(verify, {"version": business.version})
    business.refresh_from_db()
    assert business.verification_status == "submitted", "nothing was checked"
    client_of(verifikator).post(verify, {"version": business.version, **ANSWERS})
    business.refresh_from_db()
    assert business.verification_status == "verified"


@pytest.mark.parametrize("action", ["amend", "nothing"])
def test_a_move_that_has_no_button_is_not_found(client_of, petugas, verifikator, action):
    business = verified(by=petugas, verifier=verifikator)
    url = f"{change_page(business).removesuffix('change/')}pindah/{action}/"
    assert client_of(petugas).post(url, {"version": business.version}).status_code == 404
    assert client_of(petugas).get(url).status_code == 405


def test_a_status_cannot_be_typed_into_the_form(client_of, petugas, typed):
    send_confirmed(client_of(petugas), ADD, {**typed, "verification_status": "verified"})
    assert Business.objects.get().verification_status == "draft"


def test_unusual_values_are_asked_about_once_and_nothing_is_stored_before(
    client_of, petugas, typed
):
    client = client_of(petugas)
    page = client.post(ADD, {**typed, "point": "-8.65, 115.21"})
    text = page.content.decode()
    assert 'name="confirm_warnings"' in text
    assert "9900 0000 0000 0001" in text, "what was typed is still there"
    assert not Business.objects.exists()

    form = page.context["adminform"].form
    assert len(form.unconfirmed) == 3
    wrong_tick = client.post(ADD, {**typed, "confirm_warnings": form.confirmation})
    assert wrong_tick.status_code == 200, "the tick answered to other sentences"
    assert send_confirmed(client, ADD, {**typed, "point": "-8.65, 115.21"}).status_code == 302
    assert Business.objects.get().lng == Decimal("115.21")


def test_what_was_odd_before_is_not_asked_about_again(client_of, petugas):
    business = registered(
        by=petugas, category="tenun", activity="Uji", address="Uji", place_kind="rumah"
    )
    Business.objects.filter(pk=business.pk).update(lat="-8.65", lng="115.21")
    client = client_of(petugas)
    form = form_with(client.get(change_page(business)), "opened_version")
    answer = client.post(change_page(business), {**form, "landmark": "Dekat pasar"})
    assert answer.status_code == 302, answer.context["errors"]


def test_save_and_submit_is_one_step(client_of, petugas, typed):
    answer = send_confirmed(client_of(petugas), ADD, {**typed, "_submit": "1"})
    assert answer.status_code == 302
    business = Business.objects.get()
    assert business.verification_status == "submitted"
    assert [step.action for step in business.steps.all()] == ["submit"]


def test_the_next_entry_begins_in_the_same_kelurahan(client_of, petugas, typed, fontein):
    client = client_of(petugas)
    send_confirmed(client, ADD, typed)
    form = form_with(client.get(ADD), "owner_name")
    assert form["kelurahan"] == [str(fontein.pk)]
    assert form["owner_nik"] == [""]


def test_kelurahan_stand_under_their_kecamatan(client_of, persona):
    page = client_of(persona("petugas", kecamatan="Alak")).get(ADD).content.decode()
    assert '<optgroup label="Alak">' in page
    assert '<optgroup label="Oebobo">' not in page
    assert "data-lat=" in page


def test_bulk_verification_from_the_list_counts_exactly(client_of, petugas, verifikator):
    waiting = [verification.submit(registered(by=petugas), by=petugas, version=1) for _ in range(2)]
    draft = registered(by=petugas)
    data = {
        "action": "verify_selected",
        "shown_at": timezone.now().isoformat(),
        "_selected_action": [b.pk for b in (*waiting, draft)],
    }
    client = client_of(verifikator)
    client.post(LIST, data)
    assert Business.objects.verified().count() == 0, "first comes the checklist"
    page = client.post(LIST, {**data, **ANSWERS, "confirmed": 1}, follow=True).content.decode()

    assert Business.objects.verified().count() == 2
    assert "2 " in page
    assert "1 × " in page


def test_an_officer_sees_the_own_kelurahan_only(client_of, petugas, persona):
    own = registered(by=petugas, name="Usaha Alak Uji", kelurahan="Alak")
    other = registered(by=petugas, name="Usaha Fontein Uji")
    client = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))

    page = client.get(LIST).content.decode()
    assert own.name in page
    assert other.name not in page
    assert client.get(change_page(own)).status_code == 200
    assert client.get(change_page(other)).status_code == 404
    assert client.get(change_page(other).replace("change", "history")).status_code == 404
    assert client.post(f"{LIST}{other.pk}/pindah/submit/", {"version": 1}).status_code == 404
    owners = client.get(
        "/admin/autocomplete/",
        {"app_label": "businesses", "model_name": "business", "field_name": "owner", "term": ""},
    ).json()["results"]
    assert [int(owner["id"]) for owner in owners] == [own.owner_id]


def test_a_business_cannot_be_entered_in_a_foreign_kelurahan(client_of, persona, typed):
    client = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    response = client.post(ADD, typed)
    assert response.status_code == 200
    assert not Business.objects.exists()


def test_restricted_fields_are_not_on_the_page_of_a_reader(client_of, petugas, pimpinan):
    business = registered(by=petugas, annual_sales=123_456_789)
    assert "123.456.789" in client_of(petugas).get(change_page(business)).content.decode()
    page = client_of(pimpinan).get(change_page(business)).content.decode()
    assert "123.456.789" not in page
    assert "123456789" not in page


def test_no_page_shows_a_full_nik(client_of, petugas, pimpinan, administrator):
    nik = invented_nik()
    owner = make_owner(nik=nik)
    owner.set_npwp(nik)
    business = registered(by=petugas, owner=owner)
    nib_of(owner, by=petugas)
    pages = (
        LIST,
        change_page(business),
        change_page(business).replace("change", "history"),
        "/admin/businesses/owner/",
        f"/admin/businesses/owner/{owner.pk}/change/",
        f"/admin/businesses/owner/{owner.pk}/history/",
    )
    for user in (petugas, pimpinan, administrator):
        client = client_of(user)
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200, page
            assert nik not in response.content.decode(), page
    shown = client_of(pimpinan).get(f"/admin/businesses/owner/{owner.pk}/change/").content.decode()
    assert f"9900••••••••{nik[-4:]}" in shown


def test_the_list_takes_few_queries(client_of, petugas, verifikator, django_assert_max_num_queries):
    for _ in range(12):
        nib_of(registered(by=petugas, category="tenun").owner, by=petugas)
    client = client_of(verifikator)
    client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(LIST, {"q": "uji", "tempat": "53.71.05", "nib": "ya", "kategori": "kriya"})


def test_the_history_shows_old_and_new_but_no_personal_value(client_of, petugas):
    business = registered(by=petugas, landmark="Lama Uji", phone="+6281211110000")
    business.landmark, business.phone = "Baru Uji", "+6281211119999"
    from businesses import registration

    registration.revise(business, by=petugas, version=1)
    page = client_of(petugas).get(change_page(business).replace("change", "history"))
    text = page.content.decode()
    assert "Lama Uji" in text
    assert "Baru Uji" in text
    assert "81211119999" not in text
