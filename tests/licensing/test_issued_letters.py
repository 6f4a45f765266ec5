"""What becomes of an issued letter: opened, withdrawn, merged with its business, erased."""

import pytest
from django.db import connection
from django.utils import timezone

from businesses import erasure, merging
from businesses.models import Disclosure
from common import history
from common.workflow import NoteMissing, Refused, StaleVersion, WrongState
from licensing import letter_draft, letters
from licensing.models import Letter
from tests.factories import make_owner, published
from tests.licensing.letters import MARK, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(petugas, verifikator):
    return published(
        by=petugas, verifier=verifikator, owner=make_owner(name="Ana Uji"), annual_sales=1
    )


def test_each_opening_is_noted(business, perizinan):
    letter = issued(business, by=perizinan)
    for _look in range(2):
        letters.open_for(letter.pk, by=perizinan)
    looks = Disclosure.objects.filter(owner=business.owner, by=perizinan, kind="page")
    assert [look.reason for look in looks] == [str(letter)] * 2


def test_a_letter_is_withdrawn_once_with_a_reason(business, perizinan):
    letter = issued(business, by=perizinan)
    with pytest.raises(NoteMissing):
        letters.withdraw(letter, reason=" ", by=perizinan, version=1)
    with pytest.raises(StaleVersion):
        letters.withdraw(letter, reason="salah", by=perizinan, version=7)
    row = letters.withdraw(letter, reason="salah alamat", by=perizinan, version=1)
    assert (row.withdrawn_on, row.withdrawal_reason, row.version) == (
        timezone.localdate(),
        "salah alamat",
        2,
    )
    with pytest.raises(WrongState):
        letters.withdraw(letter, reason="lagi", by=perizinan, version=2)
    assert issued(business, by=perizinan).sequence == 2, "a withdrawn number stays used"
    changed = history.events(letter)[0]
    fields = [Letter._meta.get_field(name) for name in ("withdrawn_on", "withdrawal_reason")]
    assert {change.label for change in changed.changes} >= {str(f.verbose_name) for f in fields}


def test_erasure_reaches_the_words_of_a_letter(business, perizinan, administrator):
    letter = issued(business, by=perizinan, kind="merek", typed=MARK)
    number = letter.number
    erasure.erase(business.owner, by=administrator, note="Permintaan nomor 1")
    letter.refresh_from_db()
    assert "Ana" not in letter.body
    assert letter.number == number
    with connection.cursor() as cursor:
        for table in ("licensing_letter", "licensing_historicalletter"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert "Ana Uji" not in str(cursor.fetchall())
    business.refresh_from_db()
    with pytest.raises(Refused):
        issued(business, by=perizinan)


def test_a_letter_goes_with_its_business_into_a_merge(
    business, petugas, verifikator, perizinan, settings
):
    settings.SITE_URL = "https://umkm.example"
    letter = issued(business, by=perizinan)
    kept = published(by=petugas, verifier=verifikator)
    merging.merge(
        kept,
        business,
        taken=(),
        by=verifikator,
        survivor_version=kept.version,
        absorbed_version=business.version,
    )
    letter.refresh_from_db()
    assert letter.business == kept
    assert f"Nomor registrasi : {business.code}" in letter.body
    assert letter_draft.sheet_of(letter).address == f"https://umkm.example/usaha/{kept.code}/"
