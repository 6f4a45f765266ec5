"""Imports speak English in these tests, whatever the catalogue says."""

import pytest
from django.utils import translation

from imports import preparing, uploads
from imports.lookups import Lookups
from imports.models import Upload
from imports.running import Result, run
from tests.imports.checked import check_again
from tests.imports.lists import options
from tests.imports.wizard import LIST, page_of, send


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


@pytest.fixture
def checked(petugas):
    """An uploaded list after its check: `checked(data, decisions={…})`."""

    def make(data: bytes, *, by=None, **fields: object) -> Upload:
        upload = uploads.receive(data, file_name="daftar-uji.csv", by=by or petugas)
        Upload.objects.filter(pk=upload.pk).update(**fields)
        return check_again(upload)

    return make


@pytest.fixture
def upload(petugas) -> Upload:
    """A list at the first step of the wizard."""
    return preparing.receive(LIST, file_name="daftar.csv", by=petugas)


@pytest.fixture
def at_columns(upload, petugas) -> Upload:
    """The same list when its columns are asked for."""
    return preparing.choose_sheet(upload, by=petugas, version=upload.version)


@pytest.fixture
def at_words(at_columns, browser) -> Upload:
    """The same list when its words are asked for."""
    url = page_of(at_columns, "columns")
    send(browser, url, browser.get(url), "kolom-0", **{"kolom-0": "business_name"})
    return Upload.objects.get()
