"""While one types, and at the first save: is this business in the register already?"""

import pytest

from businesses.models import Business, DuplicatePair
from tests.businesses.test_admin_businesses import ADD, management
from tests.factories import invented_nik, make_owner, registered

pytestmark = pytest.mark.django_db
ASK = "/admin/businesses/business/mirip/"
PHONE = "+6281211110000"


@pytest.fixture
def stored(petugas) -> Business:
    owner = make_owner(name="Maria Benu", phone=PHONE)
    return registered(by=petugas, name="Kios Berkat Jaya", owner=owner)


@pytest.fixture
def typed(fontein, sei, stored) -> dict[str, object]:
    """The same business once more, with a slip of the pen and the phone in another form."""
    return {
        **management(),
        "name": "Kios Brekat Jaya",
        "kelurahan": fontein.pk,
        "address": "Jl. Uji",
        "place_kind": "rumah",
        "primary_category": sei.pk,
        "activity": "Menjual beras",
        "owner_name": "Maria Benu",
        "owner_kind": "perorangan",
        "owner_nik": invented_nik(),
        "owner_phone": "0812-1111-0000",
        "registered_on": "05/01/2026",
        # what the odd NIK of a test asks to be confirmed
    }


def confirmed(client, data: dict[str, object]) -> dict[str, object]:
    """The data with the tick for unusual values, which the NIK of nobody needs."""
    form = client.post(ADD, data).context["adminform"].form
    return {**data, "confirm_warnings": form.confirmation}


# -- while one types -----------------------------------------------------------------------------


def test_the_list_says_what_why_and_whose(client_of, petugas, stored, typed):
    page = client_of(petugas).post(ASK, typed).content.decode()
    assert stored.code in page
    assert petugas.full_name in page
    assert "Fontein" in page


def test_a_half_typed_form_is_no_error(client_of, petugas, stored):
    client = client_of(petugas)
    for data in (
        {},
        {"name": "\x00", "kelurahan": "x" * 50, "owner": "9" * 40, "business": "-1"},
        {"name": "Kios Berkat " * 500, "owner_nik": "99", "owner_phone": "08", "phone": "abc"},
    ):
        assert client.post(ASK, data).status_code == 200


def test_the_record_that_is_open_is_not_its_own_look_alike(client_of, petugas, stored, typed):
    page = client_of(petugas).post(ASK, {**typed, "business": stored.pk}).content.decode()
    assert stored.code not in page


def test_only_who_enters_may_ask_and_only_by_post(client_of, petugas, laporan, verifikator, typed):
    assert client_of(petugas).get(ASK).status_code == 405
    for user in (laporan, verifikator):
        assert client_of(user).post(ASK, typed).status_code == 403


def test_too_many_questions_are_not_answered(client_of, petugas, monkeypatch, typed):
    monkeypatch.setattr("businesses.admin.lookalikes.MOST_PER_MINUTE", 2)
    client = client_of(petugas)
    assert [client.post(ASK, typed).status_code for _ in range(3)] == [200, 200, 429]


def test_outside_the_area_only_the_kelurahan_shows(client_of, persona, stored, typed):
    client = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    page = client.post(ASK, typed).content.decode()
    assert stored.code not in page
    assert "Maria" not in page
    assert stored.name not in page
    assert "Fontein" in page, "the phone number is known there"


def test_the_page_asks_by_itself(client_of, petugas, stored):
    page = client_of(petugas).get(ADD).content.decode()
    assert f'data-lookalikes="{ASK}"' in page
    assert "back_office/lookalikes.js" in page


# -- at the first save ---------------------------------------------------------------------------


def test_the_form_comes_back_once_with_the_list(client_of, petugas, stored, typed):
    client = client_of(petugas)
    data = confirmed(client, typed)
    response = client.post(ADD, data)
    assert response.status_code == 200
    page = response.content.decode()
    assert f'name="other_business" value="{stored.pk}"' in page
    assert stored.code in page
    assert "Kios Brekat Jaya" in page
    assert Business.objects.count() == 1

    response = client.post(ADD, {**data, "other_business": str(stored.pk)})
    assert response.status_code == 302, response.context["errors"]
    assert Business.objects.count() == 2


def test_the_answer_is_remembered(client_of, petugas, stored, typed):
    client = client_of(petugas)
    client.post(ADD, {**confirmed(client, typed), "other_business": str(stored.pk)})
    pair = DuplicatePair.objects.get()
    assert (pair.status, pair.first, pair.steps.get().by) == ("distinct", stored, petugas)


def test_the_tick_answers_for_the_records_that_were_shown_only(client_of, petugas, stored, typed):
    client = client_of(petugas)
    data = {**confirmed(client, typed), "other_business": str(stored.pk)}
    registered(by=petugas, name="Kios Berkat Jaya", owner=stored.owner)
    assert client.post(ADD, data).status_code == 200
    assert Business.objects.count() == 2


def test_the_tick_survives_another_error(client_of, petugas, stored, typed):
    data = {**typed, "other_business": str(stored.pk), "activity": ""}
    page = client_of(petugas).post(ADD, data).content.decode()
    assert f'name="other_business" value="{stored.pk}" checked' in page


def test_of_a_record_elsewhere_nothing_is_decided(client_of, persona, petugas, stored, typed):
    from businesses.models import Kelurahan

    officer = persona("petugas", username="petugas-alak", kelurahan="Alak")
    client = client_of(officer)
    registered(by=petugas, name="Kios Berkat Jaya", owner=stored.owner, kelurahan="Alak")
    data = {**typed, "kelurahan": Kelurahan.objects.get(name="Alak").pk}
    form = client.post(ADD, data).context["adminform"].form
    data |= {"confirm_warnings": form.confirmation, "other_business": form.lookalike_keys}
    assert client.post(ADD, data).status_code == 302
    assert [pair.first.kelurahan.name for pair in DuplicatePair.objects.all()] == ["Alak"]


def test_another_business_is_saved_without_a_question(client_of, petugas, stored, typed):
    client = client_of(petugas)
    data = {
        **typed,
        "name": "Tenun Ikat Nekmese",
        "owner_name": "Rut Tefa",
        "owner_phone": "0812-1111-9999",
    }
    assert client.post(ADD, confirmed(client, data)).status_code == 302
