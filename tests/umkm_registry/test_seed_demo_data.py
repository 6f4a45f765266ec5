"""What is in the demo: exact counts on any day, sound histories, and nobody's numbers."""

import io
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from PIL import Image

from accounts.models import User
from businesses import verification
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Kecamatan,
    Kelurahan,
    Owner,
    Photo,
    Product,
    Registry,
    VerificationStep,
)
from businesses.registry import is_demo
from common.identifiers import clean_text, nik_birth, read_nib, read_nik, read_phone
from common.opening_hours import normalise
from directory import projection
from directory.models import Listing
from licensing import assistance, coverage, lifecycle
from licensing.models import (
    AssistanceCase,
    CaseStep,
    Nib,
    NibActivity,
    NibPeriod,
    NibStep,
    Permit,
)
from tests import conftest
from umkm_registry.demo import places

pytestmark = pytest.mark.django_db

ENDING = ("freeze", "mismatch", "revoke")
KEPT = (
    Owner, Business, Product, BusinessCategory, BusinessKbli, Photo,
    Nib, NibActivity, Permit, AssistanceCase,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """One demo of 300 businesses for all tests of this file; gone when they are done."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Kecamatan.objects.exists():
            conftest._fill()
        call_command("seed_demo", businesses=300, with_nib=212, seed=7, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def test_the_demo_of_300_counts_212():
    totals = coverage.totals(Business.objects.all(), on=timezone.localdate())

    assert (totals["businesses"], totals["with_nib"]) == (300, 212)
    assert 140 <= totals["with_verified_nib"] <= 175
    assert set(Owner.objects.values_list("businesses", flat=True)) == set(
        Business.objects.values_list("pk", flat=True)
    )
    assert Registry.objects.get().last_number == 300
    assert is_demo()


@pytest.mark.parametrize("day", [date(2021, 3, 1), date(2024, 6, 30), date(2026, 2, 14)])
def test_a_report_on_an_earlier_day_counts_the_nibs_of_that_day(day):
    ended = {}
    for step in NibStep.objects.filter(action__in=ENDING).order_by("-at"):
        ended[step.nib_id] = timezone.localdate(step.at)
    nibs = Nib.objects.filter(issued_on__lte=day)
    expected = sum(
        nib.owner.businesses.count() for nib in nibs if not ended.get(nib.pk) or ended[nib.pk] > day
    )

    register_then = Business.objects.registered_by(day)
    assert coverage.totals(register_then, on=day)["with_nib"] == expected
    assert coverage.totals(Business.objects.all(), on=day)["with_nib"] == expected > 0


def test_whoever_holds_a_nib_was_registered_before_it():
    held = Business.objects.filter(owner__nib__issued_on__isnull=False)

    assert all(business.registered_on <= business.owner.nib.issued_on for business in held)


@pytest.mark.parametrize(
    ("workflow", "model", "status", "steps"),
    [
        (verification.WORKFLOW, Business, "verification_status", VerificationStep),
        (lifecycle.WORKFLOW, Nib, "status", NibStep),
        (assistance.WORKFLOW, AssistanceCase, "stage", CaseStep),
    ],
)
def test_every_status_was_reached_by_the_workflow(workflow, model, status, steps):
    for record in model.objects.all():
        reached, version = workflow.initial, 1
        for step in record.steps.exclude(action="open").order_by("at", "pk"):
            transition = workflow[step.action]
            version += 1
            assert step.from_status == reached
            assert reached in transition.sources
            assert transition.allowed_to(step.by)
            assert step.note or not transition.needs_note
            assert step.version == version
            reached = step.to_status
        assert (getattr(record, status), record.version) == (reached, version)


def test_who_verified_a_business_did_not_enter_it():
    for step in VerificationStep.objects.filter(action="verify").select_related("business"):
        assert step.by_id != step.business.created_by_id


def test_periods_follow_the_status():
    for nib in Nib.objects.prefetch_related("periods"):
        periods = list(nib.periods.all())
        assert len(periods) == (nib.status not in Nib.NUMBERLESS)
        assert all((p.ends_on is None) == nib.is_in_force for p in periods)
        assert all((p.starts_on, p.owner_id) == (nib.issued_on, nib.owner_id) for p in periods)
        assert all(p.verified_on == nib.verified_on for p in periods)


def test_the_numbers_belong_to_nobody():
    niks = [owner.reveal_nik() for owner in Owner.objects.exclude(nik_encrypted="")]
    assert len(set(niks)) == len(niks) > 200
    for nik in niks:
        assert read_nik(nik).value == nik
        assert nik.startswith("99")
        assert nik_birth(nik, today=date(2026, 11, 22)) is None
    phones = {*Owner.objects.values_list("phone", flat=True)} - {""}
    phones |= {*Business.objects.values_list("whatsapp", flat=True)} - {""}
    assert all(phone.startswith("+62860") and read_phone(phone).value == phone for phone in phones)
    for number in NibPeriod.objects.values_list("nib__number", flat=True):
        assert number.startswith("0000")
        assert read_nib(number).value == number
    for permit in Permit.objects.exclude(number="").select_related("type"):
        assert permit.type.number_fits(permit.number)


def test_a_point_lies_nearest_to_its_own_kelurahan():
    kelurahan = list(Kelurahan.objects.all())
    for business in Business.objects.exclude(lat=None):
        assert -10.293 <= business.lat <= -10.124
        assert 123.527 <= business.lng <= 123.692
        point = float(business.lat), float(business.lng)
        nearest = min(kelurahan, key=lambda k: places.metres(*point, float(k.lat), float(k.lng)))
        assert nearest.pk == business.kelurahan_id


def test_records_are_as_a_form_would_leave_them():
    for model in (Business, Owner, Product, Nib, Permit, AssistanceCase, Photo):
        for record in model.objects.order_by("pk")[::4]:
            record.full_clean()
    for business in Business.objects.all():
        assert clean_text(business.name) == business.name
        assert normalise(business.opening_hours) == business.opening_hours
        assert business.registered_on <= (business.verified_on or business.registered_on)
        assert business.consent_given_on is not None or not (
            business.publishes_contact
            or business.publishes_address
            or business.publishes_nib_number
        )


def test_no_day_lies_in_the_future():
    today = timezone.localdate()
    for model in (Business, Owner, Nib, NibPeriod, Permit, AssistanceCase, VerificationStep):
        for field in model._meta.concrete_fields:
            if field.get_internal_type() in {"DateField", "DateTimeField"}:
                if field.name in {"expires_on", "due_on"}:
                    continue
                late = timezone.now() if field.get_internal_type() == "DateTimeField" else today
                assert not model.objects.filter(**{f"{field.name}__gt": late}).exists(), field


def test_the_directory_shows_it():
    assert projection.check() == []
    assert Listing.objects.count() > 150
    assert Listing.objects.filter(has_nib=True).exists()
    assert Listing.objects.exclude(photo="").exists()


def test_every_record_has_its_history():
    for model in KEPT:
        assert model.history.count() == model.objects.count() > 0, model
    first = Business.objects.order_by("pk").first()
    event = first.history.get()
    assert (event.history_change_reason, event.history_type) == ("demo 300/212/7", "+")
    assert (event.history_date, event.history_user) == (first.created_at, first.created_by)
    assert timezone.localdate(first.created_at) == first.registered_on


def test_pictures_are_stored_without_exif():
    photos = Photo.objects.all()
    assert 12 <= photos.count() <= 70
    for photo in photos:
        with default_storage.open(photo.image.name) as file, Image.open(file) as image:
            assert (image.format, image.size) == ("WEBP", (photo.width, photo.height))
            assert not image.getexif()
        with default_storage.open(photo.small.name) as file, Image.open(file) as image:
            assert max(image.size) == 480
        with default_storage.open(photo.tile.name) as file, Image.open(file) as image:
            assert image.size == (144, 144)


def test_the_second_officer_enters_one_kecamatan_only():
    second = User.objects.get(username="petugas-oebobo")
    theirs = Business.objects.filter(kelurahan__kecamatan__name="Oebobo")

    assert set(theirs.values_list("created_by", flat=True)) == {second.pk}
    assert set(Business.objects.visible_to(second)) == set(theirs)
