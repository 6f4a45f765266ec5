"""The printed visit sheet, and the file of the work list."""

import csv
import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from businesses.models import Disclosure
from licensing import visits
from licensing.models import Nib, Visit
from tests.factories import make_owner, registered
from tests.licensing.work_list import LIST, PHONE, SHEET, melati

pytestmark = pytest.mark.django_db
Outcome = Visit.Outcome


@pytest.fixture
def business(petugas):
    return melati(by=petugas)


# -- the visit sheet -------------------------------------------------------------------------------


def test_a_sheet_has_fifteen_rows_and_is_noted(petugas, client_of):
    for number in range(17):
        owner = make_owner(phone=f"+62814000001{number:02d}")
        registered(by=petugas, name=f"Usaha {number:02d}", owner=owner)
    browser = client_of(petugas)
    response = browser.get(f"{SHEET}?nib=not_held&q=usaha")
    text = response.content.decode()
    assert text.count("<tr>") == 16
    assert "Usaha 14" in text
    assert "Usaha 15" not in text
    assert "+6281400000114" in text
    assert "no-store" in response["Cache-Control"]
    noted = Disclosure.objects.all()
    assert noted.count() == 15
    assert {one.kind for one in noted} == {"export"}
    assert noted[0].reason == "lembar-kunjungan: nib=not_held&hal=1", "no typed words in the log"

    text = browser.get(f"{SHEET}?hal=2").content.decode()
    assert "Usaha 16" in text
    assert re.search(r'<td class="number">17</td>', text)
    assert Disclosure.objects.count() == 17


def test_an_empty_sheet_says_so(petugas, client_of):
    response = client_of(petugas).get(SHEET)
    assert response.status_code == 200
    assert not Disclosure.objects.exists()


# -- the download ----------------------------------------------------------------------------------


def test_the_file_holds_the_same_rows_without_personal_data(business, client_of, petugas):
    registered(by=petugas, name="Kios Lain", kelurahan="Oesapa")
    visits.tick(business, Outcome.REFUSED, by=petugas, reason="tax_fear")
    browser = client_of(petugas)
    page = browser.get(f"{LIST}?tempat={business.kelurahan.code}")
    [(_kind, address), _xlsx] = page.context["export_bar"]
    text = b"".join(browser.get(address).streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    outcome = Visit.Outcome.REFUSED.label
    assert (row["kode"], row["kelurahan"]) == (business.code, "Fontein")
    assert (row["alasan"], row["status_nib"]) == (
        Nib.Absence.TAX_FEAR.label,
        Nib.Status.NOT_HELD.label,
    )
    assert (row["hasil_kunjungan"], row["kunjungan_terakhir"]) == (
        outcome,
        timezone.localdate().isoformat(),
    )
    assert int(row["jarak_meter"]) % 100 == 0
    assert "Tince" not in text
    assert PHONE not in text
    book = browser.get(address.replace("csv", "xlsx"))
    assert b"".join(book.streaming_content).startswith(b"PK")
    book.close()


def test_who_may_not_export_has_no_file(business, client_of, persona):
    user = persona("petugas", username="tanpa-unduh")
    group = user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="export_lists"))
    browser = client_of(user)
    assert browser.get(LIST).context["export_bar"] == []
    assert browser.get("/admin/licensing/visit/unduh/csv/").status_code == 403
