"""The pages of privacy in practice in a real browser: axe, CSP, narrow, without JavaScript."""

import pytest
from django.test import Client

from businesses import data_requests
from businesses.models import DataRequest
from tests.businesses import people
from tests.businesses.people import NIK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(360, False), (360, True), (1280, False), (1280, True)]
CORE = "/admin/businesses"


def cookies_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.fixture
def person(petugas, verifikator, perizinan, administrator):
    owner, business = people.make_person(
        petugas=petugas, verifikator=verifikator, perizinan=perizinan, administrator=administrator
    )
    request = DataRequest(kind="erase", owner=owner, applicant="Tincewati", contact="loket MPP")
    return owner, business, data_requests.save_request(request, by=administrator)


@pytest.fixture
def pages(person, administrator):
    owner, business, request = person
    today = request.received_at.date().isoformat()
    return [
        f"{CORE}/owner/",
        f"{CORE}/owner/cari/",
        f"{CORE}/owner/{owner.pk}/change/",
        f"{CORE}/owner/{owner.pk}/berkas/",
        f"{CORE}/owner/{owner.pk}/hapus-data/",
        f"{CORE}/business/{business.pk}/change/",
        f"{CORE}/datarequest/",
        f"{CORE}/datarequest/add/",
        f"{CORE}/datarequest/{request.pk}/change/",
        f"{CORE}/disclosure/",
        f"{CORE}/disclosure/yang-dilihat/?akun={administrator.pk}&dari=2026-01-01&sampai={today}",
    ]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing(open_page, pages, administrator, violations, width, dark):
    cookies, found = cookies_of(administrator), {}
    for path in pages:
        visit = open_page(path, width=width, dark=dark, cookies=cookies, bypass_csp=True)
        problems = violations(visit)
        if visit.overflow > 0:
            problems.append(f"{visit.overflow} px too wide")
        if problems:
            found[path] = problems
        visit.page.context.close()
    assert found == {}


def test_no_page_breaks_the_csp(open_page, pages, administrator):
    cookies, found = cookies_of(administrator), {}
    for path in pages:
        visit = open_page(path, width=360, cookies=cookies, until="networkidle")
        if visit.problems:
            found[path] = visit.problems
        visit.page.context.close()
    assert found == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_one_click_shows_the_number_in_a_tab_of_its_own(open_page, person, perizinan, scripts):
    owner, _business, _request = person
    visit = open_page(
        f"{CORE}/owner/{owner.pk}/change/", cookies=cookies_of(perizinan), scripts=scripts
    )
    with visit.page.context.expect_page() as opened:
        visit.page.click("section.personal .numbers li:first-child button")
    shown = opened.value
    shown.wait_for_load_state()
    assert NIK in shown.inner_text(".revealed")
    assert NIK not in shown.url
    assert NIK not in visit.page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_nik_typed_into_a_search_box_ends_on_the_page_by_post(
    open_page, person, petugas, scripts
):
    """With JavaScript it never stands in an address; without, it leaves it at once."""
    visit = open_page(f"{CORE}/owner/", cookies=cookies_of(petugas), scripts=scripts, width=1280)
    visit.page.fill("#searchbar", NIK)
    visit.page.press("#searchbar", "Enter")
    visit.page.wait_for_url("**/owner/cari/")
    sent = [request.url for request in visit.requests if NIK in request.url]
    assert NIK not in visit.page.url
    if scripts:
        assert sent == []
        assert "Tincewati Manafeuji" in visit.page.inner_text("#content-main")
    else:
        assert visit.page.locator(".messagelist .warning").count() == 1


def test_an_autocomplete_sends_no_beginning_of_a_nik(open_page, person, petugas):
    visit = open_page(f"{CORE}/business/add/", cookies=cookies_of(petugas), width=1280)
    visit.page.click(".field-owner .select2-selection")
    visit.page.keyboard.type(NIK, delay=20)
    visit.page.wait_for_timeout(800)
    sent = [request.url for request in visit.requests if NIK[:9] in request.url]
    assert sent == []
