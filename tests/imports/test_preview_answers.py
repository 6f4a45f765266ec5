"""The preview keeps what was ticked whichever of its buttons is used, and answers in its place."""

import pytest

from imports import jobs
from imports.models import ImportBatch
from tests.factories import make_owner, registered
from tests.imports.checked import PAGE, again, checked, numbers, page_of, row, with_rows
from tests.imports.lists import many
from tests.pages import form_with

pytestmark = pytest.mark.django_db

CONFIRM = "/admin/impor/{}/masukkan/"
FIELD = "bidang-business.landmark"


@pytest.fixture
def crowd(petugas):
    """A list of more rows than a page holds."""
    upload = with_rows(petugas, rows=60, counts={"new": 60})
    for number in range(2, 62):
        row(upload, number, "new")
    return upload


def test_the_button_of_the_last_step_saves_the_ticks_and_asks_for_another_check(browser, petugas):
    upload = checked(many({}, {"Nama Usaha": "Bengkel Tabir"}), by=petugas)
    form = form_with(page_of(browser, upload), "kotak")

    page = browser.post(CONFIRM.format(upload.pk), {**form, "baris-3": "skip"}, follow=True)

    assert page.redirect_chain[-1][0].endswith("#masukkan")
    assert "Nothing is written yet" in str(*page.context["told"]["masukkan"])
    assert again(upload).decisions == {"3": "skip"}
    assert not ImportBatch.objects.exists()


def test_the_list_is_written_without_the_ticked_row_after_the_second_check(browser, petugas):
    upload = checked(many({}, {"Nama Usaha": "Bengkel Tabir"}), by=petugas)
    form = form_with(page_of(browser, upload), "kotak")

    browser.post(PAGE.format(upload.pk) + "mulai/", {**form, "baris-3": "skip"})
    page = browser.post(
        CONFIRM.format(upload.pk), form_with(page_of(browser, upload), "kotak"), follow=True
    )

    batch = ImportBatch.objects.get()
    assert (batch.rows, batch.new, batch.left_out) == (2, 1, 1)
    text = page.content.decode()
    assert "<dt>Left out</dt><dd>1</dd>" in text
    assert "<dt>Rows in all</dt><dd>2</dd>" in text


def test_the_button_of_the_last_step_obeys_the_choice_of_fields(browser, petugas):
    owner = make_owner(name="Ester Uji", nik="9900000000000001")
    stored = registered(by=petugas, name="Kios Melati", owner=owner, landmark="Gereja")
    data = many({"Kode": stored.code, "Patokan": "Pasar"})
    upload = checked(data, by=petugas)
    form = form_with(page_of(browser, upload), FIELD)
    assert "kotak" in form

    browser.post(CONFIRM.format(upload.pk), {**form, FIELD: "leave"})

    stored.refresh_from_db()
    assert again(upload).status == "done"
    assert (stored.landmark, stored.address) == ("Gereja", "Jl. Cendana")


def test_the_button_to_the_next_page_saves_the_ticks(browser, crowd):
    page = page_of(browser, crowd, "?bagian=baru")
    assert numbers(page)[-1] == 51
    form = form_with(page, "kotak")

    address = f"{PAGE.format(crowd.pk)}baris/?bagian=baru&hal=1"
    page = browser.post(address, {**form, "baris-7": "skip", "ke": "2"}, follow=True)

    assert again(crowd).decisions == {"7": "skip"}
    assert numbers(page) == list(range(52, 62))
    assert "page before" in str(*page.context["told"]["baris"])


def test_a_next_page_without_a_tick_says_and_changes_nothing(browser, crowd):
    form = form_with(page_of(browser, crowd), "kotak")

    page = browser.post(f"{PAGE.format(crowd.pk)}baris/?hal=1", {**form, "ke": "2"}, follow=True)

    assert page.context["page"].number == 2
    assert page.context["told"]["baris"] == []
    assert again(crowd).version == crowd.version


def test_a_page_that_does_not_exist_is_no_error(browser, crowd):
    form = form_with(page_of(browser, crowd), "kotak")

    for asked in ("9" * 400, "-1", "x", "\0"):
        page = browser.post(f"{PAGE.format(crowd.pk)}baris/", {**form, "ke": asked}, follow=True)
        assert page.status_code == 200


@pytest.mark.parametrize(("form", "place"), [("bidang/", "bidang"), ("baris/", "baris")])
def test_what_was_saved_is_said_in_its_part_of_the_page_and_nowhere_else(
    browser, petugas, form, place
):
    fields = [{"field": "business.landmark", "label": "landmark", "fills": 3, "replaces": 2}]
    upload = with_rows(petugas, fields=fields, rows=1)
    row(upload, 2, "new")

    sent = form_with(page_of(browser, upload), "kotak")
    page = browser.post(PAGE.format(upload.pk) + form, sent, follow=True)

    text = page.content.decode()
    said = str(*page.context["told"][place])
    assert page.redirect_chain[-1][0].endswith(f"#{place}")
    assert text.count(said) == 1
    assert text.index(f'id="{place}"') < text.index('role="status"') < text.index(said)


def test_a_probable_duplicate_says_where_the_other_is_whose_and_why(browser, petugas):
    owner = make_owner(name="Ester Uji", phone="+6281200000001")
    registered(by=petugas, name="Kios Melatti", owner=owner, address="Jl. Tamu 7")
    upload = checked(many({"HP": "081200000001"}), by=petugas)

    page = page_of(browser, upload)

    text = page.content.decode()
    assert "Ester Uji · Fontein, Jl. Tamu 7" in text
    line = page.context["lines"][0]
    assert "same phone number" in line.why
    assert line.warnings == []
    assert upload.outcome["problems"] == []


def test_of_a_record_elsewhere_only_that_is_said(client_of, persona, petugas):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    far = registered(by=petugas, name="Kios Jauh", kelurahan="Oesapa", address="Jl. Rahasia")
    upload = with_rows(officer, rows=1)
    row(upload, 3, "duplicate", business=far, likeness=70)

    response = page_of(client_of(officer), upload)

    assert "di luar wilayah" in response.content.decode()
    assert "Rahasia" not in response.content.decode()


def test_a_row_that_looks_like_another_of_the_list_shows_that_one(browser, petugas):
    upload = with_rows(petugas, rows=2)
    row(upload, 2, "new", name="Kios Mawar", owner_name="Ana Uji", place="Fontein")
    row(upload, 3, "duplicate", twin=2, likeness=60, problems=[["why", "", "", "same_name near"]])

    line = page_of(browser, upload, "?q=3").context["lines"][0]

    assert (line.twin.name, line.why) == ("Kios Mawar", ["same name", "points close to each other"])


def test_all_rows_of_a_page_are_decided_on_by_one_button(browser, petugas):
    stored = registered(by=petugas)
    upload = with_rows(petugas, rows=4, counts={"new": 1, "duplicate": 3})
    row(upload, 2, "new")
    row(upload, 3, "duplicate", business=stored, likeness=60)
    row(upload, 4, "duplicate", twin=2, likeness=60)
    row(upload, 5, "duplicate", twin=2)
    address = f"{PAGE.format(upload.pk)}baris/"

    browser.post(address, {**form_with(page_of(browser, upload), "kotak"), "semua": "same"})
    assert again(upload).decisions == {"3": "same"}

    browser.post(address, {**form_with(page_of(browser, upload), "kotak"), "semua": "new"})
    assert again(upload).decisions == {"3": "new", "4": "new"}


@pytest.mark.parametrize(
    ("bucket", "shown"), [("new", 1), ("changed", 1), ("duplicate", 1), ("same", 0), ("error", 0)]
)
def test_what_was_read_otherwise_is_told_of_rows_that_may_be_written(
    browser, petugas, bucket, shown
):
    upload = with_rows(petugas, rows=1)
    row(upload, 2, bucket, notes=[["RT", "1/2", "RT 001/RW 002"], ["X", "same", "same"]])

    page = page_of(browser, upload)

    assert len(page.context["lines"][0].notes) == shown
    assert page.content.decode().count("Read otherwise than typed</b>") == 0
    assert page.content.decode().count("Read otherwise than typed (1)") == shown


def test_only_rows_that_will_be_written_are_counted_as_needing_a_look(petugas):
    two_phones = {"HP": "081200000001 / 081200000002"}

    upload = checked(many(two_phones, two_phones), by=petugas)

    kinds = upload.rows.values_list("bucket", "problems")
    warned = [bucket for bucket, told in kinds if any(one[0] == "warning" for one in told)]
    assert len(warned) > upload.outcome["warned"] == 1


def test_a_list_is_discarded_only_after_a_question(browser, petugas):
    upload = with_rows(petugas)
    address = f"/admin/impor/{upload.pk}/buang/"
    assert f'href="{address}"' in page_of(browser, upload).content.decode()
    assert f'action="{address}"' not in page_of(browser, upload).content.decode()

    question = browser.get(address)
    assert "Discard “daftar-uji.csv”?" in question.content.decode()
    assert again(upload).status == "checked"

    browser.post(address, form_with(question, "version"))
    assert again(upload).status == "discarded"
    assert "cannot be discarded now" in browser.get(address).content.decode()


def test_an_import_that_was_undone_is_not_offered_to_be_taken_back(browser, petugas, monkeypatch):
    upload = checked(many({}), by=petugas)
    upload = jobs.start(upload, "confirm", by=petugas, version=upload.version)
    assert "or take it back" in page_of(browser, upload).content.decode()

    batch = upload.batch
    batch.undone_at, batch.undone_by = batch.committed_at, petugas
    batch.save()

    text = page_of(browser, upload).content.decode()
    assert "take it back" not in text
    assert "Look at this import" in text
