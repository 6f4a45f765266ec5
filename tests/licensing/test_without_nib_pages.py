"""The work list on screen: what a row says and to whom, and ticking off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from businesses import activity
from businesses.models import Disclosure, Kelurahan
from licensing import assistance, lifecycle, visits
from licensing.models import AssistanceCase, Nib, Visit
from tests.factories import invented_nik, make_owner, nib_of, registered
from tests.licensing.work_list import LIST, PHONE, SHEET, melati, page_of, without_owners
from tests.pages import form_with

pytestmark = pytest.mark.django_db
Outcome = Visit.Outcome


@pytest.fixture
def business(petugas):
    return melati(by=petugas)


def test_a_row_says_what_an_officer_needs(business, client_of, petugas):
    lifecycle.note_absence(business.owner, reason="tax_fear", by=petugas)
    page = client_of(petugas).get(f"{LIST}?urut=jarak&tempat={business.kelurahan.code}")
    text = page.content.decode()
    for part in (business.name, business.code, "Fontein", "di samping gereja", "Tince Uji", "≈"):
        assert part in text
    assert PHONE not in text, "fifty phone numbers at once are on the sheet, where it is noted"
    assert not Disclosure.objects.exists()


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
