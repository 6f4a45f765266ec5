"""The life of a permit: applied for, granted or refused, revoked, and back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from common.workflow import NoteMissing, StaleVersion, WrongState
from licensing import permits
from licensing.lifecycle import BadDate
from licensing.models import Permit
from licensing.permits import NumberMissing, Unsound
from tests.licensing.permit_rows import change, entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(perizinan, here):
    return entered(perizinan, "pirt", "", product=here.products.get())


def moved(permit, action, by, **typed):
    return permits.move(permit, action, by=by, version=permit.version, **typed)


def test_the_whole_life(perizinan, applied):
    refused = moved(applied, "refuse", perizinan, note="Tidak lengkap")
    again = moved(refused, "reapply", perizinan)
    granted = moved(again, "grant", perizinan, number="1234567890123 - 45")
    assert granted.number == "1234567890123-45"
    assert granted.issued_on is None
    revoked = moved(granted, "revoke", perizinan, note="Dicabut")
    restored = moved(revoked, "restore", perizinan, note="Dipulihkan")
    assert restored.status == Permit.Status.GRANTED
    steps = restored.steps.order_by("pk")
    assert [step.action for step in steps] == [
        *("enter", "refuse", "reapply", "grant", "revoke", "restore"),
    ]
    assert all(step.by == perizinan and step.at for step in steps)


def test_what_a_move_refuses(perizinan, petugas, local, applied, elsewhere):
    with pytest.raises(NumberMissing):
        moved(applied, "grant", perizinan)
    with pytest.raises(NoteMissing):
        moved(applied, "refuse", perizinan)
    with pytest.raises(WrongState):
        moved(applied, "restore", perizinan, note="x")
    with pytest.raises(PermissionDenied):
        moved(applied, "grant", petugas, number="1")
    days = {"issued_on": date(2026, 1, 5), "expires_on": date(2026, 1, 4)}
    with pytest.raises(Unsound):
        moved(applied, "grant", perizinan, number="1", **days)
    with pytest.raises(BadDate):
        moved(applied, "grant", perizinan, number="1", issued_on=date(2999, 1, 1))
    foreign = entered(perizinan, "slhs", "", business=elsewhere)
    with pytest.raises(Http404):
        moved(foreign, "grant", local, number="1")
    granted = moved(applied, "grant", perizinan, number="1")
    with pytest.raises(StaleVersion):
        moved(applied, "revoke", perizinan, note="x")
    granted.number = ""
    with pytest.raises(NumberMissing):
        permits.revise(granted, by=perizinan, version=granted.version)


def test_granting_on_the_page_asks_for_the_usual_end_once(client_of, perizinan, applied):
    browser = client_of(perizinan)
    url = reverse("admin:licensing_permit_move", args=[applied.pk, "grant"])
    typed = {"version": applied.version, "number": "1", "issued_on": "05/01/2026"}

    asked = browser.post(url, typed)
    assert asked.status_code == 200
    assert "2031" in asked.content.decode()
    applied.refresh_from_db()
    assert applied.status == Permit.Status.APPLIED

    assert browser.post(url, {**typed, "is_endless": "on"}).status_code == 302
    applied.refresh_from_db()
    assert (applied.status, applied.expires_on) == (Permit.Status.GRANTED, None)


def test_a_grant_in_the_wrong_order_is_a_sentence_on_the_page(client_of, perizinan, applied):
    url = reverse("admin:licensing_permit_move", args=[applied.pk, "grant"])
    typed = {"version": applied.version, "number": "1"}
    days = {"issued_on": "05/01/2026", "expires_on": "04/01/2026"}
    assert client_of(perizinan).post(url, {**typed, **days}).status_code == 200
    assert Permit.objects.get().status == Permit.Status.APPLIED


def test_the_buttons_follow_the_table(client_of, perizinan, pimpinan, applied):
    page = client_of(perizinan).get(change(applied)).content.decode()
    assert "/pindah/grant/" in page
    assert "/pindah/revoke/" not in page
    assert "/pindah/" not in client_of(pimpinan).get(change(applied)).content.decode()
