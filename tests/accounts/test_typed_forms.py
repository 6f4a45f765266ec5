"""A form that was sent after the log-in had ended waits for its author, and for nobody else."""

from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.logins import LIST, PAGE, PASSWORD, log_in, shift, why_of

pytestmark = pytest.mark.django_db


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
