"""People whose personal data the tests of this folder look after."""

import pytest

from businesses.models import Business
from tests.businesses import people
from tests.factories import invented_nik, make_owner, published, registered


@pytest.fixture
def person(petugas, verifikator, perizinan, administrator):
    """(owner, business) of somebody with a row in every table."""
    return people.make_person(
        petugas=petugas,
        verifikator=verifikator,
        perizinan=perizinan,
        administrator=administrator,
    )


@pytest.fixture
def neighbour(petugas, verifikator):
    """Somebody else, of whom nothing may go."""
    return published(
        by=petugas,
        verifier=verifikator,
        owner=make_owner(name="Petrus Tetangga", nik=invented_nik(), phone="+6281255550009"),
        name="Kios Petrus",
        address="Jl. Tetangga",
        products=("Kopi",),
    )


@pytest.fixture
def pair(petugas) -> tuple[Business, Business]:
    """Two records of one kiosk, the second one with an owner of its own."""
    one = registered(by=petugas, name="Kios Berkat", landmark="Dekat gereja")
    other = registered(by=petugas, name="Kios Berkat Jaya", phone="+6281211110000")
    return one, other
