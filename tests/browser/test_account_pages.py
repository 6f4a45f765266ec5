"""Log-in, passwords, log-ins and saved filters in a real browser, on a phone and on a desk."""

import pytest
from django.test import Client

from accounts.models import SavedFilter, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "kata sandi yang panjang sekali"
LIST = "/admin/businesses/business/"


@pytest.fixture
def account(petugas):
    petugas.set_password(PASSWORD)
    petugas.save()
    SavedFilter.objects.create(
        user=petugas,
        page="businesses.business",
        name="Draf se'i di Kelapa Lima yang belum lengkap",
        query="q=sei&verification_status__exact=draft",
        is_shared=True,
    )
    return petugas


def cookies_of(user):
    browser = Client(HTTP_USER_AGENT="Mozilla/5.0 (Android 14) Firefox/128.0")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.fixture
def pages(account, persona, administrator):
    """Path and cookies of every page of this kind."""
    newcomer = persona("petugas", username="baru")
    gone = persona("petugas", username="pergi")
    User.objects.filter(pk=newcomer.pk).update(must_change_password=True, is_citywide=False)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    cookies_of(account)
    officer, keeper = cookies_of(account), cookies_of(administrator)
    users = "/admin/accounts/user"
    return [
        ("/admin/login/", {}),
        ("/admin/login/?sesi=diam&next=/admin/sesi/", {}),
        ("/admin/password_change/", officer),
        ("/admin/password_change/", cookies_of(newcomer)),
        ("/admin/sesi/", officer),
        (f"{LIST}?q=sei", officer),
        (f"{users}/", keeper),
        (f"{users}/add/", keeper),
        (f"{users}/{newcomer.pk}/change/", keeper),
        (f"{users}/{gone.pk}/change/", keeper),
        (f"{users}/{account.pk}/password/", keeper),
        (f"{users}/{account.pk}/nonaktifkan/", keeper),
        (f"{users}/{account.pk}/keluarkan/", keeper),
        (f"{users}/{gone.pk}/aktifkan/", keeper),
    ]


@pytest.mark.parametrize(
    ("width", "dark"), [(360, False), (360, True), (1280, False), (1280, True)]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, pages, violations, width, dark):
    found = {}
    for path, cookies in pages:
        visit = open_page(path, width=width, dark=dark, cookies=cookies, bypass_csp=True)
        for details in visit.page.query_selector_all(".saved-filters summary"):
            details.click()
        problems = violations(visit)
        if problems or visit.overflow > 0:
            found[path] = (visit.overflow, problems)
        visit.page.context.close()
    assert found == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_obey_the_csp(open_page, pages, width):
    found = {}
    for path, cookies in pages:
        visit = open_page(path, width=width, cookies=cookies, until="networkidle")
        if visit.problems:
            found[path] = visit.problems
        visit.page.context.close()
    assert found == {}


def log_in(page, password=PASSWORD):
    page.fill("#id_username", "petugas")
    page.fill("#id_password", password)
    page.click("button.account-submit")


def test_a_password_can_be_looked_at_while_typing(open_page, account):
    page = open_page("/admin/login/", width=360).page
    page.fill("#id_password", "abc")
    page.click("text=Tampilkan")
    assert page.get_attribute("#id_password", "type") == "text"
    page.click("text=Sembunyikan")
    assert page.get_attribute("#id_password", "type") == "password"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_sent_too_late_is_sent_again_with_one_button(open_page, account, scripts):
    visit = open_page("/admin/login/?next=/admin/businesses/owner/add/", scripts=scripts)
    page = visit.page
    log_in(page)
    page.fill("#id_name", "Ana Se'i\"<b>")
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies(
        [{"name": "sessionid", "value": "x" * 32, "url": page.url.split("/admin")[0]}]
    )
    page.click("[name=_save]")
    assert "tidak hilang" in page.inner_text("main")
    assert visit.overflow == 0
    log_in(page)
    assert page.url.endswith("/admin/kirim-ulang/")
    page.click("text=Kirim lagi")
    assert page.url.endswith("/admin/businesses/owner/add/")
    assert page.input_value("#id_name") == "Ana Se'i\"<b>"


def test_the_lockout_page_is_readable(open_page, account, violations):
    visit = open_page("/admin/login/", width=360, bypass_csp=True)
    for _ in range(5):
        log_in(visit.page, "salah")
    assert "kira-kira 15 menit lagi" in visit.page.inner_text("main")
    assert violations(visit) == []
    assert visit.overflow == 0


def test_a_view_is_saved_and_opened_on_a_phone(open_page, account):
    page = open_page(f"{LIST}?q=babi", width=360, cookies=cookies_of(account)).page
    page.click("text=Simpan tampilan ini")
    page.fill("#saved-filter-name", "Babi saja")
    page.click("button[value=save]")
    page.goto(page.url.split("?")[0])
    page.click("a:has-text('Babi saja')")
    assert page.url.endswith("?q=babi")
