"""Who saw whose data: every look is a row before anything is shown, and both questions are one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from businesses import disclosure
from businesses.models import Disclosure, Owner
from common.workflow import Refused
from tests.factories import invented_nik, make_owner, registered

pytestmark = pytest.mark.django_db
Kind = Disclosure.Kind


@pytest.fixture
def owner(petugas):
    """A person with a NIK and an NPWP, and a business in Fontein."""
    person = make_owner(name="Oma Tince Uji", nik=invented_nik())
    person.set_npwp(invented_nik())
    return registered(by=petugas, owner=person).owner


def kinds(owner):
    return sorted(disclosure.who_saw(owner).values_list("kind", flat=True))


def test_the_number_is_shown_and_the_look_is_noted(owner, perizinan):
    assert disclosure.reveal(owner, "nik", by=perizinan) == owner.reveal_nik()
    assert disclosure.reveal(owner, "npwp", by=perizinan) == owner.reveal_npwp()

    assert kinds(owner) == ["nik", "npwp"]
    assert {look.by for look in disclosure.who_saw(owner)} == {perizinan}


def test_the_look_is_noted_before_the_number_is_read(owner, perizinan, monkeypatch):
    def broken(self):
        raise RuntimeError("no key")

    monkeypatch.setattr(Owner, "reveal_nik", broken)
    with pytest.raises(RuntimeError):
        disclosure.reveal(owner, by=perizinan)
    assert kinds(owner) == ["nik"]


@pytest.mark.parametrize("role", ["petugas", "verifikator", "laporan", "pimpinan"])
def test_without_the_permission_nothing_is_shown_or_noted(owner, persona, role):
    by = persona(role, username=f"{role}-2")
    with pytest.raises(PermissionDenied):
        disclosure.reveal(owner, by=by)
    assert kinds(owner) == []


def test_an_owner_of_another_kelurahan_does_not_exist(owner, persona):
    by = persona("perizinan", kelurahan="Alak")
    with pytest.raises(Http404):
        disclosure.reveal(owner, by=by)
    assert kinds(owner) == []


def test_where_there_is_no_number_nothing_is_noted(petugas, perizinan):
    nobody = registered(by=petugas).owner
    with pytest.raises(disclosure.NothingToReveal):
        disclosure.reveal(nobody, by=perizinan)
    assert kinds(nobody) == []


def test_the_limit_per_hour_holds_for_all_full_numbers_together(owner, perizinan, settings):
    settings.REVEAL_LIMIT_PER_HOUR = 3
    disclosure.record(owner, Kind.DOSSIER, perizinan)
    disclosure.record(owner, Kind.PAGE, perizinan)
    disclosure.reveal(owner, "nik", by=perizinan)
    disclosure.reveal(owner, "npwp", by=perizinan)

    with pytest.raises(disclosure.TooManyReveals) as refusal:
        disclosure.reveal(owner, by=perizinan)

    assert "3" in str(refusal.value)
    assert isinstance(refusal.value, Refused)
    assert kinds(owner) == ["dossier", "nik", "npwp", "page"]


def test_the_limit_is_that_of_an_account_and_of_an_hour(owner, perizinan, administrator, settings):
    settings.REVEAL_LIMIT_PER_HOUR = 1
    disclosure.reveal(owner, by=perizinan)
    assert disclosure.reveal(owner, by=administrator)
    Disclosure.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert disclosure.reveal(owner, by=perizinan)


def test_a_page_is_noted_once_an_hour_for_each_account(owner, perizinan, verifikator):
    for by in (perizinan, perizinan, verifikator):
        disclosure.record_page(owner, by=by)
    assert Disclosure.objects.filter(kind=Kind.PAGE).count() == 2

    Disclosure.objects.update(at=timezone.now() - timedelta(minutes=61))
    disclosure.record_page(owner, by=perizinan)
    assert Disclosure.objects.filter(kind=Kind.PAGE).count() == 3


def test_an_export_is_noted_for_all_its_owners_by_few_statements(
    petugas, laporan, django_assert_max_num_queries
):
    owners = [registered(by=petugas).owner for _ in range(30)]
    keys = Owner.objects.values_list("pk", flat=True)
    with django_assert_max_num_queries(4):
        assert disclosure.record(keys, Kind.EXPORT, laporan, "export: all") == 30
    assert {look.reason for look in Disclosure.objects.all()} == {"export: all"}
    assert disclosure.record([owners[0], owners[0].pk], Kind.EXPORT, laporan) == 1


def test_whose_data_an_account_saw_is_one_query(
    petugas, perizinan, verifikator, django_assert_num_queries
):
    ana, budi, cici = (
        registered(by=petugas, owner=make_owner(name=f"{name} Uji", nik=invented_nik())).owner
        for name in ("Ana", "Budi", "Cici")
    )
    disclosure.reveal(ana, by=perizinan)
    disclosure.record([ana, budi], Kind.EXPORT, perizinan)
    disclosure.record(cici, Kind.PAGE, verifikator)
    disclosure.record(cici, Kind.PAGE, perizinan)
    Disclosure.objects.filter(owner=cici).update(at=timezone.now() - timedelta(days=3))
    now = timezone.now()

    with django_assert_num_queries(1):
        rows = list(disclosure.seen_by(perizinan, now - timedelta(days=1), now))

    assert [(row["name"], row["looks"], row["numbers"], row["exports"]) for row in rows] == [
        ("Ana Uji", 2, 1, 1),
        ("Budi Uji", 1, 0, 1),
    ]
    assert rows[0]["first"] <= rows[0]["last"]


def test_the_list_keeps_to_the_area_of_who_reads_it(petugas, perizinan, persona):
    here = registered(by=petugas, kelurahan="Alak").owner
    there = registered(by=petugas, kelurahan="Oesapa").owner
    disclosure.record([here, there], Kind.PAGE, perizinan)
    now = timezone.now()
    reader = persona("admin", kelurahan="Alak")

    rows = disclosure.seen_by(perizinan, now - timedelta(hours=1), now, reader=reader)

    assert [row["owner_id"] for row in rows] == [here.pk]
