"""Two officers begin one NIB at the same moment: nobody waits in a circle, and nothing is lost."""

import pytest

from businesses.owner_lookup import find
from licensing import assistance, lifecycle
from licensing.models import AssistanceCase, Nib
from tests.businesses.test_concurrency import at_once
from tests.factories import invented_nib, make_owner, registered

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def test_a_number_and_a_filed_case_of_one_owner(register, petugas, persona):
    officers = [persona("perizinan", username=name) for name in ("satu", "dua")]
    for _round in range(ROUNDS):
        business = registered(by=petugas)
        case = AssistanceCase(business=business, kind="nib")
        assistance.open_case(case, by=officers[0])

        results = at_once(
            lambda b=business: lifecycle.record(b.owner, number=invented_nib(), by=officers[1]),
            lambda c=case: assistance.move(c, "file", by=officers[0], version=c.version),
        )

        assert results == ["done", "done"]
        assert Nib.objects.get(owner=business.owner).status == "recorded"
        case.refresh_from_db()
        assert case.stage == "filed"


def test_a_reason_twice(register, petugas, persona):
    officers = [persona("perizinan", username=name) for name in ("satu", "dua")]
    for _round in range(ROUNDS):
        owner = registered(by=petugas).owner
        results = at_once(
            *(
                lambda o=owner, by=by: lifecycle.note_absence(o, reason="no_signal", by=by)
                for by in officers
            )
        )
        assert results == ["done", "done"]
        assert Nib.objects.get(owner=owner).absence_reason == "no_signal"


def test_a_look_up_and_a_case_of_one_account(register, petugas, perizinan):
    for number in range(ROUNDS):
        phone = f"+62812999900{number:02}"
        business = registered(by=petugas, owner=make_owner(phone=phone))
        results = at_once(
            lambda p=phone: find(p, by=perizinan),
            lambda b=business: assistance.open_case(
                AssistanceCase(business=b, kind="halal"), by=perizinan
            ),
        )
        assert results == ["done", "done"]
