"""“Something is wrong on this page”: from a visitor without an account to the officers' queue."""

import pytest
from django.http import Http404
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from businesses import merging
from common.workflow import NoteMissing, WrongState
from directory import error_reports, throttle
from directory.admin import ErrorReportAdmin
from directory.models import ErrorReport
from directory.throttle import Throttle
from tests.factories import invented_nik, registered

LIST = "/admin/directory/errorreport/"
SAID = {"about": "place", "message": "Sudah pindah ke Liliba.", "reply_to": "ina@contoh.example"}


@pytest.fixture
def business(publish):
    return publish(name="Se'i Oma", kelurahan="Oesapa")


@pytest.fixture
def address(business) -> str:
    return f"/usaha/{business.code}/lapor/"


@pytest.fixture
def report(business) -> ErrorReport:
    return error_reports.take_in(business.listing, **SAID)


# -- the visitor -----------------------------------------------------------------------------------


def test_a_report_is_taken_in_and_thanked_for(client, address, business):
    response = client.post(address, SAID)
    assert (response.status_code, response["Location"]) == (303, f"{address}?terkirim=1")
    row = ErrorReport.objects.get()
    assert (row.business_id, row.status, row.created_by) == (business.pk, "open", None)
    assert {name: getattr(row, name) for name in SAID} == SAID
    thanks = client.get(f"/en{response['Location']}")
    assertContains(thanks, "Thank you")
    assertNotContains(thanks, "report-form")


def test_the_form_needs_no_cookie_and_is_not_indexed(client, address):
    response = client.get(address)
    assert not response.cookies
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assertContains(response, 'name="robots" content="noindex')
    assertContains(response, 'type="radio" name="about"', count=7)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"about": ""}, "Choose what is wrong."),
        ({"about": "nonsense"}, "nonsense"),
        ({"message": ""}, "Write in a few words what is wrong."),
        ({"message": "x" * 601}, "600"),
        ({"reply_to": "y" * 101}, "100"),
        ({"message": "a\0b"}, "Null"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(client, address, changed, sentence):
    response = client.post(f"/en{address}", {**SAID, **changed})
    assertContains(response, sentence)
    assertContains(response, 'role="alert"')
    kept = {**SAID, **changed}
    assertContains(response, kept["reply_to"] if "reply_to" not in changed else kept["message"])
    if "about" not in changed:
        assertContains(response, 'value="place" required checked')
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("about", ["closed", "mine"])
def test_some_need_no_word(client, address, about):
    assert client.post(address, {"about": about}).status_code == 303


def test_no_nik_comes_into_the_queue_but_the_right_phone_number_does(client, address):
    nik = invented_nik()
    spaced = " ".join(nik[start : start + 4] for start in range(0, 16, 4))
    said = f"Pemiliknya {nik}, atau {spaced}, nomor yang benar 0812-3456-7890."
    client.post(address, {**SAID, "message": said, "reply_to": f"0812 3456 7890 {nik}"})
    row = ErrorReport.objects.get()
    assert row.message == "Pemiliknya …, atau …, nomor yang benar 0812-3456-7890."
    assert row.reply_to == "0812 3456 7890 …", "the visitor's own number is the way back"


@pytest.mark.parametrize(
    "number",
    ["6281234567890", "+62 812-3456-7890", "0812345678901", "0812 3456 7890 1"]
    + ["0812 3456 7890 0813 4567 8901", "(0380) 123456"],
)
def test_the_right_number_comes_in_however_it_is_written(client, address, number):
    said = f"Nomor yang benar {number}."
    client.post(address, {**SAID, "message": said, "reply_to": number})
    row = ErrorReport.objects.get()
    assert (row.message, row.reply_to) == (said, number)


def test_a_robot_is_thanked_for_nothing(client, address):
    assert client.post(address, {**SAID, "website": "https://iklan.example"}).status_code == 303
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://lain.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://testserver"}, 303),
    ],
)
def test_only_a_form_of_ours_is_taken(client, address, headers, status):
    assert client.post(address, SAID, headers=headers).status_code == status
    assert ErrorReport.objects.count() == (status == 303)


def test_too_many_from_one_connection_wait_with_all_that_was_typed(client, address, monkeypatch):
    monkeypatch.setattr(throttle, "REPORT", Throttle("r", limits=((1, 2),), kept=6))
    assert [client.post(address, SAID).status_code for _time in range(2)] == [303, 303]
    response = client.post(f"/en{address}", SAID)
    assertContains(response, "Many reports came", status_code=429)
    assertContains(response, SAID["message"], status_code=429)
    assert response["Retry-After"] == "4200"
    assert ErrorReport.objects.count() == 2


def test_a_page_that_is_not_public_takes_none(client, register, petugas):
    for code in ("KPG-999999", registered(by=petugas).code):
        assert client.post(f"/usaha/{code}/lapor/", SAID).status_code == 404
        assert client.get(f"/usaha/{code}/lapor/").status_code == 404


def test_what_was_typed_is_escaped(client, address):
    response = client.post(address, {**SAID, "about": "", "message": "</textarea><script>x"})
    assertNotContains(response, "<script>x")


# -- the officers ----------------------------------------------------------------------------------


def test_a_report_is_settled_with_a_note_and_the_way_back_is_erased(report, petugas):
    with pytest.raises(NoteMissing):
        error_reports.move(report, "settle", by=petugas, version=1)
    row = error_reports.move(report, "settle", by=petugas, version=1, note="Alamat diganti.")
    assert (row.status, row.reply_to, row.message) == ("settled", "", SAID["message"])
    step = row.steps.get()
    assert (step.action, step.by, step.note) == ("settle", petugas, "Alamat diganti.")
    with pytest.raises(WrongState):
        error_reports.move(row, "dismiss", by=petugas, version=2, note="x")
    again = error_reports.move(row, "reopen", by=petugas, version=2, note="Belum benar.")
    assert again.status == "open"


@pytest.fixture
def told(business) -> ErrorReport:
    said = f"Yang benar 0812-3456-7890, bukan {invented_nik()}."
    return error_reports.take_in(business.listing, about="contact", message=said, reply_to="Ina")


def test_who_deals_with_a_report_reads_the_right_number_on_its_page_only(told, petugas, client_of):
    browser = client_of(petugas)
    assertContains(browser.get(f"{LIST}{told.pk}/change/"), "Yang benar 0812-3456-7890, bukan ….")
    listed = browser.get(LIST)
    assertContains(listed, "Yang benar …, bukan ….")
    assertNotContains(listed, "0812-3456-7890")


def test_who_only_reads_sees_no_number_and_no_way_to_the_visitor(told, pimpinan, client_of):
    page = client_of(pimpinan).get(f"{LIST}{told.pk}/change/")
    assertContains(page, "Yang benar …, bukan ….")
    assertNotContains(page, "0812-3456-7890")
    assertNotContains(page, "Ina")


@pytest.mark.parametrize("action", ["settle", "dismiss"])
def test_the_number_goes_when_the_report_closes(told, petugas, action):
    error_reports.move(told, action, by=petugas, version=1, note="Nomor diganti.")
    again = error_reports.move(told, "reopen", by=petugas, version=2, note="Belum benar.")
    again.refresh_from_db()
    assert (again.message, again.reply_to) == ("Yang benar …, bukan ….", "")


def test_the_number_stands_on_no_public_page(client, told, business):
    for page in ("", "se-i-oma/", "lapor/", "cetak/", "kartu/"):
        response = client.get(f"/usaha/{business.code}/{page}", follow=True)
        assertNotContains(response, "0812-3456-7890")


def test_the_queue_says_what_to_do(report, petugas, client_of):
    page = client_of(petugas).get(LIST)
    with translation.override("id"):
        assertContains(page, f'<p class="quiet list-hint">{ErrorReportAdmin.list_hint}</p>')
    with translation.override("en"):
        assert "Put the record right first" in str(ErrorReportAdmin.list_hint)


def test_the_queue_is_that_of_the_kelurahan(report, persona, client_of):
    page = f"{LIST}{report.pk}/change/"
    near = client_of(persona("petugas", username="oesapa", kelurahan="Oesapa"))
    assertContains(near.get(LIST), "Se&#x27;i Oma")
    assertContains(near.get(page), "Sudah pindah ke Liliba.")
    officer = persona("petugas", username="alak", kelurahan="Alak")
    far = client_of(officer)
    assertNotContains(far.get(LIST), "Se&#x27;i Oma")
    assert far.get(page).status_code == 404
    assert far.post(f"{LIST}{report.pk}/pindah/settle/", {"version": 1}).status_code == 404
    with pytest.raises(Http404):
        error_reports.move(report, "settle", by=officer, version=1, note="x")


def test_an_officer_settles_it_on_its_page(report, petugas, client_of):
    browser = client_of(petugas)
    done = browser.post(
        f"{LIST}{report.pk}/pindah/settle/", {"version": 1, "note": "Sudah diganti."}
    )
    assert done.status_code == 302
    report.refresh_from_db()
    assert report.status == "settled"
    assertNotContains(browser.get(f"{LIST}?status__exact=open"), "Se&#x27;i Oma")


def test_who_only_reads_moves_nothing(report, pimpinan, client_of):
    browser = client_of(pimpinan)
    page = browser.get(f"{LIST}{report.pk}/change/")
    assertContains(page, "Sudah pindah ke Liliba.")
    assertNotContains(page, "/pindah/")
    assert browser.post(f"{LIST}{report.pk}/pindah/settle/", {"version": 1}).status_code == 403


def test_open_reports_wait_on_the_first_page(report, petugas, client_of):
    link = "/admin/directory/errorreport/?status__exact=open"
    assertContains(client_of(petugas).get("/admin/"), link)


def test_the_list_costs_the_same_for_many(
    report, business, petugas, client_of, django_assert_max_num_queries
):
    for _number in range(20):
        error_reports.take_in(business.listing, **SAID)
    browser = client_of(petugas)
    with django_assert_max_num_queries(12):
        browser.get(LIST)


def test_reports_go_with_a_merge_and_stand_in_the_history(
    report, business, petugas, verifikator, client_of
):
    error_reports.move(report, "dismiss", by=petugas, version=1, note="Alamatnya benar.")
    kept = registered(by=petugas, kelurahan="Oesapa")
    merging.merge(
        kept, business, taken=(), by=verifikator,
        survivor_version=kept.version, absorbed_version=business.version,
    )  # fmt: skip
    report.refresh_from_db()
    assert report.business_id == kept.pk
    history = client_of(petugas).get(f"/admin/businesses/business/{kept.pk}/history/")
    assertContains(history, "Alamatnya benar.")
