"""Cases for a NIB: what filing, finishing and cancelling do to the NIB of the owner."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from businesses import merging
from common.workflow import StaleVersion, WrongState
from licensing import assistance, lifecycle
from licensing.lifecycle import BadNumber, NumberTaken
from licensing.models import AssistanceCase, Document, Nib
from licensing.nib_assistance import NibInTheWay
from tests.businesses.test_concurrency import at_once
from tests.factories import invented_nib, make_owner, nib_of, registered
from tests.licensing.cases import move_of, opened, page_of, status_of
from tests.licensing.scan_files import upload
from tests.pages import form_with

pytestmark = pytest.mark.django_db


def without_record_nib(user):
    """The same account, which now moves cases and records no NIB."""
    user.groups.clear()
    moving = ("view_assistancecase", "change_assistancecase", "move_case")
    user.user_permissions.set(Permission.objects.filter(codename__in=moving))
    return type(user).objects.get(pk=user.pk)


def test_filing_applies_for_the_nib(filed, here):
    assert status_of(here.owner) == "applied"


def test_filing_leaves_a_nib_that_is_in_force(perizinan, here):
    nib_of(here.owner, by=perizinan)
    case = opened(here, "nib", by=perizinan)
    assistance.move(case, "file", by=perizinan, version=case.version)
    assert status_of(here.owner) == "recorded"


def test_finishing_records_the_number_in_the_same_step(client_of, perizinan, filed, here):
    number = invented_nib()
    client = client_of(perizinan)
    form = form_with(client.get(page_of(filed)), "number")
    answer = client.post(
        move_of(filed, "finish"),
        {**form, "number": number, "issued_on": "05/01/2026", "evidence": upload()},
    )
    assert answer.status_code == 302
    nib = Nib.objects.get(owner=here.owner)
    assert (nib.number, nib.issued_on, nib.status) == (number, date(2026, 1, 5), "recorded")
    assert nib.evidence is not None
    filed.refresh_from_db()
    assert (filed.stage, filed.closed_on) == ("done", timezone.localdate())
    assert filed.outcome
    assert number not in filed.outcome


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "number"),
        ({"number": "123"}, "number"),
        ({"number": "0000000000000"}, "number"),
        ({"number": "9120000000001", "issued_on": "01/01/2999"}, "issued_on"),
        ({"number": "9120000000001", "issued_on": "31/02/2026"}, "issued_on"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(client_of, perizinan, filed, here, typed, field):
    answer = client_of(perizinan).post(
        move_of(filed, "finish"), {"version": filed.version, **typed}
    )
    form = next(f for f in answer.context["moves"] if f.transition.name == "finish")
    assert answer.status_code == 200
    assert form.errors[field]
    assert form["number"].value() == typed.get("number")
    assert status_of(here.owner) == "applied"
    filed.refresh_from_db()
    assert filed.stage == "filed"


def test_a_taken_number_leaves_neither_half(petugas, perizinan, filed, here):
    taken = nib_of(make_owner_with_business(petugas), by=perizinan).number
    with pytest.raises(NumberTaken):
        assistance.move(filed, "finish", by=perizinan, version=filed.version, number=taken)
    filed.refresh_from_db()
    assert (filed.stage, filed.version, filed.outcome) == ("filed", 2, "")
    assert filed.steps.count() == 2
    assert status_of(here.owner) == "applied"


def make_owner_with_business(by):
    return registered(by=by, owner=make_owner()).owner


def test_a_bad_scan_leaves_neither_half(client_of, perizinan, filed, here):
    answer = client_of(perizinan).post(
        move_of(filed, "finish"),
        {"version": filed.version, "number": invented_nib(), "evidence": upload(b"no scan")},
    )
    form = next(f for f in answer.context["moves"] if f.transition.name == "finish")
    assert form.errors["evidence"]
    filed.refresh_from_db()
    assert filed.stage == "filed"
    assert status_of(here.owner) == "applied"
    assert not Document.objects.exists()


def test_a_nib_in_force_needs_no_number(client_of, perizinan, filed, here):
    nib = Nib.objects.get(owner=here.owner)
    lifecycle.move(nib, "record", by=perizinan, version=nib.version, number=invented_nib())
    page = client_of(perizinan).get(page_of(filed))
    assert (
        "number"
        not in next(f for f in page.context["moves"] if f.transition.name == "finish").fields
    )
    assert page.context["workflow_hint"]

    with pytest.raises(BadNumber):
        assistance.move(filed, "finish", by=perizinan, version=filed.version, number=invented_nib())
    case = assistance.move(filed, "finish", by=perizinan, version=filed.version)
    assert case.outcome == page.context["workflow_hint"]
    assert Nib.objects.get(owner=here.owner).version == nib.version + 1


@pytest.mark.parametrize("action", ["freeze", "revoke", "mismatch"])
def test_a_nib_that_is_not_in_force_is_set_right_first(perizinan, filed, here, action):
    nib = nib_of(here.owner, by=perizinan)
    nib = lifecycle.move(nib, action, by=perizinan, version=nib.version, note="OSS")
    with pytest.raises(NibInTheWay):
        assistance.move(filed, "finish", by=perizinan, version=filed.version, number=invented_nib())
    assert status_of(here.owner) == nib.status


def test_cancelling_withdraws_the_application_with_the_note(perizinan, filed, here):
    assistance.move(filed, "cancel", by=perizinan, version=filed.version, note="Batal")
    nib = Nib.objects.get(owner=here.owner)
    step = nib.steps.first()
    assert (nib.status, step.action, step.note) == ("not_held", "withdraw", "Batal")


def test_an_application_that_was_sent_back_is_withdrawn_too(perizinan, filed, here):
    back = assistance.move(filed, "send-back", by=perizinan, version=filed.version, note="KTP")
    assistance.move(back, "cancel", by=perizinan, version=back.version, note="Batal")
    assert status_of(here.owner) == "not_held"


def test_the_application_may_go_on_without_us(client_of, perizinan, filed, here):
    client = client_of(perizinan)
    answer = client.post(
        move_of(filed, "cancel"),
        {"version": filed.version, "note": "Sendiri", "keeps_application": "on"},
    )
    assert answer.status_code == 302
    assert status_of(here.owner) == "applied"


def test_an_application_of_another_case_is_not_withdrawn(petugas, perizinan, filed, here):
    stall = registered(by=petugas, owner=here.owner)
    other = opened(stall, "nib", by=perizinan)
    other = assistance.move(other, "file", by=perizinan, version=other.version)
    assistance.move(other, "cancel", by=perizinan, version=other.version, note="Dobel")
    assert status_of(here.owner) == "applied"


def test_a_case_that_was_never_filed_withdraws_nothing(petugas, perizinan, filed, here):
    stall = registered(by=petugas, owner=here.owner)
    other = opened(stall, "nib", by=perizinan)
    assistance.move(filed, "send-back", by=perizinan, version=filed.version, note="KTP")
    assistance.move(other, "cancel", by=perizinan, version=other.version, note="Dobel")
    assert status_of(here.owner) == "applied"


def test_who_may_not_touch_a_nib_is_told(client_of, persona, perizinan, filed, here):
    mover = without_record_nib(persona("perizinan", username="penggerak"))
    client = client_of(mover)
    refused = client.post(
        move_of(filed, "finish"), {"version": filed.version, "number": invented_nib()}
    )
    assert refused.status_code == 200
    assert status_of(here.owner) == "applied"

    answer = client.post(
        move_of(filed, "cancel"), {"version": filed.version, "note": "Batal"}, follow=True
    )
    assert answer.status_code == 200
    assert len(list(answer.context["messages"])) == 2
    filed.refresh_from_db()
    assert filed.stage == "cancelled"
    assert status_of(here.owner) == "applied"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_the_same_case_one_is_told(register, perizinan, persona, petugas):
    second = persona("perizinan", username="perizinan-dua")
    for _number in range(8):
        business = registered(by=petugas)
        case = opened(business, "nib", by=perizinan)
        case = assistance.move(case, "file", by=perizinan, version=case.version)
        number = invented_nib()

        def finish(by, case=case, number=number):
            return lambda: assistance.move(
                case, "finish", by=by, version=case.version, number=number
            )

        results = at_once(finish(perizinan), finish(second))
        assert sorted(results) == ["StaleVersion", "done"]
        assert Nib.objects.get(owner=business.owner).number == number
        assert case.steps.filter(action="finish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_cases_with_one_number_one_keeps_it(register, perizinan, petugas):
    cases = []
    for _number in range(2):
        case = opened(registered(by=petugas), "nib", by=perizinan)
        cases.append(assistance.move(case, "file", by=perizinan, version=case.version))
    number = invented_nib()

    def finish(case):
        return lambda: assistance.move(
            case, "finish", by=perizinan, version=case.version, number=number
        )

    assert sorted(at_once(*map(finish, cases))) == ["NumberTaken", "done"]
    assert Nib.objects.filter(number=number).count() == 1
    stages = AssistanceCase.objects.values_list("stage", flat=True)
    assert sorted(stages) == ["done", "filed"]
    connection.close()


def test_a_stale_move_is_refused(perizinan, filed):
    with pytest.raises(StaleVersion):
        assistance.move(filed, "finish", by=perizinan, version=1, number=invented_nib())


def test_a_number_typed_before_a_colleague_recorded_one_is_not_dropped(
    client_of, perizinan, filed, here
):
    nib_of(here.owner, by=perizinan, number="1111111111116")
    typed = {"version": filed.version, "number": "2222222222229"}

    answer = client_of(perizinan).post(move_of(filed, "finish"), typed)

    form = next(f for f in answer.context["moves"] if f.transition.name == "finish")
    assert "1111111111116" in str(form.errors)
    filed.refresh_from_db()
    assert filed.stage == "filed"
    same = {"version": filed.version, "number": "1111111111116"}
    assert client_of(perizinan).post(move_of(filed, "finish"), same).status_code == 302


def test_a_scan_sent_before_a_colleague_recorded_the_number_is_not_dropped(perizinan, filed, here):
    nib_of(here.owner, by=perizinan, number="1111111111116")
    with pytest.raises(NibInTheWay):
        assistance.move(filed, "finish", by=perizinan, version=filed.version, evidence=upload())
    assert not Document.objects.exists()


def test_a_case_of_a_merged_record_is_cancelled_and_nothing_else(
    petugas, verifikator, perizinan, here
):
    kept = registered(by=petugas, kelurahan="Fontein")
    cases = [opened(business, "nib", by=perizinan) for business in (kept, here)]
    merging.merge(
        kept, here, taken=(), by=verifikator,
        survivor_version=kept.version, absorbed_version=here.version,
    )  # fmt: skip
    left = cases[1]
    left.refresh_from_db()
    assert left.business_id == here.pk, "the twin stays where it was"
    with pytest.raises(WrongState):
        assistance.move(left, "file", by=perizinan, version=left.version)
    left.notes = "x"
    with pytest.raises(WrongState):
        assistance.revise(left, by=perizinan, version=left.version)

    left = assistance.move(left, "cancel", by=perizinan, version=left.version, note="Kembar.")

    assert left.stage == "cancelled"
    assert not Nib.objects.exists()


def test_an_application_that_another_case_sent_back_is_not_withdrawn(
    petugas, perizinan, filed, here
):
    back = assistance.move(filed, "send-back", by=perizinan, version=filed.version, note="Foto.")
    stall = registered(by=petugas, owner=here.owner, kelurahan="Fontein")
    other = opened(stall, "nib", by=perizinan)
    other = assistance.move(other, "file", by=perizinan, version=other.version)

    assistance.move(other, "cancel", by=perizinan, version=other.version, note="Ganda.")

    assert back.stage == "preparing"
    assert status_of(here.owner) == "applied"
