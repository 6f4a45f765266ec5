"""The settings of a production server with test keys, for `check --deploy`."""

import os

os.environ["SECRET_KEY"] = "for the checks only: k7Qz vB2 nX9 rT4 wL6 mP1 dG8 hJ3 fS5 cY0 aE uR7"
os.environ["FIELD_ENCRYPTION_KEYS"] = "dGVzdHMtb25seS1rZXktdGhhdC1ndWFyZHMtbm90aGk="
os.environ["FIELD_DIGEST_KEY"] = "a digest key for checks"
os.environ["HTTPS"] = "1"
os.environ["SITE_URL"] = "https://umkm.example.go.id"
os.environ["ALLOWED_HOSTS"] = "umkm.example.go.id"

from umkm_registry.settings import *  # noqa: E402, F403
