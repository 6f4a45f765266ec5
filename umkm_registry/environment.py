"""What stands around the register: the `.env` file, the disk, the data base server.

The file is made once, with fresh random keys, and never overwritten. This module is used before
the settings can load, so it imports nothing of Django at the top.
"""

import errno
import os
import secrets
from pathlib import Path

REQUIRED_KEYS = ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "FIELD_DIGEST_KEY")

TEMPLATE = """\
# Made by `manage.py setup`. Keep it secret and keep a copy with the backups:
# without FIELD_ENCRYPTION_KEYS and FIELD_DIGEST_KEY no NIK can be read or found again.
SECRET_KEY={secret}
FIELD_ENCRYPTION_KEYS={encryption}
FIELD_DIGEST_KEY={digest}
# Every other setting, with its default: see .env.example
"""


def ensure_env_file(path: Path) -> bool:
    """Write `path` with fresh keys unless it exists or the environment already holds all keys.

    Returns whether a file was written. The file can be read by its owner only.
    """
    if path.exists() or all(os.environ.get(key) for key in REQUIRED_KEYS):
        return False
    from cryptography.fernet import Fernet

    text = TEMPLATE.format(
        secret=secrets.token_urlsafe(50),
        encryption=Fernet.generate_key().decode(),
        digest=secrets.token_urlsafe(32),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return True


NO_ROOM = "The disk is full. Make room and run this again; what was stored before is intact."
NO_WRITING = "{path} cannot be written. Check who owns it and whether the disk is read-only."
NO_DATABASE = "The data base cannot be reached. Check DATABASE_URL and whether the server runs."


def trouble(error: Exception) -> str | None:
    """One sentence for a fault of the surroundings, None for a fault of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OSError):
        path = error.filename or "This folder"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return NO_ROOM
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return NO_WRITING.format(path=path)
    if isinstance(error, OperationalError):
        text = str(error)
        if "disk is full" in text or "No space left" in text:
            return NO_ROOM
        if "readonly database" in text or "unable to open database" in text:
            return NO_WRITING.format(path="The data base file")
        if "connect" in text:
            return NO_DATABASE
    return None
