"""The owner takes the consent to publish back: out of the directory in the same transaction."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from businesses import consent
from businesses.forms.businesses import BusinessForm
from common.workflow import NoteMissing, StaleVersion, WrongState
from directory.models import Listing
from tests.factories import registered

pytestmark = pytest.mark.django_db


def test_a_withdrawal_unpublishes_at_once_and_is_recorded(neighbour, petugas):
    business = neighbour
    assert Listing.objects.filter(pk=business.pk).exists()

    row = consent.withdraw_consent(
        business, by=petugas, version=business.version, note="Pesan WhatsApp"
    )

    assert not Listing.objects.exists()
    assert (row.consent_given_on, row.consent_manner, row.publishes_contact) == (None, "", False)
    assert row.verification_status == "verified", "the administrative record stays"
    step = row.steps.first()
    assert (step.action, step.by, step.note) == ("withdraw_consent", petugas, "Pesan WhatsApp")
    assert row.history.first().history_change_reason == "consent.withdraw"
    assert row.history.first().prev_record.consent_given_on is not None, "the proof of before stays"
    assert row.updated_by == business.updated_by, "a withdrawal is no change of content"


def test_a_withdrawal_is_refused_without_right_area_note_version_or_consent(
    neighbour, petugas, verifikator, administrator, persona
):
    def withdraw(**given):
        values = {"by": petugas, "version": neighbour.version, "note": "uji", **given}
        return consent.withdraw_consent(neighbour, **values)

    with pytest.raises(PermissionDenied):
        withdraw(by=verifikator)
    with pytest.raises(Http404):
        withdraw(by=persona("petugas", username="petugas-alak", kelurahan="Alak"))
    with pytest.raises(NoteMissing):
        withdraw(note="")
    with pytest.raises(StaleVersion):
        withdraw(version=neighbour.version - 1)
    assert Listing.objects.exists()

    row = withdraw(by=administrator)
    with pytest.raises(WrongState):
        consent.withdraw_consent(row, by=administrator, version=row.version, note="uji")


def form_of(business, by, **typed):
    """The officer's form with what it holds, and what is typed anew."""
    form_class = type("Form", (BusinessForm,), {"user": by})
    data = form_class(instance=business).initial
    data |= {"opened_version": business.version, "owner": business.owner_id, **typed}
    return form_class(
        {key: value for key, value in data.items() if value is not None}, instance=business
    )


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"consent_manner": "form"}, True),
        ({"consent_manner": "form", "consent_proof": "map 12/2026"}, False),
        ({"consent_manner": "self"}, False),
        ({}, False),
    ],
)
def test_a_consent_that_is_noted_says_where_its_proof_is(petugas, typed, refused):
    business = registered(by=petugas)
    dated = {"consent_given_on": "05/01/2026"} if typed else {}
    form = form_of(business, petugas, **dated, **typed)
    assert ("consent_proof" in form.errors) is refused, form.errors


def test_a_consent_of_before_needs_no_proof_until_it_is_noted_anew(neighbour, petugas):
    stored = {"consent_given_on": "05/01/2026", "consent_manner": "form"}
    assert "consent_proof" not in form_of(neighbour, petugas, **stored).errors
    anew = {**stored, "consent_given_on": "06/01/2026"}
    assert "consent_proof" in form_of(neighbour, petugas, **anew).errors
