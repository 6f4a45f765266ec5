"""A merge that is undone leaves every row as it was; it is not, once something else changed."""

from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from businesses import merging, registration, verification
from businesses.merge_choices import CONSENT, items
from businesses.models import (
    Business,
    BusinessCategory,
    BusinessKbli,
    Category,
    DuplicatePair,
    Kbli,
    Owner,
    Photo,
    Product,
)
from common.records import STAMP_FIELDS
from directory.models import FormerCode, Listing
from imports.models import ImportBatch, ImportedRow
from licensing.models import AssistanceCase, Permit, PermitType
from tests.businesses.merges import fresh, merged
from tests.factories import CHECKED, make_owner, registered

pytestmark = pytest.mark.django_db

TABLES = (
    Business, Owner, Product, Photo, BusinessCategory, BusinessKbli, Permit, AssistanceCase,
    ImportedRow, Listing, FormerCode,
)  # fmt: skip
PRODUCTS = ("Beras", "Gula", "Se'i", "Kopi")
SLUGS = ("tenun", "olahan-sei", "kuliner")
CODES = ("10120", "56101")
KINDS = ("nib", "halal", "other")
TEXTS = st.sampled_from(["", "A", "B"])

RECORD = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {
                "landmark": TEXTS,
                "address": TEXTS,
                "phone": st.sampled_from(["", "+6281211110000", "+6281211119999"]),
                "rt": st.sampled_from(["", "001", "002"]),
                "capital": st.sampled_from([None, 1_000, 2_000_000_000]),
                "accepts_qris": st.sampled_from([None, True, False]),
                "place_kind": st.sampled_from(["", "tetap", "rumah"]),
            }
        ),
        "consent": st.booleans(),
        "is_verified": st.booleans(),
        "products": st.sets(st.sampled_from(PRODUCTS)),
        "categories": st.sets(st.sampled_from(SLUGS)),
        "kbli": st.sets(st.sampled_from(CODES)),
        "cases": st.lists(st.sampled_from(KINDS), max_size=3, unique=True),
        "permits": st.integers(0, 2),
        "has_import": st.booleans(),
    }
)
ONE_RECORD = {"owner", CONSENT[0]}  # a merge takes both of these or neither
TAKEN = st.sets(st.sampled_from([item.name for item in items()])).map(
    lambda names: names | ONE_RECORD if names & ONE_RECORD else names
)


def filled(what: dict[str, Any], *, name: str, by, verifier) -> Business:
    """A stored record with everything that `what` lists."""
    consent = (
        {"consent_given_on": "2026-01-05", "consent_manner": "form"} if what["consent"] else {}
    )
    business = registered(by=by, name=name, owner=make_owner(), **what["fields"], **consent)
    for product in sorted(what["products"]):
        row = Product.objects.create(business=business, name=product)
        Photo.objects.bulk_create(
            [Photo(business=business, product=row, image="foto/a.webp", alt="A", width=4, height=3)]
        )
        permit = Permit(type=PermitType.objects.get(code="pirt"), product=row, number="1")
        permit.stamp(by)
        permit.save()
    registration.set_categories(
        business, Category.objects.filter(slug__in=what["categories"]), by=by
    )
    for code in sorted(what["kbli"]):
        BusinessKbli.objects.create(business=business, kbli=Kbli.objects.get(code=code))
    for kind in what["cases"]:
        case = AssistanceCase(business=business, kind=kind)
        case.stamp(by)
        case.save()
    for number in range(what["permits"]):
        permit = Permit(
            type=PermitType.objects.get(code="slhs"), business=business, number=str(number)
        )
        permit.stamp(by)
        permit.save()
    if what["has_import"]:
        batch = ImportBatch.objects.create(
            file_name="a.csv", sha256=str(business.pk), rows=1, committed_by=by
        )
        ImportedRow.objects.create(
            batch=batch, number=1, business=business, fingerprint="f", content="c"
        )
    if what["is_verified"]:
        business = verification.submit(business, by=by, version=business.version)
        business = verification.verify(
            business, by=verifier, version=business.version, checklist=CHECKED
        )
    return Business.objects.get(pk=business.pk)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that a merge touches, without the stamps of versions."""
    skipped = STAMP_FIELDS - {"created_by", "updated_by"}
    return {
        model.__name__: [
            {
                one.name: row[one.attname]
                for one in model._meta.concrete_fields
                if one.name not in skipped
            }
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in TABLES
    }


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=RECORD, other=RECORD, taken=TAKEN)
def test_a_merge_and_its_undoing_change_nothing(one, other, taken, petugas, verifikator):
    with transaction.atomic():
        kept = filled(one, name="Kios Berkat", by=petugas, verifier=verifikator)
        gone = filled(other, name="Kios Berkat Jaya", by=petugas, verifier=verifikator)
        before = everything()
        done = merging.merge(
            kept,
            gone,
            taken=taken,
            by=verifikator,
            survivor_version=kept.version,
            absorbed_version=gone.version,
        )
        assert Business.objects.count() == 1
        for name in ("photos", "permits", "imported_rows", "kbli_lines"):
            left = getattr(Business.with_merged.get(pk=gone.pk), name).count()
            assert left == 0 or name == "kbli_lines", name
        assert everything() != before
        merging.undo(done, by=verifikator)
        assert everything() == before
        transaction.set_rollback(True)


def test_undo_makes_two_records_again(pair, verifikator):
    kept, gone = pair
    done = merged(kept, gone, by=verifikator, taken={"name", "owner"})
    assert DuplicatePair.objects.get().status == "merged"

    merging.undo(done, by=verifikator)

    assert Business.objects.count() == 2
    stored = fresh(kept)
    assert (stored.name, stored.owner, stored.updated_by) == (
        "Kios Berkat",
        kept.owner,
        kept.updated_by,
    )
    assert DuplicatePair.objects.get().status == "open"
    done.refresh_from_db()
    assert done.undone_by == verifikator
    with pytest.raises(merging.TooLate):
        merging.undo(done, by=verifikator)


def test_a_merge_can_be_made_undone_and_made_again(pair, verifikator):
    for _ in range(2):
        done = merged(*pair, by=verifikator, taken={"name"})
        merging.undo(done, by=verifikator)
    assert Business.objects.count() == 2


def test_undo_is_refused_once_the_survivor_was_changed(pair, petugas, verifikator):
    kept, gone = pair
    done = merged(kept, gone, by=verifikator)
    stored = fresh(kept)
    stored.landmark = "Sesudah"
    registration.revise(stored, by=petugas, version=stored.version)
    with pytest.raises(merging.TooLate):
        merging.undo(done, by=verifikator)
    assert fresh(kept).landmark == "Sesudah"


def test_undo_is_refused_once_a_moved_row_was_changed_or_removed(pair, verifikator):
    kept, gone = pair
    for change in ("price", "removal"):
        product = Product.objects.create(business=gone, name=f"Beras {change}")
        done = merged(kept, gone, by=verifikator)
        product.refresh_from_db()
        if change == "price":
            product.price_min = 5000
            product.save()
        else:
            product.delete()
        with pytest.raises(merging.TooLate):
            merging.undo(done, by=verifikator)
        kept, gone = fresh(kept), registered(by=kept.created_by)


def test_merges_of_merges_are_undone_from_the_last_one(pair, petugas, verifikator):
    first, second = pair
    third = registered(by=petugas)
    early = merged(second, first, by=verifikator)
    late = merged(third, second, by=verifikator)

    assert merging.survivor_of(fresh(first)) == third
    assert merging.with_code(first.code.lower()) == third
    with pytest.raises(merging.TooLate):
        merging.undo(early, by=verifikator)
    merging.undo(late, by=verifikator)
    assert merging.with_code(first.code) == second
    merging.undo(early, by=verifikator)
    assert Business.objects.count() == 3


def test_undo_outside_the_area_is_not_found(pair, persona, verifikator):
    done = merged(*pair, by=verifikator)
    local = persona("verifikator", username="verifikator-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        merging.undo(done, by=local)
