"""What machines ask."""

import pytest
from django.db import OperationalError
from pytest_django.asserts import assertContains

from directory.views import machines


def test_crawlers_stay_out_of_the_back_office_and_the_contacts(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == ["User-agent: *", "Disallow: /admin/", "Disallow: /*/wa/"]


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


@pytest.mark.parametrize("address", ["/robots.txt", "/healthz", "/readyz"])
def test_they_have_one_address_only(client, register, address):
    assert client.get(f"/en{address}").status_code == 404
