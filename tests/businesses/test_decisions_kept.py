"""Another owner under a decision, and merges that would lose what somebody decided."""

from contextlib import contextmanager
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, migrations
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from businesses import activity, duplicates, erasure, merging, publication, registration
from businesses.forms.merging import MergeForm
from businesses.models import Business, DuplicatePair, Owner
from businesses.verification import FourEyes
from businesses.verification_queue import VerificationQueue
from common.workflow import Refused, StaleVersion, WrongState
from licensing import assistance
from licensing.models import AssistanceCase
from tests.factories import (
    invented_nik,
    make_owner,
    nib_of,
    published,
    registered,
    submitted,
    verified,
    verify,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(persona) -> User:
    """Somebody who enters and verifies."""
    user = persona("verifikator", username="dua-peran")
    user.groups.add(Group.objects.get(name="Petugas Pendataan"))
    return User.objects.get(pk=user.pk)


def become_another(owner: Owner, *, by: User) -> None:
    owner = Owner.objects.get(pk=owner.pk)
    owner.name = "Orang Lain"
    owner.set_nik(invented_nik())
    registration.save_owner(owner, by=by, version=owner.version)


def merge(kept: Business, gone: Business, *, by: User, taken=()):
    kept.refresh_from_db()
    gone.refresh_from_db()
    versions = {"survivor_version": kept.version, "absorbed_version": gone.version}
    return merging.merge(kept, gone, taken=taken, by=by, **versions)


def two_owners(petugas) -> tuple[Business, Business]:
    """Two records of one kiosk; the owner of the second one holds a NIB."""
    kept = registered(by=petugas, name="Kios Ana", owner=make_owner(name="Ana Mau"))
    gone = registered(by=petugas, name="Kios Ana", owner=make_owner(name="Ana Mauu"))
    nib_of(gone.owner, by=petugas, issued_on=date(2025, 1, 1))
    return kept, gone


# -- the identity of an owner ---------------------------------------------------------------------


def test_a_decision_on_the_former_owner_is_refused(petugas, verifikator, persona):
    business = submitted(by=petugas, owner=make_owner(name="Ana Mau", nik=invented_nik()))
    colleague = persona("petugas", username="petugas-dua")
    shown = business.version
    become_another(business.owner, by=colleague)

    business = Business.objects.get(pk=business.pk)
    assert (business.version, business.updated_by) == (shown + 1, colleague)
    event = business.history.first()
    assert (event.version, event.history_user, event.updated_by) == (
        shown + 1,
        colleague,
        colleague,
    )
    with pytest.raises(StaleVersion):
        verify(business, by=verifikator, version=shown)
    assert verify(business, by=verifikator).verification_status == "verified"


def test_whoever_changed_who_it_is_does_not_verify_it(petugas, verifikator, both):
    owner = make_owner(name="Ana Mau", nik=invented_nik())
    business = verified(by=petugas, verifier=verifikator, owner=owner)
    before = business.version
    become_another(business.owner, by=both)

    business = Business.objects.get(pk=business.pk)
    assert (business.verification_status, business.version) == ("submitted", before + 1)
    assert business.updated_by == both
    assert business.history.first().updated_by == both
    with pytest.raises(FourEyes, match="Anda|You"):
        verify(business, by=both)


def test_a_phone_number_leaves_the_businesses_as_they_are(petugas):
    business = submitted(by=petugas)
    owner = Owner.objects.get(pk=business.owner_id)
    owner.phone, owner.phone_absent_reason = "+6281211110001", ""
    registration.save_owner(owner, by=petugas, version=owner.version)
    assert Business.objects.get(pk=business.pk).version == business.version


def test_an_owner_is_locked_after_all_its_businesses(petugas):
    business = registered(by=petugas)
    owner = Owner.objects.get(pk=business.owner_id)
    with CaptureQueriesContext(connection) as queries:
        registration.save_owner(owner, by=petugas, version=owner.version)
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in asked if ' FROM "' in sql]
    rows = [table for table in tables if table in ("businesses_business", "businesses_owner")]
    assert rows[:2] == ["businesses_business", "businesses_owner"]
    first = next(sql for sql in asked if ' FROM "businesses_business"' in sql)
    assert "merged_into_id" not in first.split(" WHERE ")[1], "merged ones are locked too"


# -- merges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("erased", [0, 1])
def test_an_erased_record_is_not_merged(petugas, verifikator, administrator, erased):
    pair = [registered(by=petugas, name="Kios Ana") for _number in range(2)]
    erasure.erase(pair[erased].owner, by=administrator, note="diminta")
    with pytest.raises(WrongState):
        merge(*map(current, pair), by=verifikator, taken={"name"})
    assert Business.objects.count() == 2


def current(business: Business) -> Business:
    return Business.objects.get(pk=business.pk)


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_hidden_record_does_not_come_back_by_a_merge(petugas, verifikator, hidden):
    pair = [published(by=petugas, verifier=verifikator, name="Kios A") for _number in range(2)]
    row = pair[hidden]
    publication.move(row, "hide", by=verifikator, version=row.version, note="pengaduan")
    with pytest.raises(WrongState):
        merge(*pair, by=verifikator)

    row = current(pair[1 - hidden])
    publication.move(row, "hide", by=verifikator, version=row.version, note="pengaduan")
    merge(*pair, by=verifikator)
    assert current(pair[0]).is_public is False


def test_the_owner_who_holds_the_nib_is_chosen(petugas, verifikator):
    kept, gone = two_owners(petugas)
    with pytest.raises(Refused, match="Ana Mauu"):
        merge(kept, gone, by=verifikator)
    merge(kept, gone, by=verifikator, taken={"owner"})
    assert current(kept).owner == gone.owner


def test_the_owner_who_holds_the_nib_is_not_left(petugas, verifikator):
    gone, kept = two_owners(petugas)
    with pytest.raises(Refused, match="Ana Mauu"):
        merge(kept, gone, by=verifikator, taken={"owner"})
    merge(kept, gone, by=verifikator)
    assert current(kept).owner == kept.owner


def test_of_two_holders_either_is_chosen(petugas, verifikator):
    kept, gone = two_owners(petugas)
    nib_of(kept.owner, by=petugas)
    merge(kept, gone, by=verifikator)
    assert current(kept).owner == kept.owner


def test_the_page_proposes_the_owner_who_holds_the_nib(petugas, verifikator):
    kept, gone = two_owners(petugas)
    pair = duplicates.pair_of(current(kept), current(gone), by=verifikator)
    form = MergeForm(pair=pair, user=verifikator)
    assert form.initial["kept"] == "first"
    assert form.initial["value_owner"] == "second"


# -- what nobody has to look at any more ----------------------------------------------------------


def test_a_closed_business_waits_for_nobody(petugas, verifikator):
    business = submitted(by=petugas)
    assert VerificationQueue(verifikator).rows.count() == 1
    activity.move(business, "close", by=petugas, version=business.version, note="tutup")
    assert VerificationQueue(verifikator).rows.count() == 0


def test_open_pairs_of_an_erased_owner_go(petugas, verifikator, administrator):
    one, other, third = (registered(by=petugas) for _number in range(3))
    duplicates.pair_of(one, other, by=verifikator)
    left = duplicates.pair_of(other, third, by=verifikator)
    decided = duplicates.pair_of(one, third, by=verifikator)
    duplicates.move(decided, "distinct", by=verifikator, version=decided.version)

    erasure.erase(one.owner, by=administrator, note="diminta")
    assert set(DuplicatePair.objects.all()) == {left, decided}


def test_an_open_case_that_stayed_with_a_merged_record_is_done_with(
    petugas, perizinan, verifikator
):
    kept, gone = (registered(by=petugas) for _number in range(2))
    cases = [
        assistance.open_case(AssistanceCase(business=row, kind="halal"), by=perizinan)
        for row in (kept, gone)
    ]
    merge(kept, gone, by=verifikator)
    assert AssistanceCase.objects.filter(closed_on__isnull=True).count() == 2
    assert list(AssistanceCase.objects.open()) == [cases[0]]


@contextmanager
def without_check(name: str):
    """The table as it was before the constraint was made."""
    table = AssistanceCase._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:  # goes with the test's transaction
            connection.check_constraints()
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        try:
            yield
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_impossible_dates_go_before_the_constraint_comes(petugas, perizinan):
    migration = import_module("licensing.migrations.0002_dates")
    kinds = [type(operation) for operation in migration.Migration.operations]
    assert kinds.index(migrations.RunPython) < kinds.index(migrations.AddConstraint)

    wrong, right = (
        assistance.open_case(
            AssistanceCase(
                business=registered(by=petugas),
                kind="halal",
                due_on=timezone.localdate() + timedelta(days=7),
            ),
            by=perizinan,
        )
        for _number in range(2)
    )
    with without_check("case_due_after_opening"):
        AssistanceCase.objects.filter(pk=wrong.pk).update(due_on=F("opened_on") - timedelta(days=1))
        migration.forget_impossible_dates(apps, None)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert wrong.due_on is None
    assert right.due_on == timezone.localdate() + timedelta(days=7)
