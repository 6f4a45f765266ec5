"""The WSGI application that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_registry.settings")
django.setup(set_prefix=False)

from common.charset import Handler  # noqa: E402  its base reads the settings

application = Handler()
