"""Follow-up: what each risk level asks for, what meets it, and the lists that show the gaps."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from businesses.models import Kbli, Kelurahan
from licensing import follow_up, lifecycle
from licensing.admin import NibPanel
from licensing.admin.follow_up import shown_needs
from licensing.models import Nib, NibActivity, Permit, PermitType
from licensing.needs import State
from tests.factories import nib_of, registered

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LIST = "/admin/licensing/nib/"


@pytest.fixture
def business(petugas):
    return registered(by=petugas, kelurahan="Fontein")


@pytest.fixture
def nib(business, petugas):
    return nib_of(business.owner, by=petugas)


@pytest.fixture
def codes(register):
    """Five lines of the KBLI."""
    return list(Kbli.objects.order_by("pk")[:5])


def line_of(nib, kbli, risk):
    return NibActivity.objects.create(nib=nib, kbli=kbli, risk_level=risk)


def permit_for(kbli, *, code, by, status="granted", expires_on=None, **holder):
    permit = Permit(
        type=PermitType.objects.get(code=code),
        kbli=kbli,
        number="S-1",
        status=status,
        expires_on=expires_on,
        **holder,
    )
    permit.stamp(by)
    permit.save()
    return permit


def states(nib, **options):
    return [need.state for need in follow_up.needs_of(nib, **options)]


def page_of(nib):
    return reverse("admin:licensing_nib_change", args=[nib.pk])


@pytest.mark.parametrize(
    ("risk", "asks", "state"),
    [
        ("rendah", "", State.NOTHING),
        ("menengah_rendah", "sertifikat-standar", State.MISSING),
        ("menengah_tinggi", "sertifikat-standar", State.MISSING),
        ("tinggi", "izin", State.MISSING),
    ],
)
def test_what_a_risk_level_asks_for(nib, codes, risk, asks, state):
    line_of(nib, codes[0], risk)
    need = follow_up.needs_of(nib)[0]
    assert (need.asks, need.state, need.permit) == (asks, state, None)
    assert need.is_gap == follow_up.with_gap(Nib.objects.all()).exists()
    assert need.is_gap != follow_up.complete(Nib.objects.all()).exists()


@pytest.mark.parametrize("holder", ["owner", "business"])
def test_a_permit_of_the_owner_or_of_a_business_meets_it(nib, business, codes, perizinan, holder):
    line_of(nib, codes[0], "tinggi")
    held = {"owner": business.owner} if holder == "owner" else {"business": business}
    permit = permit_for(codes[0], code="izin", by=perizinan, **held)
    need = follow_up.needs_of(nib)[0]
    assert (need.state, need.permit) == (State.HELD, permit)
    assert not follow_up.with_gap(Nib.objects.all()).exists()


def test_another_kbli_another_kind_and_another_owner_do_not(nib, codes, petugas, perizinan):
    line_of(nib, codes[0], "tinggi")
    stranger = registered(by=petugas).owner
    permit_for(codes[1], code="izin", by=perizinan, owner=nib.owner)
    permit_for(codes[0], code="sertifikat-standar", by=perizinan, owner=nib.owner)
    permit_for(codes[0], code="izin", by=perizinan, owner=stranger)
    assert states(nib) == [State.MISSING]
    assert follow_up.with_gap(Nib.objects.all()).get() == nib


def test_the_same_digits_of_another_edition_are_another_line(nib, codes, perizinan):
    other = Kbli.objects.create(edition=2020, code=codes[0].code, title="Arti lain")
    line_of(nib, codes[0], "tinggi")
    permit_for(other, code="izin", by=perizinan, owner=nib.owner)
    assert states(nib) == [State.MISSING]


@pytest.mark.parametrize("status", ["refused", "revoked"])
def test_a_permit_that_is_not_granted_is_shown_and_stays_a_gap(nib, codes, perizinan, status):
    line_of(nib, codes[0], "menengah_tinggi")
    permit = permit_for(
        codes[0], code="sertifikat-standar", by=perizinan, owner=nib.owner, status=status
    )
    need = follow_up.needs_of(nib)[0]
    assert (need.state, need.permit, need.is_gap) == (State(status), permit, True)
    assert follow_up.with_gap(Nib.objects.all()).get() == nib


@pytest.mark.parametrize("holder", ["owner", "business"])
def test_what_is_applied_for_is_under_way_and_no_gap(nib, business, codes, perizinan, holder):
    line_of(nib, codes[0], "menengah_tinggi")
    held = {"owner": business.owner} if holder == "owner" else {"business": business}
    asked = {"code": "sertifikat-standar", "by": perizinan, **held}
    permit_for(codes[0], expires_on=TODAY - timedelta(days=1), **asked)
    assert states(nib) == [State.EXPIRED]
    permit = permit_for(codes[0], status="applied", **asked)
    need, nibs = follow_up.needs_of(nib)[0], Nib.objects.all()
    assert (need.state, need.permit) == (State.APPLIED, permit)
    assert (need.is_gap, need.is_under_way) == (False, True)
    assert follow_up.under_way(nibs).get() == nib
    assert follow_up.number_lacking([nib.pk]) == {}
    assert not follow_up.with_gap(nibs).exists()
    assert not follow_up.complete(nibs).exists(), "it is not there yet"

    line_of(nib, codes[1], "tinggi")
    assert follow_up.with_gap(nibs).get() == nib
    assert not follow_up.under_way(nibs).exists(), "what lacks something is counted there"


def test_the_last_day_counts_and_the_next_does_not(nib, codes, perizinan):
    line_of(nib, codes[0], "tinggi")
    permit_for(codes[0], code="izin", by=perizinan, owner=nib.owner, expires_on=TODAY)
    nibs, tomorrow = Nib.objects.all(), TODAY + timedelta(days=1)
    assert states(nib) == [State.HELD]
    assert not follow_up.with_gap(nibs).exists()
    assert states(nib, on=tomorrow) == [State.EXPIRED]
    assert follow_up.with_gap(nibs, on=tomorrow).get() == nib


def test_of_several_permits_the_one_that_says_most_is_shown(nib, codes, perizinan):
    line_of(nib, codes[0], "tinggi")
    made = [
        permit_for(codes[0], code="izin", by=perizinan, owner=nib.owner, status=status)
        for status in ("granted", "granted", "applied", "revoked")
    ]
    assert follow_up.needs_of(nib)[0].permit == made[1], "the newest of those that are held"


def test_a_nib_that_is_not_in_force_is_not_asked(nib, codes, perizinan):
    line_of(nib, codes[0], "tinggi")
    nib = lifecycle.move(nib, "freeze", by=perizinan, version=nib.version, note="Surat")
    assert follow_up.needs_of(nib) == []
    assert not follow_up.with_gap(Nib.objects.all()).exists()


def test_a_nib_without_lines_is_neither_complete_nor_lacking(nib):
    nibs = Nib.objects.all()
    assert not follow_up.with_gap(nibs).exists()
    assert not follow_up.complete(nibs).exists()
    assert follow_up.without_lines(nibs).get() == nib


def test_the_sets_say_what_the_needs_say(petugas, perizinan, codes):
    """Random NIBs, lines and permits: the SQL and the page have one definition."""
    dice = random.Random(53)
    for _count in range(40):
        owned = registered(by=petugas)
        nib = nib_of(owned.owner, by=petugas)
        for kbli in dice.sample(codes, dice.randint(0, 3)):
            line_of(nib, kbli, dice.choice(NibActivity.Risk.values))
        Nib.objects.filter(pk=nib.pk).update(
            status=dice.choice(["recorded", "recorded", "recorded", "frozen", "revoked"])
        )
        for _permit in range(dice.randint(0, 4)):
            permit_for(
                dice.choice(codes),
                code=dice.choice(["izin", "sertifikat-standar"]),
                by=perizinan,
                status=dice.choice(["granted", "applied", *Permit.Status.values]),
                expires_on=TODAY + timedelta(days=dice.randint(-2, 2))
                if dice.random() < 0.7
                else None,
                **({"owner": owned.owner} if dice.random() < 0.5 else {"business": owned}),
            )
    nibs, seen = Nib.objects.all(), set()
    for on in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)):
        needs = {nib.pk: follow_up.needs_of(nib, on=on) for nib in nibs}
        gaps = {pk: sum(need.is_gap for need in found) for pk, found in needs.items()}
        lacking = {pk for pk, number in gaps.items() if number}
        in_force = {nib.pk for nib in nibs if nib.is_in_force}
        without = {nib.pk for nib in nibs if nib.is_in_force and not nib.activities.exists()}

        assert set(follow_up.with_gap(nibs, on=on).values_list("pk", flat=True)) == lacking
        assert set(follow_up.without_lines(nibs).values_list("pk", flat=True)) == without
        complete = set(follow_up.complete(nibs, on=on).values_list("pk", flat=True))
        waiting = {pk for pk, found in needs.items() if any(need.is_under_way for need in found)}
        under_way = set(follow_up.under_way(nibs, on=on).values_list("pk", flat=True))
        assert under_way == waiting - lacking
        assert complete == in_force - lacking - under_way - without
        number = follow_up.number_lacking(gaps, on=on)
        assert number == {pk: count for pk, count in gaps.items() if count}
        assert lacking
        assert complete
        seen |= under_way
    assert seen


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps statistics")
def test_the_permits_of_a_line_are_found_by_their_holder(register):
    """By the kind it took a minute for 12,000 NIBs, by the holder a tenth of a second."""
    plan = follow_up.with_gap(Nib.objects.all()).explain()
    assert "licensing_permit_owner_id" in plan
    assert "licensing_permit_type_id" not in plan
    assert "licensing_permit_kbli_id" not in plan


# -- where it is shown -----------------------------------------------------------------------------


def test_the_page_shows_each_line_with_its_permit_or_the_way_to_enter_it(
    nib, codes, perizinan, pimpinan, client_of
):
    line_of(nib, codes[0], "tinggi")
    line = line_of(nib, codes[1], "menengah_rendah")
    permit = permit_for(codes[0], code="izin", by=perizinan, owner=nib.owner)
    link = reverse("admin:licensing_permit_change", args=[permit.pk])
    enter = reverse("admin:licensing_permit_for_line", args=[line.pk])

    text = client_of(perizinan).get(page_of(nib)).content.decode()
    assert link in text
    assert text.count("/permit/baru/baris/") == 1
    assert f'<a href="{enter}">' in text
    text = client_of(pimpinan).get(page_of(nib)).content.decode()
    assert link in text
    assert enter not in text


def test_a_permit_of_a_business_outside_the_area_counts_but_has_no_link(
    nib, codes, petugas, perizinan, persona, client_of
):
    far = registered(by=petugas, owner=nib.owner, kelurahan="Alak")
    line_of(nib, codes[0], "tinggi")
    permit = permit_for(codes[0], code="izin", by=perizinan, business=far)
    local = persona("perizinan", username="perizinan-fontein", kelurahan="Fontein")
    answer = client_of(local).get(page_of(nib))
    assert [shown.need.state for shown in answer.context["needs"]] == [State.HELD]
    assert reverse("admin:licensing_permit_change", args=[permit.pk]) not in answer.content.decode()


def test_what_is_shown_takes_the_same_queries_for_one_line_and_for_five(nib, codes, perizinan):
    def taken():
        with CaptureQueriesContext(connection) as context:
            number = len(shown_needs(nib, to=perizinan))
        return len(context), number

    line_of(nib, codes[0], "tinggi")
    permit_for(codes[0], code="izin", by=perizinan, owner=nib.owner)
    assert perizinan.has_perm("licensing.view_permit"), "the permissions are read once"
    few, one = taken()
    for kbli in codes[1:]:
        line_of(nib, kbli, "tinggi")
        permit_for(kbli, code="izin", by=perizinan, owner=nib.owner)
    many, five = taken()
    assert (one, five) == (1, 5)
    assert few == many == 4


def test_the_page_of_the_business_says_how_many_lines_lack_it(
    nib, business, codes, petugas, client_of
):
    page = reverse("admin:businesses_business_change", args=[business.pk])

    def lacking():
        panels = client_of(petugas).get(page).context["panels"]
        panel = next(panel for panel in panels if isinstance(panel, NibPanel))
        return panel.gaps, len(panel.needs)

    line_of(nib, codes[0], "rendah")
    assert lacking() == (0, 1)
    line_of(nib, codes[1], "tinggi")
    line_of(nib, codes[2], "tinggi")
    assert lacking() == (2, 3)


@pytest.fixture
def each(petugas, perizinan, codes):
    """NIBs with a gap, complete, without lines, and under way."""
    made = [nib_of(registered(by=petugas).owner, by=petugas) for _ in range(4)]
    line_of(made[0], codes[0], "tinggi")
    line_of(made[0], codes[1], "menengah_tinggi")
    line_of(made[1], codes[0], "rendah")
    line_of(made[3], codes[0], "tinggi")
    permit_for(codes[0], code="izin", by=perizinan, owner=made[3].owner, status="applied")
    return made


@pytest.mark.parametrize(
    ("value", "index"), [("kurang", 0), ("lengkap", 1), ("tanpa", 2), ("proses", 3)]
)
def test_the_list_is_filtered_by_it(each, laporan, client_of, value, index):
    found = client_of(laporan).get(LIST, {"tindak_lanjut": value}).context["cl"].result_list
    assert list(found) == [each[index]]


def test_an_unknown_choice_is_no_error(each, laporan, client_of):
    assert client_of(laporan).get(LIST, {"tindak_lanjut": "apa"}).status_code == 200


def test_the_filter_keeps_to_the_area(each, persona, client_of):
    place = Kelurahan.objects.exclude(name="Fontein").first()
    stranger = persona("perizinan", username="perizinan-jauh", kelurahan=place.name)
    found = client_of(stranger).get(LIST, {"tindak_lanjut": "kurang"}).context["cl"].result_list
    assert list(found) == []


def test_the_download_counts_the_lines_that_lack_it(each, laporan, petugas, client_of):
    lifecycle.of_owner(registered(by=petugas).owner, by=petugas)
    answer = client_of(laporan).get(f"{LIST}unduh/csv/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *rows = (row.split(",") for row in text.splitlines())
    column = head.index("tindak_lanjut_kurang")
    assert sorted(row[column] for row in rows) == ["", "0", "0", "0", "2"]
