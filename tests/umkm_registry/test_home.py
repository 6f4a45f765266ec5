"""The home of the back office: every number is the length of the list that it leads to."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from businesses import verification
from businesses.models import Business, DataRequest, DuplicatePair, Kbli, VerificationStep
from imports import uploads
from licensing import assistance, permits
from licensing.models import AssistanceCase, NibActivity, Permit, PermitType
from tests.factories import nib_of, published, registered, verified
from umkm_registry import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(petugas, verifikator, perizinan, administrator, persona):
    """Some of everything that waits, in two kelurahan and by two officers."""
    other = persona("petugas", username="petugas-lain")
    for kelurahan in ("Fontein", "Fontein", "Alak"):
        registered(by=petugas, kelurahan=kelurahan)
        registered(by=other, kelurahan=kelurahan)
    for by in (petugas, other):
        business = registered(by=by)
        verification.submit(business, by=by, version=1)
    returned = registered(by=petugas, kelurahan="Alak")
    returned = verification.submit(returned, by=petugas, version=1)
    verification.move(returned, "return", by=verifikator, version=2, note="Alamat?")
    old = verified(by=petugas, verifier=verifikator)
    Business.objects.filter(pk=old.pk).update(verified_on=timezone.localdate() - timedelta(1200))
    shown = published(by=petugas, verifier=verifikator)
    nib_of(shown.owner, by=petugas)
    nib_of(old.owner, by=petugas)
    first, second = sorted([old.pk, shown.pk])
    DuplicatePair.objects.create(first_id=first, second_id=second, score=80)
    yesterday = timezone.localdate() - timedelta(days=1)
    late = AssistanceCase(
        business=shown,
        kind="halal",
        officer=perizinan,
        opened_on=yesterday - timedelta(days=9),
        due_on=yesterday,
    )
    assistance.open_case(late, by=perizinan)
    request = DataRequest(kind="access", applicant="Mama Uji", contact="di kantor")
    request.stamp(administrator)
    request.save()
    _permits(shown, old, by=perizinan)
    uploads.receive(b"Nama Usaha", file_name="daftar.csv", by=petugas)
    return {"shown": shown, "late": late}


def _permits(shown, old, *, by):
    """A NIB whose line asks for a certificate, a permit past its date, and one that ends soon."""
    kbli = Kbli.objects.filter(edition="2025").first()
    NibActivity.objects.create(nib=shown.owner.nib, kbli=kbli, risk_level="menengah_rendah")
    kind = PermitType.objects.get(code="slhs")
    for business, days in ((shown, -1), (old, 60)):
        end = timezone.localdate() + timedelta(days=days)
        permits.enter(Permit(type=kind, business=business, number="1", expires_on=end), by=by)


def rows_behind(response):
    """How many rows the page lists: a change list, or a queue of its own."""
    context = response.context
    if "lists" in context:
        return len(context["lists"])
    return context["cl"].queryset.count() if "cl" in context else context["count"]


@pytest.mark.parametrize("area", ["", "Alak"])
@pytest.mark.parametrize(
    "role", ["petugas", "verifikator", "perizinan", "laporan", "pimpinan", "admin"]
)
def test_every_number_is_the_length_of_its_list(city, persona, client_of, role, area):
    from accounts.models import User

    if area:
        user = persona(role, username=f"{role}-alak", kelurahan=area)
    else:
        user = User.objects.filter(username=role).first() or persona(role)
    client = client_of(user)
    page = client.get("/admin/")
    assert page.status_code == 200
    numbers = [*page.context["figures"], *page.context["tasks"]]
    assert len(numbers) >= 4

    for number in numbers:
        listed = client.get(number.url)
        assert listed.status_code == 200, number.label
        assert rows_behind(listed) == number.count, str(number.label)
    assert all(f'href="{n.url.replace("&", "&amp;")}"' in page.content.decode() for n in numbers)


def test_the_queues_hold_what_was_made_above(city, client_of, petugas, verifikator, perizinan):
    def waiting(user):
        return [task.count for task in home.tasks(user)]

    assert waiting(petugas)[:3] == [3, 1, 1], "three drafts, a list, one returned, of the own ones"
    assert waiting(verifikator)[:2] == [2, 1], "two to verify, one verified too long ago"
    assert [figure.count for figure in home.figures(verifikator)] == [11, 2, 2, 1]
    assert waiting(perizinan)[:4] == [2, 1, 1, 9], "two NIB; one case, late; nine without a NIB"
    assert waiting(perizinan)[4:] == [1, 1, 1], "a certificate, a permit past its date, one soon"


def test_the_age_of_the_oldest_is_shown(city, client_of, verifikator):
    VerificationStep.objects.update(at=timezone.now() - timedelta(days=12, hours=1))
    oldest = next(iter(home.tasks(verifikator))).days
    assert oldest is not None
    text = client_of(verifikator).get("/admin/").content.decode()
    assert re.search(rf"{oldest} hari", text)


def test_home_needs_a_handful_of_queries(
    city, client_of, verifikator, django_assert_max_num_queries
):
    client = client_of(verifikator)
    client.get("/admin/")
    with django_assert_max_num_queries(20):
        client.get("/admin/")


def test_who_may_import_finds_the_way_to_it(client_of, petugas, verifikator):
    assert 'href="/admin/impor/">Impor daftar</a>' in enter_of(client_of(petugas))
    assert "/admin/impor/" not in enter_of(client_of(verifikator))


def enter_of(client) -> str:
    """The buttons with which work begins."""
    _before, found, after = client.get("/admin/").content.decode().partition('class="home-enter"')
    return after.partition("</p>")[0] if found else ""
