"""Where the documents of a test lie."""

import pytest
from django.core.files.storage import storages


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
