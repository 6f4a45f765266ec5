"""Whether a business runs: date, reason, and what follows in the directory."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from businesses import activity
from businesses.models import Business, Owner
from common.workflow import NoteMissing, StaleVersion, WrongState
from directory.models import Listing
from tests.factories import published, registered

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def move(business, action, by, **typed):
    typed = {"note": "Pindah ke Soe", **typed}
    return activity.move(business, action, by=by, version=business.version, **typed)


@pytest.fixture
def business(petugas):
    return registered(by=petugas, registered_on=date(2025, 3, 1), started_year=2024)


def test_every_status_is_reachable():
    assert activity.WORKFLOW.unreachable() == set()
    assert all(t.needs_note for t in activity.WORKFLOW.transitions.values())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (["pause"], "inactive"),
        (["pause", "resume"], "active"),
        (["close"], "closed"),
        (["pause", "close"], "closed"),
        (["close", "restart"], "active"),
    ],
)
def test_each_move_leaves_date_reason_and_step(business, petugas, path, status):
    for number, action in enumerate(path, start=1):
        business = move(
            business, action, petugas, note=f"Alasan {number}", on=date(2025, 6, number)
        )

    assert business.activity_status == status
    assert business.activity_changed_on == date(2025, 6, len(path))
    assert business.activity_reason == f"Alasan {len(path)}"
    assert [step.action for step in business.steps.all()] == path[::-1]


@pytest.mark.parametrize("action", ["resume", "restart"])
def test_an_active_business_cannot_begin_again(business, petugas, action):
    with pytest.raises(WrongState):
        move(business, action, petugas)


def test_a_reason_is_needed_and_a_long_one_is_kept_in_the_step(business, petugas):
    with pytest.raises(NoteMissing):
        move(business, "close", petugas, note=" ")
    business = move(business, "close", petugas, note="x" * 300)
    assert len(business.activity_reason) == 160
    assert len(business.steps.first().note) == 300


@pytest.mark.parametrize(
    ("on", "is_right"),
    [
        (date(2023, 12, 31), False),
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (None, True),
        (timezone.localdate() + timedelta(days=1), False),
    ],
)
def test_the_day_lies_between_registration_and_today(business, petugas, on, is_right):
    if is_right:
        assert move(business, "close", petugas, on=on).activity_changed_on == (on or TODAY())
    else:
        with pytest.raises(activity.BadDate):
            move(business, "close", petugas, on=on)
        assert Business.objects.active().filter(pk=business.pk).exists()


def test_the_day_lies_not_before_the_year_of_the_start(petugas):
    young = registered(by=petugas, registered_on=date(2020, 1, 1), started_year=2024)
    with pytest.raises(activity.BadDate, match="2024"):
        move(young, "close", petugas, on=date(2023, 6, 1))


def test_it_cannot_open_again_before_it_closed(business, petugas):
    business = move(business, "close", petugas, on=date(2025, 6, 1))
    with pytest.raises(activity.BadDate):
        move(business, "restart", petugas, on=date(2025, 5, 31))
    assert move(business, "restart", petugas, on=date(2025, 6, 1)).activity_status == "active"


@pytest.mark.parametrize(("action", "back"), [("pause", "resume"), ("close", "restart")])
def test_it_leaves_the_directory_at_once_and_comes_back(petugas, verifikator, action, back):
    business = published(by=petugas, verifier=verifikator)
    assert Listing.objects.filter(business=business).exists()
    business = move(business, action, petugas)
    assert not Listing.objects.filter(business=business).exists()
    assert Business.objects.verified().filter(pk=business.pk).exists(), "the record stays"
    move(business, back, petugas)
    assert Listing.objects.filter(business=business).exists()


def test_permission_scope_and_version_are_checked(business, persona, laporan, petugas):
    stranger = persona("petugas", username="petugas-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        move(business, "close", stranger)
    with pytest.raises(PermissionDenied):
        move(business, "close", laporan)
    seen = business.version
    move(business, "pause", petugas)
    with pytest.raises(StaleVersion):
        activity.move(business, "close", by=petugas, version=seen, note="x")


# -- on the page of the business -----------------------------------------------------------------


def test_the_page_asks_for_the_day_and_the_reason(client_of, petugas, business):
    client = client_of(petugas)
    page = client.get(f"/admin/businesses/business/{business.pk}/change/").content.decode()
    form = page.split("pindah/close/")[1].split("</form>")[0]
    assert 'name="on"' in form
    assert 'name="note"' in form
    assert 'maxlength="160"' in form

    url = f"/admin/businesses/business/{business.pk}/pindah/close/"
    typed = {"version": business.version, "on": "01/06/2025", "note": "Pemilik pindah"}
    assert client.post(url, {**typed, "note": ""}).status_code == 200
    assert client.post(url, {**typed, "on": "01/06/2099"}).status_code == 200
    assert client.post(url, typed).status_code == 302

    business.refresh_from_db()
    assert (business.activity_status, business.activity_changed_on, business.activity_reason) == (
        "closed",
        date(2025, 6, 1),
        "Pemilik pindah",
    )


def test_the_form_of_the_business_has_no_activity_field(client_of, petugas, business):
    page = client_of(petugas).get(f"/admin/businesses/business/{business.pk}/change/")
    fields = page.context["adminform"].form.fields
    assert not {"activity_status", "activity_changed_on", "activity_reason"} & set(fields)


# -- nothing is deleted by officers ----------------------------------------------------------------


def test_no_role_may_delete_a_business_an_owner_or_a_licence():
    kept = {"business", "owner", "nib", "permit", "assistancecase", "verificationstep", "user"}
    granted = {name.split(".")[1] for role in roles.ROLES for name in role.permissions}
    assert not {f"delete_{model}" for model in kept} & granted


@pytest.mark.parametrize("role", [role.login for role in roles.ROLES])
def test_there_is_no_way_to_delete_one(client_of, persona, petugas, role, business):
    client = client_of(persona(role, username=f"{role}-hapus"))
    for model, pk in (("business", business.pk), ("owner", business.owner_id)):
        url = reverse(f"admin:businesses_{model}_delete", args=[pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {"post": "yes"}).status_code == 403
        client.post(
            reverse(f"admin:businesses_{model}_changelist"),
            {"action": "delete_selected", "_selected_action": [pk], "post": "yes"},
        )
    assert Business.objects.filter(pk=business.pk).exists()
    assert Owner.objects.filter(pk=business.owner_id).exists()
