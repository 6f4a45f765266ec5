"""Log-ins end: after 30 minutes without a click, after 12 hours, when their owner says so."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.browsers import in_short
from accounts.models import LoginSession, User

pytestmark = pytest.mark.django_db
PAGE = "/admin/sesi/"
LIST = "/admin/accounts/user/"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
PASSWORD = "kata sandi yang panjang sekali"


@pytest.fixture
def account(petugas):
    petugas.set_password(PASSWORD)
    petugas.save()
    return petugas


def log_in(**headers):
    browser = Client(**headers)
    data = {"username": "petugas", "password": PASSWORD}
    assert browser.post("/admin/login/", data).status_code == 302
    return browser


def shift(browser, **minutes):
    """Let the session look as if its `started` or `seen` lay so many minutes back."""
    session = browser.session
    for name, number in minutes.items():
        key = {"started": sessions.STARTED, "seen": sessions.SEEN}[name]
        session[key] -= number * 60
    session.save()


def why_of(response):
    """The reason and the page to come back to, in the address of the log-in page."""
    parts = urlsplit(response["Location"])
    assert parts.path == "/admin/login/"
    query = parse_qs(parts.query)
    return query["sesi"][0], query["next"][0]


# -- the limits ----------------------------------------------------------------------------------


def test_a_log_in_lives_while_somebody_works(account):
    browser = log_in()
    shift(browser, started=11 * 60 + 59, seen=29)
    assert browser.get(PAGE).status_code == 200
    assert browser.session[sessions.SEEN] >= timezone.now().timestamp() - 60


def test_thirty_minutes_without_a_click_end_it(account):
    browser = log_in()
    shift(browser, seen=30)
    assert why_of(browser.get(f"{PAGE}?a=1&b=2")) == ("diam", "/admin/sesi/?a=1&b=2")
    assert not LoginSession.objects.exists()
    assert not Session.objects.exists()
    assert why_of(Client().get(PAGE, headers={"Cookie": "sessionid=old"}))[0] == "berakhir"


def test_twelve_hours_end_it_however_busy(account):
    browser = log_in()
    shift(browser, started=12 * 60)
    assert why_of(browser.get(PAGE)) == ("lama", PAGE)


def test_the_limits_come_from_the_settings(account, settings):
    settings.SESSION_IDLE_MINUTES = 5
    browser = log_in()
    shift(browser, seen=5)
    assert why_of(browser.get(PAGE))[0] == "diam"


def test_the_log_in_page_says_why_and_leads_back(account):
    browser = log_in()
    shift(browser, seen=31)
    page = browser.get(PAGE, follow=True)
    assert "Anda keluar karena tidak ada kegiatan selama 30 menit." in page.content.decode()
    back = browser.post(
        page.redirect_chain[-1][0],
        {"username": "petugas", "password": PASSWORD, "next": page.context["next"]},
    )
    assert back["Location"] == PAGE


def test_a_made_up_reason_says_nothing(client):
    page = client.get("/admin/login/?sesi=%3Cscript%3E").content.decode()
    assert "account-note" not in page
    assert "<script>alert" not in page


def test_a_stolen_session_is_not_revived_by_the_next_log_in(account):
    browser = log_in()
    old = browser.cookies["sessionid"].value
    shift(browser, seen=31)
    browser.post("/admin/login/", {"username": "petugas", "password": PASSWORD})
    thief = Client()
    thief.cookies["sessionid"] = old
    assert why_of(thief.get(PAGE))[0] == "berakhir"


def test_public_pages_neither_end_nor_prolong_a_log_in(account):
    browser = log_in()
    shift(browser, seen=20)
    before = browser.session[sessions.SEEN]
    answer = browser.get("/privasi/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert browser.session[sessions.SEEN] == before
    shift(browser, seen=20)
    answer = browser.get("/privasi/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_second_click_within_a_minute_writes_nothing(account, django_assert_num_queries):
    browser = log_in()
    browser.get("/admin/jsi18n/")
    with django_assert_num_queries(2):  # the session and the account
        browser.get("/admin/jsi18n/")


# -- the list of one's own log-ins ---------------------------------------------------------------


def test_a_log_in_is_listed_with_its_browser_and_address(account):
    browser = log_in(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="10.1.2.3")
    row = LoginSession.objects.get()
    assert (row.user, row.browser, row.address) == (account, "Firefox on Android", "10.1.2.3")
    page = browser.get(PAGE).content.decode()
    assert "Firefox di Android" in page
    assert "10.1.2.3" in page
    assert "Perangkat ini" in page


def test_the_last_click_is_noted_once_a_minute(account):
    browser = log_in()
    long_ago = timezone.now() - timedelta(minutes=10)
    LoginSession.objects.update(last_seen_at=long_ago)
    browser.get(PAGE)
    assert LoginSession.objects.get().last_seen_at == long_ago
    shift(browser, seen=2)
    browser.get(PAGE)
    assert LoginSession.objects.get().last_seen_at > long_ago


def test_logging_out_takes_the_row_away(account):
    browser = log_in()
    assert browser.post("/admin/logout/").status_code == 200
    assert not LoginSession.objects.exists()


def test_another_log_in_can_be_ended(account):
    here, there = log_in(), log_in(HTTP_USER_AGENT=PHONE)
    row = LoginSession.objects.get(browser="Firefox on Android")
    assert here.post(f"/admin/sesi/{row.pk}/akhiri/")["Location"] == PAGE
    assert why_of(there.get(PAGE))[0] == "berakhir"
    assert here.get(PAGE).status_code == 200


def test_all_others_can_be_ended_at_once(account):
    here, one, two = log_in(), log_in(), log_in()
    assert here.post("/admin/sesi/lain/akhiri/")["Location"] == PAGE
    assert LoginSession.objects.count() == 1
    for other in (one, two):
        assert why_of(other.get(PAGE))[0] == "berakhir"
    assert here.get(PAGE).status_code == 200


def test_a_colleague_s_log_in_cannot_be_seen_or_ended(account, client_of, verifikator):
    here = log_in(REMOTE_ADDR="10.9.9.9")
    row = LoginSession.objects.get()
    other = client_of(verifikator)
    assert "10.9.9.9" not in other.get(PAGE).content.decode()
    assert other.post(f"/admin/sesi/{row.pk}/akhiri/").status_code == 404
    assert other.post(f"/admin/sesi/{10**30}/akhiri/").status_code == 404
    assert here.get(PAGE).status_code == 200


def test_ending_needs_a_post(account):
    here = log_in()
    log_in()
    pk = LoginSession.objects.first().pk
    assert here.get(f"/admin/sesi/{pk}/akhiri/").status_code == 405
    assert here.get("/admin/sesi/lain/akhiri/").status_code == 405
    assert LoginSession.objects.count() == 2


def test_the_present_log_in_is_not_ended_by_its_own_button(account):
    here = log_in()
    pk = LoginSession.objects.get().pk
    assert here.post(f"/admin/sesi/{pk}/akhiri/").status_code == 404
    assert here.get(PAGE).status_code == 200


def test_what_ran_out_is_not_listed_and_is_forgotten_at_the_next_log_in(account):
    log_in()
    LoginSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert list(sessions.of(account)) == []
    LoginSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=12))
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    log_in()
    assert LoginSession.objects.count() == 1
    assert Session.objects.count() == 1


def test_a_strange_address_does_not_stop_a_log_in(account, settings):
    settings.TRUSTED_PROXIES = 1
    log_in(HTTP_X_FORWARDED_FOR="not an address", REMOTE_ADDR="10.0.0.9")
    assert LoginSession.objects.get().address == "10.0.0.9"
    log_in(REMOTE_ADDR="")
    assert LoginSession.objects.filter(address=None).count() == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Firefox on Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/126.0 Safari/537",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537 Edg/126.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25 Chrome/121 Mobile",
            "Samsung Internet on Android",
        ),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_in_short_words(user_agent, words):
    assert in_short(user_agent) == words


# -- what was typed ------------------------------------------------------------------------------


def send_late(browser, data, **headers):
    shift(browser, seen=31)
    return browser.post(LIST, data, headers={"Referer": f"http://testserver{PAGE}", **headers})


def come_back(browser, page, **other):
    data = {
        "username": "petugas",
        "password": PASSWORD,
        "next": page.context["next"],
        "typed": page.context["typed"],
        **other,
    }
    return browser.post(page.context["app_path"], data)


def test_a_form_sent_too_late_waits_for_its_author(account):
    browser = log_in()
    page = send_late(
        browser, {"name": ["Ana", "Beni"], "note": "\nse'i\nbabi", "nik": "9900000000001234"}
    )
    assert page.status_code == 403
    text = page.content.decode()
    assert "Isian Anda belum diterima, tetapi tidak hilang" in text
    assert "9900000000001234" not in text
    assert page.headers["Cache-Control"].find("no-store") >= 0

    assert come_back(browser, page)["Location"] == "/admin/kirim-ulang/"
    again = browser.get("/admin/kirim-ulang/")
    form = again.context["form"]
    assert form.path == LIST
    assert form.page == PAGE
    assert form.pairs == [
        ("name", "Ana"),
        ("name", "Beni"),
        ("note", "\nse'i\nbabi"),
        ("nik", "9900000000001234"),
    ]
    assert f'action="{LIST}"' in again.content.decode()


def test_a_form_is_kept_through_a_wrong_password(account):
    browser = log_in()
    page = send_late(browser, {"name": "Ana"})
    wrong = come_back(browser, page, password="salah")
    assert wrong.context["typed"] == page.context["typed"]
    assert come_back(browser, wrong)["Location"] == "/admin/kirim-ulang/"


def test_nobody_else_gets_what_was_typed(account, verifikator):
    verifikator.set_password(PASSWORD)
    verifikator.save()
    browser = log_in()
    page = send_late(browser, {"name": "Ana"})
    come_back(browser, page, username="verifikator")
    assert browser.get("/admin/kirim-ulang/")["Location"] == "/admin/"


def test_the_evening_s_form_can_be_sent_in_the_morning(account):
    """The session has been forgotten by then, so nobody can say whose it was."""
    browser = log_in()
    Session.objects.all().delete()
    page = browser.post(LIST, {"name": "Ana"})
    assert page.status_code == 403
    come_back(browser, page)
    assert browser.get("/admin/kirim-ulang/").context["form"].pairs == [("name", "Ana")]


@pytest.mark.parametrize("token", ["", "x", "gAAAAA" + "x" * 100, "x" * 300_000])
def test_a_forged_form_is_ignored(account, token):
    browser = Client()
    browser.post("/admin/login/", {"username": "petugas", "password": PASSWORD, "typed": token})
    assert browser.get("/admin/kirim-ulang/")["Location"] == "/admin/"


def test_a_password_is_never_kept(account):
    browser = log_in()
    shift(browser, seen=31)
    page = browser.post("/admin/password_change/", {"old_password": PASSWORD})
    assert page.context["typed"] == ""
    assert "Kiriman Anda belum diterima" in page.content.decode()


def test_a_form_from_elsewhere_leads_nowhere_else(account):
    browser = log_in()
    page = send_late(browser, {"name": "Ana"}, Referer="https://example.com/evil")
    come_back(browser, page)
    assert browser.get("/admin/kirim-ulang/").context["form"].page == LIST


def test_logging_out_too_late_is_no_form(account):
    browser = log_in()
    shift(browser, seen=31)
    assert why_of(browser.post("/admin/logout/")) == ("diam", "/admin/")


def test_without_a_log_in_before_nothing_is_kept(client, register):
    answer = client.post(LIST, {"name": "Ana"})
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == "/admin/login/"


# -- the account ---------------------------------------------------------------------------------


def test_a_disabled_account_is_out_at_once_on_every_device(account):
    one, two = log_in(), log_in()
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert why_of(one.get(PAGE))[0] == "berakhir"
    assert two.post(LIST, {"name": "Ana"}).status_code == 403
    assert not LoginSession.objects.exists()
    assert not Session.objects.exists()
