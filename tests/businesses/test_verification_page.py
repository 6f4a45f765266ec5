"""The page on which one business is verified or returned."""

import re

import pytest
from django.utils import timezone
from django.utils.html import escape

from businesses import registration, verification
from businesses.checklist import QUESTIONS
from businesses.models import Business, DuplicatePair, VerificationStep
from businesses.verification_queue import VerificationQueue
from tests.factories import (
    invented_nik,
    make_owner,
    nib_of,
    registered,
    submitted,
    verified,
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


def test_everything_the_verifier_needs_is_on_the_page(client_of, petugas, verifikator, fontein):
    nik = invented_nik()
    owner = make_owner(name="Oma Uji", nik=nik)
    business = submitted(
        by=petugas, owner=owner, category="tenun", activity="Menenun sarung", landmark="Gereja Uji",
        products=("Sarung uji",), lat="-10.170000", lng="123.600000", annual_sales=12_345_678,
    )  # fmt: skip
    nib_of(owner, by=petugas, number="0000111122223")
    twin = registered(by=petugas)
    DuplicatePair.objects.create(
        first=business, second=twin, score=90, created_by=petugas, updated_by=petugas
    )

    response = client_of(verifikator).get(page_of(business))

    page = response.content.decode()
    for text in (
        "Oma Uji", "Menenun sarung", "Gereja Uji", "Sarung uji", "0000111122223",
        "-10.170000, 123.600000", "12.345.678", f"9900••••••••{nik[-4:]}",
    ):  # fmt: skip
        assert text in page, text
    assert nik not in page
    assert response.context["duplicates"]["count"] == 1
    assert owner.disclosures.filter(by=verifikator).exists(), "the look is noted"


def test_a_verifier_who_may_not_see_turnover_does_not(client_of, petugas, verifikator):
    business = submitted(by=petugas, annual_sales=12_345_678)
    verifikator.groups.get().permissions.remove(
        *verifikator.groups.get().permissions.filter(codename="view_restricted")
    )
    assert "12.345.678" not in client_of(verifikator).get(page_of(business)).content.decode()


def test_a_decision_keeps_the_checklist_and_goes_on_to_the_next(client_of, verifikator, three):
    response = decide(
        client_of(verifikator), three[0], "verify", check_photo="no", check_consent="na"
    )

    assert response["Location"] == page_of(three[1])
    three[0].refresh_from_db()
    assert three[0].verification_status == "verified"
    assert three[0].steps.first().checklist == {
        "identity": "yes",
        "place": "yes",
        "activity": "yes",
        "photo": "no",
        "consent": "na",
    }


def test_a_decision_in_the_middle_does_not_lose_the_place(client_of, verifikator, three):
    client = client_of(verifikator)
    assert decide(client, three[1], "verify")["Location"] == page_of(three[2])
    assert decide(client, three[2], "verify")["Location"] == QUEUE, "the line ends here"
    assert client.get(page_of(three[0])).context["position"] == 1


def test_next_and_previous_follow_the_queue(client_of, verifikator, three):
    context = client_of(verifikator).get(page_of(three[1])).context
    assert (context["previous"], context["following"]) == (page_of(three[0]), page_of(three[2]))
    assert (context["position"], context["length"]) == (2, 3)


def test_equal_moments_keep_their_order_by_number(petugas, verifikator, three):
    VerificationStep.objects.update(at=timezone.now())
    queue, seen = VerificationQueue(verifikator), [three[0].pk]
    while True:
        here = Business.objects.get(pk=seen[-1])
        following = queue.next_after(here, queue.place_of(here))
        if following is None:
            break
        seen.append(following)
    assert seen == [business.pk for business in three]


@pytest.mark.parametrize("missing", ["identity", "place", "activity"])
@pytest.mark.parametrize("answer", ["", "no"])
def test_verifying_needs_the_three_required_answers(client_of, verifikator, three, missing, answer):
    response = decide(client_of(verifikator), three[0], "verify", **{f"check_{missing}": answer})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [f"check_{missing}"]
    three[0].refresh_from_db()
    assert three[0].verification_status == "submitted"


def test_the_page_names_a_wrong_answer_beside_its_question(client_of, verifikator, three):
    page = decide(client_of(verifikator), three[0], "verify", check_place="").content.decode()
    question = page.split('id="id_check_place_error"')[1].split("</fieldset>")[0]
    assert "errorlist" in question


def test_returning_needs_a_note_and_keeps_what_was_found_wrong(client_of, verifikator, three):
    client = client_of(verifikator)
    response = decide(client, three[0], "return", check_place="no")
    assert list(response.context["form"].errors) == ["note"]

    response = decide(client, three[0], "return", check_place="no", note="Tidak di alamat ini")

    assert response["Location"] == page_of(three[1])
    step = three[0].steps.first()
    assert (step.action, step.note) == ("return", "Tidak di alamat ini")
    assert step.checklist["place"] == "no"


def test_a_stale_decision_shows_what_changed_and_decides_nothing(
    client_of, petugas, verifikator, three
):
    shown = three[0].version
    three[0].address = "Jl. Lama"
    registration.revise(three[0], by=petugas, version=shown)
    seen = Business.objects.get(pk=three[0].pk)
    three[0].refresh_from_db()
    three[0].address, three[0].landmark = "Jl. Baru Uji", "Gereja Uji"
    registration.revise(three[0], by=petugas, version=three[0].version)
    client = client_of(verifikator)

    response = decide(client, seen, "verify", note="Sudah saya lihat")

    assert response.status_code == 200
    changed = {one.label: (one.before, one.after) for one in response.context["changed"].changes}
    assert changed[str(Business._meta.get_field("landmark").verbose_name)] == ("–", "Gereja Uji")
    assert changed["alamat"] == (None, None), "an address is personal: only that it changed"
    page = response.content.decode()
    assert "Sudah saya lihat" in page, "what was typed is lost"
    assert 'name="check_place" value="yes" checked' not in re.sub(r"\s+", " ", page)
    three[0].refresh_from_db()
    assert three[0].verification_status == "submitted"

    assert decide(client, three[0], "verify").status_code == 302


def test_two_verifiers_on_one_record_decide_once(client_of, verifikator, persona, three):
    second = persona("verifikator", username="kedua")
    decide(client_of(verifikator), three[0], "verify")

    response = decide(client_of(second), three[0], "return", note="Salah")

    assert response.status_code == 200
    assert three[0].steps.filter(action="return").count() == 0
    changed = {one.label: (one.before, one.after) for one in response.context["changed"].changes}
    assert changed["verifikasi"] == ("Menunggu verifikasi", "Terverifikasi")


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 30, "-1"])
def test_an_odd_version_decides_nothing(client_of, verifikator, three, version):
    response = decide(client_of(verifikator), three[0], "verify", version=version)
    assert response.status_code == 200
    assert not Business.objects.verified().exists()


@pytest.mark.parametrize("action", ["", "amend", "submit", "hide", "close", "nothing"])
def test_only_decisions_can_be_made_here(client_of, verifikator, three, action):
    assert decide(client_of(verifikator), three[0], action, note="Uji").status_code == 200
    three[0].refresh_from_db()
    assert three[0].verification_status == "submitted"
    assert three[0].activity_status == "active"


def test_who_entered_a_record_is_told_and_gets_no_verify_button(client_of, petugas, persona):
    both = persona("verifikator", username="dua-peran")
    both.user_permissions.set(petugas.groups.get().permissions.all())
    own = submitted(by=both)
    client = client_of(both)

    context = client.get(page_of(own)).context
    assert context["blocked"]
    assert [button.name for button in context["buttons"]] == ["return"]

    response = decide(client, own, "verify")
    assert response.status_code == 200
    own.refresh_from_db()
    assert own.verification_status == "submitted"


def test_a_record_that_comes_back_shows_what_changed_since_its_verification(
    client_of, petugas, verifikator
):
    business = verified(by=petugas, verifier=verifikator, name="Nama Lama")
    business.name = "Nama Baru"
    registration.revise(business, by=petugas, version=business.version)
    business.products.create(name="Produk Baru Uji")

    since = client_of(verifikator).get(page_of(business)).context["since_verification"]

    assert [(c.label, c.before, c.after) for c in since.changes] == [
        ("nama usaha", "Nama Lama", "Nama Baru")
    ]
    assert any("Produk Baru Uji" in event.subject for event in since.events)


def test_the_page_says_which_changes_send_a_record_back(client_of, petugas, verifikator):
    business = submitted(by=petugas)
    sentence = verification.what_sends_back()
    assert "nama usaha" in sentence
    assert "NIK" in sentence
    assert str(Business._meta.get_field("landmark").verbose_name) not in sentence
    for user, page in ((verifikator, page_of(business)), (petugas, f"{LIST}{business.pk}/change/")):
        assert escape(sentence) in client_of(user).get(page).content.decode()
