"""An account that logs in with its password, as a person does."""

import pytest

from tests.accounts.logins import PASSWORD


@pytest.fixture
def account(petugas):
    petugas.set_password(PASSWORD)
    petugas.save()
    return petugas
