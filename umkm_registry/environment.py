"""The `.env` file beside manage.py: made once, with fresh random keys, never overwritten.

It stands outside Django because settings cannot load before the keys exist.
"""

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
