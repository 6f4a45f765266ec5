"""The life of a NIB: the table, the numbers, the dates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from businesses import erasure
from common.workflow import NoteMissing, Refused, StaleVersion, WrongState
from licensing import documents, lifecycle
from licensing.admin import NibPanel
from licensing.models import Document, Nib
from tests.factories import invented_nib, make_owner, nib_of, registered
from tests.licensing.scan_files import pdf, upload
from tests.pages import form_with

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def business(petugas):
    return registered(by=petugas)


def periods(nib):
    return [(p.starts_on, p.verified_on, p.ends_on) for p in nib.periods.all()]


def test_every_status_is_reachable():
    assert lifecycle.WORKFLOW.unreachable() == set()


def test_a_number_is_recorded_then_verified(business, petugas, perizinan):
    nib = lifecycle.record(
        business.owner, number="0000 1234 56789", issued_on=date(2025, 3, 1), by=petugas
    )
    assert (nib.status, nib.number) == ("recorded", "0000123456789")

    nib = lifecycle.move(
        nib, "verify", by=perizinan, version=nib.version, how="document", on=date(2025, 4, 2)
    )
    assert (nib.status, nib.verified_by, nib.verified_how) == ("verified", perizinan, "document")
    assert periods(nib) == [(date(2025, 3, 1), date(2025, 4, 2), None)]
    assert [(s.action, s.by) for s in nib.steps.all()] == [
        ("verify", perizinan),
        ("record", petugas),
    ]


def test_a_number_without_its_date_counts_from_today(business, petugas):
    assert periods(nib_of(business.owner, by=petugas)) == [(TODAY, None, None)]


def test_a_number_of_another_owner_is_refused_with_whose_it_is(business, petugas):
    other = registered(by=petugas, owner=make_owner(name="Tince Uji"))
    nib_of(other.owner, by=petugas, number="0000123456789")

    with pytest.raises(lifecycle.NumberTaken, match="Tince Uji"):
        lifecycle.record(business.owner, number="0000123456789", by=petugas)


def test_whose_a_number_is_stays_in_the_area(business, petugas, persona, client_of):
    """An officer of one kelurahan does not learn the name of an owner of another."""
    other = registered(by=petugas, owner=make_owner(name="Tince Uji"), kelurahan="Alak")
    nib_of(other.owner, by=petugas, number="0000123456789")
    local = persona("petugas", username="petugas-fontein", kelurahan="Fontein")

    with pytest.raises(lifecycle.NumberTaken) as refusal:
        lifecycle.record(business.owner, number="0000123456789", by=local)
    assert "Tince" not in str(refusal.value)

    page = reverse("admin:businesses_business_change", args=[business.pk])
    browser = client_of(local)
    form = form_with(browser.get(page), "nib-number")
    answer = browser.post(page, {**form, "nib-number": "0000123456789", "_save": "1"})
    assert answer.status_code == 200
    panel = next(panel for panel in answer.context["panels"] if isinstance(panel, NibPanel))
    assert list(panel.form.errors) == ["number"]
    assert "Tince" not in answer.content.decode()


@pytest.mark.parametrize("number", ["", "123456789012", "12345678901234", "12345678901ab"])
def test_what_is_no_nib_is_refused(business, petugas, number):
    with pytest.raises(lifecycle.BadNumber):
        lifecycle.record(business.owner, number=number, by=petugas)
    assert not Nib.objects.filter(number__isnull=False).exists()


def test_a_date_in_the_future_is_refused(business, petugas):
    with pytest.raises(lifecycle.BadDate):
        nib_of(business.owner, by=petugas, issued_on=TODAY + timedelta(days=1))


def test_verification_says_how_the_nib_was_checked(business, petugas, perizinan):
    nib = nib_of(business.owner, by=petugas)
    with pytest.raises(Refused, match=r"QR"):
        lifecycle.move(nib, "verify", by=perizinan, version=nib.version)


def test_data_entry_may_record_but_not_verify(business, petugas):
    nib = nib_of(business.owner, by=petugas)
    with pytest.raises(PermissionDenied):
        lifecycle.move(nib, "verify", by=petugas, version=nib.version, how="qr")


def test_a_freeze_needs_a_note_and_ends_the_period(business, petugas, perizinan):
    nib = nib_of(business.owner, by=petugas, issued_on=date(2025, 1, 10))
    with pytest.raises(NoteMissing):
        lifecycle.move(nib, "freeze", by=perizinan, version=nib.version)

    nib = lifecycle.move(
        nib, "freeze", by=perizinan, version=nib.version, note="Surat OSS", on=date(2025, 6, 1)
    )
    assert periods(nib) == [(date(2025, 1, 10), None, date(2025, 6, 1))]

    nib = lifecycle.move(
        nib, "thaw", by=perizinan, version=nib.version, note="Selesai", on=date(2025, 8, 1)
    )
    assert periods(nib) == [
        (date(2025, 1, 10), None, date(2025, 6, 1)),
        (date(2025, 8, 1), None, None),
    ]

    nib = lifecycle.move(
        nib,
        "correct",
        by=perizinan,
        version=nib.version,
        note="Tanggal terbit salah ketik",
        issued_on=date(2025, 1, 1),
    )
    assert periods(nib)[1] == (date(2025, 8, 1), None, None)


def test_a_corrected_date_of_issue_moves_the_only_period(business, petugas):
    nib = nib_of(business.owner, by=petugas, issued_on=date(2025, 1, 10))
    nib = lifecycle.move(
        nib,
        "correct",
        by=petugas,
        version=nib.version,
        note="Salah baca",
        issued_on=date(2024, 1, 10),
    )
    assert periods(nib) == [(date(2024, 1, 10), None, None)]


def test_an_end_before_the_beginning_is_refused(business, petugas, perizinan):
    nib = nib_of(business.owner, by=petugas, issued_on=date(2025, 1, 10))
    with pytest.raises(lifecycle.BadDate):
        lifecycle.move(
            nib, "revoke", by=perizinan, version=nib.version, note="x", on=date(2024, 1, 1)
        )
    nib.refresh_from_db()
    assert nib.status == "recorded"


def test_a_second_number_for_the_same_owner_is_refused(business, petugas):
    nib_of(business.owner, by=petugas)
    with pytest.raises(WrongState):
        lifecycle.record(business.owner, number=invented_nib(), by=petugas)


def test_a_decision_on_an_old_version_is_refused(business, petugas, perizinan):
    nib = nib_of(business.owner, by=petugas)
    lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="oss")
    with pytest.raises(StaleVersion):
        lifecycle.move(nib, "mismatch", by=perizinan, version=nib.version, note="x")


def test_the_nib_of_an_owner_elsewhere_does_not_exist_for_the_officer(business, petugas, persona):
    nib = nib_of(business.owner, by=petugas)
    stranger = persona("perizinan", username="perizinan-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        lifecycle.move(nib, "verify", by=stranger, version=nib.version, how="oss")


def test_the_reason_for_having_none_is_kept(business, petugas):
    nib = lifecycle.note_absence(business.owner, reason="tax_fear", by=petugas)
    assert (nib.status, nib.absence_reason) == ("not_held", "tax_fear")

    nib = nib_of(business.owner, by=petugas)
    assert (nib.status, nib.absence_reason) == ("recorded", "")


def test_the_reason_of_an_owner_elsewhere_is_not_noted(business, persona):
    stranger = persona("petugas", username="petugas-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        lifecycle.note_absence(business.owner, reason="tax_fear", by=stranger)
    assert not Nib.objects.exists()


# -- evidence --------------------------------------------------------------------------------------


@pytest.fixture
def nib(business, petugas, document_folder):
    return nib_of(business.owner, by=petugas)


def move_page(nib, action):
    return reverse("admin:licensing_nib_move", args=[nib.pk, action])


def test_a_move_stores_what_proves_it(nib, perizinan):
    moved = lifecycle.move(
        nib, "verify", by=perizinan, version=nib.version, how="document", evidence=upload()
    )
    assert (moved.status, moved.version) == ("verified", nib.version + 1)
    assert (moved.evidence.owner, moved.evidence.uploaded_by) == (nib.owner, perizinan)
    assert documents.open_for(moved.evidence_id, by=perizinan).content == pdf()
    assert moved.history.first().evidence_id == moved.evidence_id


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"version": 1}, StaleVersion),
        ({"on": date(2001, 1, 1)}, lifecycle.BadDate),
        ({"how": "guessed"}, Refused),
        ({"evidence": "<html>"}, ValidationError),
    ],
)
def test_a_move_that_is_refused_leaves_no_file(nib, perizinan, changes, refusal):
    given = {"version": nib.version, "how": "oss", "evidence": upload(), **changes}
    if given["evidence"] == "<html>":
        given["evidence"] = upload(b"<html>")
    with pytest.raises(refusal):
        lifecycle.move(nib, "verify", by=perizinan, **given)
    assert not Document.objects.exists()
    assert list(documents.flaws()) == []
    assert Nib.objects.get(pk=nib.pk).status == "recorded"


def test_who_may_not_store_documents_moves_without(nib, petugas, client_of):
    with pytest.raises(PermissionDenied):
        lifecycle.move(nib, "correct", by=petugas, version=nib.version, note="x", evidence=upload())
    browser = client_of(petugas)
    shown = browser.get(reverse("admin:licensing_nib_change", args=[nib.pk])).context["moves"]
    assert shown
    assert not any("evidence" in form.fields for form in shown)
    sent = {"version": nib.version, "note": "Salah ketik", "evidence": upload()}
    assert browser.post(move_page(nib, "correct"), sent).status_code == 302
    assert not Document.objects.exists()


def test_nothing_is_stored_for_an_erased_owner(nib, perizinan, administrator):
    erasure.erase(nib.owner, by=administrator, note="Permintaan nomor 1")
    nib.refresh_from_db()
    given = {"version": nib.version, "note": "Surat OSS"}
    with pytest.raises(Refused):
        lifecycle.move(nib, "freeze", by=perizinan, evidence=upload(), **given)
    assert not Document.objects.exists()
    assert list(documents.flaws()) == []
    assert lifecycle.move(nib, "freeze", by=perizinan, **given).status == "frozen"


def test_the_page_sends_a_move_with_its_file(nib, perizinan, client_of):
    browser = client_of(perizinan)
    page = browser.get(reverse("admin:licensing_nib_change", args=[nib.pk]))
    proved = {form.transition.name for form in page.context["moves"] if "evidence" in form.fields}
    assert proved == {"verify", "correct", "freeze", "revoke"}
    assert page.content.decode().count("multipart/form-data") >= len(proved)

    sent = {"version": nib.version, "how": "qr", "evidence": upload()}
    assert browser.post(move_page(nib, "verify"), sent).status_code == 302
    nib.refresh_from_db()
    assert nib.status == "verified"
    shown = browser.get(reverse("admin:licensing_nib_change", args=[nib.pk]))
    assert shown.context["proof"]["document"] == nib.evidence


def test_a_bad_file_is_said_beside_the_field_and_the_rest_stays(nib, perizinan, client_of):
    browser = client_of(perizinan)
    for bad in (upload(b"<html>"), upload(b"")):
        sent = {"version": nib.version, "note": "Surat pembekuan 12", "evidence": bad}
        answer = browser.post(move_page(nib, "freeze"), sent)
        assert answer.status_code == 200
        form = next(f for f in answer.context["moves"] if f.transition.name == "freeze")
        assert list(form.errors) == ["evidence"]
        assert form["note"].value() == "Surat pembekuan 12"
        assert str(form.errors["evidence"][0]) in answer.content.decode()
    nib.refresh_from_db()
    assert nib.status == "recorded"
    assert not Document.objects.exists()
