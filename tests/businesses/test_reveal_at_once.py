"""Ten windows at once do not get round the limit, and no edit survives an erasure beside it."""

from collections import Counter

import pytest

from businesses import disclosure, erasure, registration
from businesses.models import Business, Disclosure, Owner
from tests.businesses.test_concurrency import at_once
from tests.factories import invented_nik, make_owner, registered

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_ten_reveals_at_once_as_many_are_shown_as_the_limit_allows(petugas, perizinan, settings):
    settings.REVEAL_LIMIT_PER_HOUR = 3
    owner = registered(by=petugas, owner=make_owner(nik=invented_nik())).owner

    results = at_once(*[lambda: disclosure.reveal(owner, by=perizinan)] * 10)

    assert Counter(results) == {"done": 3, "TooManyReveals": 7}
    assert Disclosure.objects.filter(kind="nik").count() == 3


def test_an_edit_at_the_moment_of_an_erasure_brings_nothing_back(petugas, administrator):
    for number in range(10):
        business = registered(by=petugas, owner=make_owner(name="Tincewati", nik=invented_nik()))
        opened, owner = Business.objects.get(pk=business.pk), Owner.objects.get()
        opened.landmark = f"rumah Tincewati {number}"

        results = at_once(
            lambda opened=opened: registration.revise(opened, by=petugas, version=opened.version),
            lambda owner=owner: erasure.erase(owner, by=administrator, note="permintaan"),
        )

        business.refresh_from_db()
        assert results[1] == "done"
        assert results[0] in ("done", "StaleVersion", "WrongState")
        assert business.landmark == ""
        assert not any("Tince" in state.landmark for state in business.history.all())
        business.steps.all().delete()
        Business.history.all().delete()
        Disclosure.objects.all().delete()
        Business.with_merged.all().delete()
        Owner.objects.all().delete()
