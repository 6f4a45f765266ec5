"""Businesses, an officer and a case of the tests of licensing, and where their documents lie."""

import pytest
from django.core.files.storage import storages

from licensing import assistance
from tests.factories import registered
from tests.licensing.cases import opened


@pytest.fixture
def document_folder(tmp_path, monkeypatch):
    """An empty storage of documents, for this test alone."""
    storage = storages["documents"]
    monkeypatch.setattr(storage, "_location", str(tmp_path))
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)
    yield storage
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)


@pytest.fixture
def here(petugas):
    """A business in Fontein with one product."""
    return registered(by=petugas, kelurahan="Fontein", products=("Selendang",))


@pytest.fixture
def elsewhere(petugas):
    """A business in Alak with one product."""
    return registered(by=petugas, kelurahan="Alak", products=("Sarung",))


@pytest.fixture
def local(persona):
    """A licensing officer of one kelurahan."""
    return persona("perizinan", username="perizinan-fontein", kelurahan="Fontein")


@pytest.fixture
def filed(here, perizinan):
    """A case for a NIB whose application is filed."""
    case = opened(here, "nib", by=perizinan)
    return assistance.move(case, "file", by=perizinan, version=case.version)
