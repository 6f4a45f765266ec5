"""Log-in: throttled per account and address, closed to the deactivated."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from accounts.models import User

pytestmark = pytest.mark.django_db
URL = "/admin/login/"
WAITED = timedelta(minutes=8)


@pytest.fixture
def account(petugas):
    petugas.set_password("kata sandi yang panjang sekali")
    petugas.save()
    return petugas


def attempt(client, password, username="petugas", address="10.0.0.1"):
    data = {"username": username, "password": password}
    return client.post(URL, data, REMOTE_ADDR=address)


def test_the_right_password_opens_the_back_office(client, account):
    assert attempt(client, "kata sandi yang panjang sekali")["Location"] == "/admin/"


def test_after_five_wrong_passwords_even_the_right_one_waits(client, account):
    for _ in range(5):
        response = attempt(client, "salah")
    assert response.status_code == 429
    assert "15 menit" in response.content.decode()
    assert attempt(client, "kata sandi yang panjang sekali").status_code == 429
    assert attempt(client, "kata sandi yang panjang sekali", address="10.0.0.2").status_code == 302


def test_the_lockout_says_when_to_try_again(client, account):
    for _ in range(5):
        response = attempt(client, "salah")
    assert 14 * 60 < int(response["Retry-After"]) <= 15 * 60
    earlier = timedelta(minutes=10)
    row = AccessAttempt.objects.get()
    AccessAttempt.objects.update(attempt_time=row.attempt_time - earlier)
    response = attempt(client, "kata sandi yang panjang sekali")
    assert response.status_code == 429
    assert 4 * 60 < int(response["Retry-After"]) <= 5 * 60
    assert "kira-kira 5 menit lagi" in response.content.decode()


def test_trying_while_locked_out_does_not_prolong_it(client, account):
    for _ in range(5):
        attempt(client, "salah")
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - WAITED)
    assert attempt(client, "salah").status_code == 429
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - WAITED)
    assert attempt(client, "kata sandi yang panjang sekali").status_code == 302


def test_an_unknown_account_is_locked_out_alike(client, register):
    for _ in range(5):
        response = attempt(client, "salah", username="tidak-ada")
    assert response.status_code == 429
    assert "kira-kira 15 menit lagi" in response.content.decode()


def test_every_failure_is_answered_with_the_same_sentence(client, account, persona):
    persona("laporan")
    User.objects.filter(username="laporan").update(is_staff=False, password=account.password)
    User.objects.create(username="pergi", is_staff=True, is_active=False, password=account.password)
    right = "kata sandi yang panjang sekali"
    tries = [("petugas", "salah"), ("tidak-ada", right), ("laporan", right), ("pergi", right)]
    said = set()
    for username, password in tries:
        response = attempt(client, password, username=username)
        assert response.status_code == 200
        said.add(tuple(response.context["form"].non_field_errors()))
    assert said == {("Nama akun atau kata sandi salah. Perhatikan huruf besar dan huruf kecil.",)}


def test_a_failed_attempt_keeps_neither_password_nor_form(client, account):
    data = {"username": "petugas", "password": "salah sekali", "typed": "gAAAAA-rahasia"}
    client.post(URL, data, REMOTE_ADDR="10.0.0.1")
    kept = str(AccessAttempt.objects.values().get())
    assert "salah sekali" not in kept
    assert "rahasia" not in kept


def test_a_deactivated_account_is_out_at_once(client_of, account):
    browser = client_of(account)
    assert browser.get("/admin/sesi/").status_code == 200
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert browser.get("/admin/sesi/")["Location"].startswith(URL)


def test_an_account_that_is_no_staff_is_not_let_in(client, account):
    User.objects.filter(pk=account.pk).update(is_staff=False)
    response = attempt(client, "kata sandi yang panjang sekali")
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_an_administrator_cannot_touch_a_superuser(client_of, administrator):
    chief = User.objects.create_superuser("kepala", "k@example.go.id", "x" * 20, full_name="K")
    browser = client_of(administrator)
    assert browser.get(f"/admin/accounts/user/{chief.pk}/change/").status_code == 404
    assert browser.get(f"/admin/accounts/user/{chief.pk}/password/").status_code == 404
    assert "kepala" not in browser.get("/admin/accounts/user/").content.decode()


def test_an_administrator_cannot_make_a_superuser(client_of, administrator, petugas):
    data = {
        "username": "petugas",
        "full_name": "Petugas Uji",
        "is_superuser": "on",
        "groups": [petugas.groups.get().pk],
        "work_areas-TOTAL_FORMS": 0,
        "work_areas-INITIAL_FORMS": 0,
    }
    response = client_of(administrator).post(f"/admin/accounts/user/{petugas.pk}/change/", data)
    assert response.status_code == 302
    petugas.refresh_from_db()
    assert not petugas.is_superuser


def test_a_new_account_is_staff_and_gets_a_role_and_an_area(client_of, administrator, fontein):
    browser = client_of(administrator)
    data = {
        "username": "baru",
        "full_name": "Petugas Baru",
        "email": "baru@example.go.id",
        "password1": "sebuah sandi panjang 42",
        "password2": "sebuah sandi panjang 42",
    }
    assert browser.post("/admin/accounts/user/add/", data).status_code == 302
    user = User.objects.get(username="baru")
    assert user.is_staff

    from django.contrib.auth.models import Group

    data = {
        "username": "baru",
        "full_name": "Petugas Baru",
        "groups": [Group.objects.get(name="Petugas Pendataan").pk],
        "work_areas-TOTAL_FORMS": 1,
        "work_areas-INITIAL_FORMS": 0,
        "work_areas-0-kelurahan": fontein.pk,
    }
    response = browser.post(f"/admin/accounts/user/{user.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    assert [str(area) for area in user.work_areas.all()] == ["Fontein"]


def test_a_work_area_is_a_kecamatan_or_a_kelurahan_not_both(client_of, administrator, petugas):
    data = {
        "username": "petugas",
        "full_name": "Petugas Uji",
        "work_areas-TOTAL_FORMS": 1,
        "work_areas-INITIAL_FORMS": 0,
        "work_areas-0-kelurahan": 1,
        "work_areas-0-kecamatan": 1,
    }
    response = client_of(administrator).post(f"/admin/accounts/user/{petugas.pk}/change/", data)
    assert response.status_code == 200
    assert not petugas.work_areas.exists()


@pytest.mark.parametrize("password", ["pendek", "12345678901234567", "petugaspetugas1"])
def test_a_weak_password_is_refused(client_of, administrator, password):
    data = {
        "username": "petugaspetugas",
        "full_name": "Petugas Baru",
        "email": "baru@example.go.id",
        "password1": password,
        "password2": password,
    }
    response = client_of(administrator).post("/admin/accounts/user/add/", data)
    assert response.status_code == 200
    assert not User.objects.filter(username="petugaspetugas").exists()
