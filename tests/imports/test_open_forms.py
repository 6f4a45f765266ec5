"""An import against an officer's open form: nothing is overwritten unseen."""

import pytest
from django.urls import reverse

from imports.undoing import undo
from tests.factories import registered
from tests.imports.undone import a_batch, list_says, row_of
from tests.pages import form_with, send_confirmed

pytestmark = pytest.mark.django_db


def change_page(business):
    return reverse("admin:businesses_business_change", args=[business.pk])


def test_the_officer_gets_the_conflict_page(client_of, petugas, persona):
    business = registered(
        by=petugas, category="tenun", activity="Menenun", address="Jl. Uji 1", place_kind="rumah"
    )
    client = client_of(persona("petugas", username="petugas-dua"))
    form = form_with(client.get(change_page(business)), "opened_version")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Dari daftar")
    row_of(batch, business, "business.landmark")

    page = send_confirmed(
        client, change_page(business), {**form, "landmark": "Dari petugas", "_save": "1"}
    )

    assert page.status_code == 200
    assert form_with(page, "settled_on")
    text = page.content.decode()
    assert "Dari daftar" in text
    assert "Dari petugas" in text
    business.refresh_from_db()
    assert business.landmark == "Dari daftar"


def test_a_form_of_before_an_undo_meets_the_conflict_page_too(client_of, petugas):
    business = registered(by=petugas, category="tenun", landmark="Lama", place_kind="rumah")
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Dari daftar")
    row_of(batch, business, "business.landmark")
    client = client_of(petugas)
    form = form_with(client.get(change_page(business)), "opened_version")
    undo(batch, by=petugas)

    page = send_confirmed(
        client, change_page(business), {**form, "landmark": "Dari petugas", "_save": "1"}
    )

    assert form_with(page, "settled_on")
    business.refresh_from_db()
    assert business.landmark == "Lama"
