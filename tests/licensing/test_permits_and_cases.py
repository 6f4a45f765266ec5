"""Permits and cases: within the officer's area, on the version shown, closed when closed."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from common.workflow import StaleVersion, WrongState
from licensing import assistance, permits
from licensing.assistance import AlreadyOpen
from licensing.models import AssistanceCase, Permit, PermitType
from tests.factories import registered
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(petugas):
    return registered(by=petugas, kelurahan="Fontein", products=("Selendang",))


@pytest.fixture
def elsewhere(petugas):
    return registered(by=petugas, kelurahan="Alak", products=("Sarung",))


@pytest.fixture
def local(persona):
    """A licensing officer of one kelurahan."""
    return persona("perizinan", username="perizinan-fontein", kelurahan="Fontein")


def permit_of(by, **holder):
    kind = PermitType.objects.get(code="halal" if "product" in holder else "slhs")
    return permits.enter(Permit(type=kind, number="1", **holder), by=by)


def change(record):
    return reverse(f"admin:licensing_{record._meta.model_name}_change", args=[record.pk])


@pytest.mark.parametrize("holder", ["business", "owner", "product"])
def test_a_permit_of_another_kelurahan_does_not_exist(
    client_of, perizinan, local, elsewhere, holder
):
    target = {
        "business": elsewhere,
        "owner": elsewhere.owner,
        "product": elsewhere.products.get(),
    }[holder]
    permit = permit_of(perizinan, **{holder: target})

    assert client_of(local).get(change(permit)).status_code == 404
    assert Permit.objects.visible_to(local).count() == 0
    with pytest.raises(Http404):
        permits.revise(permit, by=local, version=permit.version)
    with pytest.raises(Http404):
        permit_of(local, **{holder: target})


def test_a_permit_cannot_be_hung_on_a_foreign_business_by_its_key(
    client_of, local, here, elsewhere
):
    client = client_of(local)
    add = reverse("admin:licensing_permit_add")
    form = form_with(client.get(add), "number")
    kind = PermitType.objects.get(code="slhs")
    typed = {**form, "type": kind.pk, "number": "1"}

    refused = send_confirmed(client, add, {**typed, "business": elsewhere.pk})
    assert refused.status_code == 200
    assert not Permit.objects.exists()
    assert send_confirmed(client, add, {**typed, "business": here.pk}).status_code == 302
    assert Permit.objects.get().business == here


def test_a_stale_permit_is_refused(perizinan, here):
    permit = permit_of(perizinan, business=here)
    permits.revise(permit, by=perizinan, version=permit.version)
    with pytest.raises(StaleVersion):
        permits.revise(permit, by=perizinan, version=1)


def test_an_odd_number_is_asked_about(client_of, perizinan, here):
    kind = PermitType.objects.exclude(number_pattern="").filter(for_product=True).first()
    client = client_of(perizinan)
    add = reverse("admin:licensing_permit_add")
    typed = {
        **form_with(client.get(add), "number"),
        "type": kind.pk,
        "number": "??",
        "product": here.products.get().pk,
    }
    first = client.post(add, typed)
    assert first.context["adminform"].form.unconfirmed
    assert not Permit.objects.exists()
    assert send_confirmed(client, add, typed).status_code == 302


def test_a_pattern_that_is_none_is_refused(client_of, administrator, register):
    kind = PermitType.objects.get(code="slhs")
    client = client_of(administrator)
    form = form_with(client.get(change(kind)), "number_pattern")
    answer = client.post(change(kind), {**form, "number_pattern": "("})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["number_pattern"]


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
    case = assistance.open_case(AssistanceCase(business=here, kind="halal"), by=perizinan)
    case = assistance.move(case, "cancel", by=perizinan, version=case.version, note="Pindah")
    page = client_of(perizinan).get(change(case)).content.decode()
    assert 'name="notes"' not in page
    assert client_of(perizinan).post(change(case), {"notes": "x"}).status_code == 403
    with pytest.raises(WrongState):
        assistance.revise(case, by=perizinan, version=case.version)


def test_one_open_case_of_a_kind(perizinan, here):
    assistance.open_case(AssistanceCase(business=here, kind="halal"), by=perizinan)
    with pytest.raises(AlreadyOpen):
        assistance.open_case(AssistanceCase(business=here, kind="halal"), by=perizinan)


def test_the_list_of_open_cases_is_what_its_filter_says(client_of, perizinan, here):
    late = assistance.open_case(
        AssistanceCase(
            business=here,
            kind="halal",
            officer=perizinan,
            opened_on=date(2026, 1, 5),
            due_on=date(2026, 2, 5),
        ),
        by=perizinan,
    )
    other = assistance.open_case(AssistanceCase(business=here, kind="merek"), by=perizinan)
    closed = assistance.open_case(AssistanceCase(business=here, kind="pirt"), by=perizinan)
    assistance.move(closed, "cancel", by=perizinan, version=closed.version, note="Batal")
    page = reverse("admin:licensing_assistancecase_changelist")

    def listed(value):
        rows = client_of(perizinan).get(page, {"terbuka": value}).context["cl"].queryset
        return set(rows)

    assert listed("ya") == {late, other}
    assert listed("saya") == {late}
    assert listed("terlambat") == {late}
