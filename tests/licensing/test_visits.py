"""Visits: one tap is one visit, a case comes with it, and a mistake is taken back."""

import ast
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from businesses import merging
from common import history
from common.workflow import Refused, WrongState
from licensing import assistance, lifecycle, visits
from licensing.models import AssistanceCase, CaseStep, Nib, Visit
from licensing.visit_rows import latest_visits
from tests.factories import nib_of, registered

pytestmark = pytest.mark.django_db

Outcome = Visit.Outcome


@pytest.fixture
def business(petugas):
    return registered(by=petugas, name="Warung Uji Melati")


def test_a_tick_says_who_when_and_what_came_of_it(business, petugas):
    visit = visits.tick(business, Outcome.REFUSED, by=petugas, note="  takut pajak ")
    assert (visit.business, visit.by, visit.outcome) == (business, petugas, "refused")
    assert visit.note == "takut pajak"
    assert timezone.now() - visit.at < timedelta(minutes=1)


def test_a_double_tap_is_one_visit(business, petugas, perizinan):
    first = visits.tick(business, Outcome.VISITED, by=petugas)
    assert visits.tick(business, Outcome.VISITED, by=petugas) == first
    assert visits.tick(business, Outcome.VISITED, by=perizinan) != first, "another officer"
    assert visits.tick(business, Outcome.REFUSED, by=petugas) != first, "another outcome"
    assert Visit.objects.count() == 3


def test_a_note_that_comes_after_the_tap_is_not_lost(business, petugas):
    first = visits.tick(business, Outcome.VISITED, by=petugas)
    second = visits.tick(business, Outcome.VISITED, by=petugas, note="datang lagi Senin")
    assert second != first
    assert visits.tick(business, Outcome.VISITED, by=petugas, note="datang lagi Senin") == second


def test_after_two_minutes_it_is_another_visit(business, petugas):
    first = visits.tick(business, Outcome.VISITED, by=petugas)
    Visit.objects.update(at=timezone.now() - timedelta(minutes=2, seconds=1))
    assert visits.tick(business, Outcome.VISITED, by=petugas) != first


def test_a_tap_after_an_undo_counts(business, petugas):
    first = visits.void(visits.tick(business, Outcome.VISITED, by=petugas), by=petugas)
    assert visits.tick(business, Outcome.VISITED, by=petugas) != first


def test_a_case_is_opened_with_the_visit(business, petugas):
    visit = visits.tick(business, Outcome.CASE_OPENED, by=petugas, note="minta dibantu")
    case = AssistanceCase.objects.get()
    assert visit.case == case
    assert (case.kind, case.channel, case.business, case.notes) == (
        "nib",
        "kelurahan",
        business,
        "minta dibantu",
    )
    assert CaseStep.objects.get(case=case).by == petugas
    again = visits.tick(business, Outcome.CASE_OPENED, by=petugas)
    assert (again, AssistanceCase.objects.count()) == (visit, 1)


def test_a_case_of_a_tick_begins_as_at_the_desk(business, petugas, perizinan, settings):
    settings.ASSISTANCE_DUE_DAYS = 10
    case = visits.tick(business, Outcome.CASE_OPENED, by=perizinan).case
    today = timezone.localdate()
    assert (case.officer, case.opened_on) == (perizinan, today)
    assert case.due_on == today + timedelta(days=10)
    other = registered(by=petugas)
    case = visits.tick(other, Outcome.CASE_OPENED, by=petugas).case
    assert case.officer is None, "who moves no cases is given none"
    assert case.due_on == today + timedelta(days=10)


def test_an_open_case_is_taken_over(business, petugas, perizinan):
    case = assistance.open_case(AssistanceCase(business=business, kind="nib"), by=perizinan)
    assert visits.tick(business, Outcome.CASE_OPENED, by=petugas).case == case


def test_a_case_that_was_cancelled_meanwhile_is_opened_anew(business, petugas, perizinan):
    first = visits.tick(business, Outcome.CASE_OPENED, by=petugas)
    assistance.move(first.case, "cancel", by=perizinan, version=first.case.version, note="uji")
    assert visits.tick(business, Outcome.CASE_OPENED, by=petugas).case != first.case


def test_a_case_of_another_kind_is_another_case(business, petugas, perizinan):
    assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    assert visits.tick(business, Outcome.CASE_OPENED, by=petugas).case.kind == "nib"


def test_neither_without_the_other(business, petugas, monkeypatch):
    def fails(self, *args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Visit, "save", fails)
    with pytest.raises(RuntimeError):
        visits.tick(business, Outcome.CASE_OPENED, by=petugas)
    assert not AssistanceCase.objects.exists()


def test_the_reason_is_noted_with_the_visit(business, petugas):
    visits.tick(business, Outcome.VISITED, by=petugas, reason="tax_fear")
    assert Nib.objects.get(owner=business.owner).absence_reason == "tax_fear"
    visits.tick(business, Outcome.REFUSED, by=petugas)
    assert Nib.objects.get(owner=business.owner).absence_reason == "tax_fear", "it was not asked"


def test_a_frozen_nib_has_no_such_reason_and_nothing_is_stored(business, petugas, perizinan):
    nib = nib_of(business.owner, by=petugas)
    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="uji")
    with pytest.raises(WrongState):
        visits.tick(business, Outcome.VISITED, by=petugas, reason="tax_fear")
    assert not Visit.objects.exists()
    assert visits.tick(business, Outcome.VISITED, by=petugas).pk


def test_a_business_that_got_its_nib_meanwhile_is_refused(business, petugas):
    nib_of(business.owner, by=petugas)
    with pytest.raises(visits.HoldsNib, match="Warung Uji Melati"):
        visits.tick(business, Outcome.VISITED, by=petugas)
    assert not Visit.objects.exists()


def test_a_business_that_was_merged_meanwhile_is_refused(business, petugas, verifikator):
    kept = registered(by=petugas)
    merging.merge(kept, business, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)
    with pytest.raises(visits.NotOnTheList):
        visits.tick(business, Outcome.VISITED, by=petugas)


def test_visits_go_where_the_record_goes(business, petugas, verifikator):
    visit = visits.tick(business, Outcome.REFUSED, by=petugas)
    kept = registered(by=petugas)
    merging.merge(kept, business, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)
    assert latest_visits([kept.pk]) == {kept.pk: visit}
    visit.refresh_from_db()
    assert visits.void(visit, by=petugas).voided_at is not None


@pytest.mark.parametrize("login", ["verifikator", "laporan", "pimpinan", "admin"])
def test_who_may_not_visit_is_refused(business, persona, login):
    with pytest.raises(PermissionDenied):
        visits.tick(business, Outcome.VISITED, by=persona(login, username="lain"))


def test_another_kelurahan_does_not_exist(business, persona, petugas):
    stranger = persona("petugas", username="petugas-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        visits.tick(business, Outcome.VISITED, by=stranger)
    with pytest.raises(Http404):
        visits.void(visits.tick(business, Outcome.VISITED, by=petugas), by=stranger)


# -- taking back -----------------------------------------------------------------------------------


def test_a_mistake_is_taken_back_and_stays_as_a_row(business, petugas):
    visit = visits.tick(business, Outcome.REFUSED, by=petugas)
    taken = visits.void(visit, by=petugas)
    assert visits.void(visit, by=petugas).voided_at == taken.voided_at, "twice is once"
    assert Visit.objects.get() == visit
    assert latest_visits([business.pk]) == {}


def test_taking_back_uncovers_the_visit_before(business, petugas, perizinan):
    before = visits.tick(business, Outcome.NOT_FOUND, by=perizinan)
    visits.void(visits.tick(business, Outcome.VISITED, by=petugas), by=petugas)
    assert latest_visits([business.pk]) == {business.pk: before}


def test_another_officers_visit_stays(business, petugas, perizinan):
    visit = visits.tick(business, Outcome.VISITED, by=petugas)
    with pytest.raises(visits.NotTakenBack):
        visits.void(visit, by=perizinan)


def test_yesterdays_visit_stays(business, petugas):
    visit = visits.tick(business, Outcome.VISITED, by=petugas)
    Visit.objects.update(at=timezone.now() - timedelta(days=1))
    with pytest.raises(visits.NotTakenBack):
        visits.void(visit, by=petugas)


def test_a_visit_that_opened_a_case_stays(business, petugas):
    visit = visits.tick(business, Outcome.CASE_OPENED, by=petugas)
    with pytest.raises(visits.NotTakenBack):
        visits.void(visit, by=petugas)
    assert AssistanceCase.objects.open().exists()


def test_the_history_of_the_business_tells_the_outcome(business, petugas):
    visit = visits.tick(business, Outcome.REFUSED, by=petugas)
    subjects = [event.subject for event in history.events(business)]
    assert any(visit.get_outcome_display() in subject for subject in subjects)


def test_what_writes_loads_no_form():
    """The activities of licensing know nothing of the screen that they are asked from."""
    screen = ("django.forms", "django_filters", "licensing.forms", "licensing.admin")
    loaded = {}
    for file in Path(visits.__file__).parent.glob("*.py"):
        tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        names = {
            f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
            for node in tree
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        loaded[file.name] = {name for name in names if name.startswith(screen)}
    del loaded["apps.py"]  # wiring
    assert {name: modules for name, modules in loaded.items() if modules} == {}


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_are_one_visit(register, petugas):
    business = registered(by=petugas)
    gate, problems = threading.Barrier(2), []

    def tap():
        try:
            gate.wait(10)
            visits.tick(business, Outcome.CASE_OPENED, by=petugas)
        except Refused as refusal:
            problems.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert (Visit.objects.count(), AssistanceCase.objects.count()) == (1, 1)
