"""The texts above categories and places: who may write what, and when it shows."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from directory import introductions
from directory.models import Introduction

ADD = "admin:directory_introduction_add"


def typed(**values: str) -> dict[str, str]:
    return {"kind": "kelurahan", "key": "53.71.05.1008", "text": "Di lereng.", **values}


def test_the_seed_is_whole_and_belongs_to_pages_that_exist(register):
    rows = list(Introduction.objects.all())
    assert len(rows) == 15
    for row in rows:
        introductions.check({"kind": row.kind, "key": row.key, "text": row.text})
        assert row.text
        assert row.text_en


def test_a_page_shows_its_introduction_in_its_language(client, register):
    assertContains(client.get("/kategori/olahan-sei/"), "bara kayu kosambi")
    assertContains(client.get("/en/kategori/olahan-sei/"), "embers of kosambi wood")
    assertContains(client.get("/kecamatan/alak/"), "Pelabuhan Tenau")


def test_without_an_english_text_the_indonesian_one_shows(client, register):
    Introduction.objects.create(**typed(text="Di lereng atas kota."))
    assertContains(client.get("/en/kelurahan/fontein/"), "Di lereng atas kota.")


def test_paragraphs_are_kept_and_markup_is_not(client, register):
    Introduction.objects.create(**typed(text="Satu <b>dua</b>.\n\nTiga."))
    response = client.get("/kelurahan/fontein/")
    assertContains(response, "<p>Satu &lt;b&gt;dua&lt;/b&gt;.</p>")
    assertContains(response, "<p>Tiga.</p>")


@pytest.mark.parametrize("who", ["administrator", "verifikator"])
def test_what_a_colleague_saves_is_on_the_page_at_once(client, client_of, request, who):
    office = client_of(request.getfixturevalue(who))
    tag = client.get("/kelurahan/fontein/")["ETag"]
    assert office.post(reverse(ADD), typed()).status_code == 302
    response = client.get("/kelurahan/fontein/", headers={"If-None-Match": tag})
    assertContains(response, "Di lereng.")
    row = Introduction.objects.get(key="53.71.05.1008")
    change = reverse("admin:directory_introduction_change", args=[row.pk])
    assert office.post(change, {"text": "Di bawah.", "text_en": ""}).status_code == 302
    assertContains(client.get("/kelurahan/fontein/"), "Di bawah.")
    delete = reverse("admin:directory_introduction_delete", args=[row.pk])
    assert office.post(delete, {"post": "yes"}).status_code == 302
    assertNotContains(client.get("/kelurahan/fontein/"), "Di bawah.")


def test_the_deletion_of_several_is_seen_too(client, client_of, administrator):
    assertContains(client.get("/kategori/tenun/"), "benang diikat")
    row = Introduction.objects.get(key="tenun")
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client_of(administrator).post(reverse("admin:directory_introduction_changelist"), data)
    assertNotContains(client.get("/kategori/tenun/"), "benang diikat")


def test_others_may_not_write(client_of, petugas):
    assert client_of(petugas).get(reverse(ADD)).status_code == 403


@pytest.mark.parametrize(
    ("kind", "key"),
    [("category", "atlantis"), ("kelurahan", "53.71.05"), ("kecamatan", "53.71.05.1008")],
)
def test_it_belongs_to_a_page_that_exists(client_of, administrator, kind, key):
    response = client_of(administrator).post(reverse(ADD), typed(kind=kind, key=key))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["key"]
    assert not Introduction.objects.filter(text="Di lereng.").exists()


@pytest.mark.parametrize("number", ["0812-0000-0077", "5371011234560001", "+62 812 0000 0077"])
@pytest.mark.parametrize("name", ["text", "text_en"])
def test_numbers_of_people_are_refused(client_of, administrator, name, number):
    response = client_of(administrator).post(reverse(ADD), typed(**{name: f"Hubungi {number}."}))
    assert list(response.context["adminform"].form.errors) == [name]


def test_a_page_has_one_introduction(client_of, administrator):
    data = typed(kind="category", key="tenun")
    response = client_of(administrator).post(reverse(ADD), data)
    assert response.status_code == 200
    assert Introduction.objects.filter(key="tenun").count() == 1


def test_queries(client_of, administrator, django_assert_max_num_queries):
    office = client_of(administrator)
    with django_assert_max_num_queries(9):
        office.get(reverse("admin:directory_introduction_changelist"))


def test_the_list_names_the_page_and_not_its_key(client_of, administrator):
    page = client_of(administrator).get(reverse("admin:directory_introduction_changelist"))
    assertContains(page, ">Kelapa Lima</a>")
    assertContains(page, ">Olahan Sei</a>")
    assertNotContains(page, ">53.71.03</a>")
    assertContains(page, "list-hint")
