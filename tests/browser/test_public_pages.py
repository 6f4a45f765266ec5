"""The public pages in a real browser: readable by all, light, narrow, and without scripts."""

import re
from datetime import date

import pytest
from PIL import Image

from businesses import registration
from businesses.models import Business, Photo, Product
from businesses.photos import clean
from businesses.registration import Entry
from directory import projection
from directory.models import Listing
from tests.factories import make_business, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 50 * 1024
MOST_REQUESTS = 12
KOTA_RAJA = "53.71.05"
TARGET = 44  # pixels of a control that a thumb must hit
LOOKS = [(360, False), (360, True), (1280, False), (1280, True)]
PAGES = {
    "home": "/",
    "home in English": "/en/",
    "list": "/usaha/",
    "second page": "/usaha/?hal=2",
    "filtered list": f"/usaha/?q=warung&kecamatan={KOTA_RAJA}&nib=belum&skala=salah",
    "nothing found": "/usaha/?q=zeppelin",
    "misspelt": "/usaha/?q=katerng",
    "sector": "/kategori/kuliner/",
    "kecamatan": "/kecamatan/kota-raja/",
    "kelurahan in English": "/en/kelurahan/fontein/",
    "map": "/peta/",
    "map in English": "/en/peta/",
    "privacy": "/privasi/",
    "not found": "/tidak-ada/",
    "detail": "",
    "detail in English": "/en",
}


@pytest.fixture
def directory(petugas, verifikator, tmp_path):
    """Twenty-six businesses, one of them with all that a page can hold; its path is returned."""
    consent = {"consent_given_on": date(2026, 1, 5), "consent_manner": "form"}
    state = {"verification_status": Business.Verification.VERIFIED, "verified_on": date(2026, 1, 6)}
    others = [
        make_business(name=f"Warung {number}", category="katering", **consent, **state)
        for number in range(25)
    ]
    registration.register_all([Entry(one.owner, one) for one in others], by=petugas)
    full = published(
        by=petugas,
        verifier=verifikator,
        name="Se'i Babi Oma Mery dan Rumah Makan Keluarga Sumber Rejeki Abadi Cabang Oesapa",
        category="olahan-sei",
        activity="Se'i babi asap kayu kosambi, sambal lu'at. " * 6,
        landmark="di samping gereja",
        address="Jalan Contoh 5",
        lat="-10.17",
        lng="123.6",
        whatsapp="+6281400000099",
        opening_hours="Sen-Jum 08.00-12.00, 13.00-17.00; Sab 24 jam; Min tutup",
        instagram="@sei.oma",
        publishes_contact=True,
        publishes_address=True,
    )
    Product.objects.create(business=full, name="Se'i", price_min=180_000, halal_status="non_halal")
    file = tmp_path / "photo.jpg"
    Image.new("RGB", (1600, 1200), "brown").save(file)
    with file.open("rb") as stream:
        Photo.objects.create(business=full, image=clean(stream, size=1000), alt="Daging asap")
    projection.refresh([full.pk])
    listing = Listing.objects.get(pk=full.pk)
    return f"/usaha/{listing.code}/{listing.slug}/"


def path_of(name: str, detail: str) -> str:
    return PAGES[name] + detail if name.startswith("detail") else PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(directory, open_page, violations, name):
    for width, dark in LOOKS:
        visit = open_page(path_of(name, directory), width=width, dark=dark, bypass_csp=True)
        assert violations(visit) == [], (width, dark)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_light_and_stays_within_its_policy(directory, open_page, live_server, name):
    for width in (360, 1280):
        visit = open_page(path_of(name, directory), width=width, until="networkidle")
        if name != "not found":  # where the console reports the 404 itself
            assert visit.problems == []
        assert [r.url for r in visit.requests if not r.url.startswith(live_server.url)] == []
        assert len(visit.requests) <= MOST_REQUESTS
        pictures = [r for r in visit.requests if "/media/" in r.url]
        sizes = [r.sizes() for r in visit.requests if r not in pictures]
        sent = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        assert sent <= MOST_BYTES
        assert visit.page.context.cookies() == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_and_thumbs_can_hit(directory, open_page, name):
    visit = open_page(path_of(name, directory), width=320)
    assert visit.overflow == 0
    visit.page.locator("summary").evaluate_all("all => all.forEach(one => one.click())")
    targets = ".button, .chat, .chip, input:not([type=checkbox]), .box, select, summary"
    for control in visit.page.locator(f"{targets} >> visible=true").all():
        box = control.bounding_box()
        assert box["height"] >= TARGET, control.evaluate("one => one.outerHTML")
        assert box["width"] >= TARGET, control.evaluate("one => one.outerHTML")
    assert visit.overflow == 0


@pytest.mark.parametrize("name", PAGES)
def test_at_double_size_nothing_is_cut_off(directory, open_page, name):
    visit = open_page(path_of(name, directory), width=640)
    visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert visit.overflow == 0


@pytest.mark.parametrize("name", PAGES)
def test_one_heading_one_main_and_the_right_language(directory, open_page, name):
    page = open_page(path_of(name, directory)).page
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    expected = "en" if PAGES[name].startswith("/en") else "id"
    assert page.locator("html").get_attribute("lang") == expected
    assert page.locator('[role="search"] input[name="q"]').count() == 1


def test_searching_and_filtering_need_no_script(directory, open_page):
    page = open_page("/", width=360, scripts=False).page
    page.fill('input[name="q"]', "oma se’i")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=oma" in page.url
    assert page.locator(".card").count() == 1
    page.locator("summary").click()
    page.select_option("#s-kategori", "kuliner")
    with page.expect_navigation():
        page.locator(".fields .button").click()
    assert "kategori=kuliner" in page.url
    assert "q=oma" in page.url
    assert page.locator(".card").count() == 1
    with page.expect_navigation():
        page.locator(".chip:has(.unseen)").first.click()
    assert "q=" not in page.url
    assert page.locator(".card").count() == 24


def test_on_a_wide_window_the_filters_stand_open(directory, open_page):
    page = open_page("/usaha/", width=1280, scripts=False).page
    page.select_option("#s-kecamatan", KOTA_RAJA)
    with page.expect_navigation():
        page.locator(".fields .button").click()
    assert f"kecamatan={KOTA_RAJA}" in page.url


def test_the_keyboard_reaches_the_content_first(directory, open_page):
    page = open_page("/usaha/").page
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#isi"
    assert focused.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_the_number_is_in_no_page_source(directory, open_page):
    for path in ("/", "/usaha/?q=oma", directory):
        assert not re.search("81400000099", open_page(path).page.content())
