"""Cases: opened in three fields, moved by the table, and ending in a NIB or not at all."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Owner
from common.workflow import Refused, StaleVersion, WrongState
from licensing import assistance, lifecycle
from licensing.assistance import AlreadyOpen, OutcomeMissing
from licensing.lifecycle import BadNumber, NumberTaken
from licensing.models import AssistanceCase, Document, Nib
from licensing.nib_assistance import NibInTheWay
from tests.businesses.test_concurrency import at_once
from tests.factories import invented_nib, make_owner, nib_of, registered
from tests.licensing.scan_files import upload
from tests.pages import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(petugas):
    return registered(by=petugas, kelurahan="Fontein", products=("Selendang",))


@pytest.fixture
def local(persona):
    """A licensing officer of another kelurahan."""
    return persona("perizinan", username="perizinan-alak", kelurahan="Alak")


@pytest.fixture
def filed(here, perizinan):
    """A case for a NIB whose application is filed."""
    case = opened(here, "nib", by=perizinan)
    return assistance.move(case, "file", by=perizinan, version=case.version)


def opened(business, kind, *, by, **fields):
    return assistance.open_case(AssistanceCase(business=business, kind=kind, **fields), by=by)


def page_of(record):
    return reverse(f"admin:licensing_{record._meta.model_name}_change", args=[record.pk])


def move_of(case, action):
    return reverse("admin:licensing_assistancecase_move", args=[case.pk, action])


def status_of(owner):
    return Nib.objects.get(owner=owner).status


def without_record_nib(user):
    """The same account, which now moves cases and records no NIB."""
    user.groups.clear()
    moving = ("view_assistancecase", "change_assistancecase", "move_case")
    user.user_permissions.set(Permission.objects.filter(codename__in=moving))
    return type(user).objects.get(pk=user.pk)


# -- one case ------------------------------------------------------------------------------------


def test_a_case_is_due_after_it_was_opened(client_of, perizinan, here):
    client = client_of(perizinan)
    add = reverse("admin:licensing_assistancecase_add")
    form = form_with(client.get(add), "due_on")
    yesterday = (timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")
    answer = client.post(
        add, {**form, "business": here.pk, "kind": "halal", "channel": "mpp", "due_on": yesterday}
    )
    assert answer.status_code == 200
    assert not AssistanceCase.objects.exists()


def test_a_closed_case_is_read_only(client_of, perizinan, here):
    case = opened(here, "halal", by=perizinan)
    case = assistance.move(case, "cancel", by=perizinan, version=case.version, note="Pindah")
    assert case.closed_on == timezone.localdate()
    page = client_of(perizinan).get(page_of(case)).content.decode()
    assert 'name="notes"' not in page
    assert client_of(perizinan).post(page_of(case), {"notes": "x"}).status_code == 403
    with pytest.raises(WrongState):
        assistance.revise(case, by=perizinan, version=case.version)


def test_one_open_case_of_a_kind(perizinan, here):
    first = opened(here, "halal", by=perizinan)
    with pytest.raises(AlreadyOpen) as refused:
        opened(here, "halal", by=perizinan)
    assert refused.value.case == first


def test_another_officer_takes_over_by_an_ordinary_edit(client_of, perizinan, persona, here):
    case = opened(here, "halal", by=perizinan, officer=perizinan)
    colleague = persona("perizinan", username="perizinan-dua")
    client = client_of(perizinan)
    form = form_with(client.get(page_of(case)), "notes")
    assert client.post(page_of(case), {**form, "officer": colleague.pk}).status_code == 302
    case.refresh_from_db()
    assert case.officer == colleague


def test_a_filed_case_keeps_its_kind(perizinan, filed):
    filed.kind = "halal"
    with pytest.raises(Refused):
        assistance.revise(filed, by=perizinan, version=filed.version)


def test_no_case_for_a_business_that_closed(petugas, perizinan, here):
    activity.move(here, "close", by=petugas, version=here.version, note="Tutup")
    with pytest.raises(Refused):
        opened(here, "nib", by=perizinan)


def test_no_case_for_a_business_that_was_merged(petugas, verifikator, perizinan, here):
    twin = registered(by=petugas, kelurahan="Fontein")
    merging.merge(
        twin, here, taken=(), by=verifikator, survivor_version=1, absorbed_version=here.version
    )
    with pytest.raises(Refused):
        opened(here, "nib", by=perizinan)


def test_no_case_for_an_owner_whose_data_were_erased(perizinan, here):
    Owner.objects.filter(pk=here.owner_id).update(anonymised_on=timezone.localdate())
    with pytest.raises(Refused):
        opened(here, "nib", by=perizinan)


def test_outside_the_area_there_is_nothing(perizinan, local, here):
    case = opened(here, "halal", by=perizinan)
    with pytest.raises(Http404):
        opened(here, "merek", by=local)
    with pytest.raises(Http404):
        assistance.move(case, "prepare", by=local, version=case.version)
    with pytest.raises(Http404):
        assistance.revise(case, by=local, version=case.version)


def test_who_may_not_move_is_refused(petugas, here):
    case = opened(here, "halal", by=petugas)
    with pytest.raises(PermissionDenied):
        assistance.move(case, "prepare", by=petugas, version=case.version)


# -- moves without a NIB -------------------------------------------------------------------------


def test_another_kind_is_finished_with_a_word_on_the_outcome(client_of, perizinan, here):
    case = opened(here, "halal", by=perizinan)
    case = assistance.move(case, "file", by=perizinan, version=case.version)
    with pytest.raises(OutcomeMissing):
        assistance.move(case, "finish", by=perizinan, version=case.version)
    assert not Nib.objects.exists()

    client = client_of(perizinan)
    answer = client.post(
        move_of(case, "finish"),
        {"version": case.version, "outcome": "Sertifikat terbit"},
        follow=True,
    )
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("done", "Sertifikat terbit")
    assert reverse("admin:licensing_permit_add") in answer.content.decode()


def test_every_move_has_its_actor_and_its_moment(perizinan, filed):
    steps = filed.steps.order_by("pk")
    assert [(step.from_status, step.to_status, step.by) for step in steps] == [
        ("", "opened", perizinan),
        ("opened", "filed", perizinan),
    ]
    assert all(step.at for step in steps)


# -- a case for a NIB ----------------------------------------------------------------------------


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


# -- the list ------------------------------------------------------------------------------------


def listed(client, **query):
    page = reverse("admin:licensing_assistancecase_changelist")
    return list(client.get(page, query).context["cl"].result_list)


def aged(business, kind, days, *, by, **fields):
    day = timezone.localdate() - timedelta(days=days)
    return opened(business, kind, by=by, opened_on=day, **fields)


def test_the_list_of_open_cases_is_what_its_filter_says(client_of, perizinan, here):
    late = opened(
        here,
        "halal",
        by=perizinan,
        officer=perizinan,
        opened_on=date(2026, 1, 5),
        due_on=date(2026, 2, 5),
    )
    other = opened(here, "merek", by=perizinan)
    closed = opened(here, "pirt", by=perizinan)
    assistance.move(closed, "cancel", by=perizinan, version=closed.version, note="Batal")
    client = client_of(perizinan)

    assert set(listed(client, terbuka="ya")) == {late, other}
    assert listed(client, terbuka="saya") == [late]
    assert listed(client, terbuka="terlambat") == [late]
    assert listed(client, terbuka="ditutup") == [closed]
    assert listed(client, petugas="saya") == [late]
    assert set(listed(client, petugas="tanpa")) == {other, closed}


def test_the_list_by_age(client_of, perizinan, here):
    kinds = dict(zip(("nib", "pirt", "halal", "merek"), (7, 8, 30, 31), strict=True))
    cases = {days: aged(here, kind, days, by=perizinan) for kind, days in kinds.items()}
    client = client_of(perizinan)

    assert listed(client, umur="0-7") == [cases[7]]
    assert listed(client, umur="8-14") == [cases[8]]
    assert listed(client, umur="15-30") == [cases[30]]
    assert listed(client, umur="31") == [cases[31]]
    assert listed(client, terbuka="ya") == [cases[31], cases[30], cases[8], cases[7]]
    assert listed(client) == [cases[7], cases[8], cases[30], cases[31]]
    assert len(listed(client, umur="x")) == 4


def test_the_list_of_a_place(client_of, perizinan, petugas, here):
    there = opened(registered(by=petugas, kelurahan="Alak"), "nib", by=perizinan)
    opened(here, "nib", by=perizinan)
    client = client_of(perizinan)
    assert listed(client, tempat=there.business.kelurahan.code) == [there]


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
