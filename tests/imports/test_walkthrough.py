"""The walk of docs/walkthrough.md: from a list to verified, published businesses and the report.

The list has the shape of the one that Fontein keeps: a misspelt heading, a byte order mark,
bands of the 2008 law, RT/RW inside the address, a sector in the KBLI column. Its rows are
invented.
"""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from businesses import registration, verification
from businesses.models import Business
from directory.models import Listing
from licensing import lifecycle
from licensing.models import Nib
from tests.factories import CHECKED
from tests.imports.lists import csv_bytes

pytestmark = pytest.mark.django_db

HEADING = [
    "nama_usaha", "alamat_tempat_usaha", "nama_pemilik", "jenis_lokasi_usaha",
    "jenis_pengelolaan_usaha", "kbli", "rincian_kgiatan_usaha", "omset",
    "kekayaan_bersih_usaha", "jumlah_tenaga_kerja", "modal_usaha", "bina_usaha",
]  # fmt: skip
SECTORS = {
    "trade": "Perdagangan Eceran, Bukan Mobil dan Motor",
    "food": "Penyediaan Makanan dan Minuman",
    "transport": "Angkutan Darat dan Angkutan Melalui Saluran Pipa",
    "clothes": "Industri Pakaian Jadi",
    "furniture": "Industri Furnitur",
    "lodging": "Penyediaan Akomodasi",
    "craft": "Kriya",
    "unknown": "Industri Antariksa",
    "blank": "",
}
SIZES = {
    "small": ["Omset <= Rp.300 Juta", "KBU <= Rp.50 Juta", "1-5 Tenaga Kerja", "Modal Sendiri"],
    "large": [
        "Rp.300 Juta < Omset <= Rp.2,5 Milliar", "Rp.50 Juta < KBU <= Rp.500 Juta",
        "6-19 Tenaga Kerja", "",
    ],
}  # fmt: skip
ROWS = """
Kios Uji Satu |  Jln. Coba RT 001/RW 001|Ana Contoh|Tetap|Perorangan|trade|Menjual sembako |small
Kios Uji Dua|  Jln. Coba RT 001/RW 001|Beni Contoh|Tetap|Perorangan|trade|Kios, pulsa|small
Soto Uji|  Jln. Coba, RT:02|Citra Contoh|Tetap|Perorangan|food|Soto. Buka jam 08.00|large
Sayur Uji|  Pasar-pasar di kota |Dodi Contoh|Keliling|Perorangan|trade|Menjual sayur|small
Penjahit Uji|  RT 006/RW 002|Eka Contoh|Tetap|Perorangan|clothes|Menjahit|small
Kue Uji|  Jl. Coba RT.24/RW.08 KELURAHAN FONTEIN|Fani Contoh|Tetap|Perorangan|food|Kue|small
Ojek Uji|  Jl. Uji|Gilang Contoh|Keliling|Badan Usaha|transport|Ojek|small
Fotokopi Uji|  RT 21/RW 09|Hana Contoh|Tetap|Perorangan|blank|Fotokopi, cetak|small
Mebel Uji|  RT 25 RW 09|Ita Contoh|Tetap|Perorangan|furniture|Lemari, meja|small
Kos Uji|  Jl. Uji RT 010 RW 004|Joni Contoh|Tetap|Perorangan|lodging|Kos-kosan|small
Rakit Uji|  Jl. Uji|Kiki Contoh|Tetap|Perorangan|unknown|Merakit|small
Tenun Uji|  Jln. Coba RT 012  RW 004|Lina Contoh|Tetap|Perorangan|craft|Tenun ikat|small
"""


def list_bytes() -> bytes:
    rows = []
    for line in ROWS.strip().splitlines():
        *cells, sector, activity, size = line.split("|")
        rows.append([*cells, SECTORS[sector], activity, *SIZES[size], "Tidak"])
    return csv_bytes(HEADING, *rows, encoding="utf-8-sig")


@pytest.fixture
def list_file(tmp_path) -> str:
    path = tmp_path / "daftar_fontein_uji.csv"
    path.write_bytes(list_bytes())
    return str(path)


def imported(path: str, *arguments: str) -> dict:
    out = io.StringIO()
    call_command("import_businesses", path, *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def nib_report() -> dict:
    out = io.StringIO()
    call_command("report", "nib-coverage", "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def write_list(path: str, petugas) -> None:
    """Steps 1 and 2: the bands stay bands; one sector is unknown, one is not given."""
    in_fontein = ("--set", "kelurahan=Fontein")
    by_officer = ("--commit", "--user", petugas.username)

    checked = imported(path, *in_fontein)
    assert [checked[key] for key in ("rows", "new", "error", "committed")] == [12, 12, 0, False]
    assert checked["ignored_columns"] == ["bina_usaha"]
    assert not Business.objects.exists()

    assert imported(path, *in_fontein, *by_officer)["new"] == 12
    assert imported(path, *in_fontein, *by_officer)["same"] == 12
    assert Business.objects.filter(sales_band="le2500jt", workers_band="6-19").count() == 1
    assert Business.objects.filter(annual_sales__isnull=False).count() == 0
    assert Business.objects.filter(primary_category__isnull=True).count() == 2
    soup = Business.objects.get(name="Soto Uji")
    assert (soup.address, soup.rt, soup.rw) == ("Jln. Coba", "002", "")


def submit_and_verify(petugas, verifikator) -> None:
    """Steps 3 and 4: one officer submits all of them, another one verifies them."""
    submitted = verification.move_all(Business.objects.all(), "submit", by=petugas)
    verified = verification.move_all(
        Business.objects.all(), "verify", by=verifikator, checklist=CHECKED
    )
    assert (len(submitted.rows), len(verified.rows), verified.refused) == (12, 12, [])


def record_consent(name: str, petugas) -> None:
    """Step 5: the owner has signed the form."""
    business = Business.objects.get(name=name)
    business.consent_given_on, business.consent_manner = date(2026, 1, 5), "form"
    registration.revise(business, by=petugas, version=business.version)


def record_and_verify_nib(business: Business, petugas, perizinan) -> None:
    """Step 7: the officer types the number, the licensing officer sees the document."""
    nib = lifecycle.record(business.owner, number="0000000099012", by=petugas)
    lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how=Nib.CheckedBy.DOCUMENT)


def test_from_a_list_to_verified_published_businesses_and_the_report(
    list_file, petugas, verifikator, perizinan
):
    write_list(list_file, petugas)
    submit_and_verify(petugas, verifikator)
    assert Listing.objects.count() == 0

    record_consent("Tenun Uji", petugas)
    listing = Listing.objects.get()
    assert (listing.name, listing.kelurahan_name, listing.category) == (
        "Tenun Uji",
        "Fontein",
        "kriya",
    )
    assert "Coba" not in json.dumps(listing.detail)

    record_and_verify_nib(Business.objects.get(name="Soto Uji"), petugas, perizinan)
    report = nib_report()
    assert report["totals"] == {
        "businesses": 12,
        "with_nib": 1,
        "with_verified_nib": 1,
        "percent": 8.3,
    }
    rows = {row["label"]: row for row in report["rows"]}
    assert (rows["Kota Raja"]["businesses"], rows["Kota Raja"]["with_nib"]) == (12, 1)
    assert sum(row["businesses"] for row in report["rows"]) == 12


def test_where_the_city_holds_the_signed_forms_the_list_carries_the_consent(
    list_file, petugas, verifikator
):
    imported(
        list_file,
        *("--set", "kelurahan=Fontein"),
        *("--set", "consent_given_on=05/01/2026"),
        *("--set", "consent_manner=form"),
        *("--commit", "--user", petugas.username),
    )
    verification.move_all(Business.objects.all(), "submit", by=petugas)
    verification.move_all(Business.objects.all(), "verify", by=verifikator, checklist=CHECKED)

    assert Listing.objects.count() == 12
    assert set(Listing.objects.values_list("whatsapp", "lat")) == {("", None)}
