"""Checks and confirmations as jobs: one at a time, and none is lost in silence."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from businesses.models import Business
from common.workflow import Refused, StaleVersion, WrongState
from imports import checking, confirming, jobs, processes, uploads
from imports.models import ImportBatch, Upload
from imports.sheets import UnreadableFile
from tests.imports.checked import again, checked, prepared
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db


def test_a_check_and_a_confirmation_bring_the_list_into_the_register(petugas):
    upload = checked(one(), by=petugas)

    done = jobs.start(upload, "confirm", by=petugas, version=upload.version)

    assert (done.status, done.batch.new) == ("done", 1)
    assert Business.objects.get().name == "Kios Melati"


def test_a_second_click_starts_no_second_job(petugas, monkeypatch):
    runs = []
    monkeypatch.setattr(jobs, "run", runs.append)
    upload = prepared(one(), by=petugas)
    jobs.start(upload, "check", by=petugas, version=upload.version)

    with pytest.raises(StaleVersion):
        jobs.start(upload, "check", by=petugas, version=upload.version)
    with pytest.raises(WrongState):
        jobs.start(upload, "check", by=petugas, version=again(upload).version)

    assert runs == [upload.pk]


def test_a_second_process_does_not_work_on_a_list_that_one_works_on(petugas, monkeypatch):
    upload = prepared(one(), by=petugas)
    done = []

    def check(found, progress):
        call_command("import_job", str(found.pk))
        done.append(found.pk)

    monkeypatch.setattr(checking, "check", check)
    jobs.start(upload, "check", by=petugas, version=upload.version)

    assert done == [upload.pk]


def test_the_command_does_nothing_with_a_list_that_waits_for_a_person(petugas):
    upload = prepared(one(), by=petugas)

    call_command("import_job", str(upload.pk))
    call_command("import_job", "999999")

    assert (again(upload).status, again(upload).job) == ("prepared", "")


@pytest.mark.parametrize("error", [UnreadableFile("Bad file."), Refused("Bad file.")])
def test_what_stops_a_check_is_told_in_one_sentence(petugas, monkeypatch, error):
    def check(upload, progress):
        raise error

    monkeypatch.setattr(checking, "check", check)
    upload = prepared(one(), by=petugas)

    upload = jobs.start(upload, "check", by=petugas, version=upload.version)

    assert (upload.status, upload.message, upload.job) == ("prepared", "Bad file.", "")


def test_an_error_of_the_program_is_logged_without_what_it_quotes(petugas, monkeypatch, caplog):
    def confirm(upload, progress):
        raise ValueError(upload.file_name)

    upload = checked(one(), by=petugas)
    monkeypatch.setattr(confirming, "confirm", confirm)

    upload = jobs.start(upload, "confirm", by=petugas, version=upload.version)

    assert upload.status == "checked"
    assert upload.message.startswith("An error in the program stopped it. Nothing was written.")
    assert "ValueError" in caplog.text
    assert "in confirm" in caplog.text
    assert "daftar-uji" not in caplog.text
    assert not ImportBatch.objects.exists()


def test_an_account_that_lost_the_role_is_told_so(petugas, monkeypatch):
    upload = checked(one(), by=petugas)
    monkeypatch.setattr(confirming, "confirm", lambda upload, progress: _forbid())

    upload = jobs.start(upload, "confirm", by=petugas, version=upload.version)

    assert (upload.status, upload.message) == ("checked", "This account may not import.")


def _forbid():
    raise jobs.PermissionDenied


def test_progress_is_kept_now_and_then_and_at_the_end(petugas, monkeypatch):
    seen = []
    clock = iter([100.0, 100.1, 100.7, 100.8])
    monkeypatch.setattr(jobs.time, "monotonic", lambda: next(clock))

    def check(upload, progress):
        for done in (1, 2, 3, 4):
            progress(done, 4)
            seen.append(again(upload).done)

    monkeypatch.setattr(checking, "check", check)
    upload = prepared(one(), by=petugas)
    jobs.start(upload, "check", by=petugas, version=upload.version)

    assert seen == [1, 1, 3, 4]
    assert again(upload).total == 4


def test_the_message_of_the_last_time_is_gone_when_a_job_starts_again(petugas):
    upload = prepared(one(), by=petugas, message="Bad file.", done=3, total=9)

    upload = jobs.start(upload, "check", by=petugas, version=upload.version)

    assert (upload.status, upload.message) == ("checked", "")


def running(by, *, status="confirming", job="", silent=timedelta(0)) -> Upload:
    """A list on which a job works, or seems to."""
    upload = checked(one(), by=by)
    Upload.objects.filter(pk=upload.pk).update(
        status=status, job=job, updated_at=timezone.now() - silent
    )
    return again(upload)


def ended_process() -> str:
    """The name of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = processes.name_of(process.pid)
    process.communicate(b"\n")
    return name


def test_a_job_whose_process_is_gone_is_given_back_with_a_sentence(petugas):
    job = ended_process()
    written = jobs.revive(running(petugas, job=job))
    check = jobs.revive(running(petugas, status="checking", job=job))

    assert (written.status, check.status) == ("checked", "prepared")
    assert "Nothing was written. Start again." in written.message
    assert written.job == ""
    assert jobs.start(written, "confirm", by=petugas, version=written.version).status == "done"


def test_a_job_whose_process_runs_is_left_alone_however_silent_it_is(petugas):
    upload = running(petugas, job=processes.name_of(), silent=timedelta(hours=2))

    assert jobs.revive(upload).status == "confirming"


def test_another_process_of_the_same_number_is_not_the_job(petugas):
    host, pid, _start = processes.name_of().split(":")
    upload = running(petugas, job=f"{host}:{pid}:1")

    assert jobs.revive(upload).status == "checked"


@pytest.mark.parametrize(
    ("job", "minutes", "status"),
    [
        ("other-host:12:34", 14, "confirming"),
        ("other-host:12:34", 16, "checked"),
        ("nonsense", 14, "confirming"),
        ("", 0, "confirming"),
        ("", 2, "checked"),
    ],
)
def test_a_job_that_cannot_be_seen_from_here_has_its_time(petugas, job, minutes, status):
    upload = running(petugas, job=job, silent=timedelta(minutes=minutes))

    assert jobs.revive(upload).status == status


def test_a_job_that_ended_in_this_moment_is_not_given_back(petugas):
    upload = running(petugas, job=ended_process())
    Upload.objects.filter(pk=upload.pk).update(status="done", version=upload.version + 1)

    assert jobs.revive(upload).status == "done"


@pytest.fixture
def apart(settings):
    """Jobs in processes of their own."""
    settings.IMPORT_JOBS_APART = True


def test_a_job_apart_outlives_the_request_and_speaks_its_language(petugas, apart, monkeypatch):
    started = {}

    class Started:
        def __init__(self, command, **given):
            started.update(given, command=command)

        def poll(self):
            return 0

        wait = poll

    monkeypatch.setattr(jobs.subprocess, "Popen", Started)
    upload = prepared(many({}, {}), by=petugas)

    assert jobs.start(upload, "check", by=petugas, version=upload.version).status == "checking"
    assert started["command"][2:] == ["import_job", str(upload.pk), "--language", "en"]
    assert started["start_new_session"] is True


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_a_job_that_cannot_start_is_given_back_at_once(petugas, apart, monkeypatch, program):
    monkeypatch.setattr(jobs.sys, "executable", program)
    upload = prepared(one(), by=petugas)

    upload = jobs.start(upload, "check", by=petugas, version=upload.version)

    assert upload.status == "prepared"
    assert "interrupted" in upload.message


def test_an_account_has_one_job_at_a_time(petugas, persona):
    first, second = prepared(one(), by=petugas), prepared(one(Kegiatan="x"), by=petugas)
    working = uploads.WORKFLOW.move(first, "check", by=petugas)
    Upload.objects.filter(pk=working.pk).update(job=processes.name_of())

    with pytest.raises(jobs.Busy, match="Another list of yours"):
        jobs.start(second, "check", by=petugas, version=second.version)

    other = persona("petugas", username="lain")
    third = prepared(one(), by=other)
    assert jobs.start(third, "check", by=other, version=third.version).status == "checked"


def test_the_machine_has_room_for_so_many_jobs(petugas, persona, settings):
    settings.IMPORT_MOST_JOBS = 1
    working = uploads.WORKFLOW.move(prepared(one(), by=petugas), "check", by=petugas)
    Upload.objects.filter(pk=working.pk).update(job=processes.name_of())
    other = persona("petugas", username="lain")
    upload = prepared(one(), by=other)

    with pytest.raises(jobs.Busy, match="Other lists"):
        jobs.start(upload, "check", by=other, version=upload.version)

    assert again(upload).status == "prepared"
