"""Jobs in real processes of their own, on the data base of the tests."""

import os
import signal
import time

import pytest
from django.db import connection

from businesses.models import Business
from imports import jobs, processes
from imports.models import Upload, UploadRow
from tests.imports.checked import again, prepared
from tests.imports.lists import many

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite" or not os.path.isdir("/proc/self"),
        reason="the process finds the data base by its path, and is seen in /proc",
    ),
]
PATIENCE = 90  # seconds


@pytest.fixture(autouse=True)
def _apart(settings, monkeypatch):
    """Jobs find the data base of the tests, and nothing waits for them."""
    settings.IMPORT_JOBS_APART = True
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "umkm_registry.settings")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{connection.settings_dict['NAME']}")
    monkeypatch.setattr(jobs, "WAITED", 0)


def until(condition) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def ended(upload: Upload) -> Upload:
    until(lambda: not jobs.is_running(again(upload)))
    return again(upload)


def test_a_list_is_checked_and_written_by_processes(petugas):
    upload = prepared(many({}, {"Nama Usaha": "Kios Mawar"}), by=petugas)

    assert jobs.start(upload, "check", by=petugas, version=upload.version).status == "checking"
    upload = ended(upload)
    assert (upload.status, upload.message, upload.total) == ("checked", "", 2)
    jobs.start(upload, "confirm", by=petugas, version=upload.version)

    assert (ended(upload).status, Business.objects.count()) == ("done", 2)


def test_a_killed_check_is_given_back_and_can_be_made_again(petugas):
    rows = [{"Nama Usaha": f"Kios {number}"} for number in range(3000)]
    upload = prepared(many(*rows), by=petugas)
    jobs.start(upload, "check", by=petugas, version=upload.version)
    until(lambda: again(upload).job)
    job = again(upload).job
    os.kill(int(job.split(":")[1]), signal.SIGKILL)
    until(lambda: not processes.is_there(job))
    assert again(upload).status == "checking"

    found = jobs.revive(again(upload))

    assert (found.status, found.job, UploadRow.objects.count()) == ("prepared", "", 0)
    assert "Nothing was written" in found.message
    jobs.start(found, "check", by=petugas, version=found.version)
    assert ended(upload).outcome["rows"] == 3000
