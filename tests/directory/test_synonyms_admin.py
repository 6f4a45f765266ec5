"""The page on which staff say which words mean the same."""

import pytest
from django.urls import reverse

from directory import search, state
from directory.models import Synonym

LIST = "admin:directory_synonym_changelist"
ADD = "admin:directory_synonym_add"


def page_of(row: Synonym) -> str:
    return reverse("admin:directory_synonym_change", args=[row.pk])


@pytest.fixture
def browser(client_of, administrator):
    return client_of(administrator)


def test_an_administrator_adds_a_group_and_the_next_search_knows_it(browser, publish):
    business = publish(name="Rumah Sasando")
    before = state.number()
    response = browser.post(reverse(ADD), {"words": " kolintang ,  Sasando, "})
    assert response.status_code == 302
    assert Synonym.objects.get(words__startswith="kolintang").words == "kolintang, Sasando"
    assert state.number() > before
    assert search.find("kolintang").ids == [business.pk]


def test_a_group_is_changed_and_deleted_at_once(browser, publish):
    business = publish(name="Rumah Sasando")
    row = Synonym.objects.create(words="kolintang, sasando")
    state.note_all()
    assert search.find("kolintang").ids == [business.pk]
    assert browser.post(page_of(row), {"words": "kolintang, gong"}).status_code == 302
    assert search.find("kolintang").ids == []
    address = reverse("admin:directory_synonym_delete", args=[row.pk])
    before = state.number()
    assert browser.post(address, {"post": "yes"}).status_code == 302
    assert not Synonym.objects.filter(pk=row.pk).exists()
    assert state.number() > before


@pytest.mark.parametrize("words", ["sei", "sei, se'i", "sei, SEI", ",,,", "..., 🦆, tenun"])
def test_two_different_words_are_asked_for(browser, words):
    response = browser.post(reverse(ADD), {"words": words})
    assert response.status_code == 200
    assert "words" in response.context["adminform"].form.errors


def test_a_group_of_the_file_is_changed_but_not_deleted(browser):
    row = Synonym.objects.get(words__startswith="daging asap")
    assert browser.get(page_of(row)).status_code == 200
    address = reverse("admin:directory_synonym_delete", args=[row.pk])
    assert browser.post(address, {"post": "yes"}).status_code == 403


def test_the_list_is_searched_with_folded_words(browser):
    response = browser.get(reverse(LIST), {"q": "londri"})
    assert [row.words.split(",")[0] for row in response.context["cl"].result_list] == ["laundry"]


@pytest.mark.parametrize("role", ["petugas", "verifikator", "laporan", "pimpinan"])
def test_others_do_not_get_in(client_of, persona, role):
    browser = client_of(persona(role))
    assert browser.get(reverse(LIST)).status_code == 403
    assert browser.post(reverse(ADD), {"words": "a, b"}).status_code == 403


def test_a_visitor_is_sent_to_the_log_in(client):
    assert client.get(reverse(LIST)).status_code == 302
