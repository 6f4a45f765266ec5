"""Permits: within the officer's area, on the version shown, odd values asked about."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from businesses import erasure
from businesses.models import Kbli, Owner
from common.workflow import Refused, StaleVersion
from licensing import documents, permits
from licensing.lifecycle import BadDate
from licensing.models import NibActivity, Permit, PermitType
from licensing.permits import Unsound
from tests.factories import nib_of, registered
from tests.licensing.permit_rows import change, entered
from tests.licensing.scan_files import upload
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db


def permit_of(by, **holder):
    code = {"product": "halal", "business": "slhs", "owner": "merek"}[next(iter(holder))]
    kind = PermitType.objects.get(code=code)
    return permits.enter(Permit(type=kind, number="1", **holder), by=by)


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


# -- what goes together ----------------------------------------------------------------------------


@pytest.fixture
def add(client_of, perizinan):
    """Send the form of a new permit; returns the answer and the errors of its form."""
    browser, url = client_of(perizinan), reverse("admin:licensing_permit_add")

    def send(code, *, confirmed=False, **typed):
        form = form_with(browser.get(url), "number")
        kind = PermitType.objects.get(code=code)
        send_it = send_confirmed if confirmed else lambda client, *args: client.post(*args)
        answer = send_it(browser, url, {**form, "type": kind.pk, **typed})
        return answer, answer.context["adminform"].form.errors if answer.context else {}

    return send


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1234567890123 - 45", "1234567890123-45"),
        ("  12345 67890123-45 ", "1234567890123-45"),
        ("  443 / 12   /X ", "443 / 12 /X"),
    ],
)
def test_blanks_in_a_number(perizinan, here, typed, stored):
    permit = entered(perizinan, "pirt", typed, product=here.products.get())
    assert permit.number == stored


def test_a_number_of_blanks_is_none(perizinan, here):
    assert entered(perizinan, "slhs", "  ", business=here).status == Permit.Status.APPLIED


def test_a_certificate_of_a_kbli_line_names_the_line_and_no_other_permit_does(add, perizinan, here):
    line = Kbli.objects.first()
    _answer, errors = add("sertifikat-standar", business=here.pk, number="S1")
    assert set(errors) == {"kbli"}
    _answer, errors = add("slhs", business=here.pk, number="S1", kbli=line.pk)
    assert set(errors) == {"kbli"}
    answer, _errors = add("sertifikat-standar", business=here.pk, number="S1", kbli=line.pk)
    assert answer.status_code == 302
    assert Permit.objects.get().kbli == line
    with pytest.raises(Unsound):
        entered(perizinan, "izin", business=here)


def test_a_line_that_is_not_on_the_nib_is_asked_about(add, perizinan, here):
    on_nib, other = Kbli.objects.all()[:2]
    nib = nib_of(here.owner, by=perizinan)
    NibActivity.objects.create(nib=nib, kbli=on_nib, risk_level="menengah_tinggi", scale="mikro")
    typed = {"business": here.pk, "number": "S1"}

    assert set(add("sertifikat-standar", kbli=other.pk, **typed)[1]) == {"kbli"}
    answer, _errors = add("sertifikat-standar", kbli=other.pk, confirmed=True, **typed)
    assert answer.status_code == 302
    answer, _errors = add("sertifikat-standar", kbli=on_nib.pk, business=here.pk, number="S2")
    assert answer.status_code == 302


@pytest.mark.parametrize("key", ["x", "9" * 30, "-1", "0"])
def test_a_line_that_is_none_is_a_wrong_choice(add, here, key):
    answer, errors = add("sertifikat-standar", business=here.pk, number="S1", kbli=key)
    assert answer.status_code == 200
    assert "kbli" in errors


def test_dates_in_the_wrong_order_are_a_sentence(add, perizinan, here):
    typed = {"business": here.pk, "number": "S1"}
    _answer, errors = add("slhs", issued_on="05/01/2026", expires_on="04/01/2026", **typed)
    assert set(errors) == {"expires_on"}
    with pytest.raises(Unsound):
        entered(
            perizinan,
            "slhs",
            business=here,
            issued_on=date(2026, 1, 5),
            expires_on=date(2026, 1, 4),
        )
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(BadDate):
        entered(perizinan, "slhs", business=here, issued_on=tomorrow)


def test_a_holder_of_the_wrong_kind_and_two_holders_are_sentences(add, perizinan, here):
    assert set(add("slhs", owner=here.owner_id, number="S1")[1]) == {"owner"}
    assert add("merek", owner=here.owner_id, product=here.products.get().pk)[1]
    assert add("merek")[1]
    with pytest.raises(Http404):
        entered(perizinan, "merek")
    assert not Permit.objects.exists()


def test_the_usual_end_is_asked_for(add, here):
    typed = {"product": here.products.get().pk, "number": "1234567890123-45"}
    typed |= {"issued_on": "29/02/2024"}
    _answer, errors = add("pirt", **typed)
    assert "28" in str(errors["expires_on"])
    assert "2029" in str(errors["expires_on"])
    assert add("pirt", expires_on="01/03/2029", **typed)[0].status_code == 302
    assert Permit.objects.get().expires_on == date(2029, 3, 1)


def test_a_number_with_another_holder_is_asked_about_by_name(add, perizinan, here, elsewhere):
    entered(perizinan, "slhs", "S1", business=elsewhere)
    _answer, errors = add("slhs", business=here.pk, number=" S1 ")
    assert elsewhere.name in str(errors["number"])
    assert add("slhs", business=here.pk, number="S1", confirmed=True)[0].status_code == 302


def test_a_holder_outside_the_area_is_not_named(client_of, perizinan, local, here, elsewhere):
    entered(perizinan, "slhs", "S1", business=elsewhere)
    browser, url = client_of(local), reverse("admin:licensing_permit_add")
    typed = {**form_with(browser.get(url), "number"), "business": here.pk, "number": "S1"}
    typed["type"] = PermitType.objects.get(code="slhs").pk
    page = browser.post(url, typed)
    assert page.context["adminform"].form.errors["number"]
    assert elsewhere.name not in page.content.decode()


def test_nothing_is_entered_for_an_erased_owner(perizinan, administrator, here):
    permit = entered(perizinan, "slhs", business=here)
    erasure.erase(here.owner, by=administrator, note="Permintaan tertulis")
    here.refresh_from_db()
    with pytest.raises(Refused):
        entered(perizinan, "slhs", "2", business=here)
    with pytest.raises(Refused):
        permits.revise(permit, by=perizinan, version=permit.version)
    assert Permit.objects.count() == 1


def test_an_owner_without_a_business_is_no_holder_of_the_others(local, here):
    assert not permits.covers(local, Permit())
    assert permits.covers(local, Permit(owner=Owner.objects.get(pk=here.owner_id)))


def test_a_scan_does_not_follow_its_permit_to_another_person(petugas, perizinan, document_folder):
    first, second = registered(by=petugas), registered(by=petugas)
    permit = permits.enter(
        Permit(type=PermitType.objects.get(code="slhs"), business=first, number="1"), by=perizinan
    )
    documents.attach(permit, upload(), by=perizinan, version=permit.version)
    permit.refresh_from_db()
    permit.business = second
    with pytest.raises(permits.Unsound):
        permits.revise(permit, by=perizinan, version=permit.version)
    assert Permit.objects.get().business == first
