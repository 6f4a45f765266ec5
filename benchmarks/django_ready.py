"""Django with the settings of the registry, for programs outside manage.py.

Static files are taken as they lie, so that no program needs `collectstatic` first.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_registry.settings")
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
settings.LOGGING["root"]["level"] = settings.LOGGING["loggers"]["django"]["level"] = "ERROR"
django.setup()

from django.db import connection  # noqa: E402

__all__ = ["connection"]
