"""Erasure, down to the last table of the data base; and what stays."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage, storages
from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst

from businesses import data_requests, duplicates, erasure, registration
from businesses.models import (
    Business,
    DataRequest,
    Disclosure,
    DuplicatePair,
    Owner,
    Photo,
    VerificationStep,
)
from common.workflow import NoteMissing, Refused, StaleVersion, WrongState
from directory.models import Listing
from licensing.models import AssistanceCase, Document, Nib, Permit
from reports.registry import REPORTS
from tests.businesses import people
from tests.businesses.people import NIK, PHONE, traces_left
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db


def received(by, **fields):
    values = {"kind": "erase", "applicant": "Tincewati", "contact": PHONE, **fields}
    return data_requests.save_request(DataRequest(**values), by=by)


def test_after_erasure_nothing_of_the_person_is_left_in_any_table(
    person, administrator, django_capture_on_commit_callbacks
):
    owner, business = person
    digest, name = owner.nik_digest, Photo.objects.get().image.name
    scan = Document.objects.get().file.name
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(Owner),
        object_id=str(owner.pk),
        object_repr=str(owner),
        action_flag=CHANGE,
        change_message="Tincewati",
    )
    assert len({trace.split(": ")[1] for trace in traces_left()}) >= 14, "the search finds nothing"

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(owner, by=administrator, note="Permintaan nomor 1, KTP diperiksa")

    assert traces_left((*people.TRACES, digest, name, scan)) == []
    assert not default_storage.exists(name)
    assert not storages["documents"].exists(scan)
    business.refresh_from_db()
    assert (business.owner.name, business.name) == ("Data dihapus", f"Usaha {business.code}")


def test_the_entry_in_the_register_stays_and_so_do_the_counts(person, administrator):
    owner, business = person
    kept = ("code", "kelurahan_id", "primary_category_id", "registered_on", "verified_on", "scale")
    before = [getattr(business, name) for name in kept]
    report = REPORTS["nib-coverage"]

    def count():
        answer = report.answer(
            Business.objects.all(), by=report.dimensions[0], as_of=timezone.localdate()
        )
        return answer.totals

    counted = count()
    erasure.erase(owner, by=administrator, note="Permintaan nomor 1")

    business.refresh_from_db()
    assert [getattr(business, name) for name in kept] == before
    assert business.verification_status == "verified"
    assert count() == counted
    assert Nib.objects.get().number == "0000111122223"
    assert Permit.objects.get().number == "SLHS-1"
    assert AssistanceCase.objects.count() == 1
    assert sorted(business.products.values_list("name", flat=True))[1] == "Se'i babi"


def test_erasure_leaves_the_directory_at_once_and_says_who_did_it(person, administrator):
    owner, business = person
    assert Listing.objects.filter(pk=business.pk).exists()

    erased = erasure.erase(owner, by=administrator, note="Permintaan nomor 1")

    assert not Listing.objects.exists()
    assert erased.anonymised_on == timezone.localdate()
    assert (erased.nik_absent_reason, erased.phone_absent_reason) == ("erased", "erased")
    step = VerificationStep.objects.get(action="erase")
    assert (step.by, step.note, step.business_id) == (
        administrator,
        "Permintaan nomor 1",
        business.pk,
    )
    last = owner.history.first()
    assert (last.history_user, last.history_change_reason) == (
        administrator,
        "personal_data.erase",
    )
    assert Disclosure.objects.filter(owner=owner).exists(), "who saw it stays"


def test_a_neighbour_loses_nothing(person, neighbour, administrator):
    before = people_state(neighbour)
    erasure.erase(person[0], by=administrator, note="Permintaan nomor 1")
    assert people_state(neighbour) == before
    assert Listing.objects.get().pk == neighbour.pk


def people_state(business):
    business = Business.objects.get(pk=business.pk)
    rows = [business, business.owner, *business.history.all(), *business.owner.history.all()]
    rows += [*business.products.all(), *business.steps.all()]
    return [{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields} for row in rows]


def test_a_business_that_was_sold_stays_with_its_new_owner(person, petugas, administrator):
    owner, business = person
    buyer = registered(by=petugas, owner=make_owner(name="Pembeli Uji")).owner
    business.owner, business.name, business.phone = buyer, "Kios Pembeli", "+6281233330001"
    business.address, business.activity = "Jl. Baru", "Menjual kopi"
    business.save()

    erasure.erase(owner, by=administrator, note="Permintaan nomor 1")

    business.refresh_from_db()
    assert (business.name, business.phone, business.owner) == (
        "Kios Pembeli",
        "+6281233330001",
        buyer,
    )
    past = business.history.filter(owner_id=owner.pk)
    assert past.exists()
    assert {row.phone for row in past} == {""}
    assert not any("Tince" in row.name for row in past)


def test_the_name_of_a_legal_entity_stays_but_not_that_of_its_person(petugas, administrator):
    entity = make_owner(
        kind="cv",
        name="CV Flobamora Uji",
        responsible_name="Tincewati Manafeuji",
        nik=NIK,
        phone=PHONE,
    )
    business = registered(by=petugas, owner=entity, name="Flobamora Uji")

    erased = erasure.erase(business.owner, by=administrator, note="Permintaan nomor 1")

    business.refresh_from_db()
    assert (erased.name, business.name) == ("CV Flobamora Uji", "Flobamora Uji")
    assert (erased.responsible_name, erased.phone, erased.nik_digest) == ("", "", None)
    assert traces_left() == []


@pytest.mark.parametrize(
    ("owner", "text", "named"),
    [
        ("Oma Tince Uji", "Warung Oma Tince", True),
        ("Oma Tince Uji", "Warung Omatince", True),
        ("Oma Tince Uji", "Warung Oma Ria", False),
        ("Maria d'Costa", "DCOSTA Bakery", True),
        ("Yo Li", "Toko Yoli", False),
        ("Haji Ba'a", "Kios BAA", True),
        ("Ana", "Banana Chips", False),
        ("Data Uji", "Data", False),
    ],
)
def test_a_person_is_recognised_by_a_word_of_the_name(petugas, owner, text, named):
    row = registered(by=petugas, owner=make_owner(name=owner)).owner
    assert erasure.Names.of(row).stand_in(text) is named


def test_erasure_needs_the_desk_a_note_and_the_version_shown(person, administrator, persona):
    owner, _business = person
    erase = erasure.erase
    for role in ("petugas", "verifikator", "perizinan", "laporan", "pimpinan"):
        with pytest.raises(PermissionDenied):
            erase(owner, by=persona(role, username=f"{role}-2"), note="uji")
    with pytest.raises(Http404):
        erase(owner, by=persona("admin", username="admin-alak", kelurahan="Alak"), note="uji")
    with pytest.raises(NoteMissing):
        erase(owner, by=administrator, note=" ")
    with pytest.raises(Refused, match="name|nama"):
        erase(owner, by=administrator, note="Tincewati datang sendiri")
    with pytest.raises(StaleVersion):
        erase(owner, by=administrator, note="uji", version=owner.version - 1)
    owner.refresh_from_db()
    assert owner.anonymised_on is None
    assert owner.reveal_nik() == NIK

    erase(owner, by=administrator, note="uji", version=owner.version)
    with pytest.raises(WrongState):
        erase(owner, by=administrator, note="uji")


def test_an_open_form_cannot_bring_the_data_back(person, petugas, administrator):
    owner, business = person
    erasure.erase(owner, by=administrator, note="uji")
    assert Owner.objects.get(pk=owner.pk).version > owner.version
    left = Business.objects.get(pk=business.pk)
    assert left.version > business.version
    left.owner.name, left.phone = "Tincewati", PHONE
    with pytest.raises(WrongState):
        registration.save_owner(left.owner, by=petugas, version=left.owner.version)
    with pytest.raises(WrongState):
        registration.revise(left, by=petugas, version=left.version)
    assert traces_left() == []


def test_what_two_erasures_left_is_no_pair_of_duplicates(petugas, administrator):
    rows = [registered(by=petugas, owner=make_owner(name=f"Tincewati {n}")) for n in "AB"]
    for row in rows:
        erasure.erase(row.owner, by=administrator, note="uji")
    duplicates.scan()
    assert not DuplicatePair.objects.exists()


def test_an_open_request_keeps_its_contact_until_it_is_answered(person, administrator):
    owner, _business = person
    request = received(administrator, owner=owner, identity_checked="KTP asli")
    erasure.erase(owner, by=administrator, note="uji")
    request.refresh_from_db()
    assert request.contact == PHONE

    answered = data_requests.move(
        request, "answer", by=administrator, version=request.version, note="Dikirim ke Tincewati"
    )

    assert answered.status == "answered"
    assert traces_left() == []


def test_the_preview_counts_what_goes_and_takes_nothing(person):
    owner, _business = person
    going = {item.label.split(",")[0]: item for item in erasure.preview(owner)}
    assert going[capfirst(Photo._meta.verbose_name_plural)].count == 1
    assert going[capfirst(Business._meta.verbose_name_plural)].count == 1
    labels = going[capfirst(Owner._meta.verbose_name_plural)].fields
    assert {"NIK", "NPWP", str(Owner._meta.get_field("birth_date").verbose_name)} <= set(labels)
    assert Owner.objects.get(pk=owner.pk).reveal_nik() == NIK
