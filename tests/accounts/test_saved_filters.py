"""Filters under a name: own and shared, parameters of the list only, never a person's number."""

import pytest
from django.http import QueryDict

from accounts import saved_filters
from accounts.models import SavedFilter
from tests.factories import invented_nib, invented_nik, registered

pytestmark = pytest.mark.django_db
LIST = "/admin/businesses/business/"
VIEW = "verification_status__exact=draft&q=sei"


def save(browser, name="Draf sei", query=VIEW, **more):
    return browser.post(f"{LIST}?{query}", {"_filter": "save", "name": name, **more})


def bar_of(browser, query=""):
    return browser.get(f"{LIST}?{query}").context["saved_filters"]


def names(browser):
    return [entry.filter.name for entry in bar_of(browser).entries]


def test_a_view_is_saved_and_becomes_a_link(client_of, petugas):
    browser = client_of(petugas)
    answer = save(browser)
    assert answer["Location"] == f"{LIST}?q=sei&verification_status__exact=draft"
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.page, kept.name) == (petugas, "businesses.business", "Draf sei")
    assert kept.query == "q=sei&verification_status__exact=draft"
    assert not kept.is_shared
    page = browser.get(LIST).content.decode()
    assert 'href="?q=sei&amp;verification_status__exact=draft"' in page
    assert [e.is_current for e in bar_of(browser, VIEW).entries] == [True]
    assert [e.is_current for e in bar_of(browser, "q=babi").entries] == [False]


def test_every_list_has_its_own(client_of, petugas):
    browser = client_of(petugas)
    save(browser)
    owners = browser.get("/admin/businesses/owner/").context["saved_filters"]
    assert owners.entries == []


def test_what_is_private_is_mine_and_what_is_shared_is_everyone_s(client_of, petugas, verifikator):
    save(client_of(petugas), "Hanya saya")
    save(client_of(petugas), "Untuk semua", is_shared="on")
    save(client_of(verifikator), "Milik verifikator")
    assert names(client_of(petugas)) == ["Hanya saya", "Untuk semua"]
    assert names(client_of(verifikator)) == ["Milik verifikator", "Untuk semua"]


def test_a_shared_filter_shows_everyone_the_own_rows(client_of, persona, petugas):
    registered(by=petugas, name="Sei Alak", kelurahan="Alak")
    registered(by=petugas, name="Sei Fontein", kelurahan="Fontein")
    save(client_of(petugas), is_shared="on")
    browser = client_of(persona("petugas", username="di-alak", kelurahan="Alak"))
    [entry] = bar_of(browser).entries
    page = browser.get(f"{LIST}?{entry.query}").content.decode()
    assert "Sei Alak" in page
    assert "Sei Fontein" not in page


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=sei&p=3", "q=sei"),
        ("q=sei&_facets=True&_popup=1&_to_field=id", "q=sei"),
        ("q=sei&e=1&all=", "q=sei"),
        ("q=sei&owner__nik_digest=abc&owner__phone__startswith=0812", "q=sei"),
        ("tempat=53.71.01.1001&o=-1.2", "o=-1.2&tempat=53.71.01.1001"),
        ("q=sei&o=1;drop", "q=sei"),
        ("kategori=olahan-sei&scale__exact=micro", "kategori=olahan-sei&scale__exact=micro"),
        ("q=sei&password=x&version=7", "q=sei"),
    ],
)
def test_only_what_the_list_offers_is_kept(client_of, petugas, rf, query, kept):
    from django.contrib import admin

    from businesses.models import Business

    request = rf.get(LIST)
    request.user = petugas
    page = admin.site.get_model_admin(Business)
    assert page.clean_query(request, query) == kept


def test_nothing_to_keep_is_said(client_of, petugas):
    answer = save(client_of(petugas), query="")
    assert "Pilih saringan atau cari sesuatu dahulu" in answer.content.decode()
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "number",
    ["0812 3456 789", "+62 812-3456-789", "0380821234", "99.00.00.000000.0001", invented_nib()],
)
@pytest.mark.parametrize("where", ["query", "name"])
def test_a_number_of_a_person_is_not_saved(petugas, number, where):
    given = {"query": "q=sei", "name": "Ana"}
    given[where] = f"Ana {number}"
    if where == "query":
        query = QueryDict(mutable=True)
        query["q"] = given["query"]
        given["query"] = query.urlencode()
    with pytest.raises(saved_filters.Refused, match=r"NIK|angka panjang"):
        saved_filters.keep(by=petugas, page="businesses.business", is_shared=False, **given)
    assert not SavedFilter.objects.exists()


def test_a_number_of_a_person_is_not_saved_from_the_list(client_of, petugas):
    save(client_of(petugas), query=f"q={invented_nik()}")
    answer = save(client_of(petugas), query="q=0380821234")
    assert "mirip NIK, NIB, atau nomor telepon" in answer.content.decode()
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query", [{"q": "KPG-000123"}, {"tempat": "53.71.01.1001"}, {"since": "2026-01-05 00:00:00"}]
)
def test_codes_places_and_dates_are_no_numbers_of_a_person(query):
    assert not any(saved_filters.is_personal(name, value) for name, value in query.items())


def test_a_refused_name_stays_in_its_box(client_of, petugas):
    save(client_of(petugas))
    answer = save(client_of(petugas), query="q=babi", is_shared="on")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Anda sudah punya saringan dengan nama itu" in page
    assert 'value="Draf sei"' in page
    assert answer.context["saved_filters"].typed_shared
    assert answer.context["cl"].query == "babi"
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_filter_needs_a_name_that_fits(client_of, petugas, name):
    assert "Beri saringan itu nama" in save(client_of(petugas), name).content.decode()


def test_fifty_are_enough(client_of, petugas):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=petugas, page="x.y", name=str(number), query="q=a") for number in range(50)
    )
    answer = save(client_of(petugas))
    assert "sudah punya 50 saringan" in answer.content.decode()
    assert SavedFilter.objects.count() == 50


def test_a_view_that_is_too_long_is_refused(client_of, petugas):
    answer = save(client_of(petugas), query="q=" + "s" * 600)
    assert "terlalu banyak saringan" in answer.content.decode()


# -- changing and deleting -----------------------------------------------------------------------


@pytest.fixture
def kept(petugas):
    return SavedFilter.objects.create(
        user=petugas, page="businesses.business", name="Lama", query="q=sei"
    )


def test_one_s_own_is_renamed_and_shared(client_of, petugas, kept):
    data = {"_filter": f"rename-{kept.pk}", "name": "Baru", "is_shared": "on"}
    assert client_of(petugas).post(f"{LIST}?q=babi", data)["Location"] == f"{LIST}?q=babi"
    kept.refresh_from_db()
    assert (kept.name, kept.is_shared, kept.query) == ("Baru", True, "q=sei")


def test_one_s_own_is_deleted(client_of, petugas, kept):
    answer = client_of(petugas).post(LIST, {"_filter": f"delete-{kept.pk}"})
    assert answer["Location"] == LIST
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("step", ["rename", "delete"])
def test_a_colleague_s_private_filter_does_not_exist(client_of, administrator, kept, step):
    data = {"_filter": f"{step}-{kept.pk}", "name": "Punya saya"}
    assert client_of(administrator).post(LIST, data).status_code == 404
    assert SavedFilter.objects.get().name == "Lama"


@pytest.mark.parametrize("step", ["rename", "delete"])
def test_a_colleague_s_shared_filter_is_not_for_changing(client_of, verifikator, kept, step):
    SavedFilter.objects.update(is_shared=True)
    data = {"_filter": f"{step}-{kept.pk}", "name": "Punya saya"}
    assert client_of(verifikator).post(LIST, data).status_code == 403
    assert SavedFilter.objects.get().name == "Lama"


def test_who_keeps_accounts_may_delete_a_shared_one(client_of, administrator, kept):
    SavedFilter.objects.update(is_shared=True)
    browser = client_of(administrator)
    assert [entry.may_delete for entry in bar_of(browser).entries] == [True]
    browser.post(LIST, {"_filter": f"delete-{kept.pk}"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("step", ["delete-", "delete-x", f"delete-{10**30}", "drop-1", "x", ""])
def test_steps_that_no_button_has_are_not_found(client_of, petugas, step):
    assert client_of(petugas).post(LIST, {"_filter": step, "name": "x"}).status_code == 404


def test_who_may_not_see_the_list_saves_nothing(client_of, laporan):
    answer = client_of(laporan).post(
        "/admin/businesses/owner/?q=sei", {"_filter": "save", "name": "Pemilik"}
    )
    assert answer.status_code == 403
    assert not SavedFilter.objects.exists()


def test_a_kept_parameter_that_the_list_no_longer_offers_is_left_out(client_of, petugas, kept):
    SavedFilter.objects.update(query="q=sei&gone__exact=1&_popup=1")
    assert [entry.query for entry in bar_of(client_of(petugas)).entries] == ["q=sei"]


def test_a_pop_up_has_no_bar(client_of, petugas, kept):
    assert "saved_filters" not in client_of(petugas).get(f"{LIST}?_popup=1").context


def test_the_bar_is_one_query(client_of, petugas, django_assert_num_queries, rf):
    from django.contrib import admin

    from businesses.models import Business

    for number in range(9):
        SavedFilter.objects.create(
            user=petugas, page="businesses.business", name=str(number), query="q=a", is_shared=True
        )
    request = rf.get(LIST)
    request.user = petugas
    with django_assert_num_queries(1):
        bar = admin.site.get_model_admin(Business).filter_bar(request)
        assert [str(entry.filter.user) for entry in bar.entries] == [str(petugas)] * 9


@pytest.mark.parametrize(
    "path",
    [
        "/admin/businesses/business/",
        "/admin/businesses/owner/",
        "/admin/licensing/nib/",
        "/admin/licensing/permit/",
        "/admin/licensing/assistancecase/",
    ],
)
def test_the_daily_lists_have_the_bar(client_of, perizinan, path):
    page = client_of(perizinan).get(f"{path}?q=sei")
    assert "Simpan tampilan ini" in page.content.decode()
