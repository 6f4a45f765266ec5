"""Verification: the table, four eyes, and the version that was shown."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from businesses import registration, verification
from businesses.checklist import NotChecked
from businesses.models import Business
from common.workflow import NoteMissing, StaleVersion, WrongState
from tests.factories import (
    CHECKED,
    invented_nik,
    make_owner,
    registered,
    verified,
    verify,
)

pytestmark = pytest.mark.django_db


def test_every_status_is_reachable_and_every_move_needs_a_permission():
    assert verification.WORKFLOW.unreachable() == set()
    assert all(t.permission for t in verification.WORKFLOW.transitions.values())


def test_a_business_is_verified_by_another_officer(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator)

    assert business.verification_status == Business.Verification.VERIFIED
    assert business.verified_on is not None
    assert [(s.action, s.by) for s in business.steps.all()] == [
        ("verify", verifikator),
        ("submit", petugas),
    ]


def test_who_entered_a_record_cannot_verify_it(petugas, persona):
    verifier = persona("verifikator")
    verifier.user_permissions.set(petugas.groups.get().permissions.all())
    business = registered(by=verifier)
    business = verification.submit(business, by=petugas, version=1)

    with pytest.raises(verification.FourEyes):
        verify(business, by=verifier, version=business.version)

    business.refresh_from_db()
    assert business.verification_status == Business.Verification.SUBMITTED


def test_who_changed_a_record_cannot_verify_it_even_if_a_colleague_submits(petugas, persona):
    both = persona("verifikator")
    both.user_permissions.set(petugas.groups.get().permissions.all())
    business = registered(by=petugas)
    business.activity = "Diubah"
    registration.revise(business, by=both, version=1)
    business = verification.submit(business, by=petugas, version=2)

    with pytest.raises(verification.FourEyes):
        verify(business, by=both, version=business.version)


def test_a_verifier_may_verify_again_what_was_only_reopened(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator)
    business = verification.move(
        business, "reopen", by=verifikator, version=business.version, note="Cek lagi"
    )
    assert verify(business, by=verifikator, version=business.version).verified_on


def test_bulk_verification_refuses_what_changed_after_the_list_was_shown(petugas, verifikator):
    business = verification.submit(registered(by=petugas), by=petugas, version=1)
    shown = timezone.now()
    business.landmark = "Baru"
    registration.revise(business, by=petugas, version=business.version)

    moved = verification.move_all(
        Business.objects.all(), "verify", by=verifikator, checklist=CHECKED, seen_at=shown
    )

    assert (len(moved.rows), len(moved.refused)) == (0, 1)


def test_a_return_needs_a_note(petugas, verifikator):
    business = verification.submit(registered(by=petugas), by=petugas, version=1)

    with pytest.raises(NoteMissing):
        verification.move(business, "return", by=verifikator, version=2, note="  ")

    row = verification.move(business, "return", by=verifikator, version=2, note="Alamat kurang.")
    assert row.verification_status == Business.Verification.RETURNED
    assert row.steps.first().note == "Alamat kurang."


def test_a_decision_on_an_old_version_is_refused(petugas, verifikator):
    business = verification.submit(registered(by=petugas), by=petugas, version=1)
    shown = business.version
    business.landmark = "Dekat gereja"
    registration.revise(business, by=petugas, version=shown)

    with pytest.raises(StaleVersion, match="Petugas Pendataan Uji"):
        verify(business, by=verifikator, version=shown)


def test_a_draft_cannot_be_verified_directly(petugas, verifikator):
    with pytest.raises(WrongState):
        verify(registered(by=petugas), by=verifikator, version=1)


def test_report_staff_cannot_submit(petugas, laporan):
    with pytest.raises(PermissionDenied):
        verification.submit(registered(by=petugas), by=laporan, version=1)


def test_a_business_of_another_kelurahan_does_not_exist_for_the_officer(petugas, persona):
    stranger = persona("petugas", username="petugas-alak", kelurahan="Alak")

    with pytest.raises(Http404):
        verification.submit(registered(by=petugas), by=stranger, version=1)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("name", "Nama Baru", "submitted"), ("landmark", "Dekat gereja", "verified")],
)
def test_a_substantive_change_sends_a_verified_record_back(
    petugas, verifikator, field, value, status
):
    business = verified(by=petugas, verifier=verifikator)
    setattr(business, field, value)

    registration.revise(business, by=petugas, version=business.version)

    business.refresh_from_db()
    assert business.verification_status == status
    assert (business.verified_on is None) == (status == "submitted")


def test_bulk_verification_moves_the_eligible_and_names_the_others(petugas, verifikator):
    draft = registered(by=petugas)
    waiting = [verification.submit(registered(by=petugas), by=petugas, version=1) for _ in range(3)]

    moved = verification.move_all(
        Business.objects.all(), "verify", by=verifikator, checklist=CHECKED
    )

    assert {row.pk for row in moved.rows} == {business.pk for business in waiting}
    assert [row.pk for row, _reason in moved.refused] == [draft.pk]
    assert Business.objects.verified().count() == 3
    latest = waiting[0].history.first()
    assert (latest.history_user, latest.verification_status) == (verifikator, "verified")
    assert latest.version == Business.objects.get(pk=waiting[0].pk).version


# -- the checklist ---------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["identity", "place", "activity"])
def test_nothing_is_verified_without_the_required_answers(petugas, verifikator, missing):
    business = verification.submit(registered(by=petugas), by=petugas, version=1)
    for answer in ("", "no", "na", "maybe"):
        with pytest.raises(NotChecked):
            verification.verify(
                business, by=verifikator, version=2, checklist={**CHECKED, missing: answer}
            )
    with pytest.raises(NotChecked):
        verification.move(business, "verify", by=verifikator, version=2)
    with pytest.raises(NotChecked):
        verification.move_all(Business.objects.all(), "verify", by=verifikator)
    business.refresh_from_db()
    assert (business.verification_status, business.version) == ("submitted", 2)


def test_photo_and_consent_are_noted_only_and_nothing_else_is_kept(petugas, verifikator):
    business = verification.submit(registered(by=petugas), by=petugas, version=1)
    answers = {"identity": "yes", "place": "yes", "activity": "yes", "photo": "no", "x": "yes"}
    business = verification.verify(business, by=verifikator, version=2, checklist=answers)
    del answers["x"]
    assert business.steps.first().checklist == answers


# -- what sends a record back ----------------------------------------------------------------------


def test_another_identity_of_the_owner_sends_the_businesses_back(petugas, verifikator):
    owner = registered(by=petugas, owner=make_owner(nik=invented_nik())).owner
    verify(verification.submit(owner.businesses.get(), by=petugas, version=1), by=verifikator)
    owner.name = "Orang Lain"
    registration.save_owner(owner, by=petugas, version=owner.version)

    business = owner.businesses.get()
    assert (business.verification_status, business.verified_on) == ("submitted", None)
    step = business.steps.first()
    assert (step.action, step.by) == ("amend", petugas)
    assert "nama" in step.note


@pytest.mark.parametrize("change", ["phone", "first_nik"])
def test_a_phone_or_a_first_nik_of_the_owner_does_not(petugas, verifikator, change):
    business = verified(by=petugas, verifier=verifikator)
    owner = business.owner
    if change == "phone":
        owner.phone = "+6281211110000"
    else:
        owner.set_nik(invented_nik())
    registration.save_owner(owner, by=petugas, version=owner.version)

    business.refresh_from_db()
    assert business.verification_status == "verified"


def test_another_nik_does(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator, owner=make_owner(nik=invented_nik()))
    business.owner.set_nik(invented_nik())
    registration.save_owner(business.owner, by=petugas, version=business.owner.version)

    business.refresh_from_db()
    assert business.verification_status == "submitted"
    assert "NIK" in business.steps.first().note


def test_businesses_in_other_kelurahan_go_back_too(petugas, verifikator, persona):
    here = verified(by=petugas, verifier=verifikator, kelurahan="Alak")
    there = verified(by=petugas, verifier=verifikator, owner=here.owner)
    officer = persona("petugas", username="petugas-alak", kelurahan="Alak")
    owner = here.owner
    owner.name = "Orang Lain"
    registration.save_owner(owner, by=officer, version=owner.version)

    there.refresh_from_db()
    assert there.verification_status == "submitted"


@pytest.mark.parametrize("field", sorted(registration.STATUS_FIELDS))
def test_revising_writes_no_status(petugas, verifikator, field):
    other = registered(by=petugas)
    business = verified(by=petugas, verifier=verifikator)
    stored = getattr(business, field)
    values = {
        "verification_status": "draft",
        "verified_on": date(2001, 1, 1),
        "activity_status": "closed",
        "activity_changed_on": date(2001, 1, 1),
        "activity_reason": "x",
        "visibility": "hidden",
        "merged_into_id": other.pk,
    }
    setattr(business, field, values[field])
    registration.revise(business, by=petugas, version=business.version)
    business.refresh_from_db()
    assert getattr(business, field) == stored
