"""Personas, reference data and clients that every test can ask for by name."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test import Client

from accounts import roles
from accounts.models import User
from businesses.models import Category, Kecamatan, Kelurahan, WorkArea
from common import reference
from directory import snapshot
from umkm_registry.catalogue import compile_messages


def pytest_configure(config):
    """Compile the catalogue once, before any worker reads it."""
    if not hasattr(config, "workerinput"):
        compile_messages(settings.LOCALE_PATHS[0])


def _fill() -> None:
    reference.load_all()
    roles.sync()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Reference data and roles once for all tests."""
    with django_db_blocker.unblock():
        _fill()
    yield
    if connection.vendor == "postgresql":
        # A browser that has just gone may leave a thread of the live server at its last answer.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _fresh_cache():
    for name in settings.CACHES:
        caches[name].clear()
    snapshot.forget()


@pytest.fixture
def register(db):
    """Reference data and roles, also after a transactional test has emptied the tables."""
    if not Kecamatan.objects.exists():
        _fill()


@pytest.fixture
def persona(register):
    """Make a named colleague: `persona("petugas")`, with an optional kelurahan or kecamatan."""

    def make(login: str, *, username: str = "", kelurahan: str = "", kecamatan: str = "") -> User:
        role = next(role for role in roles.ROLES if role.login == login)
        user = User.objects.create(
            username=username or login,
            full_name=f"{role.name} Uji",
            is_staff=True,
            is_citywide=not (kelurahan or kecamatan),
        )
        user.groups.add(Group.objects.get(name=role.name))
        if kelurahan:
            place = Kelurahan.objects.get(name=kelurahan)
            WorkArea.objects.create(officer=user, kelurahan=place)
        if kecamatan:
            district = Kecamatan.objects.get(name=kecamatan)
            WorkArea.objects.create(officer=user, kecamatan=district)
        return user

    return make


@pytest.fixture
def petugas(persona):
    """Enters businesses, in the whole city."""
    return persona("petugas")


@pytest.fixture
def verifikator(persona):
    """Verifies what others entered."""
    return persona("verifikator")


@pytest.fixture
def perizinan(persona):
    """Records and verifies licences."""
    return persona("perizinan")


@pytest.fixture
def laporan(persona):
    """Makes reports."""
    return persona("laporan")


@pytest.fixture
def pimpinan(persona):
    """Reads everything but restricted fields."""
    return persona("pimpinan")


@pytest.fixture
def administrator(persona):
    """Keeps accounts and reference data."""
    return persona("admin")


@pytest.fixture
def client_of():
    """A browser in which `user` is logged in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def fontein(register) -> Kelurahan:
    return Kelurahan.objects.get(name="Fontein")


@pytest.fixture
def sei(register) -> Category:
    return Category.objects.get(slug="olahan-sei")
