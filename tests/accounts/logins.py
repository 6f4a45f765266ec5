"""Logging in, and letting time pass for a log-in."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client

from accounts import sessions

PAGE = "/admin/sesi/"
LIST = "/admin/accounts/user/"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
PASSWORD = "kata sandi yang panjang sekali"


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
