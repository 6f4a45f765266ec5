"""The verifier's queue."""

import pytest
from django.urls import reverse

from businesses import registration
from businesses.checklist import QUESTIONS
from tests.factories import (
    nib_of,
    submitted,
)

pytestmark = pytest.mark.django_db
QUEUE = "/admin/businesses/business/verifikasi/"
LIST = "/admin/businesses/business/"
ANSWERS = {f"check_{question.name}": "yes" for question in QUESTIONS}


def page_of(business, query=""):
    return f"/admin/businesses/business/{business.pk}/verifikasi/{query}"


def decide(client, business, action, query="", **typed):
    data = {"version": business.version, "action": action, **ANSWERS, **typed}
    return client.post(page_of(business, query), data)


@pytest.fixture
def three(petugas):
    """Submitted five, three and one days ago."""
    return [submitted(by=petugas, days=days, name=f"Usaha {days}") for days in (5, 3, 1)]


def test_the_oldest_comes_first_with_its_age(client_of, verifikator, three):
    response = client_of(verifikator).get(QUEUE)

    assert response.status_code == 200
    assert [(row.pk, days) for row, days in response.context["rows"]] == [
        (three[0].pk, 5),
        (three[1].pk, 3),
        (three[2].pk, 1),
    ]


def test_an_edit_does_not_send_a_record_to_the_end(client_of, petugas, verifikator, three):
    three[0].landmark = "Dekat gereja"
    registration.revise(three[0], by=petugas, version=three[0].version)

    rows = client_of(verifikator).get(QUEUE).context["rows"]

    assert rows[0][0].pk == three[0].pk


def test_what_four_eyes_forbid_stands_apart_with_the_reason(client_of, petugas, persona, three):
    both = persona("verifikator", username="dua-peran")
    both.user_permissions.set(petugas.groups.get().permissions.all())
    own = submitted(by=both, days=9, name="Usaha Sendiri")
    three[1].activity = "Diubah oleh verifikator"
    registration.revise(three[1], by=both, version=three[1].version)

    context = client_of(both).get(QUEUE).context

    assert {row.pk for row, _days in context["rows"]} == {three[0].pk, three[2].pk}
    reasons = {row.pk: reason for row, _days, reason in context["blocked"]}
    assert set(reasons) == {own.pk, three[1].pk}
    assert len(set(reasons.values())) == 2
    assert context["blocked_count"] == 2


def test_the_queue_holds_the_work_area_only(client_of, persona, petugas, three):
    there = submitted(by=petugas, kelurahan="Alak")
    client = client_of(persona("verifikator", username="verifikator-alak", kelurahan="Alak"))

    assert [row.pk for row, _days in client.get(QUEUE).context["rows"]] == [there.pk]
    assert client.get(page_of(three[0])).status_code == 404
    assert decide(client, three[0], "verify").status_code == 404


def test_the_queue_of_one_kecamatan_stays_with_it(client_of, petugas, verifikator, three):
    there = submitted(by=petugas, kelurahan="Alak", days=2)
    other = submitted(by=petugas, kelurahan="Alak", days=1)
    code = there.kelurahan.kecamatan.code
    client = client_of(verifikator)

    rows = client.get(QUEUE, {"tempat": code}).context["rows"]
    assert [row.pk for row, _days in rows] == [there.pk, other.pk]

    response = decide(client, there, "verify", f"?tempat={code}")
    assert response["Location"] == page_of(other, f"?tempat={code}")


@pytest.mark.parametrize(
    "query", ["?hal=x", "?hal=99999999999999999999", "?tempat=%25", "?antrean=a", "?tempat=9" * 9]
)
def test_odd_addresses_are_no_error(client_of, verifikator, three, query):
    assert client_of(verifikator).get(QUEUE + query).status_code == 200
    assert client_of(verifikator).get(page_of(three[0], query)).status_code == 200


def test_only_verifiers_come_in(client_of, petugas, pimpinan, three):
    for user in (petugas, pimpinan):
        client = client_of(user)
        assert client.get(QUEUE).status_code == 403
        assert client.get(page_of(three[0])).status_code == 403
        assert decide(client, three[0], "verify").status_code == 403


def test_the_pages_take_few_queries_however_long_the_queue(
    client_of, petugas, verifikator, django_assert_max_num_queries
):
    for number in range(12):
        business = submitted(by=petugas, days=number, products=("A", "B"), category="tenun")
        nib_of(business.owner, by=petugas)
    client = client_of(verifikator)
    client.get(QUEUE)
    with django_assert_max_num_queries(12):
        client.get(QUEUE)
    with django_assert_max_num_queries(28):
        client.get(page_of(business))


def test_the_addresses_have_names(three):
    assert reverse("admin:businesses_business_verification_queue") == QUEUE
    assert reverse("admin:businesses_business_verify", args=[three[0].pk]) == page_of(three[0])
