"""What a person decides on the preview: rows left out, duplicates, how fields change."""

import pytest

from tests.imports.checked import PAGE, again, listed_by, page_of, row, with_rows
from tests.pages import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(petugas):
    return listed_by(petugas)


def test_a_ticked_row_is_left_out_and_an_unticked_one_is_not(browser, listed):
    page = page_of(browser, listed, "?bagian=baru&hal=1")
    form = form_with(page, "kotak")
    assert form["kotak"] == ["2"]

    answer = browser.post(
        f"{PAGE.format(listed.pk)}baris/?bagian=baru&hal=1", {**form, "baris-2": "skip"}
    )
    assert answer["Location"] == f"{PAGE.format(listed.pk)}?bagian=baru&hal=1#baris"
    assert again(listed).decisions == {"2": "skip"}

    page = page_of(browser, listed)
    assert form_with(page, "kotak")["baris-2"] == ["skip"]
    browser.post(f"{PAGE.format(listed.pk)}baris/", {**form, "version": again(listed).version})
    assert again(listed).decisions == {}


def test_a_decision_that_needs_another_check_takes_the_button_away(browser, petugas):
    upload = with_rows(petugas, rows=1, counts={"duplicate": 1})
    row(upload, 3, "duplicate", twin=2, likeness=60)
    form = form_with(page_of(browser, upload), "baris-3")
    assert form["baris-3"] == [""]

    page = browser.post(f"{PAGE.format(upload.pk)}baris/", {**form, "baris-3": "new"}, follow=True)

    assert "You decided about 1 row after the check" in page.content.decode()
    assert "/masukkan/" not in page.content.decode()
    version = again(upload).version
    browser.post(f"/admin/impor/{upload.pk}/masukkan/", {"version": version})
    assert again(upload).status == "checked"


@pytest.mark.parametrize(
    "sent",
    [
        {"baris-99": "skip"}, {f"baris-{'9' * 18}": "skip"}, {"baris-2": "x"}, {"baris-3": "new"},
        {"kotak": ["3"]}, {"kotak": ["9" * 18]},
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_a_row_is_refused_in_a_sentence(browser, listed, sent):
    answer = browser.post(
        f"{PAGE.format(listed.pk)}baris/", {"version": listed.version, **sent}, follow=True
    )

    assert "Reload the page" in str(*answer.context["told"]["baris"])
    assert again(listed).decisions == {}


def test_garbage_in_a_form_changes_nothing(browser, listed):
    for sent in ({"baris-x": "skip"}, {"baris-": "new"}, {"kotak": "x"}, {"bidang-x": "leave"}):
        for form in ("baris/", "bidang/"):
            data = {"version": again(listed).version, **sent}
            assert browser.post(PAGE.format(listed.pk) + form, data).status_code == 302

    assert (again(listed).decisions, again(listed).choices) == ({}, {})


def test_how_a_field_changes_is_chosen_on_the_page(browser, petugas):
    fields = [{"field": "business.landmark", "label": "landmark", "fills": 3, "replaces": 2}]
    upload = with_rows(petugas, fields=fields)
    form = form_with(page_of(browser, upload), "bidang-business.landmark")
    assert form["bidang-business.landmark"] == ["replace"]

    browser.post(f"{PAGE.format(upload.pk)}bidang/", {**form, "bidang-business.landmark": "leave"})

    assert again(upload).choices == {"business.landmark": "leave"}


def test_a_row_that_was_decided_about_says_so(browser, petugas):
    upload = with_rows(petugas, rows=2)
    row(upload, 2, "new")
    row(upload, 3, "duplicate", twin=2, likeness=60)
    upload.decisions = {"2": "new", "3": "new"}
    upload.save()

    first, second = page_of(browser, upload).context["lines"]

    assert (first.was_decided, second.was_decided) == (True, False)
