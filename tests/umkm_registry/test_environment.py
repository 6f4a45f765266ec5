"""Keys are made once; a full disk or a missing server is one sentence."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from umkm_registry.environment import REQUIRED_KEYS, ensure_env_file, trouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def no_keys(monkeypatch):
    for key in REQUIRED_KEYS:
        monkeypatch.delenv(key, raising=False)


def test_fresh_keys_are_written_once_and_for_the_owner_only(tmp_path, no_keys):
    path = tmp_path / ".env"
    assert ensure_env_file(path)
    first = path.read_text()
    assert all(f"{key}=" in first for key in REQUIRED_KEYS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    assert not ensure_env_file(path)
    assert path.read_text() == first


def test_two_servers_never_share_a_key(tmp_path, no_keys):
    ensure_env_file(tmp_path / "a")
    ensure_env_file(tmp_path / "b")
    one, two = (set((tmp_path / name).read_text().splitlines()) for name in ("a", "b"))
    assert {line.split("=")[0] for line in one - two} == set(REQUIRED_KEYS)


def test_a_missing_key_is_one_sentence_and_no_traceback():
    environment = {k: v for k, v in os.environ.items() if k not in REQUIRED_KEYS}
    environment |= {"DJANGO_SETTINGS_MODULE": "umkm_registry.settings", "SECRET_KEY": ""}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("Error: SECRET_KEY is missing.")
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "x"), "full"),
        (OSError(errno.EROFS, "x", "var/media"), "var/media"),
        (OperationalError("database or disk is full"), "full"),
        (OperationalError("attempt to write a readonly database"), "cannot be written"),
        (OperationalError("connection to server at 127.0.0.1 failed"), "DATABASE_URL"),
    ],
)
def test_a_fault_of_the_surroundings_is_named(error, word):
    assert word in trouble(error)


@pytest.mark.parametrize("error", [ValueError("x"), OperationalError("no such table: x")])
def test_a_fault_of_ours_keeps_its_traceback(error):
    assert trouble(error) is None
