"""A colleague who leaves: the account is closed, never deleted, and the history keeps the name."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import staff
from accounts.models import LoginSession, User
from businesses.models import WorkArea
from common.workflow import Refused
from tests.factories import registered

pytestmark = pytest.mark.django_db


def url_of(user, step=""):
    return f"/admin/accounts/user/{user.pk}/{step or 'change'}/"


@pytest.fixture
def keeper(client_of, administrator):
    """The browser of an administrator."""
    return client_of(administrator)


# -- closing and opening ---------------------------------------------------------------------------


def test_closing_asks_first_and_then_ends_everything(keeper, client_of, petugas):
    officer = client_of(petugas)
    page = keeper.get(url_of(petugas, "nonaktifkan")).content.decode()
    assert "dengan namanya dalam riwayat" in page
    petugas.refresh_from_db()
    assert petugas.is_active

    answer = keeper.post(url_of(petugas, "nonaktifkan"), follow=True)
    assert "sudah dinonaktifkan" in answer.content.decode()
    petugas.refresh_from_db()
    assert not petugas.is_active
    assert officer.get("/admin/sesi/").status_code == 302
    assert not LoginSession.objects.filter(user=petugas).exists()
    assert LogEntry.objects.get().object_id == str(petugas.pk)


def test_a_closed_account_cannot_log_in_and_is_told_nothing(keeper, petugas):
    petugas.set_password("kata sandi yang panjang sekali")
    petugas.save()
    keeper.post(url_of(petugas, "nonaktifkan"))
    data = {"username": "petugas", "password": "kata sandi yang panjang sekali"}
    answer = Client().post("/admin/login/", data)
    assert answer.status_code == 200
    assert "Nama akun atau kata sandi salah." in answer.content.decode()


def test_the_history_keeps_the_name(keeper, client_of, petugas, verifikator):
    business = registered(by=petugas, name="Tenun Uji")
    keeper.post(url_of(petugas, "nonaktifkan"))
    page = client_of(verifikator).get(f"/admin/businesses/business/{business.pk}/history/")
    assert str(petugas) in page.content.decode()
    business.refresh_from_db()
    assert business.created_by == petugas


def test_an_account_is_opened_again_with_a_new_password_to_choose(keeper, petugas, fontein):
    WorkArea.objects.create(officer=petugas, kelurahan=fontein)
    keeper.post(url_of(petugas, "nonaktifkan"))
    assert keeper.get(url_of(petugas, "aktifkan")).status_code == 200
    keeper.post(url_of(petugas, "aktifkan"))
    petugas.refresh_from_db()
    assert petugas.is_active
    assert petugas.must_change_password
    assert [str(area) for area in petugas.work_areas.all()] == ["Fontein"]
    assert petugas.groups.get().name == "Petugas Pendataan"


def test_nobody_closes_the_own_account(keeper, administrator, persona):
    persona("admin", username="admin2")
    answer = keeper.post(url_of(administrator, "nonaktifkan"), follow=True)
    assert "Anda tidak dapat menonaktifkan akun sendiri." in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_administrator_stays(administrator, persona):
    second = persona("admin", username="admin2")
    staff.deactivate(second, by=administrator)
    # The page of `second` is still open, so its permissions were read before.
    with pytest.raises(Refused, match="yang terakhir"):
        staff.deactivate(administrator, by=second)
    third = persona("admin", username="admin3")
    with pytest.raises(PermissionDenied):
        staff.deactivate(third, by=second)
    staff.deactivate(third, by=administrator)
    chief = User.objects.create_superuser("kepala", "k@example.go.id", "x" * 20, full_name="K")
    staff.deactivate(administrator, by=chief)
    User.objects.filter(pk=second.pk).update(is_active=True)
    User.objects.filter(pk=chief.pk).update(is_active=False, is_superuser=False)
    assert staff.is_last_administrator(second)


def test_nobody_changes_the_own_role_or_area(keeper, administrator, register):
    data = {
        "username": "admin",
        "full_name": "Admin Uji",
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "work_areas-TOTAL_FORMS": 0,
        "work_areas-INITIAL_FORMS": 0,
    }
    assert keeper.post(url_of(administrator), data).status_code == 302
    administrator.refresh_from_db()
    assert administrator.is_citywide
    assert [group.name for group in administrator.groups.all()] == ["Administrator"]


def test_an_administrator_of_one_area_hands_out_no_more(client_of, persona, petugas):
    local = persona("admin", username="admin-alak", kelurahan="Alak")
    data = {"username": "petugas", "full_name": "Petugas Uji", "is_citywide": "on"}
    petugas.is_citywide = False
    petugas.save()
    assert client_of(local).post(url_of(petugas), data).status_code == 302
    petugas.refresh_from_db()
    assert not petugas.is_citywide
    assert petugas.groups.exists()


def test_closing_twice_is_refused_in_words(keeper, petugas):
    keeper.post(url_of(petugas, "nonaktifkan"))
    answer = keeper.post(url_of(petugas, "nonaktifkan"), follow=True)
    assert "Akun ini sudah nonaktif." in answer.content.decode()


@pytest.mark.parametrize("role", ["petugas", "verifikator", "perizinan", "laporan", "pimpinan"])
@pytest.mark.parametrize("act", [staff.deactivate, staff.reactivate, staff.log_out_everywhere])
def test_only_who_keeps_accounts_may(persona, administrator, role, act):
    with pytest.raises(PermissionDenied):
        act(administrator, by=persona(role))


@pytest.mark.parametrize("step", ["nonaktifkan", "aktifkan", "keluarkan"])
def test_other_roles_reach_no_page_of_it(client_of, laporan, petugas, step):
    browser = client_of(laporan)
    assert browser.get(url_of(petugas, step)).status_code in (403, 404)
    assert browser.post(url_of(petugas, step)).status_code in (403, 404)
    petugas.refresh_from_db()
    assert petugas.is_active


@pytest.mark.parametrize("step", ["nonaktifkan", "aktifkan", "keluarkan"])
def test_a_superuser_is_out_of_reach_of_an_administrator(keeper, step):
    chief = User.objects.create_superuser("kepala", "k@example.go.id", "x" * 20, full_name="K")
    assert keeper.post(url_of(chief, step)).status_code == 404
    assert keeper.post(f"/admin/accounts/user/{10**30}/{step}/").status_code == 404


def test_no_form_closes_or_deletes_an_account(keeper, petugas, administrator):
    data = {
        "username": "petugas",
        "full_name": "Petugas Uji",
        "groups": [petugas.groups.get().pk],
        "work_areas-TOTAL_FORMS": 0,
        "work_areas-INITIAL_FORMS": 0,
    }
    assert keeper.post(url_of(petugas), data).status_code == 302
    petugas.refresh_from_db()
    assert petugas.is_active
    assert petugas.is_staff
    assert keeper.post(url_of(petugas, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=petugas.pk).exists()


def test_all_log_ins_of_a_colleague_can_be_ended(keeper, client_of, petugas):
    one, two = client_of(petugas), client_of(petugas)
    assert "2 perangkat" in keeper.get(url_of(petugas, "keluarkan")).content.decode()
    answer = keeper.post(url_of(petugas, "keluarkan"), follow=True)
    assert "2 sesi sudah diakhiri." in answer.content.decode()
    assert one.get("/admin/sesi/").status_code == two.get("/admin/sesi/").status_code == 302
    petugas.refresh_from_db()
    assert petugas.is_active


def test_closing_is_refused_by_its_function_too(administrator, petugas):
    with pytest.raises(Refused, match="sendiri"):
        staff.deactivate(administrator, by=administrator)
    with pytest.raises(Refused):
        staff.reactivate(petugas, by=administrator)


# -- what an account sees ----------------------------------------------------------------------


def test_an_account_without_an_area_is_marked(keeper, persona, petugas):
    lost = persona("petugas", username="tanpa-wilayah")
    User.objects.filter(pk=lost.pk).update(is_citywide=False)
    page = keeper.get(url_of(lost)).content.decode()
    assert "Akun ini tidak melihat apa pun" in page
    assert "Akun ini tidak melihat apa pun" not in keeper.get(url_of(petugas)).content.decode()
    listed = keeper.get("/admin/accounts/user/?q=tanpa-wilayah").content.decode()
    assert "Tidak melihat apa pun" in listed


def test_the_list_says_where_everyone_works(keeper, persona, petugas):
    persona("petugas", username="oebobo", kecamatan="Oebobo")
    page = keeper.get("/admin/accounts/user/").content.decode()
    assert "Seluruh kota" in page
    assert "Oebobo" in page


def test_areas_of_an_account_for_the_whole_city_are_said_to_narrow_nothing(
    keeper, petugas, fontein
):
    WorkArea.objects.create(officer=petugas, kelurahan=fontein)
    assert "tidak membatasinya" in keeper.get(url_of(petugas)).content.decode()


def test_the_list_of_accounts_takes_few_queries(keeper, persona, django_assert_max_num_queries):
    for number in range(12):
        persona("petugas", username=f"p{number}", kelurahan="Alak")
    with django_assert_max_num_queries(16):
        keeper.get("/admin/accounts/user/")
