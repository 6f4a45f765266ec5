"""A merged record counts nowhere any more: reports, coverage, queues, imports, lists."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from businesses import merging, registration, verification
from businesses.models import Business, Owner, Product
from common.workflow import StaleVersion
from licensing import coverage
from tests.factories import make_owner, nib_of, registered
from umkm_registry import home

pytestmark = pytest.mark.django_db


def merge(kept: Business, gone: Business, *, by, taken=()) -> None:
    kept, gone = (Business.objects.get(pk=one.pk) for one in (kept, gone))
    merging.merge(
        kept,
        gone,
        taken=taken,
        by=by,
        survivor_version=kept.version,
        absorbed_version=gone.version,
    )


@pytest.fixture
def two(petugas, verifikator) -> tuple[Business, Business]:
    """Two records with a NIB each, of two owners, both submitted; the second one is merged."""
    rows = []
    for name in ("Ana Mau", "Ana Mauu"):
        business = registered(by=petugas, owner=make_owner(name=name), products=("Beras",))
        nib_of(business.owner, by=petugas, issued_on=date(2025, 1, 1))
        rows.append(verification.submit(business, by=petugas, version=business.version))
    merge(*rows, by=verifikator)
    return rows[0], rows[1]


def test_coverage_counts_one(two):
    today = timezone.localdate()
    assert coverage.totals(Business.objects.all(), on=today) == {
        "businesses": 1,
        "with_nib": 1,
        "with_verified_nib": 0,
    }
    rows = coverage.by_group(
        Business.objects.all(), on=today, key="kelurahan__code", label="kelurahan__name"
    )
    assert [(row["label"], row["businesses"], row["with_nib"]) for row in rows] == [
        ("Fontein", 1, 1)
    ]


def test_a_report_and_its_files_count_one(two):
    out = io.StringIO()
    call_command("report", "nib-coverage", "--format", "json", stdout=out)
    totals = json.loads(out.getvalue())["totals"]
    assert (totals["businesses"], totals["with_nib"]) == (1, 1)


def test_the_queues_and_figures_count_one(two, verifikator):
    figures = home.figures(verifikator)
    assert [figure.count for figure in figures] == [1, 0, 1, 0]
    assert Business.objects.visible_to(verifikator).awaiting_verification().count() == 1
    waiting = {str(task.label): task.count for task in home.tasks(verifikator)}
    assert sorted(waiting.values())[-1] == 1


def test_products_that_stayed_behind_are_not_listed(two, verifikator):
    assert Product.objects.count() == 2
    assert Product.objects.visible_to(verifikator).count() == 1


def test_an_owner_counts_the_records_of_today(two, client_of, petugas):
    kept, gone = two
    assert kept.owner.businesses.count() == 1
    assert gone.owner.businesses.count() == 0
    page = client_of(petugas).get(f"/admin/businesses/owner/?q={gone.owner.name}")
    row = page.context["cl"].result_list[0]
    assert (row.pk, row.businesses_held) == (gone.owner_id, 0)


def test_a_record_in_another_area_shows_no_owner_any_more(petugas, verifikator, persona):
    kept = registered(by=petugas, kelurahan="Fontein")
    gone = registered(by=petugas, kelurahan="Alak")
    local = persona("petugas", username="petugas-alak", kelurahan="Alak")
    assert list(Owner.objects.visible_to(local)) == [gone.owner]
    merge(kept, gone, by=verifikator)
    assert not Owner.objects.visible_to(local).exists()


def test_a_merged_record_cannot_be_written(two, petugas, client_of):
    gone = Business.with_merged.get(pk=two[1].pk)
    gone.landmark = "Baru"
    address = f"/admin/businesses/business/{gone.pk}/pindah/submit/"
    assert client_of(petugas).post(address, {"version": gone.version}).status_code == 404
    with pytest.raises(StaleVersion):
        registration.revise(gone, by=petugas, version=gone.version - 1)
    assert Business.with_merged.get(pk=gone.pk).landmark == ""
