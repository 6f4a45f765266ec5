"""The desk: requests with their clock, the person's file, erasure, the log and the breach list."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from businesses import data_requests, disclosure
from businesses.models import DataRequest, Disclosure, Owner
from directory.models import Listing
from tests.businesses.people import NIK
from tests.factories import invented_nik, make_owner, registered

pytestmark = pytest.mark.django_db
OWNERS = "/admin/businesses/owner/"
REQUESTS = "/admin/businesses/datarequest/"
SEEN = "/admin/businesses/disclosure/yang-dilihat/"
PASSWORD = "sandi yang cukup panjang"


@pytest.fixture
def owner(person):
    return person[0]


@pytest.fixture
def business(person):
    return person[1]


@pytest.fixture
def desk(administrator, client_of):
    """The browser of an administrator who has a password."""
    administrator.set_password(PASSWORD)
    administrator.save()
    return client_of(administrator)


def page_of(owner):
    return f"{OWNERS}{owner.pk}/change/"


def text_of(response):
    return response.content.decode()


# -- requests --------------------------------------------------------------------------------------


def received(administrator, *, hours_ago=0, **fields):
    moment = timezone.now() - timedelta(hours=hours_ago)
    values = {"kind": "erase", "applicant": "Pemohon", "contact": "loket", "received_at": moment}
    return data_requests.save_request(DataRequest(**{**values, **fields}), by=administrator)


@pytest.mark.parametrize(
    ("hours_ago", "colour", "hours"),
    [(60.5, "amber", 11), (74.5, "red", -3), (0.5, "green", 71), (72.2, "red", -1)],
)
def test_the_clock_runs_for_72_hours(administrator, hours_ago, colour, hours):
    request = received(administrator, hours_ago=hours_ago)
    assert data_requests.hours_left(request) == hours
    assert data_requests.clock(request)[0] == colour


def test_the_oldest_request_stands_first_with_its_clock(desk, administrator):
    received(administrator, applicant="Baru Uji", hours_ago=1)
    received(administrator, applicant="Lama Uji", hours_ago=80)
    shown = text_of(desk.get(REQUESTS, {"status__exact": "received"}))
    assert shown.index("Lama Uji") < shown.index("Baru Uji")
    assert "badge-red" in shown


def test_a_request_is_taken_in_and_answered_with_a_note(desk, administrator, owner):
    data = {
        "kind": "access",
        "applicant": "Mama Tince",
        "contact": "loket MPP",
        "owner": owner.pk,
        "received_at": timezone.localtime().strftime("%Y-%m-%dT00:00"),
    }
    assert desk.post(f"{REQUESTS}add/", data).status_code == 302
    request = DataRequest.objects.get(applicant="Mama Tince")
    assert (request.status, request.created_by) == ("received", administrator)
    move = f"{REQUESTS}{request.pk}/pindah/answer/"
    desk.post(move, {"version": request.version, "note": ""})
    desk.post(move, {"version": request.version, "note": "Salinan diberikan"})
    request.refresh_from_db()
    assert request.status == "received", "answered though nobody checked who asks"

    form = {**data, "identity_checked": "KTP asli", "opened_version": request.version}
    assert desk.post(f"{REQUESTS}{request.pk}/change/", form).status_code == 302
    request.refresh_from_db()
    desk.post(move, {"version": request.version, "note": "Salinan diberikan"})
    request.refresh_from_db()
    assert (request.status, request.steps.first().note) == ("answered", "Salinan diberikan")
    assert request.closed_at is not None
    late = {**form, "applicant": "Lain", "opened_version": request.version}
    assert desk.post(f"{REQUESTS}{request.pk}/change/", late).status_code == 403


def test_a_stale_request_form_is_told_so(desk, administrator):
    request = received(administrator)
    DataRequest.objects.update(version=5)
    form = {"kind": "erase", "applicant": "A", "contact": "B", "opened_version": request.version}
    response = desk.post(f"{REQUESTS}{request.pk}/change/", form)
    assert response.status_code == 200
    assert DataRequest.objects.get().applicant == "Pemohon"


@pytest.mark.parametrize("role", ["petugas", "verifikator", "perizinan", "laporan", "pimpinan"])
def test_the_desk_is_closed_to_others(role, owner, administrator, client_of, persona):
    request = received(administrator, owner=owner)
    client = client_of(persona(role, username=f"{role}-2"))
    pages = [REQUESTS, f"{REQUESTS}{request.pk}/change/", "/admin/businesses/disclosure/", SEEN]
    pages += [f"{OWNERS}{owner.pk}/berkas/", f"{OWNERS}{owner.pk}/hapus-data/"]
    for url in pages:
        assert client.get(url).status_code in (403, 404), url
        assert client.post(url).status_code in (403, 404), url


def test_a_desk_with_a_work_area_sees_no_request(owner, administrator, client_of, persona):
    request = received(administrator, owner=owner)
    client = client_of(persona("admin", username="admin-fontein", kelurahan="Fontein"))
    assert client.get(f"{REQUESTS}{request.pk}/change/").status_code == 404
    assert client.get(f"{OWNERS}{owner.pk}/berkas/").status_code == 404
    assert "Pemohon" not in text_of(client.get(REQUESTS))


def test_from_a_request_the_consent_is_withdrawn(desk, administrator, owner, business):
    request = received(administrator, owner=owner, kind="withdraw")
    page = f"{REQUESTS}{request.pk}/change/"
    url = f"/admin/businesses/business/{business.pk}/tarik-persetujuan/"
    assert url in text_of(desk.get(page))
    data = {"version": business.version, "note": "Permintaan", "permintaan": request.pk}
    response = desk.post(url, data)
    assert response["Location"] == page
    assert not Listing.objects.exists()


# -- the file and erasure --------------------------------------------------------------------------


def test_the_file_is_made_by_post_only(desk, owner):
    url = f"{OWNERS}{owner.pk}/berkas/"
    assert NIK not in text_of(desk.get(url))
    assert not Disclosure.objects.filter(kind="dossier").exists()

    shown = desk.post(url, {"format": "html"})
    assert NIK in text_of(shown)
    assert shown["Cache-Control"].startswith("no-store")
    file = desk.post(url, {"format": "json"})
    assert "attachment" in file["Content-Disposition"]
    assert json.loads(file.content)["owner"] == owner.pk
    assert Disclosure.objects.filter(kind="dossier", owner=owner).count() == 2


def test_erasure_asks_for_the_password_again(desk, administrator, owner):
    request = received(administrator, owner=owner)
    url = f"{OWNERS}{owner.pk}/hapus-data/"
    assert str(Owner._meta.get_field("birth_date").verbose_name) in text_of(desk.get(url))
    data = {"note": "Permintaan nomor 1", "version": owner.version, "password": "keliru-sandi"}

    response = desk.post(url, data)
    assert response.status_code == 200
    assert "keliru-sandi" not in text_of(response)
    assert Owner.objects.get(pk=owner.pk).anonymised_on is None

    response = desk.post(url, {**data, "password": PASSWORD})
    assert response["Location"] == f"{REQUESTS}{request.pk}/change/"
    assert Owner.objects.get(pk=owner.pk).name == "Data dihapus"


def test_guessing_the_password_locks_the_account_like_a_login(desk, owner):
    url = f"{OWNERS}{owner.pk}/hapus-data/"
    data = {"note": "uji", "version": owner.version, "password": "keliru-sandi"}
    for _ in range(6):
        desk.post(url, data)
    desk.post(url, {**data, "password": PASSWORD})
    assert Owner.objects.get(pk=owner.pk).anonymised_on is None


def test_what_is_left_is_read_only(desk, administrator, owner, business, client_of, petugas):
    data = {"note": "uji", "version": owner.version, "password": PASSWORD}
    desk.post(f"{OWNERS}{owner.pk}/hapus-data/", data)
    client = client_of(petugas)
    for url in (page_of(owner), f"/admin/businesses/business/{business.pk}/change/"):
        assert client.get(url).status_code == 200
        assert client.post(url, {"name": "Tincewati"}).status_code == 403


# -- the log ---------------------------------------------------------------------------------------


def test_the_breach_list_is_one_page_and_a_noted_file(
    desk, administrator, owner, petugas, perizinan
):
    other = registered(by=petugas, owner=make_owner(name="Lain Uji", nik=invented_nik())).owner
    disclosure.reveal(owner, by=perizinan)
    disclosure.record([owner, other], Disclosure.Kind.EXPORT, perizinan)
    today = timezone.localdate().isoformat()
    asked = {"akun": perizinan.pk, "dari": today, "sampai": today}

    shown = text_of(desk.get(SEEN, asked))
    assert "Tincewati Manafeuji" in shown
    assert "Lain Uji" in shown
    assert not Disclosure.objects.filter(by=administrator, kind="export").exists()

    file = b"".join(desk.post(SEEN, asked).streaming_content).decode()
    lines = file.splitlines()
    assert lines[0].startswith("\ufeffid_pemilik,nama")
    assert lines[1].split(",")[:1] + lines[1].split(",")[3:6] == [str(other.pk), "1", "0", "1"]
    assert lines[2].split(",")[:1] + lines[2].split(",")[3:6] == [str(owner.pk), "2", "1", "1"]
    assert NIK not in file
    assert Disclosure.objects.filter(by=administrator, kind="export").count() == 2


@pytest.mark.parametrize(
    "asked",
    [{}, {"akun": "x", "dari": "2026-01-01", "sampai": "2026-01-01"}, {"akun": "9" * 30}]
    + [{"akun": "1", "dari": "2026-02-01", "sampai": "2026-01-01"}],
)
def test_a_badly_asked_breach_list_says_so(desk, asked):
    assert desk.get(SEEN, asked).status_code == 200
    assert desk.post(SEEN, asked).status_code == 200


def test_the_log_is_read_only_and_takes_few_queries(
    desk, owner, petugas, django_assert_max_num_queries
):
    for _ in range(5):
        disclosure.record(owner, Disclosure.Kind.EXPORT, petugas)
    look = Disclosure.objects.first()
    with django_assert_max_num_queries(14):
        shown = text_of(desk.get("/admin/businesses/disclosure/", {"sejak": "7", "q": "petugas"}))
    assert "Tincewati Manafeuji" in shown
    assert desk.get("/admin/businesses/disclosure/add/").status_code == 403
    assert desk.post(f"/admin/businesses/disclosure/{look.pk}/change/", {}).status_code == 403
    assert desk.post(f"/admin/businesses/disclosure/{look.pk}/delete/", {}).status_code == 403
