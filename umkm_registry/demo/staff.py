"""The demo log-ins: one per role, named after it, and a second officer for one kecamatan."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES
from businesses.models import Kecamatan, WorkArea

AREA = "Oebobo"
AREA_LOGIN = "petugas-oebobo"
LOGINS = (*(role.login for role in ROLES), AREA_LOGIN)


@dataclass(frozen=True)
class Staff:
    """Who enters, verifies and licenses in the demo."""

    officer: User
    area_officer: User
    verifier: User
    licensing: User

    def entering(self, kecamatan: str) -> User:
        """The officer who enters businesses of this kecamatan."""
        return self.area_officer if kecamatan == AREA else self.officer


def _account(login: str, role_name: str, name: str, hashed: str) -> User:
    user = User.objects.create(
        username=login,
        full_name=name,
        email=f"{login}@kupang.example",
        is_staff=True,
        is_citywide=login != AREA_LOGIN,
        password=hashed,
    )
    user.groups.add(Group.objects.get(name=role_name))
    return user


def make(password: str) -> Staff:
    """Create the accounts. One slow hash serves them all, because the password is the same.

    Raises:
        Group.DoesNotExist: the roles were not made yet.
    """
    hashed = make_password(password)
    users = {
        role.login: _account(role.login, role.name, f"{role.name} (contoh)", hashed)
        for role in ROLES
    }
    role = next(role for role in ROLES if role.login == "petugas")
    second = _account(AREA_LOGIN, role.name, f"{role.name} {AREA} (contoh)", hashed)
    WorkArea.objects.create(officer=second, kecamatan=Kecamatan.objects.get(name=AREA))
    return Staff(users["petugas"], second, users["verifikator"], users["perizinan"])
