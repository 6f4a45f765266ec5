"""The pages of the imports: the list, one of them, and taking it back."""

import pytest
from django.urls import reverse

from businesses import registration
from businesses.models import Business
from imports.models import ImportBatch
from tests.factories import registered
from tests.imports.lists import many
from tests.imports.undone import a_batch, edited, full, list_says, row_of

pytestmark = pytest.mark.django_db


def url(name, batch=None):
    return reverse(f"imports:{name}", args=[batch.pk] if batch else [])


@pytest.fixture
def officer(persona):
    """Works in Fontein alone, so sees the own imports alone."""
    return persona("petugas", username="fontein", kelurahan="Fontein")


def test_the_list_shows_the_newest_import_first(client_of, petugas):
    a_batch(petugas, file_name="pertama.csv", rows=1234)
    a_batch(petugas, file_name="kedua.csv")

    text = client_of(petugas).get(url("batches")).content.decode()

    assert text.index("kedua.csv") < text.index("pertama.csv")
    assert "1,234" in text or "1.234" in text


def test_an_officer_of_a_kelurahan_sees_the_own_imports(client_of, petugas, officer):
    mine, other = a_batch(officer, file_name="milikku.csv"), a_batch(petugas, file_name="lain.csv")
    client = client_of(officer)

    text = client.get(url("batches")).content.decode()

    assert "milikku.csv" in text
    assert "lain.csv" not in text
    assert client.get(url("batch", mine)).status_code == 200
    for name in ("batch", "undo"):
        assert client.get(url(name, other)).status_code == 404
    assert client.post(url("undo", other)).status_code == 404


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(
    client_of, petugas, django_assert_max_num_queries
):
    for _each in range(60):
        a_batch(petugas)
    client = client_of(petugas)

    with django_assert_max_num_queries(12):
        page = client.get(url("batches"))
    assert 'rel="next"' in page.content.decode()


def test_an_import_shows_its_rows_with_what_they_wrote(client_of, petugas):
    business = registered(by=petugas, name="Kios Berubah")
    batch = a_batch(petugas)
    row_of(batch, business, "business.phone", "products", number=1207)

    text = client_of(petugas).get(url("batch", batch)).content.decode()

    assert "Kios Berubah" in text
    assert reverse("admin:businesses_business_change", args=[business.pk]) in text
    assert batch.sha256 in text
    assert url("undo", batch) in text
    assert " · " in text


def test_the_rows_are_paged(client_of, commit, petugas):
    batch = commit(many(*({"Nama Usaha": f"Usaha {n:02}"} for n in range(60)))).batch
    client = client_of(petugas)

    first, second = (client.get(url("batch", batch), {"hal": n}) for n in (1, 2))

    assert "Usaha 00" in first.content.decode()
    assert "Usaha 59" not in first.content.decode()
    assert "Usaha 59" in second.content.decode()


def test_taking_back_says_first_what_goes_and_what_stays(client_of, commit, petugas):
    batch = commit(many({}, {"Nama Usaha": "Kios Disentuh"})).batch
    touched = Business.objects.get(name="Kios Disentuh")
    touched.landmark = "Depan pasar"
    registration.revise(touched, by=petugas, version=touched.version)

    text = client_of(petugas).get(url("undo", batch)).content.decode()

    assert "Kios Disentuh" in text
    assert touched.code in text
    assert str(petugas) in text
    assert Business.objects.count() == 2


def test_rows_that_stay_for_one_reason_are_counted_together(browser, commit, petugas):
    names = ("Kios Satu", "Kios Dua", "Kios Tiga")
    rows = ({"Nama Usaha": name, "Nama Pemilik": f"{name} Uji"} for name in names)
    batch = commit(many({}, *rows)).batch
    for name in names:
        edited(Business.objects.get(name=name), petugas, petugas)

    page = browser.get(url("undo", batch))

    assert [(group.rows, len(group.lines)) for group in page.context["staying"]] == [(3, 3)]
    text = page.content.decode()
    assert text.count("Business: changed on") == 1
    assert text.index('<button type="submit" class="button default"') < text.index("Kios Satu")


def test_a_long_group_shows_its_first_rows_and_says_so(browser, commit, petugas, monkeypatch):
    monkeypatch.setattr("imports.views.batches.LINES_SHOWN", 1)
    batch = commit(many({}, {"Nama Usaha": "Kios Dua", "Nama Pemilik": "Lain Uji"})).batch
    for business in Business.objects.all():
        edited(business, petugas, petugas)

    text = browser.get(url("undo", batch)).content.decode()

    assert "The first 1 of 2 are shown." in text
    assert "Kios Dua" not in text


def test_a_partly_undone_import_says_so_and_can_be_taken_back_again(browser, commit, petugas):
    batch = commit(many({}, {"Nama Usaha": "Kios Disentuh", "Nama Pemilik": "Lain Uji"})).batch
    before = [browser.get(url(*at)).content.decode() for at in (["batches"], ["batch", batch])]
    edited(Business.objects.get(name="Kios Disentuh"), petugas, petugas)

    done = browser.post(url("undo", batch), follow=True)

    assert [str(message) for message in done.context["messages"]] == [
        "The import was undone in part. 1 new business removed. 1 row stays."
    ]
    after = [browser.get(url("batches")).content.decode(), done.content.decode()]
    assert ["Partly undone" in text for text in before + after] == [False, False, True, True]
    assert url("undo", batch) in after[1]


def test_the_later_import_that_is_in_the_way_is_named_with_a_link(client_of, petugas, officer):
    business = registered(by=petugas)
    first, second = a_batch(officer), a_batch(petugas)
    for batch, landmark in ((first, "Satu"), (second, "Dua")):
        list_says(batch, business, landmark=landmark)
        row_of(batch, business, "business.landmark")

    whole = client_of(petugas).get(url("undo", first)).content.decode()
    own = client_of(officer).get(url("undo", first)).content.decode()

    assert f'<a href="{url("batch", second)}">{second.pk}</a>' in whole
    assert url("batch", second) not in own
    for text in (whole, own):
        assert 'class="report-note"' in text
        assert 'class="button default"' not in text


def test_an_import_of_which_nothing_is_left_offers_no_undo(client_of, petugas):
    batch = a_batch(petugas)

    assert url("undo", batch) not in client_of(petugas).get(url("batch", batch)).content.decode()


def test_the_figures_add_up_when_rows_were_left_out(browser, petugas):
    batch = a_batch(petugas, rows=10, new=3, changed=2, error=1)

    shown = browser.get(url("batch", batch)).context["counts"]

    assert shown[-1] == ("Left out", 4)
    assert sum(number for _label, number in shown) == 10
    whole = a_batch(petugas, rows=1)
    assert "Left out" not in dict(browser.get(url("batch", whole)).context["counts"])


def test_taking_back_does_it_once(client_of, commit, petugas):
    batch = commit(full()).batch
    client = client_of(petugas)

    first = client.post(url("undo", batch), follow=True)
    second = client.post(url("undo", batch), follow=True)

    assert first.redirect_chain == [(url("batch", batch), 302)]
    assert not Business.objects.exists()
    assert [message.level_tag for message in second.context["messages"]] == ["error"]
    assert url("undo", batch) not in second.content.decode()


def test_a_page_of_an_import_that_was_taken_back_says_by_whom(client_of, petugas):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Baru")
    row_of(batch, business, "business.landmark")
    client = client_of(petugas)
    client.post(url("undo", batch))

    for name in ("batches", "batch", "undo"):
        assert client.get(url(name, batch if name != "batches" else None)).status_code == 200
    assert str(petugas) in client.get(url("batch", batch)).content.decode()


def test_who_may_only_look_is_not_offered_to_take_back(client_of, petugas, persona):
    batch = a_batch(petugas)
    row_of(batch, registered(by=petugas))
    reader = persona("admin")
    reader.groups.first().permissions.remove(
        *reader.groups.first().permissions.filter(codename="undo_importbatch")
    )
    client = client_of(reader)

    assert url("undo", batch) not in client.get(url("batch", batch)).content.decode()
    assert client.get(url("undo", batch)).status_code == 403
    assert client.post(url("undo", batch)).status_code == 403


@pytest.mark.parametrize("role", ["verifikator", "pimpinan"])
def test_who_reads_imports_is_not_let_to_take_one_back(client_of, petugas, persona, role):
    batch = a_batch(petugas)
    client = client_of(persona(role))

    for name, status in (("batches", 200), ("batch", 200), ("undo", 403)):
        given = batch if name != "batches" else None
        assert client.get(url(name, given)).status_code == status
    assert client.post(url("undo", batch)).status_code == 403


@pytest.mark.parametrize("role", ["perizinan", "laporan"])
def test_other_roles_do_not_see_imports(client_of, petugas, persona, role):
    batch = a_batch(petugas)
    client = client_of(persona(role))

    for name in ("batches", "batch", "undo"):
        assert client.get(url(name, batch if name != "batches" else None)).status_code == 403


def test_garbage_in_an_address_is_no_error_of_the_server(client_of, petugas):
    batch = a_batch(petugas)
    client = client_of(petugas)

    for key in (0, 10**18, 10**30):
        for name in ("batch", "undo"):
            assert client.get(reverse(f"imports:{name}", args=[key])).status_code == 404
    for number in ("x", "-1", "0", "9" * 40, "%00", "1' OR"):
        for page in (url("batches"), url("batch", batch)):
            assert client.get(page, {"hal": number}).status_code == 200
    assert client.post(url("batches")).status_code == 405
    assert client.delete(url("undo", batch)).status_code == 405
    assert ImportBatch.objects.filter(undone_at__isnull=True).count() == 1
