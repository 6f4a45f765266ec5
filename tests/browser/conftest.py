"""A real Chromium for the pages of the live server; staff pages use the same fixtures.

`open_page("/usaha/", width=360, dark=True)` gives a `Visit`; `violations(visit)` runs axe on it.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 780

# Playwright's sync API runs an event loop in this thread, which Django would refuse to work in.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@dataclass
class Visit:
    """One opened page, with what went wrong on it and all that it loaded."""

    page: Page
    problems: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def watch(self) -> None:
        """Note console errors (a CSP violation is one), exceptions and loaded resources."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("requestfinished", lambda request: self.requests.append(request))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium in a new profile; without one the test is skipped."""
    if not Path(CHROMIUM).exists():
        reason = f"{CHROMIUM} is not installed"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Windows:
    """Opens paths of one server, each in a window with an empty profile of its own."""

    def __init__(self, chromium: Browser, server: str) -> None:
        self.chromium = chromium
        self.server = server
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str,
        *,
        width: int = 360,
        dark: bool = False,
        scripts: bool = True,
        bypass_csp: bool = False,
        until: str = "load",
        cookies: dict[str, str] | None = None,
    ) -> Visit:
        """Open `path` and return the visit.

        Args:
            width: of the window, in CSS pixels.
            dark: whether the visitor prefers dark colours.
            scripts: whether scripts may run; our public pages need none.
            bypass_csp: for axe alone, which injects itself.
            until: "load", or "networkidle" to wait for what is loaded later.
            cookies: a log-in, as `{"name": "value"}`.
        """
        context = self.chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            bypass_csp=bypass_csp,
        )
        self.contexts.append(context)
        pairs = (cookies or {}).items()
        context.add_cookies([{"name": n, "value": v, "url": self.server} for n, v in pairs])
        opened = Visit(context.new_page())
        opened.watch()
        opened.page.goto(self.server + path, wait_until=until)
        return opened


@pytest.fixture
def open_page(chromium, live_server, register) -> Iterator[Windows]:
    """Open a path of the live server: `open_page("/usaha/", width=1280, dark=True)`."""
    windows = Windows(chromium, live_server.url)
    yield windows
    for context in windows.contexts:
        context.close()


@pytest.fixture
def violations() -> Callable[[Visit], list[str]]:
    """What axe finds on a page that was opened with `bypass_csp`: rule and place."""

    def run(visit: Visit) -> list[str]:
        found = Axe().run(visit.page).response["violations"]
        return [
            f"{rule['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]

    return run
