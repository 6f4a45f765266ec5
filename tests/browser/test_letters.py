"""Letters in a real browser: one sheet of A4 with everything on it, and the pages around them."""

import re
import zlib

import pytest

from licensing import letters
from licensing.letter_draft import Typed
from licensing.models import LetterTemplate
from tests.browser.test_document_pages import cookies_of
from tests.factories import invented_nik, make_owner, nib_of, published
from tests.licensing.letters import issued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/licensing/letter/"
PAGE = re.compile(rb"/Type\s*/Page(?![a-z])")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PRINTED_HEIGHT = 267 * 96 / 25.4  # CSS pixels within the margins
LONG_NAME = (
    "Kelompok Usaha Bersama Tenun Ikat dan Olahan Sei Ina Ama Sumber Rejeki Keluarga Besar "
    "Kelurahan Lai Lai Bisi Kopan Kota Kupang Nusa Tenggara Timur Indonesia"
)
LONG = {
    "name": LONG_NAME[:150],
    "address": ("Jalan Contoh Raya Gang Melati Nomor 17 Lorong Dua " * 6)[:255].strip(),
    "activity": "Mengolah daging asap, menenun kain, dan menjual sambal contoh " * 5,
}
MARK = Typed(
    brand="SEI DAN TENUN INA AMA SUMBER REJEKI KELUARGA BESAR " * 2,
    goods=("daging asap olahan, sambal, kain tenun, selendang, dan sarung contoh; " * 4)[:250],
    classes="24, 25, 29, 30, 31, 35, 43",
)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has, whether its objects are packed or not."""
    packed = []
    for found in STREAM.finditer(pdf):
        try:
            packed.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return len(PAGE.findall(STREAM.sub(b"", pdf) + b"".join(packed)))


def short(petugas, verifikator):
    return published(
        by=petugas, verifier=verifikator, owner=make_owner(name="Ana Uji", nik=invented_nik()),
        name="Sei Ina Ama", category="olahan-sei", address="Jalan Contoh 1", rt="001", rw="002",
        activity="Mengolah dan menjual sei sapi", annual_sales=100_000_000, kelurahan="Oesapa",
    )  # fmt: skip


def long(petugas, verifikator):
    owner = make_owner(
        name=LONG_NAME[::-1][:150].title(),
        kind="koperasi",
        responsible_name=("Contoh Penanggung Jawab " * 7)[:150].strip(),
    )
    made = published(
        by=petugas, verifier=verifikator, owner=owner, kelurahan="Lai Lai Bisi Kopan",
        category="olahan-sei", rt="001", rw="002", annual_sales=3_000_000_000, **LONG,
    )  # fmt: skip
    nib_of(owner, by=petugas)
    return made


@pytest.fixture(params=[short, long], ids=["short", "long"])
def business(request, petugas, verifikator):
    return request.param(petugas, verifikator)


def printed(open_page, path, user):
    """The visit, as it is on paper."""
    visit = open_page(path, width=794, cookies=cookies_of(user))
    pdf = visit.page.pdf(prefer_css_page_size=True, print_background=True)
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": round(170 * 96 / 25.4), "height": 1009})
    return visit, pdf


@pytest.mark.parametrize("kind", ["terdaftar", "merek"])
@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_a_letter_is_one_page_with_its_last_line(
    open_page, business, perizinan, kind, is_withdrawn
):
    letter = issued(
        business, by=perizinan, kind=kind,
        typed=MARK if kind == "merek" else Typed(purpose="pengajuan kredit usaha rakyat " * 5),
    )  # fmt: skip
    if is_withdrawn:
        letters.withdraw(letter, reason="uji", by=perizinan, version=1)
    visit, pdf = printed(open_page, f"{LIST}{letter.pk}/cetak/", perizinan)
    assert pages_of(pdf) == 1
    bottoms = visit.page.eval_on_selector_all(
        ".letter-notes > :last-child, .letter-signature > :last-child",
        "found => found.map(one => one.getBoundingClientRect().bottom + window.scrollY)",
    )
    assert len(bottoms) == 2
    assert max(bottoms) <= PRINTED_HEIGHT
    assert visit.overflow <= 0
    assert visit.problems == []
    assert visit.page.locator(".letter-qr").count() == (kind == "terdaftar" and not is_withdrawn)
    assert visit.page.locator(".letter-void").count() == is_withdrawn


@pytest.mark.parametrize("kind", ["terdaftar", "merek"])
def test_the_longest_values_are_reckoned_rightly(open_page, administrator, kind):
    template = letters.template_of(kind)
    # as long as the form lets it be: another paragraph would be refused
    template.letterhead += "\nJalan Contoh Raya Nomor 17 Kota Kupang" * 4
    template.signer_position = ("Kepala Dinas Koperasi, Usaha Kecil dan Menengah " * 4)[:160]
    template.signer_name = "Contoh Nama Kepala Dinas dengan Gelar yang Panjang Sekali, S.E., M.Si."
    template.save()
    path = f"/admin/licensing/lettertemplate/{template.pk}/contoh/?panjang=1"
    visit, pdf = printed(open_page, path, administrator)
    assert pages_of(pdf) == 1
    bottom = visit.page.eval_on_selector(".letter", "one => one.getBoundingClientRect().height")
    assert bottom <= PRINTED_HEIGHT


def test_a_second_page_would_be_counted(open_page, administrator):
    template = LetterTemplate.objects.get(kind="merek")
    LetterTemplate.objects.filter(pk=template.pk).update(body="Satu.\n\n" * 200)
    path = f"/admin/licensing/lettertemplate/{template.pk}/contoh/"
    _visit, pdf = printed(open_page, path, administrator)
    assert pages_of(pdf) > 1


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False)])
def test_axe_finds_nothing(
    open_page, petugas, verifikator, perizinan, administrator, violations, width, dark
):
    business = long(petugas, verifikator)
    letter = issued(business, by=perizinan)
    gone = letters.withdraw(
        issued(business, by=perizinan, kind="merek"), reason="uji", by=perizinan, version=1
    )
    template = LetterTemplate.objects.get(kind="merek")
    visits = {
        perizinan: [
            LIST,
            f"{LIST}terbitkan/{business.pk}/merek/",
            f"{LIST}{letter.pk}/change/",
            f"{LIST}{letter.pk}/cetak/",
            f"{LIST}{gone.pk}/cetak/",
            f"/admin/businesses/business/{business.pk}/change/",
        ],
        administrator: [f"/admin/licensing/lettertemplate/{template.pk}/change/"],
    }
    found = {}
    for user, paths in visits.items():
        for path in paths:
            visit = open_page(
                path, width=width, dark=dark, cookies=cookies_of(user), bypass_csp=True
            )
            problems = violations(visit)
            if visit.overflow > 0:
                problems.append(f"{visit.overflow} px too wide")
            if problems:
                found[path] = problems
    assert found == {}


def test_a_letter_is_issued_without_scripts(open_page, petugas, verifikator, perizinan):
    business = short(petugas, verifikator)
    path = f"/admin/businesses/business/{business.pk}/change/"
    visit = open_page(path, width=360, scripts=False, cookies=cookies_of(perizinan))
    page = visit.page
    page.click(f'a[href="{LIST}terbitkan/{business.pk}/terdaftar/"]')
    page.fill('input[name="purpose"]', "kredit uji")
    page.click('button[name="_preview"]')
    assert "kredit uji" in page.inner_text(".letter")
    page.click('button[name="_issue"]')
    page.click('.document a[href$="/cetak/"]')
    assert "001/SKT-UMKM/" in page.inner_text(".letter-number")
    assert visit.problems == []
