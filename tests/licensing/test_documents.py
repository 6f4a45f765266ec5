"""Documents: only the rightful see them, every look is noted, no file is trusted."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from businesses import erasure
from businesses.models import Disclosure
from common import history
from common.workflow import Refused, StaleVersion
from licensing import documents, scans
from licensing.models import Document
from tests.factories import nib_of, registered
from tests.licensing.scan_files import pdf, permit_of, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("document_folder")]
STORAGE = storages["documents"]


@pytest.fixture
def nib(petugas):
    return nib_of(registered(by=petugas).owner, by=petugas)


@pytest.fixture
def scan(nib, perizinan):
    """The evidence of a NIB in Fontein."""
    return documents.attach(nib, upload(), by=perizinan, version=nib.version)


def address(pk: int) -> str:
    return reverse("admin:licensing_document_file", args=[pk])


def looks() -> list[tuple[str, int, str]]:
    found = Disclosure.objects.filter(kind=Disclosure.Kind.DOCUMENT).order_by("pk")
    return [(look.by.username, look.owner_id, look.reason) for look in found]


# -- who sees what ---------------------------------------------------------------------------------


def test_the_anonymous_are_sent_to_the_log_in(scan, client):
    assert client.get(address(scan.pk))["Location"].startswith("/admin/login/")


def test_a_document_follows_its_owner_out_of_the_area(scan, nib, persona):
    officer = persona("perizinan", username="alak", kelurahan="Alak")
    with pytest.raises(Http404):
        documents.open_for(scan.pk, by=officer)
    business = nib.owner.businesses.get()
    type(business).objects.filter(pk=business.pk).update(
        kelurahan=officer.work_areas.get().kelurahan
    )
    assert documents.open_for(scan.pk, by=officer).content == pdf()


# -- how it is served ------------------------------------------------------------------------------


def test_the_answer_is_a_download_that_can_do_nothing(scan, perizinan, client_of):
    browser = client_of(perizinan)
    answer = browser.get(address(scan.pk))
    assert answer.content == pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="dokumen-{scan.pk}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    head = browser.head(address(scan.pk))
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == answer["Content-Length"]
    assert browser.post(address(scan.pk)).status_code == 405


def test_every_look_is_noted_for_the_owner(scan, nib, perizinan, client_of):
    browser = client_of(perizinan)
    assert looks() == []
    for _ in range(2):
        browser.get(address(scan.pk))
    assert looks() == [("perizinan", nib.owner_id, f"dokumen {scan.pk}")] * 2


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda name: STORAGE.delete(name), "FileNotFoundError"),
        (lambda name: (STORAGE.delete(name), STORAGE.save(name, ContentFile(b"x"))), "checksum"),
        (
            lambda name: (STORAGE.delete(name), STORAGE.save(f"{name}/x", ContentFile(b""))),
            "Directory",
        ),
    ],
)
def test_a_file_that_is_gone_or_changed_is_a_page_and_an_alarm(
    harm, words, scan, perizinan, client_of, caplog
):
    harm(scan.file.name)
    answer = client_of(perizinan).get(address(scan.pk))
    assert answer.status_code == 404
    assert str(scan.pk) in answer.context["refused"]
    alarms = [record for record in caplog.records if record.name == "licensing.documents"]
    assert [alarm.levelname for alarm in alarms] == ["ERROR"]
    assert words in alarms[0].getMessage()
    assert scan.file.name not in caplog.text
    assert looks() == []


def test_a_name_that_leads_out_of_the_storage_opens_nothing(scan, perizinan, client_of):
    Document.objects.filter(pk=scan.pk).update(file="../../../../etc/hostname")
    assert client_of(perizinan).get(address(scan.pk)).status_code in (400, 404)


# -- storing ---------------------------------------------------------------------------------------


def test_a_document_keeps_size_kind_checksum_and_who(scan, nib, perizinan):
    nib.refresh_from_db()
    assert nib.evidence == scan
    assert (scan.owner, scan.uploaded_by, scan.size) == (nib.owner, perizinan, len(pdf()))
    assert scan.sha256 == scans.read(upload()).sha256
    assert nib.history.first().history_user == perizinan
    assert documents.open_for(scan.pk, by=perizinan).document == scan


def test_a_replaced_document_stays_stored_but_is_not_opened(scan, nib, perizinan, administrator):
    nib.refresh_from_db()
    other = documents.attach(nib, upload(picture(), "a.jpg"), by=perizinan, version=nib.version)
    assert STORAGE.exists(scan.file.name)
    for person in (perizinan, administrator):
        with pytest.raises(Http404):
            documents.open_for(scan.pk, by=person)
    assert documents.open_for(other.pk, by=administrator).name == f"dokumen-{other.pk}.webp"


def test_storing_needs_the_permission_the_area_and_the_version(
    nib, petugas, pimpinan, perizinan, persona
):
    for person in (petugas, pimpinan):
        with pytest.raises(PermissionDenied):
            documents.attach(nib, upload(), by=person, version=nib.version)
    far = persona("perizinan", username="alak", kelurahan="Alak")
    with pytest.raises(Http404):
        documents.attach(nib, upload(), by=far, version=nib.version)
    with pytest.raises(StaleVersion):
        documents.attach(nib, upload(), by=perizinan, version=nib.version - 1)
    with pytest.raises(ValidationError):
        documents.attach(nib, upload(b"<html>"), by=perizinan, version=nib.version)
    assert not Document.objects.exists()
    assert list(documents.flaws()) == []


def test_a_file_is_not_left_behind_when_the_record_cannot_be_saved(nib, perizinan, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(type(nib), "save", fail)
    with pytest.raises(RuntimeError):
        documents.attach(nib, upload(), by=perizinan, version=nib.version)
    assert list(documents.flaws()) == []


@pytest.mark.parametrize("name", ["nib", "permit"])
def test_the_page_stores_and_replaces(name, nib, perizinan, client_of):
    record = nib if name == "nib" else permit_of(nib.owner.businesses.get(), by=perizinan)
    browser, field = client_of(perizinan), documents.PROVES[type(record)]
    page = reverse(f"admin:licensing_{name}_change", args=[record.pk])
    store = reverse(f"admin:licensing_{name}_document", args=[record.pk])
    shown = browser.get(page)
    assert store in shown.content.decode()
    assert shown.context["proof"]["document"] is None

    for content in (pdf(), pdf("baru")):
        record.refresh_from_db()
        sent = {"file": upload(content, "../../etc/a\0b.html"), "version": record.version}
        assert browser.post(store, sent)["Location"] == page
        record.refresh_from_db()
        link = address(getattr(record, field).pk)
        assert link in browser.get(page).content.decode()
        assert browser.get(link).content == content
    assert [event.kind for event in history.events(record)][:2] == ["changed", "changed"]


def test_what_is_wrong_with_an_upload_is_said_on_the_page(nib, perizinan, client_of):
    browser = client_of(perizinan)
    store = reverse("admin:licensing_nib_document", args=[nib.pk])
    assert browser.get(store).status_code == 200
    for sent in (
        {"version": nib.version},
        {"file": upload(b""), "version": nib.version},
        {"file": upload(b"<html>", "nib.pdf"), "version": nib.version},
        {"file": upload(), "version": nib.version - 1},
        {"file": upload(), "version": "x"},
        {"file": upload(pdf(after=b"<script>")), "version": nib.version},
    ):
        answer = browser.post(store, sent)
        assert answer.status_code == 200
        assert answer.context["proof"]["form"].errors
        assert answer.context["proof"]["form"]["version"].value() == nib.version
    assert not Document.objects.exists()


def test_who_may_not_open_a_document_reads_that_there_is_one(scan, nib, petugas, client_of):
    text = client_of(petugas).get(reverse("admin:licensing_nib_change", args=[nib.pk]))
    assert address(scan.pk) not in text.content.decode()
    assert text.context["proof"]["form"] is None
    store = reverse("admin:licensing_nib_document", args=[nib.pk])
    assert client_of(petugas).post(store, {"file": upload()}).status_code == 403


# -- erasing and keeping ---------------------------------------------------------------------------


def test_erasure_takes_present_and_replaced_documents(
    scan, nib, perizinan, administrator, client_of, django_capture_on_commit_callbacks
):
    nib.refresh_from_db()
    other = documents.attach(nib, upload(picture()), by=perizinan, version=nib.version)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(nib.owner, by=administrator, note="Permintaan nomor 1")
    assert not STORAGE.exists(scan.file.name)
    assert not STORAGE.exists(other.file.name)
    assert set(Document.objects.values_list("file", flat=True)) == {""}
    assert list(documents.flaws()) == []
    answer = client_of(administrator).get(address(other.pk))
    assert (answer.status_code, "refused" in answer.context) == (404, True)
    nib.refresh_from_db()
    page = client_of(perizinan).get(reverse("admin:licensing_nib_change", args=[nib.pk]))
    assert address(other.pk) not in page.content.decode()
    with pytest.raises(Refused):
        documents.attach(nib, upload(), by=perizinan, version=nib.version)


def test_the_check_lists_missing_changed_and_orphan_files(nib, perizinan, capsys):
    call_command("check_documents")
    first = documents.attach(nib, upload(), by=perizinan, version=nib.version)
    second = documents.attach(
        permit_of(nib.owner.businesses.get(), by=perizinan), upload(), by=perizinan, version=None
    )
    call_command("check_documents")
    STORAGE.delete(first.file.name)
    STORAGE.delete(second.file.name)
    STORAGE.save(second.file.name, ContentFile(b"other"))
    STORAGE.save("ab/lost.pdf", ContentFile(b"lost"))
    found = [(flaw.kind, flaw.name, flaw.document) for flaw in documents.flaws()]
    assert found == [
        ("missing", first.file.name, first.pk),
        ("changed", second.file.name, second.pk),
        ("orphan", "ab/lost.pdf", None),
    ]
    with pytest.raises(CommandError):
        call_command("check_documents")
    assert "orphan" not in capsys.readouterr().out, "an upload under way is no orphan"


def test_old_orphans_are_removed_when_asked(monkeypatch, capsys, db):
    STORAGE.save("ab/lost.pdf", ContentFile(b"lost"))
    monkeypatch.setattr(
        "licensing.management.commands.check_documents.AN_HOUR",
        timedelta(hours=-1),
    )
    with pytest.raises(CommandError):
        call_command("check_documents")
    assert STORAGE.exists("ab/lost.pdf")
    call_command("check_documents", "--remove-orphans")
    assert not STORAGE.exists("ab/lost.pdf")
    assert "removed: ab/lost.pdf" in capsys.readouterr().out


def test_storing_twice_at_once_keeps_one(nib, perizinan):
    with transaction.atomic():
        documents.attach(nib, upload(), by=perizinan, version=nib.version)
    with pytest.raises(StaleVersion):
        documents.attach(nib, upload(), by=perizinan, version=nib.version)
    assert Document.objects.count() == 1
    assert list(documents.flaws()) == []
