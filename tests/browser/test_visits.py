"""The work list and the visit sheet in a real browser: on a phone, on paper, without JavaScript."""

import re

import pytest
from django.test import Client

from licensing import lifecycle, visits
from licensing.models import Visit
from tests.factories import make_owner, registered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/licensing/visit/tanpa-nib/"
SHEET = f"{LIST}lembar/"
A4_LANDSCAPE = (842, 595)  # points
LONGEST = "Rumah Makan Sei Babi dan Olahan Daging Asap Khas Kupang Sumber Rejeki Abadi Sejahtera "

CUT = """() => [...document.querySelectorAll(".sheet, .sheet header, .sheet td, .sheet th")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1
                  || box.scrollHeight > box.clientHeight + 1)
    .map((box) => box.className + ": " + box.textContent.slice(0, 40))"""
EVERY_FILTER = (
    "tempat=53.71.01&kategori=olahan-sei&alasan=no_contact&nib=not_held&kunjungan=tidak-ketemu"
    "&usaha=semua&urut=lama&q=" + "+".join(["sumber", "rejeki", "abadi"] * 5)
)


def cookies_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def long(text: str, length: int) -> str:
    return (text * 4)[:length].strip()


@pytest.fixture
def businesses(petugas):
    """Sixteen of them: one with everything as long as it may be, in capitals too."""
    found = []
    for number in range(16):
        found.append(
            registered(
                by=petugas,
                name=long(f"{number:02d} {LONGEST}", 150).upper()
                if number % 2
                else long(f"{number:02d} {LONGEST}", 150),
                owner=make_owner(
                    name=long("Yohanes Umbu Landu Paranggi Tamelan Bessie ", 150),
                    phone=f"+62814000001{number:02d}",
                ),
                landmark=long("di belakang gereja besar, masuk lorong kedua sebelah kiri ", 160),
                address=long("Jalan Perintis Kemerdekaan Nomor 117 Gang Melati ", 255),
                rt="013",
                rw="004",
                phone=f"+62813000001{number:02d}",
                whatsapp=f"+62812000001{number:02d}",
                category="olahan-sei",
            )
        )
    visits.tick(found[0], Visit.Outcome.REFUSED, by=petugas, note="lain kali")
    nib = lifecycle.note_absence(found[1].owner, reason="unknown_how", by=petugas)
    lifecycle.move(nib, "apply", by=petugas, version=nib.version)
    return found


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False)])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_page, businesses, petugas, violations, width, dark
):
    found = {}
    for path in (LIST, f"{LIST}?nib=not_held&urut=jarak", f"{LIST}{businesses[0].pk}/", SHEET):
        cookies = cookies_of(petugas)
        visit = open_page(path, width=width, dark=dark, cookies=cookies, bypass_csp=True)
        problems = violations(visit)
        if visit.overflow > 0 and path != SHEET:  # a sheet of paper is as wide as it is
            problems.append(f"{visit.overflow} px too wide")
        if problems:
            found[path] = problems
    assert found == {}


@pytest.mark.parametrize("path", [LIST, SHEET])
def test_the_csp_is_kept(open_page, businesses, petugas, path):
    visit = open_page(path, cookies=cookies_of(petugas), until="networkidle")
    assert visit.problems == []


def test_a_business_is_ticked_off_without_scripts(open_page, businesses, petugas):
    page = open_page(f"{LIST}?kunjungan=belum", scripts=False, cookies=cookies_of(petugas)).page
    row = page.locator(f"#usaha-{businesses[2].pk}")
    buttons = row.locator("button")
    assert [buttons.nth(at).bounding_box()["height"] >= 44 for at in range(3)] == [True] * 3
    buttons.first.click()
    visit = Visit.objects.get(business=businesses[2])
    assert visit.outcome == "visited"
    assert page.url.endswith(f"?kunjungan=belum&dicatat={visit.pk}#usaha-{businesses[2].pk}")
    undo = page.locator(f"#usaha-{businesses[2].pk} .visit-undo")
    assert undo.is_visible()
    assert 0 <= undo.bounding_box()["y"] < 780, "the row is on the screen again"
    undo.click()
    visit.refresh_from_db()
    assert visit.voided_at is not None


def test_the_position_of_the_phone_sorts_the_list(businesses, petugas, chromium, live_server):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740},
        geolocation={"latitude": -10.178712345, "longitude": 123.6070},
        permissions=["geolocation"],
    )
    for name, value in cookies_of(petugas).items():
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + LIST)
    page.get_by_role("button", name=re.compile("posisi|position")).click()
    page.wait_for_url("**posisi=**")
    assert "posisi=-10.1787%2C123.6070" in page.url
    assert "urut=jarak" in page.url
    context.close()


def test_a_sheet_is_one_page_of_a4_with_nothing_cut(open_page, businesses, petugas):
    page = open_page(SHEET, width=1280, cookies=cookies_of(petugas)).page
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    assert page.locator(".sheet tbody tr").count() == 15
    for business in businesses[:15]:
        assert page.get_by_text(business.name).count() == 1
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    [box] = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert tuple(round(float(side)) for side in box) == A4_LANDSCAPE


def test_the_heading_holds_every_filter(open_page, businesses, petugas):
    petugas.full_name = long("Maria Goreti Bernadetha Wilhelmina Tamelan ", 120)
    petugas.save()
    page = open_page(f"{SHEET}?{EVERY_FILTER}", width=1280, cookies=cookies_of(petugas)).page
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_the_last_sheet_is_one_page_too(open_page, businesses, petugas):
    visit = open_page(f"{SHEET}?hal=2", width=1280, cookies=cookies_of(petugas))
    pdf = visit.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
