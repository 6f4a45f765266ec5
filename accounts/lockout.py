"""Too many wrong passwords: the page that says when to try again (django-axes)."""

import math
from typing import Any

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.requests import client_address


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer 429 with the moment from which this account may try again at this address.

    The waiting time begins with the last attempt that was counted; attempts while it runs
    change nothing, so the moment on the page stays true. An account that does not exist is
    answered the same.
    """
    now, wait = timezone.now(), get_cool_off(request)
    last = (
        AccessAttempt.objects.filter(
            username=get_client_username(request, credentials), ip_address=client_address(request)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    until = (last or now) + wait
    seconds = max(1, math.ceil((until - now).total_seconds()))
    context = {
        **admin.site.each_context(request),
        "until": until,
        "minutes": math.ceil(seconds / 60),
    }
    page = render(request, "registration/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "no-store"
    return page
