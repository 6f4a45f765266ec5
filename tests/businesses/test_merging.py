"""Merging two records, and taking it back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from businesses import duplicates, merging, registration, verification
from businesses.models import (
    Business,
    Owner,
    Photo,
    Product,
    VerificationStep,
)
from common.workflow import StaleVersion, WrongState
from licensing.models import AssistanceCase, Permit, PermitType
from tests.businesses.merges import fresh, merged
from tests.factories import invented_nik, make_owner, nib_of, registered, verified

pytestmark = pytest.mark.django_db


def test_one_record_is_left_with_the_chosen_values(pair, verifikator):
    kept, gone = pair
    merged(kept, gone, by=verifikator, taken={"name", "phone"})

    assert list(Business.objects.all()) == [kept]
    stored = fresh(kept)
    assert (stored.name, stored.phone, stored.landmark) == (
        "Kios Berkat Jaya",
        "+6281211110000",
        "Dekat gereja",
    )
    assert stored.code == kept.code
    assert fresh(gone).merged_into == kept
    assert stored.updated_by == verifikator


def test_both_histories_say_so(pair, verifikator):
    kept, gone = pair
    done = merged(kept, gone, by=verifikator, taken={"phone"})
    for business in pair:
        event = business.history.first()
        assert (event.history_user, event.history_change_reason) == (
            verifikator,
            f"merge {done.pk}",
        )


def test_what_hangs_on_the_record_moves(pair, petugas, perizinan, verifikator):
    kept, gone = pair
    product = Product.objects.create(business=gone, name="Beras")
    Photo.objects.bulk_create(
        [Photo(business=gone, product=product, image="foto/a.webp", alt="Beras", width=4, height=3)]
    )
    permit = Permit(type=PermitType.objects.get(code="slhs"), business=gone, number="7")
    permit.stamp(perizinan)
    permit.save()
    case = AssistanceCase(business=gone, kind="halal")
    case.stamp(perizinan)
    case.save()

    done = merged(kept, gone, by=verifikator)

    for row in (product, permit, case):
        row.refresh_from_db()
    for row in (product, permit, case, Photo.objects.get()):
        assert row.business == kept, row
    assert (permit.version, case.version) == (2, 2), "an open form would bring the old place back"
    assert permit.history.first().history_change_reason == f"merge {done.pk}"
    assert done.moved["businesses.Product.business"] == {"moved": [product.pk], "stays": []}


def test_what_the_survivor_has_already_stays_and_is_counted(pair, perizinan, verifikator):
    kept, gone = pair
    twin = Product.objects.create(business=kept, name="Beras")
    stays = Product.objects.create(business=gone, name="Beras")
    moves = Product.objects.create(business=gone, name="Gula")
    permit = Permit(type=PermitType.objects.get(code="pirt"), product=stays, number="1")
    permit.stamp(perizinan)
    permit.save()
    cases = []
    for business in pair:
        case = AssistanceCase(business=business, kind="halal")
        case.stamp(perizinan)
        case.save()
        cases.append(case)

    done = merged(kept, gone, by=verifikator)

    assert done.moved["businesses.Product.business"] == {"moved": [moves.pk], "stays": [stays.pk]}
    assert done.moved["licensing.AssistanceCase.business"] == {"moved": [], "stays": [cases[1].pk]}
    permit.refresh_from_db()
    assert permit.product == twin, "the permit of the product that stays goes to its twin"
    assert list(Product.objects.visible_to(verifikator).order_by("name")) == [twin, moves]

    merging.undo(done, by=verifikator)
    permit.refresh_from_db()
    assert permit.product == stays


def test_steps_stay_with_the_record_that_was_decided_on(pair, petugas, verifikator):
    kept, gone = pair
    verification.submit(gone, by=petugas, version=gone.version)
    merged(kept, gone, by=verifikator)
    assert VerificationStep.objects.get(action="submit").business_id == gone.pk


def test_every_relation_to_a_business_is_decided():
    """A new table that hangs on a business comes up here: does it move, or does it stay?"""
    from businesses.merge_rows import links

    moving = {link.key for link in links()}
    related = {
        f"{r.related_model._meta.label}.{r.field.name}"
        for r in Business._meta.get_fields(include_hidden=True)
        if r.auto_created and not r.concrete and not hasattr(r.related_model, "instance_type")
    }
    assert moving == {
        "businesses.BusinessCategory.business",
        "businesses.BusinessKbli.business",
        "businesses.Photo.business",
        "businesses.Product.business",
        "directory.ErrorReport.business",
        "imports.ImportedRow.business",
        "licensing.AssistanceCase.business",
        "licensing.Letter.business",
        "licensing.Permit.business",
        "licensing.Visit.business",
    }
    assert related - moving == {
        "businesses.Business.merged_into",
        "businesses.BusinessWord.business",
        "businesses.DuplicatePair.first",
        "businesses.DuplicatePair.second",
        "businesses.Merge.absorbed",
        "businesses.Merge.survivor",
        "businesses.VerificationStep.business",
        "directory.FormerCode.business",
        "directory.FormerCode.survivor",
        "directory.Listing.business",
        "imports.UploadRow.business",
    }


# -- verification -----------------------------------------------------------------------------


def test_a_change_of_substance_sends_the_survivor_back_to_the_queue(petugas, verifikator, persona):
    kept = verified(by=petugas, verifier=verifikator, name="Kios Berkat")
    gone = registered(by=petugas, name="Kios Berkat Jaya")
    merger = persona("verifikator", username="verifikator-dua")

    done = merged(kept, gone, by=merger, taken={"name"})

    stored = fresh(kept)
    assert (stored.verification_status, stored.verified_on) == ("submitted", None)
    assert stored.steps.first().action == "merge"
    with pytest.raises(verification.FourEyes):
        verification.move(stored, "verify", by=merger, version=stored.version)

    merging.undo(done, by=merger)
    stored = fresh(kept)
    assert (stored.verification_status, stored.verified_on) == ("verified", kept.verified_on)


def test_without_a_change_of_substance_it_stays_verified(petugas, verifikator):
    kept = verified(by=petugas, verifier=verifikator)
    gone = registered(by=petugas, phone="+6281211110000")
    merged(kept, gone, by=verifikator, taken={"phone"})
    assert fresh(kept).verification_status == "verified"


# -- who, and on what -------------------------------------------------------------------------


def test_an_officer_who_enters_does_not_merge(pair, petugas):
    with pytest.raises(PermissionDenied):
        merged(*pair, by=petugas)


def test_both_records_must_lie_in_the_area(petugas, persona):
    one = registered(by=petugas, kelurahan="Alak")
    other = registered(by=petugas, kelurahan="Fontein")
    local = persona("verifikator", username="verifikator-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        merged(one, other, by=local)
    assert Business.objects.count() == 2


def test_values_that_one_may_not_see_are_not_taken(petugas, verifikator):
    kept, gone = registered(by=petugas), registered(by=petugas, capital=5_000_000)
    role = verifikator.groups.get()
    role.permissions.remove(role.permissions.get(codename="view_restricted"))
    verifikator = type(verifikator).objects.get(pk=verifikator.pk)
    with pytest.raises(PermissionDenied):
        merged(kept, gone, by=verifikator, taken={"capital"})
    merged(kept, gone, by=verifikator)
    assert fresh(kept).capital is None


def test_the_versions_that_were_shown_count(pair, petugas, verifikator):
    kept, gone = pair
    gone.landmark = "Baru"
    registration.revise(gone, by=petugas, version=1)
    with pytest.raises(StaleVersion):
        merged(kept, gone, by=verifikator, absorbed_version=1)
    assert Business.objects.count() == 2


def test_what_was_said_to_be_no_duplicate_is_not_merged_by_accident(pair, verifikator):
    found = duplicates.pair_of(*pair, by=verifikator)
    duplicates.move(found, "distinct", by=verifikator, version=found.version)
    with pytest.raises(WrongState):
        merged(*pair, by=verifikator)
    assert Business.objects.count() == 2


def test_a_merged_record_is_not_merged_again(pair, petugas, verifikator):
    kept, gone = pair
    merged(kept, gone, by=verifikator)
    third = registered(by=petugas)
    with pytest.raises(merging.AlreadyMerged):
        merged(third, fresh(gone), by=verifikator)
    with pytest.raises(merging.AlreadyMerged):
        merged(fresh(gone), third, by=verifikator)


def test_a_taken_consent_is_whole(petugas, verifikator):
    kept = registered(by=petugas)
    gone = registered(
        by=petugas, consent_given_on="2026-01-05", consent_manner="form", publishes_contact=True
    )
    merged(kept, gone, by=verifikator, taken={"owner", "consent_given_on"})
    stored = fresh(kept)
    assert (stored.consent_manner, stored.publishes_contact) == ("form", True)


def test_the_owner_is_a_choice_and_the_nib_stays_with_its_owner(pair, petugas, verifikator):
    kept, gone = pair
    nib = nib_of(gone.owner, by=petugas)
    merged(kept, gone, by=verifikator, taken={"owner"})
    nib.refresh_from_db()
    assert fresh(kept).owner == nib.owner == gone.owner


def test_owners_are_seen_through_records_of_today_only(pair, persona, verifikator):
    kept, gone = pair
    local = persona("petugas", username="petugas-fontein", kelurahan="Fontein")
    assert Owner.objects.visible_to(local).count() == 2
    merged(kept, gone, by=verifikator)
    assert list(Owner.objects.visible_to(local)) == [kept.owner]


def test_an_owner_with_a_nik_can_be_taken(petugas, verifikator):
    kept = registered(by=petugas)
    gone = registered(by=petugas, owner=make_owner(nik=invented_nik()))
    merged(kept, gone, by=verifikator, taken={"owner"})
    assert fresh(kept).owner.nik_digest == gone.owner.nik_digest
