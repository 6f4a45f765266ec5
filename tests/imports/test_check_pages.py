"""The pages of the check and of the confirmation: before, while a job runs, and the report."""

import pytest

from businesses.models import Business
from imports import checking, processes
from imports.models import ImportBatch, Upload
from tests.imports.checked import PAGE, again, checked, page_of, prepared, with_rows
from tests.imports.lists import many, one
from tests.pages import form_with

pytestmark = pytest.mark.django_db


def test_before_the_check_the_page_says_what_is_read_and_a_button_starts_it(browser, petugas):
    heading = ["Nama Usaha", "Nama Pemilik", "Kelurahan", "Aneh"]
    upload = prepared(one(Aneh="x"), by=petugas, heading=heading)

    page = page_of(browser, upload)
    assert page.context["columns"][0] == ("Nama Usaha", "business name")
    assert page.context["ignored"] == ["Aneh"]
    answer = browser.post(PAGE.format(upload.pk) + "mulai/", form_with(page, "version"))

    assert answer["Location"] == PAGE.format(upload.pk)
    assert again(upload).status == "checked"


def test_a_list_that_is_not_prepared_goes_on_where_it_stands(browser, petugas):
    upload = prepared(one(), by=petugas, step=Upload.WizardStep.COLUMNS)

    for answer in (
        browser.get(PAGE.format(upload.pk)),
        browser.post(PAGE.format(upload.pk) + "mulai/", {"version": upload.version}),
    ):
        assert answer["Location"] == f"/admin/impor/{upload.pk}/kolom/"
    assert again(upload).status == "prepared"


def test_why_the_last_check_stopped_stands_on_the_page(browser, petugas):
    upload = prepared(one(), by=petugas, heading=["Nama Usaha"], message="Bad <file>.")

    assert "Bad &lt;file&gt;." in page_of(browser, upload).content.decode()


@pytest.fixture
def at_work(browser, petugas):
    """A list that is being checked by this very process, as far as anybody can tell."""
    upload = with_rows(petugas)
    Upload.objects.filter(pk=upload.pk).update(
        status="checking", job=processes.name_of(), done=12_000, total=17_000
    )
    return upload


def test_a_running_job_shows_how_far_it_is_without_a_script_too(browser, at_work):
    page = page_of(browser, at_work).content.decode()

    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'value="12000" max="17000"' in page
    assert "rows</p>" in page
    assert f'href="{PAGE.format(at_work.pk)}"' in page


def test_the_script_asks_for_the_same_figures(browser, at_work):
    answer = browser.get(PAGE.format(at_work.pk) + "maju.json")

    assert answer.json() | {"text": ""} == {
        "running": True, "done": 12_000, "total": 17_000, "text": "",
    }  # fmt: skip
    assert "no-store" in answer["Cache-Control"]
    Upload.objects.filter(pk=at_work.pk).update(status="checked")
    assert browser.get(PAGE.format(at_work.pk) + "maju.json").json()["running"] is False


def test_a_double_click_shows_the_running_job_and_no_error(browser, at_work):
    for version in (at_work.version, at_work.version + 1):
        answer = browser.post(PAGE.format(at_work.pk) + "mulai/", {"version": version}, follow=True)
        assert list(answer.context["messages"]) == []
        assert answer.templates[0].name == "imports/running.html"


def test_a_page_of_an_old_version_starts_nothing(browser, petugas):
    upload = checked(one(), by=petugas)
    for version in ("", "x", "1", "9" * 40):
        answer = browser.post(f"/admin/impor/{upload.pk}/masukkan/", {"version": version},
                              follow=True)  # fmt: skip
        assert "Reload the page" in str(*answer.context["messages"])

    assert again(upload).status == "checked"
    assert not Business.objects.exists()


def test_a_discarded_list_says_so(browser, petugas):
    upload = with_rows(petugas)
    Upload.objects.filter(pk=upload.pk).update(status="discarded")

    assert "was discarded" in page_of(browser, upload).content.decode()


def test_the_report_names_the_import_and_what_to_do_next(browser, petugas):
    upload = checked(many({}, {"Kelurahan": "Xyzzy"}), by=petugas)
    page = page_of(browser, upload)
    confirm = form_with(page, "kotak")

    answer = browser.post(f"/admin/impor/{upload.pk}/masukkan/", confirm, follow=True)
    again_clicked = browser.post(f"/admin/impor/{upload.pk}/masukkan/", confirm, follow=True)

    batch = ImportBatch.objects.get()
    text = answer.content.decode()
    assert f"Written as import {batch.pk}" in text
    assert f"/admin/impor/batch/{batch.pk}/" in text
    assert f"/admin/impor/{upload.pk}/ditolak.csv" in text
    assert list(again_clicked.context["messages"]) == []


def test_nothing_to_write_is_said_before_and_after(browser, petugas):
    upload = checked(one(Kelurahan="Xyzzy"), by=petugas)
    page = page_of(browser, upload)
    assert "There is nothing to write" in page.content.decode()

    answer = browser.post(
        f"/admin/impor/{upload.pk}/masukkan/", {"version": upload.version}, follow=True
    )

    assert "There was nothing to write" in answer.content.decode()
    assert not ImportBatch.objects.exists()


ADDRESSES = (
    ("periksa/", "get"), ("periksa/mulai/", "post"), ("periksa/maju.json", "get"),
    ("periksa/bidang/", "post"), ("periksa/baris/", "post"), ("masukkan/", "post"),
    ("ditolak.csv", "get"),
)  # fmt: skip


@pytest.mark.parametrize(("at", "method"), ADDRESSES)
def test_a_list_is_there_for_its_owner_only(client_of, petugas, persona, pimpinan, at, method):
    upload = with_rows(petugas)
    other = client_of(persona("petugas", username="lain"))

    assert getattr(other, method)(f"/admin/impor/{upload.pk}/{at}").status_code == 404
    assert getattr(other, method)(f"/admin/impor/{'9' * 30}/{at}").status_code == 404
    assert getattr(client_of(pimpinan), method)(f"/admin/impor/{upload.pk}/{at}").status_code == 403


@pytest.mark.parametrize(("at", "method"), ADDRESSES)
def test_each_address_answers_one_method(browser, petugas, at, method):
    upload = with_rows(petugas)
    wrong = browser.get if method == "post" else browser.post

    assert wrong(f"/admin/impor/{upload.pk}/{at}").status_code == 405


def test_a_check_that_breaks_leaves_the_page_with_a_sentence(browser, petugas, monkeypatch):
    def check(upload, progress):
        raise MemoryError

    monkeypatch.setattr(checking, "check", check)
    upload = prepared(one(), by=petugas, heading=["Nama Usaha"])

    page = browser.post(PAGE.format(upload.pk) + "mulai/", {"version": upload.version}, follow=True)

    assert "An error in the program stopped it" in page.content.decode()
