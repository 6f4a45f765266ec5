"""The work list of those without a NIB: its rows, filters and order; its pages, sheet and file."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from businesses import activity, merging
from businesses.models import Business, Disclosure, Kelurahan
from licensing import assistance, lifecycle, visits
from licensing.forms.work_list import WorkList
from licensing.models import AssistanceCase, Nib, Visit
from licensing.without_nib import rows
from tests.factories import invented_nik, make_owner, nib_of, registered
from tests.pages import form_with

pytestmark = pytest.mark.django_db

LIST = "/admin/licensing/visit/tanpa-nib/"
SHEET = f"{LIST}lembar/"
PHONE = "+6281400000077"
Outcome = Visit.Outcome


def page_of(business) -> str:
    return f"{LIST}{business.pk}/"


def names(user, **asked) -> list[str]:
    return [business.name for business in WorkList(user, asked).ordered()]


@pytest.fixture
def business(petugas):
    return registered(
        by=petugas,
        owner=make_owner(name="Tince Uji", nik=invented_nik(), phone=PHONE),
        name="Warung Uji Melati",
        landmark="di samping gereja",
        category="olahan-sei",
    )


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


# -- the list as a page ----------------------------------------------------------------------------


def test_a_row_says_what_an_officer_needs(business, client_of, petugas):
    lifecycle.note_absence(business.owner, reason="tax_fear", by=petugas)
    page = client_of(petugas).get(f"{LIST}?urut=jarak&tempat={business.kelurahan.code}")
    text = page.content.decode()
    for part in (business.name, business.code, "Fontein", "di samping gereja", "Tince Uji", "≈"):
        assert part in text
    assert PHONE not in text, "fifty phone numbers at once are on the sheet, where it is noted"
    assert not Disclosure.objects.exists()


def without_owners(persona):
    """An officer who may visit, but not see who owns a business."""
    user = persona("laporan", username="tanpa-pemilik")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_visit", "add_visit", "export_lists"])
    )
    return user


def test_owner_and_phone_are_for_those_who_may_see_owners(business, client_of, persona):
    browser = client_of(without_owners(persona))
    for address in (LIST, SHEET, page_of(business)):
        text = browser.get(address).content.decode()
        assert business.name in text
        assert "Tince Uji" not in text, address
        assert PHONE not in text, address
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("petugas", 200),
        ("verifikator", 403),
        ("perizinan", 200),
        ("laporan", 403),
        ("pimpinan", 200),
        ("admin", 200),
    ],
)
def test_who_sees_it(business, client_of, persona, login, status):
    browser = client_of(persona(login, username="lain"))
    for address in (LIST, SHEET, page_of(business)):
        assert browser.get(address).status_code == status
    assert browser.get("/admin/licensing/visit/").status_code == (302 if status == 200 else 403)


def test_who_may_not_tick_has_no_buttons(business, client_of, pimpinan):
    browser = client_of(pimpinan)
    assert 'name="outcome"' not in browser.get(LIST).content.decode()
    assert 'name="outcome"' not in browser.get(page_of(business)).content.decode()
    assert browser.post(page_of(business), {"outcome": "visited"}).status_code == 403
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "tempat=53.71.99.9999&kategori=nirwana&alasan=x&nib=verified&kunjungan=x&usaha=x&urut=x",
        "posisi=nan,inf",
        "posisi=-10.17",
        "posisi=" + "9" * 900,
        "posisi=1e400,1e400",
        "hal=99999999999999999999999",
        "hal=-1",
        "hal=x",
        "dicatat=99999999999999999999",
        "dicatat=x",
        "q=" + "a" * 500,
        "q=%21%21",
        "q=%ff%fe",
    ],
)
def test_no_address_breaks_the_list(business, client_of, petugas, query):
    browser = client_of(petugas)
    for address in (LIST, SHEET, "/admin/licensing/visit/unduh/csv/"):
        response = browser.get(f"{address}?{query}")
        assert response.status_code == 200, address
        if response.streaming:
            b"".join(response.streaming_content)


def test_a_value_that_is_not_known_is_said(business, client_of, petugas):
    page = client_of(petugas).get(f"{LIST}?alasan=x")
    assert len(page.context["work"].ignored) == 1
    assert business.name in page.content.decode()


def test_a_nik_leaves_the_address(client_of, petugas):
    for address in (LIST, SHEET):
        response = client_of(petugas).get(f"{address}?q={invented_nik()}")
        assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_an_unknown_business_or_visit_is_404(client_of, petugas, pk):
    browser = client_of(petugas)
    assert browser.get(f"{LIST}{pk}/").status_code == 404
    assert browser.post(f"{LIST}{pk}/", {"outcome": "visited"}).status_code == 404
    assert browser.post(f"/admin/licensing/visit/{pk}/batal/").status_code == 404


def test_another_kelurahan_is_404(business, client_of, persona, petugas):
    visit = visits.tick(business, Outcome.VISITED, by=petugas)
    browser = client_of(persona("petugas", username="petugas-alak", kelurahan="Alak"))
    assert business.name not in browser.get(LIST).content.decode()
    assert browser.get(page_of(business)).status_code == 404
    assert browser.post(page_of(business), {"outcome": "refused"}).status_code == 404
    assert browser.post(f"/admin/licensing/visit/{visit.pk}/batal/").status_code == 404
    assert browser.get(f"/admin/licensing/visit/{visit.pk}/change/").status_code == 404
    assert Visit.objects.valid().count() == 1


def test_no_query_per_row(client_of, petugas):
    browser = client_of(petugas)

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    def fill() -> None:
        for outcome in (Outcome.VISITED, Outcome.REFUSED, Outcome.CASE_OPENED):
            one = registered(by=petugas, category="tenun")
            visits.tick(one, outcome, by=petugas, reason="tax_fear")
        registered(by=petugas)

    fill()
    addresses = (LIST, f"{LIST}?urut=jarak&posisi=-10.17,123.6&kunjungan=menolak", SHEET)
    queries(LIST)
    before = [queries(address) for address in addresses]
    for _round in range(3):
        fill()
    assert [queries(address) for address in addresses] == before
    assert max(before) < 25


# -- ticking off -----------------------------------------------------------------------------------


def test_a_tap_comes_back_to_the_same_place_with_an_undo(business, client_of, petugas):
    browser = client_of(petugas)
    query = f"tempat={business.kelurahan.code}&kunjungan=belum"
    page = browser.get(f"{LIST}?{query}")
    form = form_with(page, "csrfmiddlewaretoken")
    assert f"{page_of(business)}?{query}".replace("&", "&amp;") in page.content.decode()

    response = browser.post(f"{page_of(business)}?{query}", {**form, "outcome": "visited"})
    visit = Visit.objects.get()
    assert response["Location"] == f"{LIST}?{query}&dicatat={visit.pk}#usaha-{business.pk}"

    page = browser.get(response["Location"]).content.decode()
    assert f'id="usaha-{business.pk}"' in page, "it keeps its place, though visited now"
    assert f"/admin/licensing/visit/{visit.pk}/batal/" in page
    assert business.name not in browser.get(f"{LIST}?{query}").content.decode()

    response = browser.post(f"/admin/licensing/visit/{visit.pk}/batal/?{query}")
    assert response["Location"] == f"{LIST}?{query}#usaha-{business.pk}"
    assert business.name in browser.get(f"{LIST}?{query}").content.decode()


def test_the_others_are_counted_and_a_press_away(client_of, petugas):
    registered(by=petugas, name="Buka Fontein")
    for name, kelurahan in (("Tutup Satu", "Fontein"), ("Tutup Dua", "Alak")):
        closed = registered(by=petugas, name=name, kelurahan=kelurahan)
        activity.move(closed, "close", by=petugas, version=closed.version, note="uji")
    held = registered(by=petugas, name="Tutup Tiga")
    activity.move(held, "close", by=petugas, version=held.version, note="uji")
    nib_of(held.owner, by=petugas)
    browser = client_of(petugas)

    page = browser.get(LIST)
    assert (page.context["count"], page.context["inactive"]) == (1, 2)
    here = f"tempat={Kelurahan.objects.get(name='Fontein').code}"
    page = browser.get(f"{LIST}?{here}")
    assert (page.context["count"], page.context["inactive"]) == (1, 1)
    switch = f"{LIST}?{page.context['switch']}"
    assert f'href="{switch}"'.replace("&", "&amp;") in page.content.decode()

    page = browser.get(switch)
    assert (page.context["count"], page.context["inactive"]) == (2, 1)
    assert page.context["switch"] == here, "and back again"


def test_what_left_the_page_is_told_on_top(business, client_of, petugas):
    visit = visits.tick(business, Outcome.VISITED, by=petugas)
    page = client_of(petugas).get(f"{LIST}?q=lainnya&dicatat={visit.pk}").content.decode()
    assert f'id="usaha-{business.pk}"' in page
    assert f"/admin/licensing/visit/{visit.pk}/batal/" in page


def test_a_case_that_is_open_is_linked_and_not_opened_again(
    business, client_of, petugas, perizinan, persona
):
    assert 'value="case_opened"' in client_of(petugas).get(LIST).content.decode()
    case = assistance.open_case(AssistanceCase(business=business, kind="nib"), by=perizinan)
    page = client_of(petugas).get(LIST).content.decode()
    assert 'value="case_opened"' not in page
    assert 'value="refused"' in page
    address = f"/admin/licensing/assistancecase/{case.pk}/change/"
    assert f'href="{address}"' in page

    page = client_of(without_owners(persona)).get(LIST).content.decode()
    assert business.name in page
    assert address not in page, "who may not view cases is led to none"


def test_another_officers_visit_has_no_undo(business, client_of, petugas, perizinan):
    visit = visits.tick(business, Outcome.VISITED, by=perizinan)
    page = client_of(petugas).get(f"{LIST}?dicatat={visit.pk}").content.decode()
    assert f"{visit.pk}/batal/" not in page
    response = client_of(petugas).post(f"/admin/licensing/visit/{visit.pk}/batal/", follow=True)
    assert response.status_code == 200
    assert Visit.objects.valid().exists()


def test_the_page_takes_reason_and_note(business, client_of, petugas):
    browser = client_of(petugas)
    form = form_with(browser.get(page_of(business)), "note")
    browser.post(
        page_of(business),
        {**form, "outcome": "not_found", "reason": "no_signal", "note": "rumah kosong"},
    )
    visit = Visit.objects.get()
    assert (visit.outcome, visit.note) == ("not_found", "rumah kosong")
    assert Nib.objects.get(owner=business.owner).absence_reason == "no_signal"
    assert "rumah kosong" in browser.get(page_of(business)).content.decode()


def test_what_a_colleague_noted_meanwhile_is_shown_first(business, client_of, petugas):
    browser = client_of(petugas)
    form = {
        **form_with(browser.get(page_of(business)), "note"),
        "outcome": "visited",
        "reason": "no_signal",
        "note": "tetap ada",
    }
    lifecycle.note_absence(business.owner, reason="tax_fear", by=petugas)
    response = browser.post(page_of(business), form)
    assert response.status_code == 200
    assert "tetap ada" in response.content.decode()
    assert not Visit.objects.exists()
    form = {**form_with(response, "note"), "outcome": "visited"}
    assert form["reason"] == ["no_signal"]
    assert browser.post(page_of(business), form).status_code == 302
    assert Nib.objects.get(owner=business.owner).absence_reason == "no_signal"


def test_a_nib_that_came_meanwhile_is_a_sentence(business, client_of, petugas):
    nib_of(business.owner, by=petugas)
    response = client_of(petugas).post(page_of(business), {"outcome": "visited", "note": "ini"})
    assert response.status_code == 200
    assert business.name in str(response.context["form"].non_field_errors())
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"outcome": "x"}, {"outcome": "visited", "note": "a\0b"}, {"outcome": ["visited\0"]},
     {"outcome": "visited", "note": "a" * 5000}, {"outcome": "visited", "reason": "x"}],
)  # fmt: skip
def test_no_form_breaks_the_page(business, client_of, petugas, data):
    response = client_of(petugas).post(page_of(business), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Visit.objects.exists()


def test_opening_the_page_is_a_look_at_the_owner(business, client_of, petugas):
    page = client_of(petugas).get(page_of(business)).content.decode()
    assert PHONE in page
    assert Disclosure.objects.get().kind == "page"


def test_a_phone_is_a_tap_away(client_of, petugas):
    landline, chat = "+62380821000", "+6281400000078"
    owner = make_owner(nik=invented_nik(), phone=PHONE)
    business = registered(by=petugas, owner=owner, phone=landline, whatsapp=chat)
    page = client_of(petugas).get(page_of(business)).content.decode()
    for number in (landline, chat, PHONE):
        assert f'href="tel:{number}"' in page
    for number in (chat, PHONE):
        assert f'href="https://wa.me/{number[1:]}"' in page
    assert f"wa.me/{landline[1:]}" not in page, "a landline is not on WhatsApp"


def test_methods(business, client_of, petugas):
    browser = client_of(petugas)
    visit = visits.tick(business, Outcome.VISITED, by=petugas)
    assert browser.post(LIST).status_code == 405
    assert browser.post(SHEET).status_code == 405
    assert browser.get(f"/admin/licensing/visit/{visit.pk}/batal/").status_code == 405
    assert browser.get(f"/admin/licensing/visit/{visit.pk}/change/").status_code == 200
    assert browser.get(f"/admin/licensing/visit/{visit.pk}/history/").status_code == 200
    assert browser.get("/admin/licensing/visit/add/").status_code == 403


# -- the visit sheet -------------------------------------------------------------------------------


def test_a_sheet_has_fifteen_rows_and_is_noted(petugas, client_of):
    for number in range(17):
        owner = make_owner(phone=f"+62814000001{number:02d}")
        registered(by=petugas, name=f"Usaha {number:02d}", owner=owner)
    browser = client_of(petugas)
    response = browser.get(f"{SHEET}?nib=not_held&q=usaha")
    text = response.content.decode()
    assert text.count("<tr>") == 16
    assert "Usaha 14" in text
    assert "Usaha 15" not in text
    assert "+6281400000114" in text
    assert "no-store" in response["Cache-Control"]
    noted = Disclosure.objects.all()
    assert noted.count() == 15
    assert {one.kind for one in noted} == {"export"}
    assert noted[0].reason == "lembar-kunjungan: nib=not_held&hal=1", "no typed words in the log"

    text = browser.get(f"{SHEET}?hal=2").content.decode()
    assert "Usaha 16" in text
    assert re.search(r'<td class="number">17</td>', text)
    assert Disclosure.objects.count() == 17


def test_an_empty_sheet_says_so(petugas, client_of):
    response = client_of(petugas).get(SHEET)
    assert response.status_code == 200
    assert not Disclosure.objects.exists()


# -- the download ----------------------------------------------------------------------------------


def test_the_file_holds_the_same_rows_without_personal_data(business, client_of, petugas):
    registered(by=petugas, name="Kios Lain", kelurahan="Oesapa")
    visits.tick(business, Outcome.REFUSED, by=petugas, reason="tax_fear")
    browser = client_of(petugas)
    page = browser.get(f"{LIST}?tempat={business.kelurahan.code}")
    [(_kind, address), _xlsx] = page.context["export_bar"]
    text = b"".join(browser.get(address).streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    outcome = Visit.Outcome.REFUSED.label
    assert (row["kode"], row["kelurahan"]) == (business.code, "Fontein")
    assert (row["alasan"], row["status_nib"]) == (
        Nib.Absence.TAX_FEAR.label,
        Nib.Status.NOT_HELD.label,
    )
    assert (row["hasil_kunjungan"], row["kunjungan_terakhir"]) == (
        outcome,
        timezone.localdate().isoformat(),
    )
    assert int(row["jarak_meter"]) % 100 == 0
    assert "Tince" not in text
    assert PHONE not in text
    book = browser.get(address.replace("csv", "xlsx"))
    assert b"".join(book.streaming_content).startswith(b"PK")
    book.close()


def test_who_may_not_export_has_no_file(business, client_of, persona):
    user = persona("petugas", username="tanpa-unduh")
    group = user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="export_lists"))
    browser = client_of(user)
    assert browser.get(LIST).context["export_bar"] == []
    assert browser.get("/admin/licensing/visit/unduh/csv/").status_code == 403


def test_the_home_page_can_count_it(business, petugas):
    assert rows(petugas).count() == len(names(petugas)) == Business.objects.count()
