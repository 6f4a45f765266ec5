"""Imports speak English in these tests, whatever the catalogue says."""

import pytest
from django.utils import translation

from imports.lookups import Lookups
from imports.running import Result, run
from tests.imports.lists import options


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def look(register) -> Lookups:
    """The reference data, as every import reads it."""
    return Lookups.load()


@pytest.fixture
def check(register):
    """A dry run of a list: `check(data, kelurahan="Fontein")`."""

    def make(data: bytes, *, by=None, **keywords) -> Result:
        return run(data, options(**keywords), by=by)

    return make


@pytest.fixture
def commit(petugas):
    """Write a list as the officer, or as another account."""

    def make(data: bytes, *, by=None, **keywords) -> Result:
        return run(data, options(**keywords), by=by or petugas, commit=True)

    return make


@pytest.fixture
def browser(client_of, petugas, settings):
    """The officer's, in a back office that speaks English."""
    settings.LANGUAGE_CODE = "en"
    return client_of(petugas)
