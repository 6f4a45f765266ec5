"""Look-alikes: found by blocks, kept as pairs, decided once, shown within the area only."""

from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404

from benchmarks.duplicate_pairs import make
from businesses import duplicates, lookalikes, merging, registration
from businesses.models import Business, DuplicatePair, Kelurahan
from businesses.registration import Entry
from businesses.similarity import LIKELY
from common.workflow import StaleVersion, WrongState
from tests.factories import invented_nik, make_business, make_owner, registered
from umkm_registry.demo import names

pytestmark = pytest.mark.django_db
PHONE = "+6281211110000"


@pytest.fixture
def saved(django_capture_on_commit_callbacks):
    """Register, and let happen what happens once the transaction is certain."""

    def make_one(**fields: object) -> Business:
        with django_capture_on_commit_callbacks(execute=True):
            return registered(**fields)

    return make_one


def twins(saved, petugas) -> tuple[Business, Business]:
    owner = make_owner(name="Maria Benu", phone=PHONE)
    one = saved(by=petugas, name="Kios Berkat Jaya", owner=owner)
    return one, saved(by=petugas, name="Kios Brekat Jaya", owner=one.owner)


def found_by(business: Business, user) -> list[lookalikes.Candidate]:
    return lookalikes.candidates(lookalikes.traits_of(business), visible_to=user)


# -- the search --------------------------------------------------------------------------------


def test_one_check_is_few_queries(petugas, django_assert_max_num_queries):
    for number in range(30):
        registered(by=petugas, name=f"Kios Berkat {number}")
    draft = make_business(name="Kios Berkat 3", owner=make_owner(nik=invented_nik(), phone=PHONE))
    with django_assert_max_num_queries(5):
        found = found_by(draft, petugas)
    assert found


@pytest.mark.parametrize("where", ["owner", "phone", "whatsapp"])
def test_one_number_is_one_number_wherever_it_stands(petugas, where):
    known = {where: PHONE} if where != "owner" else {"owner": make_owner(phone=PHONE)}
    stored = registered(by=petugas, name="Kios Berkat", kelurahan="Alak", **known)
    draft = make_business(name="Kios Berkat", kelurahan="Fontein", whatsapp=PHONE)
    assert [found.pk for found in found_by(draft, petugas)] == [stored.pk]
    assert "same_phone" in found_by(draft, petugas)[0].likeness.reasons


def test_a_nik_finds_the_legal_entity_of_the_same_person(petugas):
    nik = invented_nik()
    stored = registered(
        by=petugas,
        name="PT Maju Sejati",
        owner=make_owner(nik=nik, kind="pt", name="PT Maju Sejati"),
    )
    draft = make_business(name="Maju Sejati", owner=make_owner(nik=nik, name="Ana Mau"))
    found = found_by(draft, petugas)
    assert [one.pk for one in found] == [stored.pk]
    assert found[0].likeness.reasons[0] == "same_nik"


def test_a_similar_name_is_looked_for_in_the_same_kelurahan_only(petugas):
    registered(by=petugas, name="Kios Berkat Jaya", kelurahan="Alak")
    assert found_by(make_business(name="Kios Berkat Jaya", kelurahan="Fontein"), petugas) == []
    assert found_by(make_business(name="Kios Berkat Jaya", kelurahan="Alak"), petugas)


def test_placeholders_find_nobody(petugas):
    registered(by=petugas, name="Kios")
    registered(by=petugas, name="Warung Makan")
    for name in ("Kios", "Warung Makan", "-"):
        assert found_by(make_business(name=name), petugas) == []


def test_it_says_whose_record_it_is(petugas):
    stored = registered(by=petugas, name="Kios Berkat", owner=make_owner(name="Maria Benu"))
    draft = make_business(name="Kios Berkat", owner=make_owner(name="Maria Benu"))
    found = found_by(draft, petugas)[0]
    assert (found.code, found.kelurahan, found.entered_by) == (
        stored.code,
        "Fontein",
        petugas.full_name,
    )


def test_outside_the_area_a_record_shows_nothing_but_its_kelurahan(petugas, persona):
    owner = make_owner(name="Maria Rahasia", phone=PHONE)
    registered(by=petugas, name="Kios Tertutup", kelurahan="Oebobo", owner=owner)
    local = persona("petugas", username="petugas-alak", kelurahan="Alak")
    found = found_by(make_business(name="Kios Tertutup", kelurahan="Alak", phone=PHONE), local)[0]
    assert (found.is_visible, found.kelurahan) == (False, "Oebobo")
    assert (found.name, found.code, found.owner_name, found.entered_by) == ("", "", "", "")


def test_a_merged_record_is_found_no_more(saved, petugas, verifikator):
    one, other = twins(saved, petugas)
    merging.merge(one, other, taken=(), by=verifikator, survivor_version=1, absorbed_version=1)
    draft = make_business(name=other.name, owner=one.owner)
    assert [found.pk for found in found_by(draft, petugas)] == [one.pk]


# -- pairs -------------------------------------------------------------------------------------


def test_a_save_puts_the_pair_on_the_list(saved, petugas):
    one, other = twins(saved, petugas)
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.status) == (one, other, "open")
    assert pair.score >= LIKELY
    assert "same_owner" in pair.reasons


def test_what_is_no_longer_alike_leaves_the_list(
    saved, petugas, django_capture_on_commit_callbacks
):
    _one, other = twins(saved, petugas)
    other.name = "Tenun Ikat Nekmese"
    with django_capture_on_commit_callbacks(execute=True):
        registration.revise(other, by=petugas, version=other.version)
    assert not DuplicatePair.objects.exists()


def test_not_a_duplicate_is_remembered(saved, petugas):
    one, other = twins(saved, petugas)
    pair = DuplicatePair.objects.get()
    duplicates.move(pair, "distinct", by=petugas, version=pair.version)
    for _ in range(2):
        duplicates.refresh([one.pk, other.pk])
        duplicates.scan()
    pair.refresh_from_db()
    assert pair.status == "distinct"
    assert DuplicatePair.objects.count() == 1
    assert not DuplicatePair.objects.open().exists()
    assert pair.steps.get().by == petugas


def test_a_decision_can_be_taken_up_again_and_then_stays_on_the_list(saved, petugas):
    one, other = twins(saved, petugas)
    pair = DuplicatePair.objects.get()
    pair = duplicates.move(pair, "distinct", by=petugas, version=pair.version)
    duplicates.move(pair, "reopen", by=petugas, version=pair.version)
    Business.objects.filter(pk=other.pk).update(name="Tenun Ikat Nekmese")
    duplicates.refresh([one.pk])
    assert DuplicatePair.objects.open().count() == 1


def test_a_pair_put_on_the_list_by_hand_stays_until_it_is_decided(saved, petugas):
    one, other = saved(by=petugas, name="Kios Berkat"), saved(by=petugas, name="Tenun Nekmese")
    pair = duplicates.pair_of(other, one, by=petugas)
    assert (pair.first, pair.second) == (one, other)
    duplicates.refresh([one.pk, other.pk])
    assert duplicates.pair_of(one, other, by=petugas) == pair


def test_the_owner_with_a_new_phone_is_compared_too(
    saved, petugas, django_capture_on_commit_callbacks
):
    one = saved(by=petugas, name="Kios Berkat Jaya", phone=PHONE)
    other = saved(by=petugas, name="Kios Berkat Jaya", owner=make_owner(name="Rut Tefa"))
    assert not DuplicatePair.objects.exists()
    owner = other.owner
    owner.name, owner.phone = one.owner.name, PHONE
    with django_capture_on_commit_callbacks(execute=True):
        registration.save_owner(owner, by=petugas, version=owner.version)
    assert DuplicatePair.objects.get().reasons[0] == "same_phone"


def test_an_import_is_compared_by_the_command_and_not_in_its_transaction(
    petugas, django_capture_on_commit_callbacks, capsys
):
    owner = make_owner(name="Maria Benu")
    entries = [Entry(owner, make_business(name="Kios Berkat Jaya", owner=owner)) for _ in range(6)]
    with django_capture_on_commit_callbacks(execute=True):
        registration.register_all(entries, by=petugas)
    assert not DuplicatePair.objects.exists()
    for _ in range(2):
        call_command("find_duplicates")
        assert DuplicatePair.objects.open().count() == 15
    assert "15" in capsys.readouterr().out


def test_the_command_and_the_single_check_find_the_same(saved, petugas):
    owner = make_owner(name="Maria Benu", phone=PHONE)
    for place in ("Fontein", "Fontein", "Alak"):
        saved(by=petugas, name="Kios Berkat Jaya", owner=owner, kelurahan=place)
    stored = {(p.first_id, p.second_id, p.score) for p in DuplicatePair.objects.all()}
    assert len(stored) == 3
    DuplicatePair.objects.all().delete()
    duplicates.scan()
    assert {(p.first_id, p.second_id, p.score) for p in DuplicatePair.objects.all()} == stored


# -- who decides -------------------------------------------------------------------------------


def test_deciding_needs_the_permission_the_area_and_the_version(saved, petugas, laporan, persona):
    twins(saved, petugas)
    pair = DuplicatePair.objects.get()
    with pytest.raises(PermissionDenied):
        duplicates.move(pair, "distinct", by=laporan, version=pair.version)
    local = persona("petugas", username="petugas-alak", kelurahan="Alak")
    with pytest.raises(Http404):
        duplicates.move(pair, "distinct", by=local, version=pair.version)
    assert not DuplicatePair.objects.visible_to(local).exists()
    with pytest.raises(StaleVersion):
        duplicates.move(pair, "distinct", by=petugas, version=pair.version + 1)
    duplicates.move(pair, "distinct", by=petugas, version=pair.version)
    with pytest.raises(WrongState):
        duplicates.move(pair, "distinct", by=petugas, version=None)


def test_a_merge_settles_the_other_pairs_of_the_merged_record(saved, petugas, verifikator):
    one, other = twins(saved, petugas)
    third = saved(by=petugas, name="Kios Berkat Jaya", owner=one.owner)
    assert DuplicatePair.objects.open().count() == 3
    pair = DuplicatePair.objects.get(first=other, second=third)
    done = merging.merge(
        one, other, taken=(), by=verifikator, survivor_version=1, absorbed_version=1
    )
    assert list(DuplicatePair.objects.open()) == [
        DuplicatePair.objects.get(first=one, second=third)
    ]
    with pytest.raises(WrongState):
        duplicates.move(pair, "distinct", by=petugas, version=pair.version)
    merging.undo(done, by=verifikator)
    assert DuplicatePair.objects.open().count() == 3


def test_every_status_is_reachable():
    assert duplicates.WORKFLOW.unreachable() == set()


# -- how well ----------------------------------------------------------------------------------


def test_true_pairs_are_found_and_look_alikes_are_not(petugas):
    """The small sister of benchmarks/duplicates.py: a register, 60 pairs and 150 look-alikes."""
    rng = Random(7)
    places = list(Kelurahan.objects.order_by("pk")[:6])
    patterns = "Kios {blessing} {again}|Warung {title} {given}|Sei {local}|Toko {marga}".split("|")
    streets = ("Jl. Timor Raya No. 12", "Jl. Sumba No. 4", "Jl. El Tari", "")
    entries = []
    for n in range(400):
        place = rng.choice(places)
        person = names.person(rng, is_female=n % 2 == 0)
        nik, phone = invented_nik() if n % 4 else "", f"+62860{n:08d}" if n % 5 else ""
        business = make_business(
            name=names.business(rng, rng.choice(patterns), person, place.name),
            owner=make_owner(name=person, nik=nik, phone=phone),
            kelurahan=place,
            address=rng.choice(streets),
            rt=f"{n % 9 + 1:03d}",
            rw=f"{n % 5 + 1:03d}",
        )
        entries.append(Entry(business.owner, business))
    registration.register_all(entries, by=petugas)
    made = make(seed=11, pairs=60, lookalikes=150)
    registration.register_all([Entry(one.business.owner, one.business) for one in made], by=petugas)

    right = wrong = 0
    for one in made:
        traits = lookalikes.traits_of(one.business)
        for other, _same in lookalikes.scores(traits, least=LIKELY):
            right, wrong = right + (other.pk == one.twin_of), wrong + (other.pk != one.twin_of)
    assert right / 60 >= 0.9
    assert right / (right + wrong) >= 0.95
