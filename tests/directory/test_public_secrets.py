"""A crawl of the whole public site with seeded secrets: not one of them comes back.

Every business is full of what must not be shown, in the fields where it belongs and typed where
it does not: numbers in texts, names, units and links. What an owner agreed to is looked for too,
so that a crawl that sees nothing cannot pass.
"""

import io
import re
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from businesses import photos, publication
from businesses.models import Business, Photo
from directory import projection, state
from directory.models import Listing
from licensing import lifecycle
from tests.directory.crawling import STARTS, Crawl
from tests.factories import invented_nik, make_owner, registered

PUBLISHED = 15
POINTS = "/peta/titik.json"  # what the interactive map asks for on a click
MOST = 700  # addresses that one crawl reads
OWN_CONTACT = re.compile(r"/usaha/(KPG-\d+)/(?:wa|telepon)/$")
CATEGORIES = ("olahan-sei", "tenun", "warung-makan")
PLACES = ("Fontein", "Oesapa", "Airnona")
AGREED = ("publishes_contact", "publishes_address", "publishes_nib_number")


def picture_with_notes(text: str) -> io.BytesIO:
    """A photo as a phone takes it: with a point, an owner and a comment in it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x9286], exif[0x013B] = text, text, text
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, "JPEG", exif=exif, comment=text.encode())
    file.write(text.encode())  # and something behind the end of the file
    return file


class Seeded:
    """A business full of secrets, each under a name that says where it was put."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.phone = f"+62813{number:03d}40011"
        self.whatsapp = f"+62814{number:03d}50022"
        self.typed_phone = f"0812-{number:04d}-6033"
        self.typed_nik = invented_nik()
        self.nik, self.nib = invented_nik(), f"0000{number:03d}771199"
        self.address = f"Jalan Rahasia {number:03d}"
        self.lat, self.lng = f"-10.17{number:03d}7", f"123.58{number:03d}9"
        self.exif = f"KAMERA-RAHASIA-{number:03d}"
        self.secrets = {
            "nik": self.nik,
            "typed nik": self.typed_nik,
            "nib": self.nib,
            "phone": self.phone.removeprefix("+62"),
            "whatsapp": self.whatsapp.removeprefix("+62"),
            "typed phone": self.typed_phone.replace("-", "").removeprefix("0"),
            "phone of the owner": f"815{number:03d}70044",
            "name of the owner": f"Yosefina Tersamar {number:03d}",
            "mail of the owner": f"pemilik{number:03d}@rahasia.example",
            "mail": f"usaha{number:03d}@rahasia.example",
            "home": f"Lorong Tersamar {number:03d}",
            "address": self.address,
            "lat": self.lat,
            "lng": self.lng,
            "capital": f"98{number:03d}1234",
            "sales": f"97{number:03d}4321",
            "proof": f"Map Tersamar {number:03d}",
            "source": f"Daftar Tersamar {number:03d}",
            "camera": self.exif,
        }

    def owner(self):
        told = self.secrets
        return make_owner(
            nik=self.nik,
            name=told["name of the owner"],
            phone=f"+62{told['phone of the owner']}",
            email=told["mail of the owner"],
            address=told["home"],
        )

    def fields(self, agreed: tuple[str, ...]) -> dict:
        typed = f"Pesan {self.typed_phone}, NIK {self.typed_nik}"
        return {
            "name": f"Usaha {self.number} {self.typed_phone}",
            "activity": f"Sei dan tenun. {typed}.",
            "landmark": f"Dekat gereja, {typed}",
            "website": f"https://wa.me/62{self.typed_phone.replace('-', '')[1:]}",
            "instagram": f"sei{self.typed_phone.replace('-', '')}",
            "facebook": f"https://facebook.example/{self.typed_nik}",
            "tiktok": self.typed_phone,
            "phone": self.phone,
            "whatsapp": self.whatsapp,
            "email": self.secrets["mail"],
            "address": self.address,
            "lat": self.lat,
            "lng": self.lng,
            "capital": int(self.secrets["capital"]),
            "annual_sales": int(self.secrets["sales"]),
            "opening_hours": "Sen-Min 08.00-20.00",
            "consent_proof": self.secrets["proof"],
            "source": self.secrets["source"],
            "category": CATEGORIES[self.number % 3],
            "kelurahan": PLACES[self.number % 3],
            **dict.fromkeys(agreed, True),
        }

    def agreed_to(self, agreed: tuple[str, ...]) -> dict[str, str]:
        """What of it the public may see then. A chat and a call are counted look-ups."""
        names = {
            "publishes_contact": ("whatsapp",),
            "publishes_address": ("address", "lat", "lng"),
            "publishes_nib_number": ("nib",),
        }
        return {name: self.secrets[name] for flag in agreed for name in names[flag]}


@pytest.fixture
def seed(publish, petugas, perizinan, settings, tmp_path):
    """Put a seeded business into the register; published unless told otherwise."""
    settings.MEDIA_ROOT = tmp_path

    def put(number: int, *, agreed: tuple[str, ...] = (), is_published: bool = True) -> Seeded:
        made = Seeded(number)
        fields = made.fields(agreed)
        owner = made.owner()
        if is_published:
            typed = f"hub. {made.typed_phone}"
            sold = ({"name": f"Sei {typed}", "description": typed, "unit": typed[:20]},)
            made.business = publish(owner=owner, sold=sold, **fields)
        else:
            made.business = registered(by=petugas, owner=owner, **fields)
        nib = lifecycle.record(owner, number=made.nib, by=perizinan)
        lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="document")
        file = picture_with_notes(made.exif)
        clean = photos.clean(file, size=file.tell())
        Photo.objects.create(
            business=made.business,
            image=clean,
            alt=f"Rak, {made.typed_phone}",
            shows_people=number % 2 == 0,
            people_consented_on=date(2026, 2, 1) if number % 4 == 0 else None,
        )
        projection.refresh([made.business.pk])
        return made

    return put


@pytest.fixture
def city(seed, verifikator, settings):
    """Published businesses that agreed to this or that, and others that nobody may see."""
    settings.MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    choices = [(), *((flag,) for flag in AGREED), AGREED]
    public = [(seed(n, agreed=choices[n % 5]), choices[n % 5]) for n in range(PUBLISHED)]
    drafts = [seed(900 + n, agreed=AGREED, is_published=False) for n in range(3)]
    hidden = seed(950, agreed=AGREED)
    row = Business.objects.get(pk=hidden.business.pk)
    publication.move(row, "hide", by=verifikator, version=row.version, note="Keluhan.")
    return public, [*drafts, hidden]


def allowed(name: str, path: str, code: str) -> bool:
    """The number of whoever agreed stands at two addresses of their own, and nowhere else."""
    own = OWN_CONTACT.search(path)
    return name == "whatsapp" and own is not None and own[1] == code


KINDS = (
    r"/usaha/\?", r"/kategori/", r"/kecamatan/", r"/kelurahan/", r"/peta/$", r"/privasi/", r"/wa/$",
    r"/sitemap-usaha-0", r"/baru\.rss", r"/gambar\.jpg", r"/qr\.svg", r"/cetak/", r"/kartu/",
    r"/telepon/", r"/lapor/", r"/media/foto/", r"/titik\.json",
)  # fmt: skip


def test_a_crawl_of_everything_finds_no_secret(city):
    public, others = city
    crawl = Crawl(Client()).run(*STARTS, POINTS, most=MOST)
    assert crawl.unread == []
    assert len(crawl.read) > 300
    assert [kind for kind in KINDS if not any(re.search(kind, path) for path in crawl.read)] == []
    assert {status for status in crawl.statuses.values() if status >= 400} <= {429}
    for content in crawl.pictures.values():
        assert not Image.open(io.BytesIO(content)).getexif()
    for made, agreed in public:
        open_ones, code = made.agreed_to(agreed), made.business.code
        for name, path in crawl.hits(made.secrets):
            is_open = name in open_ones and (name != "whatsapp" or allowed(name, path, code))
            assert is_open, f"{name} of {code} at {path}"
        found = {name for name, _path in crawl.hits(open_ones)}
        assert found == set(open_ones), f"the crawl did not see what {code} agreed to"
    for made in others:
        assert crawl.hits(made.secrets | {"code": made.business.code}) == []


@pytest.mark.parametrize(
    ("field", "name"),
    [("landmark", "typed phone"), ("activity", "nik"), ("name", "name of the owner")],
)
def test_a_secret_that_is_planted_is_found(seed, field, name):
    made = seed(1)
    assert Crawl(Client()).run("/usaha/", "/en/usaha/", most=60).hits(made.secrets) == []
    secret = made.typed_phone if name == "typed phone" else made.secrets[name]
    Listing.objects.update(**{field: f"Kios {secret}"})
    if field == "activity":
        Listing.objects.update(detail={"activity": f"Kios {secret}"})
    state.note_all()
    hits = Crawl(Client()).run("/usaha/", "/en/usaha/", most=60).hits(made.secrets)
    assert {found for found, _path in hits} == {name}


def test_a_secret_in_a_picture_is_found(seed):
    made = seed(1)
    names = {name for row in Photo.objects.values_list("image", "small") for name in row if name}
    for name in names:
        with default_storage.open(name, "ab") as file:
            file.write(made.exif.encode())
    hits = Crawl(Client()).run("/usaha/", most=100).hits(made.secrets)
    assert {name for name, _path in hits} == {"camera"}
