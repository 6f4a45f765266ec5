"""What machines ask."""

import re

import pytest
from django.db import OperationalError
from pytest_django.asserts import assertContains

from directory.views import machines


def allowed(path: str, rules: list[str]) -> bool:
    """As crawlers read a rule: from the start of the address, with * for anything."""
    patterns = [re.escape(rule).replace(r"\*", ".*") for rule in rules]
    return not any(re.match(pattern, path) for pattern in patterns)


def test_crawlers_stay_out_of_the_back_office_the_contacts_and_searches(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://127.0.0.1:8000/sitemap.xml"
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    shop = "/usaha/KPG-000001/"
    for path in ("/", "/en/", "/usaha/", "/usaha/?hal=2", "/kategori/tenun/", f"{shop}kios/"):
        assert allowed(path, rules), path
    for path in ("/sitemap.xml", f"{shop}gambar.jpg", "/peta/", "/usaha/baru.rss"):
        assert allowed(path, rules), path
    for path in ("/admin/", f"{shop}wa/", f"/en{shop}wa/", f"{shop}telepon/", f"{shop}lapor/"):
        assert not allowed(path, rules), path
    for path in ("/usaha/?q=sei", "/en/usaha/?kategori=tenun&nib=1", "/usaha/?hal=2&q=sei"):
        assert not allowed(path, rules), path


@pytest.mark.parametrize(
    "address", ["/usaha/?q=sei", "/usaha/?kategori=tenun", "/en/usaha/?nib=1&kecamatan=53.71.01"]
)
def test_searches_and_filters_are_not_indexed(client, register, address):
    page = client.get(address).text
    assert '<meta name="robots" content="noindex, follow">' in page
    assert "canonical" not in page


def test_the_process_answers_without_the_data_base(client):
    # No `db` fixture: pytest-django would refuse any query.
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_is_ready_when_every_migration_is_there(client):
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (200, "ready\n")


@pytest.mark.django_db
def test_it_is_not_ready_while_a_migration_is_missing(client, monkeypatch):
    monkeypatch.setattr(
        machines.MigrationExecutor, "migration_plan", lambda *args: [("migration", False)]
    )
    response = client.get("/readyz")
    assertContains(response, "migrations", status_code=503)


@pytest.mark.django_db
def test_it_is_not_ready_without_the_data_base(client, monkeypatch):
    def fail(*args):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(machines, "MigrationExecutor", fail)
    response = client.get("/readyz")
    assertContains(response, "database", status_code=503)
    assert "closed the connection" not in response.text


@pytest.mark.parametrize("address", ["/robots.txt", "/healthz", "/readyz", "/sitemap.xml"])
def test_they_have_one_address_only(client, register, address):
    assert client.get(f"/en{address}").status_code == 404
