"""After an erasure nothing new is stored about the person (UU 27/2022), whoever moves what."""

import pytest

from businesses import erasure
from common.workflow import Refused
from licensing import assistance, lifecycle, permits, visits
from licensing.models import (
    AssistanceCase,
    CaseStep,
    Letter,
    NibStep,
    Permit,
    PermitStep,
    PermitType,
)
from tests.factories import make_owner, nib_of, published, registered
from tests.licensing import letters

pytestmark = pytest.mark.django_db
NAME = "Yohana Uji Sekali"
GONE = "Data dihapus"


@pytest.fixture
def business(petugas, verifikator):
    return published(by=petugas, verifier=verifikator, owner=make_owner(name=NAME))


def erased(owner, by):
    owner.refresh_from_db()
    erasure.erase(owner, by=by, note="Diminta sendiri.", version=owner.version)


def test_a_reason_that_names_the_person_does_not_stop_the_erasure(
    business, perizinan, administrator
):
    from licensing.letters import withdraw

    letter = letters.issued(business, by=perizinan)
    withdraw(letter, reason=f"Salah nama {NAME}", by=perizinan, version=letter.version)

    erased(business.owner, administrator)

    letter = Letter.objects.get()
    assert letter.withdrawal_reason == GONE
    assert NAME not in letter.body


def test_notes_of_later_moves_are_not_kept(business, perizinan, administrator):
    nib = nib_of(business.owner, by=perizinan)
    permit = permits.enter(
        Permit(type=PermitType.objects.get(code="slhs"), business=business, number="1"),
        by=perizinan,
    )
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    erased(business.owner, administrator)
    for row in (nib, permit, case):
        row.refresh_from_db()

    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note=f"Menurut {NAME}")
    permits.move(permit, "revoke", by=perizinan, version=permit.version, note=f"Milik {NAME}")
    assistance.move(case, "cancel", by=perizinan, version=case.version, note=f"{NAME} menolak")

    for model in (NibStep, PermitStep, CaseStep):
        assert model.objects.first().note == GONE


def test_nothing_is_typed_into_their_cases_and_visits(petugas, perizinan, administrator):
    business = registered(by=petugas, owner=make_owner(name=NAME))
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    erased(business.owner, administrator)
    case.refresh_from_db()

    case.notes = NAME
    with pytest.raises(Refused):
        assistance.revise(case, by=perizinan, version=case.version)
    with pytest.raises(Refused):
        visits.tick(business, "visited", by=petugas, note=NAME)
