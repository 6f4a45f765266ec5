"""Log-ins end: after 30 minutes without a click, after 12 hours, when their owner says so."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.browsers import in_short
from accounts.models import LoginSession, User
from tests.accounts.logins import LIST, PAGE, PASSWORD, PHONE, log_in, shift, why_of

pytestmark = pytest.mark.django_db


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


# -- the account ---------------------------------------------------------------------------------


def test_a_disabled_account_is_out_at_once_on_every_device(account):
    one, two = log_in(), log_in()
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert why_of(one.get(PAGE))[0] == "berakhir"
    assert two.post(LIST, {"name": "Ana"}).status_code == 403
    assert not LoginSession.objects.exists()
    assert not Session.objects.exists()
