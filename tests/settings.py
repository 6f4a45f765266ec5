"""Settings of the tests: fixed keys, plain static files, everything in memory or in a temporary
folder; the data base comes from DATABASE_URL, SQLite without it."""

import os
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "a key for tests that guards nothing, long enough to please the checks"
os.environ["FIELD_ENCRYPTION_KEYS"] = "dGVzdHMtb25seS1rZXktdGhhdC1ndWFyZHMtbm90aGk="
os.environ["FIELD_DIGEST_KEY"] = "a digest key for tests"
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
for name in ("DEBUG", "HTTPS", "TRUSTED_PROXIES", "CACHE_URL", "SITE_URL", "DEMO_PASSWORD"):
    os.environ.pop(name, None)

from umkm_registry.settings import *  # noqa: E402, F403
from umkm_registry.settings import STORAGES  # noqa: E402

SCRATCH = Path(tempfile.mkdtemp(prefix="umkm-tests-"))
MEDIA_ROOT = SCRATCH / "media"
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    **STORAGES,
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(SCRATCH / "documents"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
IMPORT_JOBS_APART = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  a thread of the live server keeps none
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, so that the threads of a test each have a connection, as the workers of a server.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}  # noqa: F405
