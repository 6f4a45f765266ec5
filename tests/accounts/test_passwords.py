"""Passwords: long, not of words that everybody knows, and chosen by their owner."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import passwords
from accounts.models import LoginSession, User

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/admin/password_change/"
PRESENT = "kata sandi yang panjang sekali"
NEW = "payung hijau menunggu kereta"
BSSN = {"NAME": "accounts.passwords.CompositionValidator"}


@pytest.fixture
def account(petugas):
    petugas.set_password(PRESENT)
    petugas.save()
    return petugas


def log_in(password=PRESENT, username="petugas"):
    browser = Client()
    assert (
        browser.post("/admin/login/", {"username": username, "password": password}).status_code
        == 302
    )
    return browser


def change(browser, new=NEW, old=PRESENT, query=""):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return browser.post(PAGE + query, data)


def errors_of(password, **fields):
    user = User(**{"username": "ana", "full_name": "Yohana Ratukore", **fields})
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {item.code for item in error.error_list}
    return set()


# -- which passwords are good ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "sebuah sandi panjang 42",
        "se'i babi di atas bulan purnama",
        "correct horse battery staple",
        "xK4#pQ9vLm2$wR7",
        "å∫ç∂´ƒ©˙ˆ∆˚¬µ˜øπ",
        "payung hijau " * 40,
    ],
)
def test_long_passwords_are_accepted_whatever_they_are_made_of(password):
    assert errors_of(password) == set()


@pytest.mark.parametrize(
    "password",
    [
        "kupangkupangkupang",
        "KotaKupang-UMKM-2026",
        "petugas kupang 2026!!",
        "k0t4 kup4ng um km 2025",
        "seibabitenunikatsasando",
        "dinas koperasi kota kupang",
        "selamat pagi kota kupang",
        "bismillah kata sandi",
        "aaaaaaaaaaaaaaaaaaaa",
        "qwertyuiopasdfghjkl",
        "abcdefghijklmnopqrst",
        "9876543210abcdefgh",
        "Ratukore Yohana 1987",
        "r4tukor3ratukor3ratukor3",
    ],
)
def test_what_everybody_here_knows_is_refused(password):
    assert "password_known_words" in errors_of(password)


def test_the_parts_of_the_e_mail_are_known_too():
    password = "wulandari.umkm.1990"
    assert "password_known_words" not in errors_of("wulandari.laut.biru.1990")
    assert "password_known_words" in errors_of(password, email="wulandari@kupang.example")


def test_length_and_common_passwords_and_likeness():
    assert errors_of("payung hijau k") == {"password_too_short"}  # 14
    assert errors_of("payung hijau ke") == set()  # 15
    assert "password_entirely_numeric" in errors_of("83749201847362915")
    assert "password_too_similar" in errors_of("yohana ratukore!")


@given(st.text(alphabet="bdfghjmpqvwxyzåß ", min_size=128, max_size=400))
def test_the_rules_never_break_and_long_random_text_passes(password):
    left = passwords.remainder(password, passwords.KNOWN_WORDS)
    if len(left) >= 8 and len(set(left)) >= 5:
        assert errors_of(password) == set()


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=5))
def test_what_is_left_is_never_more_than_there_was(password, words):
    assert len(passwords.remainder(password, words)) <= len(password.casefold())


def test_nothing_keeps_a_password_from_being_pasted(client, register):
    page = client.get("/admin/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page.split('type="password"')[1].split(">")[0]


# -- the first log-in ------------------------------------------------------------------------------


@pytest.fixture
def newcomer(administrator, client_of):
    data = {
        "username": "baru",
        "full_name": "Yohana Ratukore",
        "email": "baru@example.go.id",
        "password1": NEW,
        "password2": NEW,
    }
    assert client_of(administrator).post("/admin/accounts/user/add/", data).status_code == 302
    return User.objects.get(username="baru")


def test_a_new_account_must_choose_its_own_password(newcomer):
    assert newcomer.must_change_password
    browser = log_in(NEW, "baru")
    for path in ("/admin/", "/admin/sesi/", "/admin/businesses/business/?q=a"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{PAGE}?next=%2Fadmin%2F")
    assert browser.get("/admin/jsi18n/").status_code == 200
    assert browser.get("/privasi/").status_code == 200
    assert "dibuat oleh administrator" in browser.get(PAGE).content.decode()

    done = change(browser, "meja bundar ombak sore", NEW, "?next=/admin/sesi/")
    assert done["Location"] == "/admin/sesi/"
    assert browser.get("/admin/sesi/").status_code == 200
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.password_changed_at > timezone.now() - timedelta(minutes=1)


def test_one_may_log_out_instead(newcomer):
    assert log_in(NEW, "baru").post("/admin/logout/").status_code == 200


def test_the_handed_over_password_cannot_be_kept(newcomer):
    answer = change(log_in(NEW, "baru"), NEW, NEW)
    assert "Pilih kata sandi yang berbeda dari yang sekarang." in answer.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_what_was_sent_before_the_new_password_is_not_lost(account):
    browser = log_in()
    User.objects.update(must_change_password=True)
    answer = browser.post("/admin/businesses/owner/add/", {"name": "Ana"})
    assert answer["Location"] == f"{PAGE}?next=%2Fadmin%2Fkirim-ulang%2F"
    assert change(browser, query="?next=/admin/kirim-ulang/")["Location"] == "/admin/kirim-ulang/"
    assert browser.get("/admin/kirim-ulang/").context["form"].pairs == [("name", "Ana")]


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_page_leads_to_our_own_pages_only(account, target):
    assert change(log_in(), query=f"?next={target}")["Location"] == "/admin/"


@pytest.mark.django_db
def test_the_demo_log_ins_go_straight_in(register):
    from umkm_registry.demo import staff

    staff.make("sandi contoh yang sama")
    assert log_in("sandi contoh yang sama", "verifikator").get("/admin/sesi/").status_code == 200


# -- one's own new password ----------------------------------------------------------------------


def test_a_new_password_ends_the_other_log_ins_and_not_this_one(account):
    here, there = log_in(), log_in()
    assert change(here).status_code == 302
    assert here.get("/admin/sesi/").status_code == 200
    assert "sesi=berakhir" in there.get("/admin/sesi/")["Location"]
    row = LoginSession.objects.get()
    assert row.session_key == here.session.session_key
    log_in(NEW)


@pytest.mark.parametrize("new", ["pendek", "kupangkupangkupang", PRESENT])
def test_a_weak_or_unchanged_password_is_refused_beside_its_field(account, new):
    answer = change(log_in(), new)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) <= {"new_password1", "new_password2"}
    account.refresh_from_db()
    assert account.check_password(PRESENT)


def test_the_present_password_is_asked_for(account):
    answer = change(log_in(), old="salah")
    assert "old_password" in answer.context["form"].errors


# -- a reset by an administrator -----------------------------------------------------------------


def test_a_reset_ends_the_log_ins_and_works_once(account, administrator, client_of):
    officer, keeper = log_in(), client_of(administrator)
    url = f"/admin/accounts/user/{account.pk}/password/"
    assert keeper.get(url).status_code == 200
    assert keeper.post(url, {"password1": NEW, "password2": NEW}).status_code == 302
    assert "sesi=berakhir" in officer.get("/admin/sesi/")["Location"]
    assert not LoginSession.objects.filter(user=account).exists()
    account.refresh_from_db()
    assert account.must_change_password
    assert log_in(NEW).get("/admin/")["Location"].startswith(PAGE)


def test_a_reset_cannot_take_the_password_away(account, administrator, client_of):
    url = f"/admin/accounts/user/{account.pk}/password/"
    data = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert client_of(administrator).post(url, data).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PRESENT)


def test_one_s_own_password_is_changed_on_one_s_own_page(administrator, client_of):
    keeper = client_of(administrator)
    url = f"/admin/accounts/user/{administrator.pk}/password/"
    assert keeper.get(url)["Location"] == PAGE
    keeper.post(url, {"password1": NEW, "password2": NEW})
    administrator.refresh_from_db()
    assert not administrator.check_password(NEW)


@pytest.mark.parametrize("key", ["abc", "9" * 40, "0"])
def test_a_reset_of_nobody_is_not_found(administrator, client_of, key):
    assert client_of(administrator).get(f"/admin/accounts/user/{key}/password/").status_code == 404


# -- the rules of BSSN ---------------------------------------------------------------------------


@pytest.fixture
def bssn(settings):
    settings.BSSN_PASSWORD_RULES = True
    settings.AUTH_PASSWORD_VALIDATORS = [*settings.AUTH_PASSWORD_VALIDATORS, BSSN]


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        (NEW, False),
        ("Payung hijau 42", True),
        ("Payunghijaulagi42", False),
        ("payung-hijau-42", False),
        ("PAYUNG-HIJAU-42", False),
        ("Payung-hijau-lagi", False),
    ],
)
def test_bssn_wants_four_kinds_of_characters(bssn, password, is_good):
    assert ("password_composition" not in errors_of(password)) is is_good


def test_bssn_passwords_run_out_after_ninety_days(account, bssn):
    browser = log_in()
    User.objects.update(password_changed_at=timezone.now() - timedelta(days=89))
    assert browser.get("/admin/sesi/").status_code == 200
    User.objects.update(password_changed_at=timezone.now() - timedelta(days=90))
    assert browser.get("/admin/sesi/")["Location"].startswith(PAGE)
    assert "lebih dari 90 hari" in browser.get(PAGE).content.decode()
    assert change(browser, "Payung hijau 42").status_code == 302
    assert browser.get("/admin/sesi/").status_code == 200


def test_without_a_date_the_account_s_beginning_counts(account, bssn):
    User.objects.update(password_changed_at=None)
    browser = log_in()
    assert browser.get("/admin/sesi/").status_code == 200
    User.objects.update(date_joined=timezone.now() - timedelta(days=91))
    assert browser.get("/admin/sesi/")["Location"].startswith(PAGE)


def test_without_the_switch_no_password_runs_out(account):
    User.objects.update(password_changed_at=timezone.now() - timedelta(days=4000))
    assert log_in().get("/admin/sesi/").status_code == 200


def test_the_switch_is_an_environment_variable():
    code = (
        "from django.conf import settings as s;"
        "print(s.BSSN_PASSWORD_RULES, s.PASSWORD_DAYS, s.SESSION_IDLE_MINUTES, s.SESSION_HOURS,"
        " s.SESSION_COOKIE_AGE, s.AUTH_PASSWORD_VALIDATORS[-1]['NAME'])"
    )
    values = {
        "BSSN_PASSWORD_RULES": "1",
        "PASSWORD_DAYS": "60",
        "SESSION_IDLE_MINUTES": "10",
        "SESSION_HOURS": "8",
    }
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **values, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["True", "60", "10", "8", "28800", BSSN["NAME"]]
