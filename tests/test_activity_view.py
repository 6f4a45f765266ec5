"""The city-wide activity view: who did what, with filters, and no value of any field."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from businesses import publication, registration, verification
from businesses.models import VerificationStep
from common import activity_log
from common.activity_log import Asked
from common.privacy import own_models
from common.timeline import sources
from licensing import lifecycle
from tests.factories import invented_nik, make_owner, nib_of, registered, verified

pytestmark = pytest.mark.django_db
PAGE = "/admin/aktivitas/"


def rows(client, **asked):
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    assert response.context["form"].errors == {}
    return [event for event, _link in response.context["rows"]]


def told(events):
    return [(str(event.by), event.label or event.kind, event.subject) for event in events]


@pytest.fixture
def client(client_of, pimpinan):
    return client_of(pimpinan)


def test_the_newest_stands_first_with_officer_and_record(client, petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator, name="Sei Uji")
    business = publication.move(
        business, "hide", by=verifikator, version=business.version, note="Aduan"
    )

    events = rows(client)

    assert [event.label or event.kind for event in events] == [
        str(publication.WORKFLOW["hide"].label),
        str(verification.WORKFLOW["verify"].label),
        str(verification.WORKFLOW["submit"].label),
        "added",
        "added",
    ]
    assert events[0].by == verifikator
    assert events[0].subject == "Usaha: Sei Uji"


def test_only_who_may_sees_it(client_of, petugas, verifikator, perizinan, laporan, administrator):
    for user in (petugas, verifikator, perizinan, laporan):
        assert client_of(user).get(PAGE).status_code == 403
    assert client_of(administrator).get(PAGE).status_code == 200
    assert client_of(administrator).post(PAGE).status_code == 405


def test_no_value_and_no_personal_name_is_on_it(client, petugas):
    nik = invented_nik()
    owner = make_owner(name="Mama Rahasia Uji", nik=nik, phone="+6281211110000")
    business = registered(by=petugas, owner=owner, landmark="Gereja Lama Uji")
    business.landmark = "Gereja Baru Uji"
    registration.revise(business, by=petugas, version=1)
    verification.submit(business, by=petugas, version=2)
    VerificationStep.objects.update(note="Catatan 081299998888")

    page = client.get(PAGE).content.decode()

    for text in ("Gereja", "Rahasia", "81211110000", "081299998888", nik, owner.nik_digest):
        assert text not in page, text
    assert str(business._meta.get_field("landmark").verbose_name) in page
    assert f"/admin/businesses/owner/{owner.pk}/change/" in page


def test_the_filters_narrow(client, petugas, verifikator, perizinan, persona):
    second = persona("petugas", username="kedua")
    business = verified(by=petugas, verifier=verifikator, name="Satu Uji", products=("Se'i",))
    there = registered(by=second, name="Dua Uji", kelurahan="Alak")
    nib = nib_of(there.owner, by=second)
    lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="document")

    assert {str(event.by) for event in rows(client, petugas=second.pk)} == {str(second)}
    assert told(rows(client, tindakan="verification.verify")) == [
        (str(verifikator), str(verification.WORKFLOW["verify"].label), "Usaha: Satu Uji")
    ]
    assert {e.subject for e in rows(client, jenis="businesses.product")} == {"Produk: Se'i"}
    assert {e.kind for e in rows(client, jenis="licensing.nib")} == {"moved", "added"}
    code = there.kelurahan.kecamatan.code
    subjects = {event.subject.split(":")[0] for event in rows(client, kecamatan=code)}
    assert subjects == {"Usaha", "Pemilik", "NIB"}
    assert "Satu Uji" not in str(told(rows(client, kecamatan=code)))
    assert business.name not in str(told(rows(client, kecamatan=code, tindakan="added")))


def test_the_days_are_those_of_the_city(client, petugas):
    business = registered(by=petugas)
    today = timezone.localdate()
    night = timezone.localtime().replace(hour=0, minute=5)
    business.history.update(history_date=night)

    day = today.strftime("%d/%m/%Y")
    before = (today - timedelta(days=1)).strftime("%d/%m/%Y")
    asked = {"jenis": "businesses.business"}
    assert len(rows(client, **asked, dari=day, sampai=day)) == 1
    assert rows(client, **asked, sampai=before) == []


def test_a_work_area_narrows_it(client_of, persona, petugas):
    registered(by=petugas, name="Usaha Fontein", products=("Sarung Fontein",))
    there = registered(by=petugas, name="Usaha Alak", kelurahan="Alak", products=("Sarung Alak",))
    product = there.products.get()
    product._history_user = petugas
    product.delete()
    nib_of(there.owner, by=petugas)
    client = client_of(persona("admin", username="admin-alak", kelurahan="Alak"))

    text = str(told(rows(client)))

    assert "Alak" in text
    assert "Fontein" not in text
    assert [e.kind for e in rows(client, jenis="businesses.product")] == ["removed", "added"]
    fontein = "53.71.04"
    assert rows(client, kecamatan=fontein) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"petugas": "9" * 30},
        {"petugas": "x"},
        {"jenis": "auth.user"},
        {"tindakan": "nothing.x"},
        {"dari": "31/02/2026"},
        {"dari": "0001-01-01"},
        {"sampai": "9999-12-31"},
        {"kecamatan": "' OR 1=1"},
    ],
)
def test_an_odd_filter_is_an_error_beside_it(client, petugas, asked):
    registered(by=petugas)
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(asked)
    assert response.context["rows"] == []


def test_pages_hold_everything_once(pimpinan, petugas):
    for number in range(4):
        registered(by=petugas, products=(f"Produk {number}",))
    seen, older = [], ""
    for _turn in range(5):
        page = activity_log.page(Asked(), by=pimpinan, before=older, size=3)
        assert len(page.events) <= 3
        seen += [event.subject for event in page.events]
        older = page.older
        if not older:
            break

    assert len(seen) == len(set(seen)) == 12


def test_older_events_are_behind_a_link_that_keeps_the_filters(client, petugas):
    for _ in range(60):
        registered(by=petugas)
    first = client.get(PAGE, {"jenis": "businesses.business"})
    link = first.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "jenis=businesses.business" in link

    second = client.get(PAGE + html.unescape(link))

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)


def queries(client, **asked):
    with CaptureQueriesContext(connection) as captured:
        rows(client, **asked)
    return len(captured)


def test_many_events_take_no_more_queries_than_few(client, petugas, verifikator):
    def more(times):
        for _ in range(times):
            business = verified(by=petugas, verifier=verifikator, products=("A",), category="tenun")
            nib_of(business.owner, by=petugas)

    more(1)
    client.get(PAGE)
    few = queries(client)
    more(8)
    many = queries(client)

    assert many <= few
    assert many <= 40


def test_every_kept_table_is_in_it():
    """A model with history or steps that was added later shows up by itself."""
    models = {source.model for source in sources()}
    assert {model for model in own_models() if hasattr(model, "history")} <= models
