"""Imports to take back: a list of new businesses, and what a list changed."""

from businesses import registration, verification
from businesses.models import Business, Product
from common.bulk import copy_to_history
from imports.models import ImportBatch, ImportedRow
from imports.withdrawing import Undoing
from tests.imports.lists import one

FULL = {
    "NIK": "9900000000990001",
    "HP": "0812 0000 0001",
    "Kategori": "Kuliner, Kriya",
    "KBLI": "10792",
    "kbli_edition": "2025",
    "Produk": "Nasi, Kue",
    "NIB": "0000000099001",
}


def full() -> bytes:
    """A list of one business with everything that a row can hold."""
    return one(**FULL)


def a_batch(by, **fields) -> ImportBatch:
    """An import of one changed row."""
    given = {"file_name": "daftar-uji.csv", "sha256": "0" * 64, "rows": 1, "changed": 1}
    return ImportBatch.objects.create(committed_by=by, **{**given, **fields})


def row_of(batch: ImportBatch, business: Business, *fields: str, number: int = 2) -> ImportedRow:
    """The row of the list that changed these fields."""
    return ImportedRow.objects.create(
        batch=batch,
        number=number,
        business=business,
        bucket="changed",
        fields=list(fields),
        fingerprint=f"f{number}",
        content=f"c{number}",
    )


def list_says(batch: ImportBatch, record, **values) -> None:
    """Change a record as the import does: another version, and the import in its history.

    A verified business goes back to the queue when its name changes.
    """
    by = batch.committed_by
    for name, value in values.items():
        setattr(record, name, value)
    record.stamp(by)
    record._change_reason = f"import {batch.pk}"
    record.save()
    is_verified = getattr(record, "verification_status", "") == "verified"
    if is_verified and "name" in values:
        verification.move(record, "amend", by=by, version=record.version, note="Uji")
        record.refresh_from_db()


def list_adds(batch: ImportBatch, business: Business, name: str) -> Product:
    """A product that the list adds."""
    product = Product(business=business, name=name)
    Product.objects.bulk_create([product])
    copy_to_history(
        Product, [product.pk], kind="+", by=batch.committed_by, reason=f"import {batch.pk}"
    )
    return product


def stayed(found: Undoing) -> dict[int, str]:
    """Row number → why it stays, as one text."""
    return {line.number: " ".join(line.reasons) for line in found.staying}


def edited(business: Business, _petugas, other) -> None:
    """An officer changes the record on its page."""
    business = Business.objects.get(pk=business.pk)
    business.landmark = "Depan pasar"
    registration.revise(business, by=other, version=business.version)
