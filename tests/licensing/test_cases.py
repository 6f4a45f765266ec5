"""Cases: opening, changing and moving them, within the area."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Owner
from common.workflow import Refused, WrongState
from licensing import assistance
from licensing.assistance import AlreadyOpen, OutcomeMissing
from licensing.models import AssistanceCase, Nib
from tests.factories import registered
from tests.licensing.cases import move_of, opened, page_of
from tests.pages import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def outsider(persona):
    """A licensing officer of another kelurahan."""
    return persona("perizinan", username="perizinan-alak", kelurahan="Alak")


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


def test_outside_the_area_there_is_nothing(perizinan, outsider, here):
    case = opened(here, "halal", by=perizinan)
    with pytest.raises(Http404):
        opened(here, "merek", by=outsider)
    with pytest.raises(Http404):
        assistance.move(case, "prepare", by=outsider, version=case.version)
    with pytest.raises(Http404):
        assistance.revise(case, by=outsider, version=case.version)


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
