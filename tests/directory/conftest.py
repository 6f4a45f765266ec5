"""Published businesses, and what of theirs no page may show."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from businesses.models import Business, Product
from directory import projection
from licensing import lifecycle
from licensing.models import Nib
from tests.factories import invented_nik, make_owner, nib_of, published

OWNER_NAME = "Yuliana Rahasia"
OWNER_PHONE = "+6281200000077"
BUSINESS_PHONE = "+6281300000088"
WHATSAPP = "+6281400000099"
ADDRESS = "Jalan Tersembunyi 17"


@pytest.fixture
def publish(petugas, verifikator) -> Callable[..., Business]:
    """Publish a business; `sold` lists its products as dicts of fields."""

    def make(*, sold: tuple[dict, ...] = (), **fields: object) -> Business:
        business = published(by=petugas, verifier=verifikator, **fields)
        for order, product in enumerate(sold):
            Product.objects.create(business=business, order=order, **product)
        projection.refresh([business.pk])
        return business

    return make


@pytest.fixture
def verify_nib(perizinan) -> Callable[[Business], Nib]:
    """Record and verify the NIB of a business's owner."""

    def make(business: Business) -> Nib:
        nib = nib_of(business.owner, by=perizinan)
        return lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="document")

    return make


@pytest.fixture
def reserved(publish) -> Business:
    """A business with everything filled in, and consent to nothing but being listed."""
    owner = make_owner(nik=invented_nik(), name=OWNER_NAME, phone=OWNER_PHONE)
    return publish(
        owner=owner,
        name="Warung Tertutup",
        category="warung-makan",
        phone=BUSINESS_PHONE,
        whatsapp=WHATSAPP,
        email="rahasia@example.com",
        address=ADDRESS,
        rt="007",
        rw="008",
        lat="-10.171234",
        lng="123.601234",
        capital=123_456_789,
        annual_sales=234_567_890,
        activity=f"Nasi campur. Pesan lewat {BUSINESS_PHONE} atau 0812-0000-0077.",
    )


@pytest.fixture
def secrets(reserved) -> list[str]:
    """Every text that would be a leak, as a page could write it."""
    phones = [OWNER_PHONE, BUSINESS_PHONE, WHATSAPP]
    return [
        OWNER_NAME,
        reserved.owner.masked_nik,
        *phones,
        *(phone.removeprefix("+62") for phone in phones),
        "0812-0000-0077",
        "rahasia@example.com",
        ADDRESS,
        "-10.171234",
        "123.601234",
        "123456789",
        "123.456.789",
        "234567890",
    ]


@pytest.fixture
def picture() -> BytesIO:
    """A small photo as an officer uploads it."""
    file = BytesIO()
    Image.new("RGB", (640, 480), "brown").save(file, "JPEG")
    file.seek(0)
    return file
