"""The whole way of a list, in a real browser: on a desk, and on a phone without JavaScript.

The list has the columns and the shape of one of a kelurahan (`docs/walkthrough.md`), with invented
people. `IMPORT_LIST=FILE pytest tests/browser/test_import_wizard.py` takes a real one instead.
"""

import os
from pathlib import Path

import pytest
from django.test import Client

from businesses.models import Business
from imports.models import ImportBatch, Upload
from imports.preview import BUCKET_NAMES
from tests.imports.lists import csv_bytes, invented_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADING = [
    "nama_usaha", "alamat_tempat_usaha", "nama_pemilik", "jenis_lokasi_usaha",
    "jenis_pengelolaan_usaha", "kbli", "rincian_kgiatan_usaha", "omset", "kekayaan_bersih_usaha",
    "jumlah_tenaga_kerja", "modal_usaha", "bina_usaha",
]  # fmt: skip
REST = ["Tetap", "Perorangan", "Perdagangan Eceran", "Menjual sembako", "Omset <= Rp.300 Juta",
        "KBU <= Rp.50 Juta", "1-5 Tenaga Kerja", "Modal Sendiri", "Tidak"]  # fmt: skip


@pytest.fixture
def listed(tmp_path) -> Path:
    """A file of 303 rows, as the real one; two rows repeat others, one has no name."""
    if os.environ.get("IMPORT_LIST"):
        return Path(os.environ["IMPORT_LIST"])
    rows = [
        [invented_name(n), f" Jln. Uji RT {n % 20:03d}/RW 001", f"Ester {n} Uji", *REST]
        for n in range(300)
    ]
    rows += [rows[4], rows[9], ["", *rows[3][1:]]]
    rows[0] = [*rows[0][:3], "Emperan", *REST[1:]]  # a word to decide about
    path = tmp_path / "kelurahan-uji.csv"
    path.write_bytes(csv_bytes(HEADING, *rows))
    return path


def cookies_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in browser.cookies.items()}


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_list_goes_from_the_file_to_the_register_and_back(
    open_page, petugas, listed, width, scripts
):
    visit = open_page("/admin/impor/", width=width, scripts=scripts, cookies=cookies_of(petugas))
    page = visit.page
    page.set_input_files("input[type=file]", str(listed))
    page.click("button:has-text('Unggah')")
    page.wait_for_url("**/lembar/")
    page.click("button:has-text('Lanjut: kolom')")
    page.wait_for_url("**/kolom/")
    assert page.locator("select[name=kolom-0]").input_value() == "business_name"
    page.select_option("#id_tetap_0", label="Fontein (Kota Raja)")
    page.click("button:has-text('Lanjut: kata')")
    page.wait_for_selector("h1, h2")
    if page.url.endswith("/nilai/"):  # without unknown words the step is passed over
        page.click("#content form button.default")
        page.wait_for_url("**/periksa/")
    page.click("button:has-text('Periksa')")
    page.wait_for_selector("#masukkan", timeout=30_000)

    upload = Upload.objects.get()
    counts = upload.outcome["counts"]
    assert sum(counts.values()) == upload.outcome["rows"] == 303
    for name, bucket in BUCKET_NAMES.items():
        page.goto(f"{page.url.split('?')[0]}?bagian={name}")
        count = counts[bucket]
        assert page.locator("li[id^=baris-]").count() == min(count, 50)
    page.click("button:has-text('Masukkan ke register')")
    page.wait_for_selector(".import-next", timeout=60_000)

    batch = ImportBatch.objects.get()
    assert Business.objects.count() == batch.new == counts["new"] > 290
    if scripts:
        assert visit.problems == []

    page.goto(f"{page.url.split('/admin/')[0]}/admin/impor/batch/{batch.pk}/batalkan/")
    page.click("form.workflow button")
    page.wait_for_url(f"**/batch/{batch.pk}/")
    assert not Business.objects.exists()
