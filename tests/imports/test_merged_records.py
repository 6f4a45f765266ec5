"""A list that comes again after its records were merged makes nothing anew."""

import pytest

from businesses import merging
from businesses.models import Business
from tests.imports.lists import many

pytestmark = pytest.mark.django_db


def test_a_list_that_comes_again_finds_the_record_that_is_kept(check, commit, verifikator):
    data = many({}, {"Nama Usaha": "Kios Berkat"})
    commit(data)
    first, second = Business.objects.order_by("pk")
    merging.merge(first, second, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)

    again = check(data)
    assert (again.counts["same"], again.counts["new"]) == (2, 0)
    changed = check(many({}, {"Nama Usaha": "Kios Berkat", "HP": "081211119999"}))
    assert changed.counts["new"] == 0
