"""What is public, and that it always equals what it is made from."""

from datetime import date

import pytest

from businesses import activity, publication, registration, verification
from businesses.models import Business, Photo, Product
from businesses.registration import Entry
from businesses.signals import business_changed
from directory import projection
from directory.models import Listing
from licensing import lifecycle
from tests.directory.conftest import ADDRESS, BUSINESS_PHONE, OWNER_NAME, OWNER_PHONE, WHATSAPP
from tests.factories import make_business, registered, verified

CONSENT = {"consent_given_on": date(2026, 1, 5), "consent_manner": "form"}


def revise(business: Business, by, **changes: object) -> None:
    """Change a business as the officer's form does."""
    stored = Business.objects.get(pk=business.pk)
    for name, value in changes.items():
        setattr(stored, name, value)
    registration.revise(stored, by=by, version=stored.version)


def everything(listing: Listing) -> str:
    """All that a listing holds, as one text."""
    return repr({field.attname: getattr(listing, field.attname) for field in Listing._meta.fields})


def test_a_draft_is_not_public(petugas):
    registered(by=petugas, **CONSENT)
    assert not Listing.objects.exists()


def test_verified_without_consent_is_not_public(petugas, verifikator):
    verified(by=petugas, verifier=verifikator)
    assert not Listing.objects.exists()


def test_verified_with_consent_is_public_at_once(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator, **CONSENT)
    assert Listing.objects.get().code == business.code
    assert projection.check() == []


def test_withdrawn_consent_unpublishes_at_once(publish, petugas):
    business = publish()
    revise(business, petugas, consent_given_on=None, consent_manner="")
    assert not Listing.objects.exists()
    assert Business.objects.filter(pk=business.pk).exists()
    assert projection.check() == []


@pytest.mark.parametrize(
    ("module", "action"), [(publication, "hide"), (activity, "close"), (activity, "pause")]
)
def test_hidden_or_closed_is_not_public(publish, verifikator, module, action):
    business = Business.objects.get(pk=publish().pk)
    module.move(business, action, by=verifikator, version=business.version, note="Uji")
    assert not Listing.objects.exists()


def test_a_change_of_substance_goes_back_to_the_queue_and_out_of_the_directory(publish, petugas):
    revise(publish(), petugas, name="Nama Baru")
    assert not Listing.objects.exists()


def test_reopening_unpublishes(publish, verifikator):
    business = publish()
    stored = Business.objects.get(pk=business.pk)
    verification.move(
        stored, "reopen", by=verifikator, version=stored.version, note="Alamat salah."
    )
    assert not Listing.objects.exists()


def test_without_further_consent_nothing_of_the_person_is_in_it(reserved, secrets):
    held = everything(Listing.objects.get(pk=reserved.pk))
    assert [secret for secret in secrets if secret in held] == []


@pytest.mark.parametrize(
    ("flag", "shown", "hidden"),
    [
        ("publishes_contact", [WHATSAPP], [ADDRESS, "-10.171234", OWNER_PHONE]),
        ("publishes_address", [ADDRESS, "-10.171234"], [BUSINESS_PHONE, WHATSAPP, OWNER_NAME]),
    ],
)
def test_each_consent_publishes_its_own_and_no_more(reserved, petugas, flag, shown, hidden):
    revise(reserved, petugas, **{flag: True})
    held = everything(Listing.objects.get(pk=reserved.pk))
    assert all(text in held for text in shown)
    assert not any(text in held for text in hidden)
    revise(reserved, petugas, **{flag: False})
    held = everything(Listing.objects.get(pk=reserved.pk))
    assert not any(text in held for text in shown)


def test_the_nib_number_needs_its_own_consent(publish, petugas, verify_nib):
    business = publish()
    nib = verify_nib(business)
    listing = Listing.objects.get()
    assert (listing.has_nib, listing.nib_verified_on) == (True, nib.verified_on)
    assert nib.number not in everything(listing)
    revise(business, petugas, publishes_nib_number=True)
    assert Listing.objects.get().detail["nib_number"] == nib.number


def test_a_nib_that_is_not_verified_any_more_is_not_shown(publish, perizinan, verify_nib):
    business = publish(publishes_nib_number=True)
    nib = verify_nib(business)
    assert Listing.objects.get().has_nib
    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="Surat pembekuan.")
    listing = Listing.objects.get()
    assert (listing.has_nib, listing.nib_verified_on) == (False, None)
    assert nib.number not in everything(listing)
    assert projection.check() == []


def test_prices_are_the_range_of_all_products(publish):
    publish(
        sold=(
            {"name": "Se'i", "price_min": 120_000, "price_max": 180_000},
            {"name": "Sambal", "price_min": 15_000},
            {"name": "Titipan"},
        )
    )
    listing = Listing.objects.get()
    assert (listing.price_min, listing.price_max) == (15_000, 180_000)


def test_a_photo_with_people_needs_their_consent(publish):
    business = publish()
    size = {"width": 4, "height": 3}
    photo = Photo(business=business, image="foto/a.webp", alt="Wajah", shows_people=True, **size)
    Photo.objects.bulk_create([photo])
    projection.refresh([business.pk])
    assert Listing.objects.get().photo == ""
    Photo.objects.update(people_consented_on=date(2026, 2, 1))
    projection.refresh([business.pk])
    assert (Listing.objects.get().photo, Listing.objects.get().photo_alt) == (
        "foto/a.webp",
        "Wajah",
    )


def test_published_since_the_later_of_verification_and_consent(publish):
    business = publish(consent_given_on=date(2020, 1, 1), consent_manner="form")
    assert Listing.objects.get().published_on == business.verified_on


def test_a_name_without_letters_has_an_address_all_the_same(publish):
    publish(name="!!!")
    assert Listing.objects.get().slug == "usaha"


def test_many_are_published_with_few_queries(petugas, django_assert_max_num_queries):
    entries = []
    for number in range(30):
        business = make_business(
            name=f"Warung {number}",
            verification_status=Business.Verification.VERIFIED,
            verified_on=date(2026, 1, 5),
            **CONSENT,
        )
        entries.append(Entry(business.owner, business, products=[Product(name="Nasi")]))
    businesses = registration.register_all(entries, by=petugas)
    assert Listing.objects.count() == 30
    with django_assert_max_num_queries(23):
        projection.refresh([business.pk for business in businesses])
    assert projection.check() == []


def test_a_check_finds_what_is_missing_surplus_or_different(publish):
    missing, surplus, different = publish(), publish(), publish()
    Listing.objects.filter(pk=missing.pk).delete()
    Business.objects.filter(pk=surplus.pk).update(visibility="hidden")
    Listing.objects.filter(pk=different.pk).update(landmark="lama")
    found = {(found.business_id, found.problem) for found in projection.check()}
    assert found == {
        (missing.pk, "missing"),
        (missing.pk, "search index"),
        (0, "vocabulary"),
        (surplus.pk, "surplus"),
        (different.pk, "landmark"),
    }


def test_a_rebuild_mends_everything(publish):
    kept, gone = publish(), publish()
    Listing.objects.update(name="lama")
    Business.objects.filter(pk=gone.pk).update(visibility="hidden")
    assert projection.rebuild() == 1
    assert Listing.objects.get().pk == kept.pk
    assert projection.check() == []


def test_a_signal_with_unknown_ids_does_no_harm(publish):
    publish()
    business_changed.send(Business, ids=[987_654_321])
    business_changed.send(Business, ids=[])
    assert Listing.objects.count() == 1
