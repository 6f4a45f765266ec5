"""Log-ins of staff: they end after 30 minutes without a click and after 12 hours in any case.

The server decides, from moments kept in the session itself (OWASP ASVS 5.0, 7.3; settings
SESSION_IDLE_MINUTES and SESSION_HOURS). Beside each session stands a LoginSession, so that its
owner sees where the account is in use and can end it: ending one deletes the session, and the
other device is out at its next request.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.browsers import in_short
from accounts.models import LoginSession, User
from common.requests import client_address, is_address

STARTED, SEEN = "login_started_at", "login_seen_at"  # whole seconds since 1970
SEEN_EVERY = timedelta(minutes=1)  # a click within the same minute writes nothing


class Ended(StrEnum):
    """Why a log-in is over; the word stands in the address of the log-in page."""

    IDLE = "diam"
    OLD = "lama"
    GONE = "berakhir"  # ended elsewhere, password changed, account closed


def idle_limit() -> timedelta:
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def age_limit() -> timedelta:
    return timedelta(hours=settings.SESSION_HOURS)


def over(session: SessionBase, *, now: datetime | None = None) -> Ended | None:
    """Why this log-in has run out; None while it may go on.

    The last click is known to the minute, so a log-in may end up to a minute early, never late.
    """
    now = now or timezone.now()
    if _moment(session, STARTED, now) + age_limit() <= now:
        return Ended.OLD
    return Ended.IDLE if _moment(session, SEEN, now) + idle_limit() <= now else None


def _moment(session: SessionBase, key: str, default: datetime) -> datetime:
    """A session from before this rule existed begins with its first look."""
    seconds = session.get(key)
    return default if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def start(request: HttpRequest, user: User) -> None:
    """Note a log-in. A session that is used again gets a new key: the old one may be known."""
    session, now = request.session, timezone.now()
    if STARTED in session:
        LoginSession.objects.filter(session_key=session.session_key).delete()
        session.cycle_key()
    elif not session.session_key:
        session.create()
    session[STARTED] = session[SEEN] = int(now.timestamp())
    clean(now=now)
    _note(request, user, now)


def _note(request: HttpRequest, user: User, now: datetime) -> None:
    address = client_address(request)
    LoginSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "last_seen_at": now,
            "address": address if is_address(address) else None,
            "browser": in_short(request.META.get("HTTP_USER_AGENT", "")),
        },
    )


def see(request: HttpRequest) -> None:
    """Note that somebody is at work here, at most once a minute."""
    session, now = request.session, timezone.now()
    if SEEN in session and _moment(session, SEEN, now) + SEEN_EVERY > now:
        return
    session.setdefault(STARTED, int(now.timestamp()))
    session[SEEN] = int(now.timestamp())
    known = LoginSession.objects.filter(session_key=session.session_key)
    if not known.update(last_seen_at=now):
        _note(request, request.user, now)


def of(user: User, *, now: datetime | None = None) -> QuerySet[LoginSession]:
    """The log-ins of `user` that have not run out, the latest first."""
    now = now or timezone.now()
    return user.login_sessions.filter(
        last_seen_at__gt=now - idle_limit(), started_at__gt=now - age_limit()
    )


def end(rows: QuerySet[LoginSession]) -> int:
    """End these log-ins: each device is out at its next request. Return how many there were."""
    keys = list(rows.values_list("session_key", flat=True))
    store = _store()
    for key in keys:
        store.delete(key)
    LoginSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_all(user: User, *, but: str = "") -> int:
    """End every log-in of `user`, or all but the one of the session key `but`."""
    return end(user.login_sessions.exclude(session_key=but))


def rename(old_key: str, new_key: str) -> None:
    """A session got a new key: its LoginSession follows it."""
    LoginSession.objects.filter(session_key=old_key).update(session_key=new_key)


def clean(*, now: datetime | None = None) -> None:
    """Forget the log-ins and the sessions that nobody has used for as long as one may last."""
    now = now or timezone.now()
    LoginSession.objects.filter(last_seen_at__lte=now - age_limit()).delete()
    type(_store()).clear_expired()


def _store() -> SessionBase:
    return import_module(settings.SESSION_ENGINE).SessionStore()


def note_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of Django's user_logged_in."""
    start(request, user)


def note_logout(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of Django's user_logged_out, which is sent while the session still has its key."""
    LoginSession.objects.filter(session_key=request.session.session_key or "").delete()
