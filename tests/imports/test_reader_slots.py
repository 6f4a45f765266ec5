"""So many workbooks are read at one time, no more; a place is free when its reader is gone."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from imports import reader_slots, workbooks
from imports.sheets import UnreadableFile
from tests.imports.workbook_files import xlsx


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def two_readers(settings):
    settings.IMPORT_MOST_READERS = 2


def test_the_place_after_the_last_is_refused_with_one_sentence(two_readers):
    refused = pytest.raises(UnreadableFile, match="Try again in a minute")
    with reader_slots.taken(), reader_slots.taken(), refused, reader_slots.taken(wait=0):
        pass


def test_a_place_is_free_again_after_its_reader(two_readers):
    for _reader in range(5):
        with reader_slots.taken(wait=0), reader_slots.taken(wait=0):
            pass


def test_whoever_waits_gets_the_place_that_becomes_free(settings):
    settings.IMPORT_MOST_READERS = 1
    first = reader_slots.taken()
    handle = first.__enter__()
    holder = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(0.5)"], pass_fds=(handle,)
    )
    first.__exit__(None, None, None)
    began = time.monotonic()
    try:
        with reader_slots.taken(wait=10):
            assert time.monotonic() - began > 0.2  # the other process held it until its end
    finally:
        holder.wait()


def test_a_killed_reader_leaves_its_place(settings):
    settings.IMPORT_MOST_READERS = 1
    with reader_slots.taken() as handle:
        holder = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"], pass_fds=(handle,)
        )
    with pytest.raises(UnreadableFile), reader_slots.taken(wait=0):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    with reader_slots.taken(wait=0):
        pass


def test_the_folder_is_closed_to_other_accounts(tmp_path):
    with reader_slots.taken():
        pass

    [folder] = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path):
    with reader_slots.taken():
        pass
    [folder] = tmp_path.iterdir()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", folder)

    with pytest.raises(PermissionError), reader_slots.taken():
        pass


def test_a_workbook_waits_for_its_place(settings, monkeypatch):
    settings.IMPORT_MOST_READERS = 1
    data = xlsx(["Nama Usaha"], ["Kios Melati"])
    assert workbooks.read(data).visible == ("Data",)

    monkeypatch.setattr(reader_slots, "WAIT", 0.0)
    with reader_slots.taken(), pytest.raises(UnreadableFile, match="Other lists are being read"):
        workbooks.read(data)
