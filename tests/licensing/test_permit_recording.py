"""Many permits at once, as a list brings them: the rules of the form, and none of them twice."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from businesses import erasure
from businesses.models import Product
from common.workflow import Refused
from licensing.lifecycle import BadDate
from licensing.models import Permit
from licensing.permits import Unsound, usual_holder
from licensing.recording import likely_holder, record_permits
from tests.factories import registered
from tests.licensing.permit_rows import entered, kind

pytestmark = pytest.mark.django_db


def permit(code: str, number: str = "1", **fields: object) -> Permit:
    return Permit(type=kind(code), number=number, **fields)


def record(*permits: Permit, by) -> list[Permit]:
    return record_permits(permits, by=by, reason="import 1")


def test_permits_are_stored_with_their_step_and_history(here, petugas):
    product = here.products.get()

    made = record(
        permit("slhs", "S 12/2024", business=here, issued_on=date(2024, 3, 15)),
        permit("pirt", "1234567890123 - 45", product=product, expires_on=date(2029, 3, 15)),
        permit("merek", "", owner=here.owner),
        by=petugas,
    )

    stored = {row.type.code: row for row in Permit.objects.all()}
    assert len(made) == len(stored) == 3
    assert (stored["slhs"].number, stored["slhs"].status) == ("S 12/2024", "granted")
    assert stored["pirt"].number == "1234567890123-45"
    assert (stored["merek"].number, stored["merek"].status) == ("", "applied")
    assert {row.created_by for row in stored.values()} == {petugas}
    for row in stored.values():
        assert [(step.action, step.to_status, step.by) for step in row.steps.all()] == [
            ("enter", row.status, petugas)
        ]
        past = row.history.get()
        assert (past.history_type, past.history_change_reason) == ("+", "import 1")
        assert past.history_user == petugas


def test_a_permit_that_its_holder_has_is_not_doubled(here, elsewhere, petugas, perizinan):
    entered(perizinan, "slhs", "S 1", business=here)

    made = record(
        permit("slhs", "S  1", business=here),
        permit("slhs", "S 1", business=elsewhere),
        permit("slhs", "S 2", business=here),
        permit("slhs", "S 2", business=here),
        by=petugas,
    )

    assert [(row.number, row.business) for row in made] == [("S 1", elsewhere), ("S 2", here)]
    assert Permit.objects.count() == 3


def test_the_same_permits_again_store_nothing(here, petugas):
    record(permit("slhs", "S 1", business=here), by=petugas)

    assert record(permit("slhs", "S 1", business=here), by=petugas) == []
    assert Permit.objects.count() == 1


def test_one_that_does_not_go_together_stores_none(here, petugas):
    tomorrow = timezone.localdate() + timedelta(days=1)
    good = {"business": here}

    for wrong, error in (
        (permit("slhs", product=here.products.get()), Unsound),
        (permit("izin", business=here), Unsound),
        (
            permit("slhs", issued_on=date(2024, 1, 2), expires_on=date(2024, 1, 1), **good),
            Unsound,
        ),
        (permit("slhs", issued_on=tomorrow, **good), BadDate),
    ):
        with pytest.raises(error):
            record(permit("slhs", "S 9", **good), wrong, by=petugas)
    assert Permit.objects.count() == 0


@pytest.mark.parametrize("code", ["slhs", "pirt", "merek"])
def test_a_holder_outside_the_work_area_does_not_exist(here, elsewhere, persona, code):
    local = persona("petugas", username="petugas-fontein", kelurahan="Fontein")

    def of(business):
        product = business.products.get()
        return likely_holder(
            kind(code), owner=business.owner, business=business, products=[product]
        )

    with pytest.raises(Http404):
        record(permit("slhs", "S 9", business=here), permit(code, **of(elsewhere)), by=local)
    assert Permit.objects.count() == 0

    assert len(record(permit(code, **of(here)), by=local)) == 1


def test_who_may_not_record_permits_stores_none(here, verifikator):
    with pytest.raises(PermissionDenied):
        record(permit("slhs", business=here), by=verifikator)


def test_nothing_is_stored_for_an_erased_person(here, petugas, administrator):
    erasure.erase(here.owner, by=administrator, note="Surat permintaan 12", version=None)

    with pytest.raises(Refused, match="erased|dihapus"):
        record(permit("slhs", business=here), by=petugas)
    assert Permit.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_permits(
    here, petugas, django_assert_max_num_queries
):
    petugas.has_perm("licensing.record_permit")
    of_kind = kind("slhs")
    many = [Permit(type=of_kind, number=f"S {number}", business=here) for number in range(60)]

    with django_assert_max_num_queries(22):
        record(*many, by=petugas)


@pytest.mark.parametrize("products", [(), ("Bakso",), ("Bakso", "Mi")])
@pytest.mark.parametrize("code", ["slhs", "halal", "merek", "sertifikat-standar"])
def test_the_holder_of_a_row_is_that_of_the_form(petugas, code, products):
    business = registered(by=petugas, kelurahan="Fontein", products=products)
    rows = list(Product.objects.filter(business=business))

    found = likely_holder(kind(code), owner=business.owner, business=business, products=rows)

    assert {name: row.pk for name, row in found.items()} == usual_holder(kind(code), business)
