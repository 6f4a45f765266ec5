"""The back office in a real browser: no violation of the CSP, readable by all, narrow enough."""

import pytest
from django.test import Client

from businesses import registration
from licensing import assistance
from licensing.models import AssistanceCase, Permit, PermitType
from tests.factories import make_owner, nib_of, registered, verified

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(360, False), (360, True), (1280, False), (1280, True)]


def came_back(petugas, verifikator):
    """Verified, changed, and waiting for the verifier again."""
    business = verified(
        by=petugas, verifier=verifikator, name="Tenun Ikat Mama Sumber Rejeki Abadi",
        category="tenun", products=("Sarung",), phone="+6281400000098", lat="-10.17", lng="123.6",
    )  # fmt: skip
    business.name = "Tenun Ikat Mama"
    registration.revise(business, by=petugas, version=business.version)
    business.products.create(name="Selendang")
    return business


@pytest.fixture
def pages(petugas, verifikator, perizinan, pimpinan, administrator):
    """Every kind of staff page, by who opens it."""
    business = registered(
        by=petugas,
        owner=make_owner(name="Oma Tince Uji", nik="9900000000000001", phone="+6281400000099"),
        name="Se'i Babi Oma Tince dan Keluarga Besar Sumber Rejeki",
        category="olahan-sei",
        products=("Se'i babi", "Sambal lu'at"),
        landmark="di samping gereja",
    )
    nib = nib_of(business.owner, by=petugas)
    permit = Permit(type=PermitType.objects.get(code="slhs"), business=business, number="1")
    permit.stamp(perizinan)
    permit.save()
    case = assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)
    waiting = came_back(petugas, verifikator)
    core, law = "/admin/businesses", "/admin/licensing"
    return {
        petugas: [
            "/admin/",
            f"{core}/business/",
            f"{core}/business/?q=zeppelin",
            f"{core}/business/add/",
            f"{core}/business/{business.pk}/change/",
            f"{core}/business/{business.pk}/history/",
            f"{core}/owner/{business.owner_id}/change/",
        ],
        perizinan: [
            f"{law}/nib/",
            f"{law}/nib/{nib.pk}/change/",
            f"{law}/permit/{permit.pk}/change/",
            f"{law}/assistancecase/{case.pk}/change/",
            f"{law}/assistancecase/papan/",
            f"{law}/assistancecase/buka/",
            f"{law}/permit/?masa=90",
            f"{law}/permitrelevance/",
            f"{core}/business/{business.pk}/change/",
        ],
        verifikator: [
            f"{core}/business/verifikasi/",
            f"{core}/business/verifikasi/?antrean=ulang",
            f"{core}/business/{waiting.pk}/verifikasi/",
            f"{core}/business/{waiting.pk}/change/",
            f"{core}/business/{waiting.pk}/history/",
        ],
        pimpinan: ["/admin/aktivitas/"],
        administrator: [
            "/admin/laporan/",
            "/admin/laporan/nib-coverage/?per=kelurahan",
            "/admin/laporan/nib-over-time/",
            "/admin/laporan/assistance/",
            "/admin/accounts/user/",
            f"/admin/accounts/user/{petugas.pk}/change/",
            f"{core}/category/",
            f"{core}/kelurahan/",
            "/admin/password_change/",
        ],
    }


def cookies_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


def every(pages):
    for user, paths in pages.items():
        cookies = cookies_of(user)
        for path in paths:
            yield path, cookies
    yield "/admin/login/", {}


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_on_any_staff_page(open_page, pages, violations, width, dark):
    found = {}
    for path, cookies in every(pages):
        visit = open_page(path, width=width, dark=dark, cookies=cookies, bypass_csp=True)
        problems = violations(visit)
        if problems:
            found[path] = problems
        visit.page.context.close()
    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_staff_page_breaks_the_csp_or_logs_an_error(open_page, pages, width):
    found = {}
    for path, cookies in every(pages):
        visit = open_page(path, width=width, cookies=cookies, until="networkidle")
        server = visit.page.url.split("/admin/")[0]
        foreign = [r.url for r in visit.requests if not r.url.startswith(server)]
        if visit.problems or foreign:
            found[path] = visit.problems + foreign
        visit.page.context.close()
    assert found == {}


def test_no_staff_page_scrolls_sideways_on_a_phone(open_page, pages):
    found = {}
    for path, cookies in every(pages):
        visit = open_page(path, width=360, cookies=cookies)
        if visit.overflow > 0:
            found[path] = visit.overflow
        visit.page.context.close()
    assert found == {}


def test_the_autocomplete_works_under_the_csp(open_page, petugas):
    registered(by=petugas, owner=make_owner(name="Oma Tince Uji"))
    visit = open_page("/admin/businesses/business/add/", width=1280, cookies=cookies_of(petugas))
    page = visit.page
    page.click(".field-owner .select2-selection")
    page.keyboard.type("tinc")
    page.wait_for_selector(".select2-results__option:has-text('Oma Tince Uji')")
    page.keyboard.press("Enter")
    assert "Oma Tince Uji" in page.inner_text(".field-owner .select2-selection")
    assert visit.problems == []
