"""A person with something in every table, and the means to find what is left of them."""

import io
import json
from datetime import date

from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from businesses import disclosure, photos, registration, verification
from businesses.models import DataRequest, Disclosure, Owner, Photo, Product
from imports.models import ImportBatch, ImportedRow
from licensing import assistance
from licensing.models import AssistanceCase, Document, Letter, Permit, PermitType, Visit
from tests.factories import make_owner, nib_of, registered, verify

NIK = "9900000000987654"
NPWP = "9900000000456789"
PHONE, BUSINESS_PHONE = "+6281277770001", "+6281277770002"
# Whatever of this stands anywhere in the data base after an erasure was forgotten there.
TRACES = (
    *("Tincewati", "Manafeuji", "Tnc-lama", NIK, NPWP, PHONE, PHONE[1:], BUSINESS_PHONE[1:]),
    *("tince@example.org", "warung@example.org", "Jl. Rahasia", "Rumah Uji 12", "1971-03-04"),
    *("pakai tongkat", "tongkat", "rahasia.example", "ig_rahasia", "-10.171717", "98765043210"),
)


def picture() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#7a1f2b").save(out, "PNG")
    data = out.getvalue()
    return photos.clean(io.BytesIO(data), size=len(data))


def make_person(*, petugas, verifikator, perizinan, administrator):
    """A published warung of a person, with every kind of row that can hang on it."""
    owner = make_owner(
        name="Tnc-lama Manafeuji",
        nik=NIK,
        phone=PHONE,
        email="tince@example.org",
        address="Rumah Uji 12",
        birth_date=date(1971, 3, 4),
        disability="pakai tongkat",
        education="sma",
        gender="female",
    )
    owner.set_npwp(NPWP)
    business = registered(
        by=petugas,
        owner=owner,
        name="Warung Mama Tincewati",
        category="olahan-sei",
        products=("Sambal Tincewati", "Se'i babi"),
        activity="Tincewati menjual se'i",
        phone=BUSINESS_PHONE,
        whatsapp=BUSINESS_PHONE,
        email="warung@example.org",
        address="Jl. Rahasia",
        landmark="rumah Tincewati",
        rt="005",
        rw="002",
        lat="-10.171717",
        lng="123.601234",
        place_kind="rumah",
        annual_sales=98765043210,
        sales_year=2025,
        website="https://rahasia.example",
        instagram="ig_rahasia",
        consent_given_on=date(2026, 1, 5),
        consent_manner="whatsapp",
        consent_proof="WhatsApp dari Tincewati",
        publishes_contact=True,
        publishes_address=True,
    )
    owner = Owner.objects.get(pk=business.owner_id)
    owner.name = "Tincewati Manafeuji"
    registration.save_owner(owner, by=petugas, version=owner.version)
    business.refresh_from_db()
    verify(verification.submit(business, by=petugas, version=business.version), by=verifikator)
    product = business.products.get(name="Se'i babi")
    product.description = "resep Tincewati"
    product.save()
    Product.objects.create(business=business, name="Dendeng Tincewati").delete()
    Photo.objects.create(business=business, image=picture(), alt="Mama Tincewati di dapur")
    _licences(business, owner, petugas=petugas, perizinan=perizinan)
    batch = ImportBatch.objects.create(
        file_name="daftar.csv", sha256="0" * 64, rows=1, committed_by=petugas
    )
    ImportedRow.objects.create(
        batch=batch, number=7, business=business, fingerprint="a" * 64, content="b" * 64
    )
    disclosure.record(owner, Disclosure.Kind.EXPORT, petugas, "ekspor nama Tincewati")
    closed = DataRequest(
        kind="access",
        owner=owner,
        applicant="Tincewati",
        contact=PHONE,
        identity_checked="KTP Tincewati",
        wish="Saya, Tincewati, minta salinan",
        status="answered",
    )
    closed.stamp(administrator)
    closed.save()
    closed.steps.create(action="answer", to_status="answered", by=administrator, note="ke " + PHONE)
    owner.refresh_from_db()
    business.refresh_from_db()
    return owner, business


def _licences(business, owner, *, petugas, perizinan) -> None:
    nib = nib_of(owner, by=petugas, number="0000111122223")
    nib.steps.update(note="Dilihat bersama Tincewati")
    scan = Document(
        owner=owner, content_type="application/pdf", size=9, sha256="c" * 64, uploaded_by=perizinan
    )
    scan.file.save("ktp-tincewati.pdf", ContentFile(b"%PDF-1.4\n"))
    permit = Permit(
        type=PermitType.objects.get(code="slhs"), business=business, number="SLHS-1", document=scan
    )
    permit.stamp(perizinan)
    permit.save()
    case = assistance.open_case(
        AssistanceCase(business=business, kind="halal", notes="Telepon Tincewati dulu"),
        by=perizinan,
    )
    case.outcome = "Tincewati mengundurkan diri"
    assistance.revise(case, by=perizinan, version=case.version)
    Visit.objects.create(
        business=business, outcome="visited", note="Tincewati tidak di rumah", by=petugas
    )
    letter = Letter(
        kind="terdaftar", business=business, year=2026, sequence=1, number="SKT-UJI",
        issued_on=date(2026, 1, 2), body="Pemilik : Tincewati Manafeuji", has_public_page=False,
        withdrawn_on=date(2026, 1, 3), withdrawal_reason="Salah nama Tincewati",
    )  # fmt: skip
    letter.stamp(perizinan)
    letter.save()


def traces_left(needles=TRACES) -> list[str]:
    """ "table.column: needle" for every place in the whole data base that still holds one."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    text = as_text(value)
                    found += [
                        f"{table}.{column}: {needle}"
                        for needle in needles
                        if needle.casefold() in text
                    ]
    return found


def as_text(value) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "ignore").casefold()
    if isinstance(value, dict | list):
        return json.dumps(value, default=str).casefold()
    return str(value).casefold()
