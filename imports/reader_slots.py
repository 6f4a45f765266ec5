"""How many workbooks are read at one time on this machine.

Each of them may use `IMPORT_MOST_MEMORY`, so there are `IMPORT_MOST_READERS` places: files of a
private folder, each locked by the one who reads (flock). The system gives a lock back when the
last process that holds it ends, however it ends, so no place is ever lost.
"""

import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from imports.sheets import UnreadableFile

WAIT = 20.0  # seconds
BETWEEN_TRIES = 0.1


@contextmanager
def taken(*, wait: float | None = None) -> Iterator[int]:
    """Hold a place; gives the open file, to be passed on to the process that reads.

    With it the place stays taken until that process ends too, even if this one is killed.

    Args:
        wait: seconds; `WAIT` if not given.
    Raises:
        UnreadableFile: all places were taken all that time.
        OSError: the folder cannot be made, or is not ours.
    """
    folder = _folder()
    until = time.monotonic() + (WAIT if wait is None else wait)
    handle = _try_all(folder)
    while handle is None:
        if time.monotonic() >= until:
            raise UnreadableFile(_("Other lists are being read just now. Try again in a minute."))
        time.sleep(BETWEEN_TRIES)
        handle = _try_all(folder)
    try:
        yield handle
    finally:
        os.close(handle)


def _folder() -> Path:
    """The folder of the places: of this account and this installation, closed to all others.

    Raises:
        PermissionError: somebody else made a folder, or a link, of this name.
    """
    place = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"umkm-readers-{os.getuid()}-{place}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder.name} belongs to somebody else")
    return folder


def _try_all(folder: Path) -> int | None:
    """The first free place, locked; None when there is none."""
    for number in range(settings.IMPORT_MOST_READERS):
        handle = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        except BaseException:
            os.close(handle)
            raise
        else:
            return handle
    return None
