"""The work list of those without a NIB: its rows, filters and order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Business, Kelurahan
from licensing import lifecycle, visits
from licensing.forms.work_list import WorkList
from licensing.models import AssistanceCase, Visit
from licensing.without_nib import rows
from tests.factories import nib_of, registered
from tests.licensing.work_list import LIST, melati

pytestmark = pytest.mark.django_db
Outcome = Visit.Outcome


def names(user, **asked) -> list[str]:
    return [business.name for business in WorkList(user, asked).ordered()]


@pytest.fixture
def business(petugas):
    return melati(by=petugas)


# -- which rows ------------------------------------------------------------------------------------


def test_only_active_ones_without_a_nib_today(petugas, perizinan, verifikator):
    without = registered(by=petugas, name="Tanpa")
    held = registered(by=petugas, name="Punya")
    nib_of(held.owner, by=petugas)
    registered(by=petugas, name="Punya Kedua", owner=held.owner)
    frozen = registered(by=petugas, name="Dibekukan")
    nib = nib_of(frozen.owner, by=petugas)
    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="uji")
    closed = registered(by=petugas, name="Tutup")
    activity.move(closed, "close", by=petugas, version=closed.version, note="uji")
    gone = registered(by=petugas, name="Ganda")
    merging.merge(without, gone, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)

    assert {one.name for one in rows(petugas)} == {"Tanpa", "Dibekukan"}
    assert names(petugas) == ["Dibekukan", "Tanpa"]
    assert names(petugas, usaha="semua") == ["Dibekukan", "Tanpa", "Tutup"]


def test_only_the_work_area(persona, petugas):
    registered(by=petugas, name="Di Fontein")
    registered(by=petugas, name="Di Alak", kelurahan="Alak")
    officer = persona("petugas", username="petugas-alak", kelurahan="Alak")
    assert names(officer) == ["Di Alak"]
    [(_kecamatan, places)] = WorkList(officer, {}).filters["tempat"].extra["choices"]
    assert [name for _code, name in places][1:] == ["Alak"]


def test_each_filter_narrows_as_it_says(petugas, perizinan, register):
    fontein = Kelurahan.objects.get(name="Fontein")
    sei = registered(by=petugas, name="Sei", category="olahan-sei")
    plain = registered(by=petugas, name="Polos", kelurahan="Oesapa")
    applied = registered(by=petugas, name="Diajukan", category="tenun")
    nib = lifecycle.note_absence(applied.owner, reason="in_process", by=petugas)
    lifecycle.move(nib, "apply", by=petugas, version=nib.version)
    frozen = registered(by=petugas, name="Dibekukan", category="tenun")
    nib = nib_of(frozen.owner, by=petugas)
    lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="uji")
    lifecycle.note_absence(sei.owner, reason="tax_fear", by=petugas)

    assert names(petugas, tempat=fontein.code) == ["Diajukan", "Dibekukan", "Sei"]
    assert names(petugas, tempat=plain.kelurahan.code[:8]) == ["Polos"]
    assert names(petugas, kategori="olahan-sei") == ["Sei"]
    assert "Sei" in names(petugas, kategori=sei.primary_category.parent.slug)
    assert names(petugas, kategori="-") == ["Polos"]
    assert names(petugas, alasan="tax_fear") == ["Sei"]
    assert names(petugas, alasan="-") == ["Polos"], "a frozen NIB has no reason to be asked for"
    assert names(petugas, nib="not_held") == ["Polos", "Sei"]
    assert names(petugas, nib="applied") == ["Diajukan"]
    assert names(petugas, nib="frozen") == ["Dibekukan"]
    assert names(petugas, q="pol") == ["Polos"]
    assert names(petugas, q=sei.code) == ["Sei"]


def test_the_latest_valid_visit_says_how_a_business_stands(petugas, perizinan):
    never = registered(by=petugas, name="A Belum")
    refused = registered(by=petugas, name="B Menolak")
    case = registered(by=petugas, name="C Kasus")
    visits.tick(refused, Outcome.VISITED, by=perizinan)
    visits.tick(refused, Outcome.REFUSED, by=petugas)
    visits.tick(case, Outcome.CASE_OPENED, by=petugas)
    visits.void(visits.tick(never, Outcome.NOT_FOUND, by=petugas), by=petugas)

    assert names(petugas, kunjungan="belum") == ["A Belum"]
    assert names(petugas, kunjungan="menolak") == ["B Menolak"]
    assert names(petugas, kunjungan="dikunjungi") == []
    assert names(petugas, kunjungan="tidak-ketemu") == []
    assert names(petugas, kunjungan="pendampingan") == ["C Kasus"]
    AssistanceCase.objects.update(stage="cancelled", closed_on=timezone.localdate())
    assert names(petugas, kunjungan="pendampingan") == []


def test_longest_not_visited_comes_first_and_never_before_all(petugas):
    old, new = (registered(by=petugas, name=name) for name in ("Lama", "Baru"))
    registered(by=petugas, name="Zebra Belum")
    for business, days in ((old, 30), (new, 1)):
        visit = visits.tick(business, Outcome.VISITED, by=petugas)
        Visit.objects.filter(pk=visit.pk).update(at=timezone.now() - timedelta(days=days))
    assert names(petugas, urut="lama") == ["Zebra Belum", "Lama", "Baru"]


# -- distance --------------------------------------------------------------------------------------


def test_distance_is_what_a_sphere_says(petugas):
    near = {"lat": Decimal("-10.178700"), "lng": Decimal("123.607000")}
    far = {"lat": Decimal("-10.158700"), "lng": Decimal("123.637000")}
    registered(by=petugas, name="Z Dekat", **near)
    registered(by=petugas, name="A Jauh", **far)
    registered(by=petugas, name="Tanpa Titik", kelurahan="Fontein")
    listed = list(WorkList(petugas, {"urut": "jarak", "posisi": "-10.1787,123.6070"}).ordered())
    metres = {one.name: one.distance for one in listed}
    assert metres["Z Dekat"] < 1
    assert metres["A Jauh"] == pytest.approx(3966, rel=0.005)  # great circle, radius 6371 km
    assert metres["Tanpa Titik"] > 0
    assert [one.name for one in listed] == sorted(metres, key=metres.get)


def test_a_kelurahan_is_a_beginning_too(petugas, fontein):
    registered(by=petugas, name="Tanpa Titik", kelurahan="Fontein")
    [only] = WorkList(petugas, {"urut": "jarak", "tempat": fontein.code}).ordered()
    assert only.distance < 1


def test_without_a_beginning_the_list_says_so(petugas):
    registered(by=petugas)
    work = WorkList(petugas, {"urut": "jarak"})
    assert len(work.ignored) == 1
    assert [one.distance for one in work.ordered()] == [None]


def test_a_position_is_kept_to_four_decimals(petugas):
    work = WorkList(petugas, {"posisi": "-10.17873456,123.60704321"})
    assert work.query == {"posisi": "-10.1787,123.6070"}


def test_the_list_says_where_distances_start(client_of, petugas, fontein):
    registered(by=petugas)
    browser = client_of(petugas)

    def origin(query: str) -> str:
        page = browser.get(f"{LIST}?{query}")
        said = page.context["work"].origin
        assert ("visit-origin" in page.content.decode()) == bool(said)
        assert said in page.content.decode()
        return said

    assert origin("urut=jarak") == ""
    assert "Fontein" in origin(f"tempat={fontein.code}")
    assert fontein.kecamatan.name in origin(f"tempat={fontein.kecamatan.code}")
    of_the_officer = origin(f"tempat={fontein.code}&posisi=-10.17,123.6")
    assert of_the_officer != ""
    assert "Fontein" not in of_the_officer


def test_the_home_page_can_count_it(business, petugas):
    assert rows(petugas).count() == len(names(petugas)) == Business.objects.count()
