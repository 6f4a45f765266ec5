"""Confirming what was verified long ago, and verifying many at once from the list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from businesses import registration
from businesses.checklist import QUESTIONS
from businesses.models import Business
from tests.factories import CHECKED, registered, submitted, verified, verify

pytestmark = pytest.mark.django_db
QUEUE = "/admin/businesses/business/verifikasi/"
LIST = "/admin/businesses/business/"
ANSWERS = {f"check_{question.name}": "yes" for question in QUESTIONS}


@pytest.fixture
def three(petugas):
    """Submitted five, three and one days ago."""
    return [submitted(by=petugas, days=days, name=f"Usaha {days}") for days in (5, 3, 1)]


# -- to be confirmed -----------------------------------------------------------------------------


@pytest.fixture
def due(petugas, verifikator):
    """Verified three years ago."""
    business = verified(by=petugas, verifier=verifikator, name="Usaha Lama")
    Business.objects.filter(pk=business.pk).update(
        verified_on=timezone.localdate() - timedelta(days=3 * 366)
    )
    business.refresh_from_db()
    return business


def test_what_is_due_has_a_line_of_its_own_and_is_confirmed_there(
    client_of, verifikator, three, due
):
    client = client_of(verifikator)
    rows = client.get(QUEUE, {"antrean": "ulang"}).context["rows"]
    assert [row.pk for row, _days in rows] == [due.pk]

    response = client.post(
        f"/admin/businesses/business/{due.pk}/verifikasi/?antrean=ulang",
        {"version": due.version, "action": "confirm", **ANSWERS},
    )

    assert response["Location"] == f"{QUEUE}?antrean=ulang"
    due.refresh_from_db()
    assert (due.verification_status, due.verified_on) == ("verified", timezone.localdate())
    assert due.steps.first().checklist == CHECKED


def test_the_list_can_be_narrowed_to_what_is_due(client_of, petugas, verifikator, due):
    verify(submitted(by=petugas, name="Usaha Segar"), by=verifikator)
    page = client_of(verifikator).get(LIST, {"jatuh_tempo": "ya"}).content.decode()
    assert "Usaha Lama" in page
    assert "Usaha Segar" not in page


# -- many at once --------------------------------------------------------------------------------


def choose(client, businesses, **more):
    data = {
        "action": "verify_selected",
        "shown_at": timezone.now().isoformat(),
        "_selected_action": [business.pk for business in businesses],
        "select_across": "0",
        **more,
    }
    return client.post(LIST, data)


def carried(page):
    """The hidden fields of the page that asks for one statement."""
    data = {}
    for name, value in page.context["carried"]:
        data.setdefault(name, []).append(value)
    return data


def test_many_at_once_say_first_what_will_happen(client_of, petugas, verifikator, three):
    draft = registered(by=petugas)
    client = client_of(verifikator)

    page = choose(client, [*three, draft])

    assert page.status_code == 200
    assert (page.context["eligible"], page.context["refused"]) == (3, 1)
    assert [number for _reason, number in page.context["reasons"]] == [1]
    assert not Business.objects.verified().exists(), "nothing is done before the statement"

    response = client.post(LIST, {**carried(page), **ANSWERS, "confirmed": "1"}, follow=True)

    assert response.status_code == 200
    assert Business.objects.verified().count() == 3
    assert three[2].steps.first().checklist == CHECKED
    messages = [str(message) for message in response.context["messages"]]
    assert any("3" in message for message in messages)
    assert any(message.startswith("1 × ") for message in messages)


def test_many_at_once_are_not_verified_without_the_statement(client_of, verifikator, three):
    client = client_of(verifikator)
    page = choose(client, three)

    answers = {**ANSWERS, "check_identity": "no"}
    page = client.post(LIST, {**carried(page), **answers, "confirmed": "1"})

    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["check_identity"]
    assert not Business.objects.verified().exists()


def test_what_changed_between_the_list_and_the_statement_is_left_out(
    client_of, petugas, verifikator, three
):
    client = client_of(verifikator)
    page = choose(client, three)
    three[0].landmark = "Baru"
    registration.revise(three[0], by=petugas, version=three[0].version)

    client.post(LIST, {**carried(page), **ANSWERS, "confirmed": "1"})

    assert set(Business.objects.verified()) == {three[1], three[2]}


def test_the_whole_filtered_list_can_be_verified(client_of, petugas, verifikator, three):
    there = submitted(by=petugas, kelurahan="Alak")
    client = client_of(verifikator)
    address = f"{LIST}?tempat={there.kelurahan.code}"
    data = {
        "action": "verify_selected",
        "shown_at": timezone.now().isoformat(),
        "_selected_action": [there.pk],
        "select_across": "1",
    }
    page = client.post(address, data)
    assert page.context["eligible"] == 1
    client.post(address, {**carried(page), **ANSWERS, "confirmed": "1"})
    assert list(Business.objects.verified()) == [there]
