"""The command: exact numbers, every status, the log-ins, and all of it or nothing."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLES
from businesses import scale
from businesses.models import Business, Kelurahan, Owner, Photo, Product
from businesses.registry import is_demo
from directory import projection
from directory.models import Listing
from licensing import coverage
from licensing.models import (
    AssistanceCase,
    Letter,
    LetterKind,
    Nib,
    NibActivity,
    NibStep,
    Permit,
    PermitType,
    Visit,
)
from tests.factories import registered
from umkm_registry.demo import staff, write

pytestmark = pytest.mark.django_db

PASSWORD = "kata sandi contoh 2026"
EVERY_VALUE = [
    (Business, "verification_status", Business.Verification),
    (Business, "activity_status", Business.Activity),
    (Business, "place_kind", Business.PlaceKind),
    (Business, "consent_manner", Business.ConsentManner),
    (Business, "financing", Business.Financing),
    (Business, "scale", scale.Scale),
    (Business, "scale_basis", scale.ScaleBasis),
    (Business, "sales_band", scale.SalesBand),
    (Business, "capital_band", scale.CapitalBand),
    (Business, "workers_band", scale.WorkersBand),
    (Owner, "kind", Owner.Kind),
    (Owner, "gender", Owner.Gender),
    (Owner, "education", Owner.Education),
    (Owner, "nik_absent_reason", Owner.NikAbsence),
    (Owner, "phone_absent_reason", Owner.PhoneAbsence),
    (Product, "halal_status", Product.Halal),
    (Nib, "status", Nib.Status),
    (Nib, "absence_reason", Nib.Absence),
    (Nib, "verified_how", Nib.CheckedBy),
    (NibActivity, "risk_level", NibActivity.Risk),
    (Permit, "status", Permit.Status),
    (AssistanceCase, "kind", AssistanceCase.Kind),
    (Visit, "outcome", Visit.Outcome),
    (Letter, "kind", LetterKind),
    (AssistanceCase, "stage", AssistanceCase.Stage),
    (AssistanceCase, "channel", AssistanceCase.Channel),
]


def seed(businesses: int, with_nib: int, seed: int = 1) -> str:
    """Run the command and return what it printed."""
    out = io.StringIO()
    call_command("seed_demo", businesses=businesses, with_nib=with_nib, seed=seed, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("businesses", "with_nib"), [(1, 0), (1, 1), (2, 1), (10, 10), (10, 0), (45, 1), (120, 119)]
)
def test_exactly_the_wanted_number_holds_a_nib(register, businesses, with_nib):
    seed(businesses, with_nib)

    totals = coverage.totals(Business.objects.all(), on=timezone.localdate())
    assert (totals["businesses"], totals["with_nib"]) == (businesses, with_nib)
    assert projection.check() == []


NOT_SOWN = {"erased"}  # the demo owners never asked for it


def test_even_a_small_demo_shows_every_status(register):
    seed(200, 140, 3)

    missing = {
        f"{model.__name__}.{field}": unseen
        for model, field, choices in EVERY_VALUE
        if (
            unseen := set(choices.values)
            - NOT_SOWN
            - set(model.objects.values_list(field, flat=True))
        )
    }
    assert missing == {}
    assert set(Permit.objects.values_list("type__code", flat=True)) == set(
        PermitType.objects.values_list("code", flat=True)
    )
    assert Business.objects.filter(visibility="hidden").exists()
    assert Business.objects.filter(primary_category=None).exists()
    assert Owner.objects.filter(nib=None).exists()


def _drawn() -> list[object]:
    """What a demo consists of, without keys of the data base and tokens."""
    return [
        list(Business.objects.order_by("code").values_list(
            "code", "name", "owner__name", "owner__nik_digest", "owner__nib__number", "phone",
            "registered_on", "verified_on", "lat", "lng", "annual_sales", "created_at",
        )),
        list(Product.objects.order_by("pk").values_list("name", "price_min", "price_max")),
        list(NibStep.objects.order_by("pk").values_list("action", "by__username", "at", "note")),
        list(Permit.objects.order_by("pk").values_list("number", "issued_on", "status")),
        list(AssistanceCase.objects.order_by("pk").values_list("kind", "stage", "opened_on")),
        list(Photo.objects.order_by("pk").values_list("image", "alt")),
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_register_and_another_one_another(register):
    drawn = []
    for number in (5, 5, 6):
        with transaction.atomic():
            seed(80, 50, number)
            drawn.append(_drawn())
            transaction.set_rollback(True)

    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_the_log_ins_work_and_stand_last_on_the_screen(register, settings, client):
    settings.DEMO_PASSWORD = PASSWORD

    lines = seed(3, 2).rstrip("\n").splitlines()

    assert not any("#" in line for line in lines)
    assert [line.split()[1] for line in lines[-7:]] == list(staff.LOGINS)
    assert all(line.endswith(PASSWORD) for line in lines[-7:])
    for login in staff.LOGINS:
        answer = client.post("/admin/login/", {"username": login, "password": PASSWORD})
        assert answer.status_code == 302, login
        assert User.objects.get(username=login).is_staff
    names = {role.login: role.name for role in ROLES}
    assert User.objects.get(username="pimpinan").groups.get().name == names["pimpinan"]
    assert not User.objects.filter(is_superuser=True).exists()


def test_without_a_password_in_the_settings_a_random_one_is_printed(register, client):
    first = seed(1, 0).split()[-1]

    assert len(first) >= 15
    assert User.objects.get(username="petugas").check_password(first)


def test_a_person_sees_a_bar_and_a_log_file_none(register):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    call_command("seed_demo", businesses=8, with_nib=4, seed=1, stdout=out)

    assert f"[{'#' * 40}] 8/8" in out.getvalue()


def test_a_register_in_use_is_left_alone(petugas):
    registered(by=petugas)

    with pytest.raises(CommandError, match="usaha|businesses"):
        seed(5, 3)

    assert (Business.objects.count(), User.objects.count(), is_demo()) == (1, 1, False)


def test_the_same_demo_is_recognised_and_another_one_refused(register):
    seed(5, 3, 9)
    before = _drawn(), User.objects.get(username="admin").password

    assert len(seed(5, 3, 9).splitlines()) == 1
    assert (_drawn(), User.objects.get(username="admin").password) == before
    with pytest.raises(CommandError):
        seed(5, 3, 10)


def test_an_account_of_that_name_is_not_taken_over(petugas):
    with pytest.raises(CommandError, match="petugas"):
        seed(5, 3)

    assert not Business.objects.exists()


@pytest.mark.parametrize(("businesses", "with_nib"), [(0, 0), (-1, 0), (5, 6), (5, -1)])
def test_senseless_numbers_are_refused(register, businesses, with_nib):
    with pytest.raises(CommandError):
        seed(businesses, with_nib)

    assert not User.objects.exists()


def test_without_places_it_asks_for_the_set_up(register):
    Kelurahan.objects.all().delete()

    with pytest.raises(CommandError, match="setup"):
        seed(5, 3)


def test_a_failure_at_the_end_leaves_nothing(register, monkeypatch):
    stored = []
    save = default_storage.save
    monkeypatch.setattr(
        default_storage, "save", lambda *args: stored.append(save(*args)) or stored[-1]
    )

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(write, "mark_as_demo", fail)

    with pytest.raises(RuntimeError):
        seed(80, 60)

    assert not any(model.objects.exists() for model in (Business, Owner, Nib, User, Listing))
    assert stored
    assert not any(default_storage.exists(name) for name in stored)
    assert not connection.needs_rollback
    assert Business._meta.get_field("created_at").auto_now_add
