"""Collects the static files when they changed, which a second start need not wait for."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".sources"


def fingerprint() -> str:
    """A digest over the name, size and time of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def collect() -> bool:
    """Collect and compress into STATIC_ROOT unless nothing changed; return whether it was done."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    found = fingerprint()
    if stamp.exists() and stamp.read_text() == found:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(found)
    return True
