"""Every address, every role: the world that the permission table is walked in."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ANSWERS = {200: "ok", 403: "no", 404: "none", 405: "method", 400: "bad", 429: "many"}


@dataclass(frozen=True)
class Address:
    """One named address and its arguments."""

    name: str
    arguments: tuple[str, ...]


def addresses() -> Iterator[Address]:
    """Every address of the site, by walking the resolver."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from _walk(item, inner)
        elif isinstance(item, URLPattern) and item.name:
            yield Address(f"{namespace}{item.name}", tuple(item.pattern.regex.groupindex))
        else:
            yield Address(f"{namespace}?{item.pattern}", ())


def answer_of(response: HttpResponse) -> str:
    """The answer in one word: "ok", "login" (sent to the log-in), "away" (sent elsewhere)…"""
    if response.status_code in (301, 302):
        return "login" if "/admin/login/" in response["Location"] else "away"
    return ANSWERS.get(response.status_code, str(response.status_code))


class Undo(Exception):
    """Rolls a request back."""


def ask(client: Client, method: str, url: str, data: dict[str, Any]) -> str:
    """The answer to one request, whose effects are undone, also on the cookies."""
    answer = ""
    browser = Client()
    browser.cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            response = getattr(browser, method.lower())(url, data)
            if response.streaming:
                b"".join(response.streaming_content)
            answer = answer_of(response)
            raise Undo
    except Undo:
        return answer


def url_of(name: str, arguments: dict[str, Any]) -> str:
    return reverse(name, kwargs=arguments)
