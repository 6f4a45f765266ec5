"""Reading forms out of pages, and sending them as a browser without JavaScript would."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


class _Forms(HTMLParser):
    """Collects the fields of every form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and "disabled" not in given:
            self._input(name, given)
        elif tag == "select" and name:
            self._select = (name, [], [])
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._select[2].append(value)
            if "selected" in given:
                self._select[1].append(value)
        elif tag == "textarea" and name:
            self._area = name
            self._put(name, "")

    def _input(self, name, given):
        kind = given.get("type", "text")
        is_box = kind in {"checkbox", "radio"}
        if kind in {"submit", "button", "file", "image"} or (is_box and "checked" not in given):
            return
        self._put(name, given.get("value", "on" if is_box else ""))

    def handle_data(self, data):
        if self._area:
            values = self.forms[-1][self._area]
            values[-1] += data.removeprefix("\n") if values[-1] == "" else data

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            name, chosen, _all = self._select
            for value in chosen:
                self._put(name, value)
            self._select = None
        elif tag == "textarea":
            self._area = None

    def _put(self, name, value):
        self.forms[-1].setdefault(name, []).append(value)


def forms_of(response: HttpResponse) -> list[dict[str, list[str]]]:
    """The fields of each form on the page, with the values they would send."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def form_with(response: HttpResponse, name: str) -> dict[str, list[str]]:
    """The form that has a field of this name."""
    return next(form for form in forms_of(response) if name in form)


def send_confirmed(client: Client, url: str, data: dict) -> HttpResponse:
    """Send a form; where it asks about unusual values, tick that they are right."""
    response = client.post(url, data)
    page = response.context.get("adminform") if response.status_code == 200 else None
    if page is None or not page.form.unconfirmed:
        return response
    return client.post(url, {**data, "confirm_warnings": page.form.confirmation})
