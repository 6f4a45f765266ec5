"""The pages of letters: issuing, printing, the list, the panel of a business; and hostile input."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from businesses.models import Disclosure
from licensing import letters
from licensing.letter_draft import Typed
from licensing.models import Letter
from tests.factories import invented_nik, make_owner, published, registered
from tests.licensing.letters import issued
from tests.pages import form_with

pytestmark = pytest.mark.django_db
LIST = "/admin/licensing/letter/"


@pytest.fixture
def business(petugas, verifikator):
    owner = make_owner(name="Ana Uji", nik=invented_nik())
    return published(
        by=petugas, verifier=verifikator, owner=owner, name="Kios <b>Ana</b>", annual_sales=1
    )


@pytest.fixture
def letter(business, perizinan):
    return issued(business, by=perizinan)


def page_of(business, kind="terdaftar") -> str:
    return reverse("admin:licensing_letter_issue", args=[business.pk, kind])


# -- issuing ---------------------------------------------------------------------------------------


def test_the_page_shows_the_letter_and_issues_it(business, perizinan, client_of):
    browser, url = client_of(perizinan), page_of(business)
    shown = browser.get(url)
    text = shown.content.decode()
    assert "Kios &lt;b&gt;Ana&lt;/b&gt;" in text
    assert "<b>Ana" not in text
    assert shown["Cache-Control"].count("no-store") == 1
    data = form_with(shown, "purpose")
    preview = browser.post(url, {**data, "purpose": "kredit uji", "_preview": ""})
    assert "kredit uji</td>" in preview.content.decode()
    assert not Letter.objects.exists()

    sent = browser.post(url, {**form_with(preview, "purpose"), "_issue": ""})
    letter = Letter.objects.get()
    assert sent["Location"] == f"{LIST}{letter.pk}/change/"
    assert "Keperluan : kredit uji" in letter.body
    browser.post(url, {**form_with(preview, "purpose"), "_issue": ""})
    assert Letter.objects.count() == 1


def test_the_recommendation_asks_for_the_mark(business, perizinan, client_of):
    browser, url = client_of(perizinan), page_of(business, "merek")
    data = form_with(browser.get(url), "brand")
    bad = [
        {"brand": "", "goods": "sei"},
        {"brand": "Sei", "goods": ""},
        {"brand": "Sei", "goods": "sei", "classes": "46"},
        {"brand": "Sei", "goods": "sei", "classes": "dua"},
        {"brand": "Sei 0812 1111 0000", "goods": "sei"},
        {"brand": "S" * 121, "goods": "sei"},
        {"brand": "Sei", "goods": "sei", "version": "x"},
        {"brand": "Sei", "goods": "sei", "shown": "lain"},
        {"brand": "Sei", "goods": "sei", "version": "99"},
    ]
    for typed in bad:
        answer = browser.post(url, {**data, **typed, "_issue": ""})
        assert answer.status_code == 200
        assert answer.context["form"].errors, typed
    assert not Letter.objects.exists()
    typed = {"brand": "Sei\nUji", "goods": "sei", "classes": "30; 29,29"}
    assert browser.post(url, {**data, **typed, "_issue": ""}).status_code == 302
    assert "Merek : Sei Uji\n" in Letter.objects.get().body
    assert "Kelas : 29, 30\n" in Letter.objects.get().body


def test_a_stale_page_is_shown_again_with_what_was_typed(business, perizinan, client_of):
    browser, url = client_of(perizinan), page_of(business)
    data = form_with(browser.get(url), "purpose")
    type(business).objects.filter(pk=business.pk).update(version=business.version + 1)
    again = browser.post(url, {**data, "purpose": "kredit uji", "_issue": ""})
    assert again.status_code == 200
    assert not Letter.objects.exists()
    fresh = form_with(again, "purpose")
    assert fresh["purpose"] == ["kredit uji"]
    assert browser.post(url, {**fresh, "_issue": ""}).status_code == 302


def test_what_is_missing_is_said_in_place_of_the_form(petugas, perizinan, client_of):
    answer = client_of(perizinan).get(page_of(registered(by=petugas), "merek"))
    assert answer.context["form"] is None
    assert len(answer.context["obstacles"]) == 2


# -- who and where ---------------------------------------------------------------------------------


def test_who_gets_which_page(business, letter, client_of, request, persona):
    urls = [page_of(business), f"{LIST}{letter.pk}/cetak/", f"{LIST}{letter.pk}/change/", LIST]
    expected = {
        "perizinan": [200, 200, 200, 200],
        "administrator": [200, 200, 200, 200],
        "pimpinan": [403, 200, 200, 200],
        "petugas": [403, 403, 403, 403],
        "laporan": [403, 403, 403, 403],
    }
    for role, answers in expected.items():
        browser = client_of(request.getfixturevalue(role))
        assert [browser.get(url).status_code for url in urls] == answers, role
    other = client_of(persona("perizinan", username="alak", kelurahan="Alak"))
    assert [other.get(url).status_code for url in urls] == [404, 404, 404, 200]
    assert list(other.get(LIST).context["cl"].result_list) == []
    assert other.post(f"{LIST}{letter.pk}/cabut/", {"reason": "x"}).status_code == 404


def test_hostile_addresses_are_not_found(business, letter, perizinan, client_of):
    browser = client_of(perizinan)
    huge = 9 * 10**30
    for path in (
        f"terbitkan/{huge}/terdaftar/",
        f"terbitkan/{business.pk}/lain/",
        f"terbitkan/{business.pk + 999}/merek/",
        f"{huge}/cetak/",
        f"{letter.pk + 999}/cetak/",
        f"{huge}/change/",
    ):
        assert browser.get(LIST + path).status_code == 404, path
    assert browser.post(f"{LIST}{huge}/cabut/").status_code == 404
    assert browser.get(f"{LIST}{letter.pk}/cabut/").status_code == 405
    assert browser.post(f"{LIST}{letter.pk}/cetak/").status_code == 405
    assert browser.put(page_of(business)).status_code == 405
    assert browser.post(f"{LIST}{letter.pk}/change/", {"body": "x"}).status_code == 403
    assert browser.get(f"{LIST}add/").status_code == 403
    for query in ("berlaku=x", "issued_on__gte=x", "kind__exact=%FF", "q=" + "x" * 300):
        assert browser.get(f"{LIST}?{query}").status_code in (200, 302)


# -- printing and withdrawing ----------------------------------------------------------------------


def test_the_sheet_is_kept_by_no_cache_and_each_opening_is_noted(
    business, letter, perizinan, client_of
):
    for _look in range(2):
        answer = client_of(perizinan).get(f"{LIST}{letter.pk}/cetak/")
    text = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "Kios &lt;b&gt;Ana&lt;/b&gt;" in text
    assert "style=" not in text
    assert "<script" not in text
    assert f"/usaha/{business.code}/" in text
    looks = Disclosure.objects.filter(by=perizinan, reason=str(letter))
    assert [look.owner_id for look in looks] == [business.owner_id] * 2


def test_a_withdrawn_letter_says_so_in_print(letter, perizinan, client_of):
    browser, page = client_of(perizinan), f"{LIST}{letter.pk}/change/"
    data = form_with(browser.get(page), "reason")
    url = f"{LIST}{letter.pk}/cabut/"
    refused = browser.post(url, {**data, "reason": ""})
    assert refused.status_code == 200
    assert "reason" in refused.context["withdraw_form"].errors
    stale = browser.post(url, {"reason": "salah alamat", "version": "9"})
    assert stale.status_code == 200
    assert form_with(stale, "reason")["reason"] == ["salah alamat"]
    assert browser.post(url, form_with(stale, "reason"))["Location"] == page
    assert "letter-void" in browser.get(f"{LIST}{letter.pk}/cetak/").content.decode()
    assert browser.get(page).context["withdraw_form"] is None
    assert browser.post(url, {"reason": "lagi", "version": "2"}).status_code == 200
    letter.refresh_from_db()
    assert (letter.withdrawal_reason, letter.version) == ("salah alamat", 2)


# -- lists -----------------------------------------------------------------------------------------


def test_the_list_finds_filters_and_exports(letter, petugas, verifikator, perizinan, client_of):
    other = published(by=petugas, verifier=verifikator, name="Warung Dua")
    gone = letters.withdraw(issued(other, by=perizinan), reason="x", by=perizinan, version=1)
    old = issued(other, by=perizinan, typed=Typed(purpose="lama"))
    long_ago = timezone.localdate() - timedelta(days=900)
    Letter.objects.filter(pk=old.pk).update(
        issued_on=long_ago, valid_until=long_ago + timedelta(days=30)
    )
    browser = client_of(perizinan)

    def found(query):
        return {one.pk for one in browser.get(f"{LIST}?{query}").context["cl"].result_list}

    assert found("") == {letter.pk, gone.pk, old.pk}
    assert found("q=001/SKT") == found("berlaku=ya") == found("q=ana") == {letter.pk}
    assert found("q=warung") == {gone.pk, old.pk}
    assert found("berlaku=habis") == {old.pk}
    assert found("berlaku=dicabut") == {gone.pk}
    assert found("kind__exact=merek") == set()
    file = b"".join(browser.get(f"{LIST}unduh/csv/").streaming_content).decode()
    assert "002/SKT-UMKM" in file
    assert "Ana Uji" not in file


def test_the_list_takes_no_query_per_row(business, perizinan, client_of):
    browser = client_of(perizinan)

    def queries(count):
        for number in range(count):
            issued(business, by=perizinan, typed=Typed(purpose=f"{count} {number}"))
        browser.get(LIST)
        with CaptureQueriesContext(connection) as taken:
            rows = browser.get(LIST).context["cl"].result_list
        return len(taken), len(rows)

    few, three = queries(3)
    many, twelve = queries(9)
    assert (three, twelve) == (3, 12)
    assert many == few <= 11


def test_the_panel_lists_letters_and_leads_to_new_ones(
    business, letter, perizinan, pimpinan, petugas, client_of
):
    url = f"/admin/businesses/business/{business.pk}/change/"
    page = client_of(perizinan).get(url).content.decode()
    assert f"{LIST}{letter.pk}/change/" in page
    assert page_of(business) in page
    reader = client_of(pimpinan).get(url).content.decode()
    assert f"{LIST}{letter.pk}/change/" in reader
    assert page_of(business) not in reader
    assert LIST not in client_of(petugas).get(url).content.decode().split("<main")[1]
    assert client_of(petugas).get("/admin/businesses/business/add/").status_code == 200
