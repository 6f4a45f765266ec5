"""Two officers at the same moment, on real connections: nothing is lost, and nothing is twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from businesses import registration, verification
from businesses.models import Business, Owner
from businesses.registration import AlreadyRegistered, Entry
from common.workflow import Refused, StaleVersion
from tests.factories import CHECKED, invented_nik, make_business, make_owner, registered

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 34  # of each of the three kinds: a hundred and two


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Run the actions in threads that start together; "done", or the name of the refusal."""
    ready = Barrier(len(actions))

    def run(action: Callable[[], object]) -> str:
        try:
            ready.wait(30)
            action()
        except Refused as refusal:
            return type(refusal).__name__ if str(refusal) else "a refusal without a sentence"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def edit(business: Business, landmark: str, by: User) -> Callable[[], object]:
    """Save a form that was opened on the version that `business` has now."""
    opened = Business.objects.get(pk=business.pk)
    version = opened.version

    def save() -> None:
        opened.landmark = landmark
        registration.revise(opened, by=by, version=version)

    return save


def verify(business: Business, by: User) -> Callable[[], object]:
    opened = Business.objects.get(pk=business.pk)
    version = opened.version
    return lambda: verification.verify(opened, by=by, version=version, checklist=CHECKED)


@pytest.fixture
def others(persona):
    return [persona("petugas", username="satu"), persona("petugas", username="dua")]


def test_of_two_edits_one_is_saved_and_the_other_is_told(register, petugas, others):
    for number in range(PAIRS):
        business = registered(by=petugas)
        results = at_once(
            edit(business, f"satu {number}", others[0]), edit(business, f"dua {number}", others[1])
        )
        assert Counter(results) == {"done": 1, "StaleVersion": 1}
        business.refresh_from_db()
        winner = ("satu", "dua")[results.index("done")]
        assert business.landmark == f"{winner} {number}"
        assert business.version == 2


def test_of_an_edit_and_a_verification_one_is_told(register, petugas, others, verifikator):
    for number in range(PAIRS):
        business = registered(by=petugas)
        business = verification.submit(business, by=petugas, version=1)
        results = at_once(
            edit(business, f"ubah {number}", others[0]), verify(business, verifikator)
        )
        assert Counter(results) == {"done": 1, "StaleVersion": 1}
        business.refresh_from_db()
        if results[0] == "done":
            assert (business.landmark, business.verification_status) == (
                f"ubah {number}",
                "submitted",
            )
        else:
            assert (business.landmark, business.verification_status) == ("", "verified")


def test_of_two_verifications_one_is_told(register, petugas, verifikator, persona):
    second = persona("verifikator", username="verifikator-dua")
    for _number in range(PAIRS):
        business = registered(by=petugas)
        business = verification.submit(business, by=petugas, version=1)
        results = at_once(verify(business, verifikator), verify(business, second))
        assert Counter(results) == {"done": 1, "StaleVersion": 1}
        assert business.steps.filter(action="verify").count() == 1


def test_the_same_nik_by_twenty_at_once_is_one_owner(register, petugas):
    nik = invented_nik()

    def enter(number: int) -> Callable[[], object]:
        entry = Entry(make_owner(nik=nik), make_business(name=f"Usaha {number}"))
        entry.business.owner = entry.owner
        return lambda: registration.register(entry, by=petugas)

    results = at_once(*(enter(number) for number in range(20)))

    assert Counter(results) == {"done": 1, AlreadyRegistered.__name__: 19}
    assert Owner.objects.with_nik(nik).count() == 1
    assert Business.objects.count() == 1
    assert Business.objects.get().code == "KPG-000001", "a number given back is given again"


def test_a_hundred_numbers_at_once_have_no_gap_and_no_twin(register, petugas):
    def enter(number: int) -> Callable[[], object]:
        entry = Entry(make_owner(), make_business(name=f"Usaha {number}"))
        entry.business.owner = entry.owner
        return lambda: registration.register(entry, by=petugas)

    for start in range(0, 100, 10):
        assert at_once(*(enter(start + n) for n in range(10))) == ["done"] * 10
    codes = sorted(Business.objects.values_list("code", flat=True))
    assert codes == [f"KPG-{number:06d}" for number in range(1, 101)]


def test_a_stale_version_names_the_colleague(register, petugas, others):
    business = registered(by=petugas)
    stale = edit(business, "lama", others[1])
    edit(business, "baru", others[0])()
    with pytest.raises(StaleVersion, match=others[0].full_name):
        stale()
