"""NIK and NPWP at rest: encrypted, with a keyed digest beside them for exact look-up.

UU 27/2022 asks the controller to protect personal data; a stolen data base must not give
up one NIK. The token is Fernet (AES-128-CBC with HMAC) under the first of
`FIELD_ENCRYPTION_KEYS`; older keys still read. A NIK has too little entropy for a bare hash,
so the digest is an HMAC-SHA256 under `FIELD_DIGEST_KEY`.
"""

import hashlib
import hmac
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecipherable(Exception):
    """A token that none of the configured keys can read."""


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current() -> MultiFernet:
    return _fernet(tuple(settings.FIELD_ENCRYPTION_KEYS))


def encrypt(text: str) -> str:
    """Return the token of `text`; the empty string stays empty."""
    return _current().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return the text of `token`. Raises Undecipherable when no key fits."""
    with _explained():
        return _current().decrypt(token.encode()).decode() if token else ""


def encrypt_bytes(data: bytes, *, purpose: bytes) -> bytes:
    """Return the token of a file, which is packed first; nothing stays nothing.

    Args:
        purpose: what it is for; a token of another purpose is not accepted in its place.
    """
    return _current().encrypt(purpose + b"\0" + zlib.compress(data, 1)) if data else b""


def decrypt_bytes(token: bytes, *, purpose: bytes) -> bytes:
    """Return what `encrypt_bytes` was given.

    Raises:
        Undecipherable: no key fits, or the token was made for another purpose.
    """
    if not token:
        return b""
    with _explained():
        found, _sign, data = _current().decrypt(bytes(token)).partition(b"\0")
    if found != purpose:
        raise Undecipherable("This value was encrypted for another purpose.")
    return zlib.decompress(data)


def rotate(token: str) -> str:
    """Return the same value under the first key. Raises Undecipherable when no key fits."""
    with _explained():
        return _current().rotate(token.encode()).decode() if token else ""


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except InvalidToken as error:
        raise Undecipherable(
            "No key of FIELD_ENCRYPTION_KEYS reads this value. Restore the key it was made with."
        ) from error


def digest(text: str, *, kind: str) -> str:
    """Return 64 hex digits that identify `text` of one `kind` ("nik", "npwp") under our key."""
    message = f"{kind}:{text}".encode()
    return hmac.new(settings.FIELD_DIGEST_KEY.encode(), message, hashlib.sha256).hexdigest()
