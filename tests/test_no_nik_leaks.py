"""Nobody meets a full NIK or NPWP by looking around: pages, files, logs, as each role.

A crawl follows every link of the back office from its home page, histories, error pages,
autocompletes and downloads included. A number is shown only by the button that notes the look,
and that is a POST, which no crawl makes.
"""

import io
import logging
import re
import zipfile
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from accounts import roles
from businesses import data_requests, registration
from businesses.models import DataRequest, Product
from common.logs import RedactingFormatter
from tests.businesses import people
from tests.businesses.people import BUSINESS_PHONE, NIK, NPWP, PHONE

pytestmark = pytest.mark.django_db

MOST_PAGES = 900  # more than there are: the crawl ends by itself
OF_A_KIND = 4
NUMBERS = re.compile(r"\D*".join(NIK) + "|" + r"\D*".join(NPWP))
SKIPPED = ("/admin/logout/", "/admin/jsi18n/")
LISTS = {"o", "p", "e", "all", "_facets", "_popup", "_changelist_filters"}  # the same rows again


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"])


def links_of(page: str, at: str) -> list[str]:
    parser = _Links()
    parser.feed(page)
    found = []
    for link in parser.found:
        parts = urlsplit(urljoin(at, link))
        is_same = parts.netloc in ("", "testserver") and parts.path.startswith("/admin/")
        names = {pair.split("=")[0] for pair in parts.query.split("&") if pair}
        is_new = len(names) < 2 and not names & LISTS  # one filter at a time
        if is_same and is_new and not parts.path.startswith(SKIPPED):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def content_of(response) -> str:
    """What a visitor receives, also inside a spreadsheet; with every header."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    text = data.decode("utf-8", "ignore")
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            text = " ".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    return text + str(dict(response.headers))


def crawl(client, start: list[str]) -> dict[str, str]:
    """Address → content of every page that can be reached, breadth first.

    Of each kind (the address without its numbers, and the names of its filters) a few are enough.
    """
    waiting, seen, pages, kinds = deque(start), set(start), {}, {}
    while waiting:
        assert len(pages) < MOST_PAGES, sorted(kinds)
        url = waiting.popleft()
        response = client.get(url)
        assert response.status_code < 500, url
        pages[url] = content_of(response)
        found = links_of(pages[url], url) if response.status_code == 200 else []
        if response.status_code in (301, 302):
            found = links_of(f'<a href="{response["Location"]}">', url)
        for link in found:
            kind = kind_of(link)
            if link not in seen and kinds.get(kind, 0) < OF_A_KIND:
                seen.add(link)
                waiting.append(link)
                kinds[kind] = kinds.get(kind, 0) + 1
    return pages


def kind_of(url: str) -> str:
    path, _mark, query = url.partition("?")
    names = sorted({pair.split("=")[0] for pair in query.split("&")})
    return re.sub(r"\d+", "#", path) + "?" + ",".join(names)


@pytest.fixture
def log():
    """What the console would show of everything that happens, debugging included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("{levelname} {name} {message}", style="{"))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "axes")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture
def person(petugas, verifikator, perizinan, laporan, pimpinan, administrator):
    """Somebody with a row in every table, whose records were changed, so that histories speak."""
    owner, business = people.make_person(
        petugas=petugas, verifikator=verifikator, perizinan=perizinan, administrator=administrator
    )
    owner.set_nik(NIK)
    owner.address = "Rumah Uji 13"
    registration.save_owner(owner, by=petugas, version=owner.version)
    request = DataRequest(kind="access", owner=owner, applicant="Tincewati", contact="loket")
    data_requests.save_request(request, by=administrator)
    return owner, business


def more_addresses(owner, business) -> list[str]:
    """What no link leads to: look-ups while typing, downloads, pages that are not there."""
    boxes = [("businesses", "business", "owner"), ("licensing", "permit", "owner")]
    boxes += [("licensing", "permit", "business"), ("licensing", "permit", "product")]
    boxes += [("licensing", "assistancecase", "business"), ("businesses", "datarequest", "owner")]
    found = [
        f"/admin/autocomplete/?app_label={app}&model_name={model}&field_name={field}&term={term}"
        for app, model, field in boxes
        for term in ("", "tince", "9900", NIK[-4:])
    ]
    found += [f"/admin/laporan/nib-coverage/?format={kind}" for kind in ("csv", "xlsx", "json")]
    found += [
        f"/admin/businesses/owner/{owner.pk}/history/",
        f"/admin/businesses/business/{business.pk}/history/",
        f"/admin/businesses/owner/{owner.pk}/tampilkan/",
        f"/admin/businesses/owner/{owner.pk}/berkas/",
        f"/admin/businesses/owner/{owner.pk}/hapus-data/",
        f"/admin/businesses/owner/{owner.pk}/change/?_popup=1",
        "/admin/businesses/owner/0/change/",
        "/admin/tidak-ada/",
        "/admin/businesses/owner/?nik_digest__exact=x",
    ]
    return found


@pytest.mark.parametrize("role", [role.login for role in roles.ROLES])
def test_no_page_file_or_log_holds_a_full_number(
    role, person, client_of, django_user_model, log, settings
):
    settings.REVEAL_LIMIT_PER_HOUR = 3
    client = client_of(django_user_model.objects.get(username=role))

    pages = crawl(client, ["/admin/", *more_addresses(*person)])

    paths = {re.sub(r"\d+", "#", urlsplit(url).path) for url in pages}
    assert paths >= {
        "/admin/businesses/business/#/change/",
        "/admin/businesses/business/#/history/",
        "/admin/businesses/business/unduh/csv/",
        "/admin/businesses/business/unduh/xlsx/",
        "/admin/licensing/nib/#/change/",
        "/admin/licensing/permit/#/history/",
    }
    assert any("9900••••••••7654" in page for page in pages.values()) == (role != "laporan")
    assert [url for url, page in pages.items() if NUMBERS.search(page)] == []
    assert not NUMBERS.search(log.getvalue())


@pytest.mark.parametrize("role", [role.login for role in roles.ROLES])
def test_a_number_in_an_address_is_not_repeated_and_not_logged(
    role, person, client_of, django_user_model, log
):
    """A colleague pastes a NIK where none belongs: lists, pages, errors, the log."""
    client = client_of(django_user_model.objects.get(username=role))
    for url in (
        f"/admin/businesses/owner/{NIK}/change/",
        f"/admin/businesses/business/{NIK}/history/",
        f"/admin/{NIK}/",
        f"/admin/businesses/business/?tempat={NIK}",
        f"/usaha/{NIK}/uji/",
        f"/admin/laporan/{NIK}/",
    ):
        response = client.get(url)
        assert response.status_code < 500
    for name in ("business", "owner", "product", "kbli"):
        page = client.get(f"/admin/businesses/{name}/", {"q": f"tince {NIK}"}, follow=True)
        assert not NUMBERS.search(content_of(page)), name
    text = log.getvalue()
    assert not NUMBERS.search(text)
    assert "••••" in text, "nothing was logged: the test proves nothing"


def test_an_error_is_logged_without_the_number_that_caused_it(
    person, client_of, petugas, log, monkeypatch
):
    def broken(*args, **kwargs):
        raise ValueError(f"cannot read {NIK} of {PHONE}")

    monkeypatch.setattr("businesses.owner_lookup.find", broken)
    client = client_of(petugas)
    client.raise_request_exception = False

    response = client.post("/admin/businesses/owner/cari/", {"cari": NIK})

    assert response.status_code == 500
    assert not NUMBERS.search(content_of(response))
    text = log.getvalue()
    assert "ValueError" in text
    assert not NUMBERS.search(text)
    assert PHONE[1:] not in text


def test_a_stale_form_shows_no_full_number_of_the_stored_record(person, client_of, petugas):
    owner, _business = person
    url = f"/admin/businesses/owner/{owner.pk}/change/"
    form = {"kind": "perorangan", "name": "Lain Uji", "opened_version": owner.version - 1}
    response = client_of(petugas).post(url, form)
    assert response.status_code == 200
    assert not NUMBERS.search(content_of(response))


def test_the_public_pages_hold_neither_number_nor_the_owners_phone(person, client):
    _owner, business = person
    Product.objects.filter(business=business).update(description=f"pesan ke {PHONE}")
    registration.announce([business])
    for url in ("/", "/usaha/", business.listing and f"/usaha/{business.code}/", "/robots.txt"):
        page = content_of(client.get(url, follow=True))
        assert not NUMBERS.search(page), url
        assert PHONE[1:] not in page, url
        assert BUSINESS_PHONE[1:] not in page, url
