"""A visitor who follows every link of the public site, and reads all that comes back."""

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.http import HttpResponse
from django.test import Client

SITE = "http://127.0.0.1:8000"
ATTRIBUTES = re.compile(r"""\s(?:href|src|srcset|action|content|data-[a-z-]+)=["']([^"']*)["']""")
ADDRESSES = re.compile(r"https?://[^\s\"'<>\\]+|(?<=[\"' ,])/[^\s\"'<>\\,]*")
TEXTS = ("text/html", "application/xml", "application/rss+xml", "application/json", "text/plain")
STARTS = ("/", "/en/", "/robots.txt", "/sitemap.xml", "/usaha/baru.rss", "/en/usaha/baru.rss")
SKIPPED = ("/admin/", "/_gaya/", "/static/", "/*")  # the back office; files that everyone shares
MOST_FILTERED = 60  # pages of the list with a query; there is no end of them


@dataclass
class Crawl:
    """What was found.

    Attributes:
        read: address → all that came back with it: head, body and where it leads, as one reads it.
        statuses: address → status. pictures: addresses of what is no text.
    """

    client: Client = field(default_factory=Client)
    read: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    filtered: int = 0

    def run(self, *starts: str, most: int) -> "Crawl":
        """Read at most so many addresses, the nearest first."""
        waiting, known = deque(starts or STARTS), set(starts or STARTS)
        while waiting and len(self.read) < most:
            path = waiting.popleft()
            for found in self._links(self._ask(path)):
                if found in known or not self._wanted(found):
                    continue
                known.add(found)
                waiting.append(found)
        self.unread = list(waiting)
        return self

    def _wanted(self, path: str) -> bool:
        if path.startswith(SKIPPED) or not path.startswith("/"):
            return False
        self.filtered += "?" in path
        return "?" not in path or self.filtered <= MOST_FILTERED

    def _ask(self, path: str) -> str:
        """Ask for an address, and return its text for the links in it."""
        response = self.client.get(path)
        content = b"".join(response) if response.streaming else response.content
        is_text = response.get("Content-Type", "").startswith((*TEXTS, "image/svg"))
        body = content.decode() if is_text else content.decode("latin-1")
        if not is_text:
            self.pictures[path] = content
        self.statuses[path] = response.status_code
        self.read[path] = _readings(f"{path}\n{_head(response)}\n{body}")
        return f'{body if is_text else ""} "{response.get("Location", "")}"'

    def _links(self, text: str) -> Iterator[str]:
        """Every address of this site in a text, whatever the attribute or the format."""
        text = html.unescape(text)
        quoted = (part for value in ATTRIBUTES.findall(text) for part in value.split())
        for address in (*quoted, *ADDRESSES.findall(text)):
            parts = urlsplit(address.rstrip(",.;)"))
            if f"{parts.scheme}://{parts.netloc}" in {SITE, "://"} and parts.path.startswith("/"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    def hits(self, secrets: dict[str, str]) -> list[tuple[str, str]]:
        """The (name of the secret, address) of every leak, however it is written."""
        return [
            (name, path)
            for path, text in self.read.items()
            for name, secret in secrets.items()
            if secret in text
        ]


def _head(response: HttpResponse) -> str:
    return "\n".join(f"{name}: {value}" for name, value in response.headers.items())


def _readings(text: str) -> str:
    """A text as sent, as a browser or a machine makes it out, and with its numbers in one piece."""
    plain = unquote(html.unescape(text))
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), plain)
    drawn = re.sub(r"<svg.*?</svg>", "", unescaped, flags=re.DOTALL)
    joined = re.sub(r"(?<=\d)[\s.\-()]+(?=\d)", "", drawn)
    return "\0".join((text, unescaped, joined))
