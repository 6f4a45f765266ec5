"""Where the invented businesses lie: more in some kelurahan than in others, on known streets.

A point is thrown around the centroid of the kelurahan, at most 450 m away and never nearer to
the centroid of another one, so that a map shows each business in its own kelurahan.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from businesses.models import Kelurahan

FARTHEST = 450  # metres from the centroid
SHARE_OF_WAY = 0.45  # of the way to the next centroid
METRES_PER_DEGREE = 111_320

# How many times as many as in a kelurahan that is not named. Markets, campus, main roads.
WEIGHTS = {
    "Oesapa": 5.0, "Liliba": 4.0, "Sikumana": 3.4, "Oebobo": 3.2, "Fatululi": 3.0, "Lasiana": 2.8,
    "Kelapa Lima": 2.8, "Oebufu": 2.6, "Kayu Putih": 2.2, "Oepura": 2.4, "Naikoten Satu": 2.6,
    "Maulafa": 2.2, "Alak": 2.4, "Namosain": 1.8, "Penfui": 2.2, "Tuak Daun Merah": 2.4,
    "Kuanino": 2.2, "Bakunase": 1.7, "Oesapa Barat": 2.0, "Oesapa Selatan": 1.5, "Oeba": 1.8,
    "Kolhua": 1.6, "Bello": 1.3, "Oetete": 1.4, "Pasir Panjang": 1.5, "Merdeka": 1.2,
    "Naioni": 0.4, "Fatukoa": 0.5, "Airmata": 0.5, "Mantasi": 0.4, "Nunhila": 0.5,
    "Naimata": 0.7, "Tode Kisar": 0.4, "Fatufeto": 0.7, "Manulai II": 0.7,
}  # fmt: skip

STREETS = {
    "Alak": "Yos Sudarso|M. Praja|Pahlawan|Sangkar Mas|Kampung Baru|Dalek Esa|Sosial",
    "Maulafa": "H.R. Koroh|Amabi|Oekam|Fatukoa|Taebenu|Adisucipto|Nasipanaf|Sikumana|R. Suprapto",
    "Kelapa Lima": "Timor Raya|Suratim|Sam Ratulangi|Perintis Kemerdekaan|Farmasi|Prof. Herman "
    "Yohanes|Lasiana|Frans Seda",
    "Oebobo": "W.J. Lalamentik|El Tari|Piet A. Tallo|Palapa|Cak Doko|Frans Seda|Bajawa|Veteran|"
    "Bundaran PU|Thamrin|Jend. Soeharto|Monginsidi|Bhakti Karang",
    "Kota Raja": "Jend. Soeharto|Jend. Sudirman|Alfons Nisnoni|Moh. Hatta|Kosasih|Kenari|"
    "Soekarno|Srikandi|Hans Kapitan",
    "Kota Lama": "Ahmad Yani|Siliwangi|Sumba|Garuda|Urip Sumoharjo|Sumatera|Timor Raya|"
    "Merdeka|Nangka|Kakatua",
}
LANDMARKS = {
    "Alak": "Dekat Pelabuhan Tenau|Dekat pabrik semen|Dekat TPI|Jalan ke Pantai Namosain",
    "Maulafa": "Dekat Bandara El Tari|Dekat Bundaran Tirosa|Dekat Pasar Oepura|Jalan ke Fatukoa",
    "Kelapa Lima": "Dekat kampus Undana|Dekat Pantai Lasiana|Dekat Pasar Oesapa|Depan Pantai "
    "Warna Oesapa|Dekat Taman Nostalgia",
    "Oebobo": "Dekat Taman Nostalgia|Dekat Pasar Oebobo|Dekat Flobamora Mall|Dekat GOR Oepoi|"
    "Dekat RSUD Johannes|Dekat Bundaran PU",
    "Kota Raja": "Dekat Pasar Inpres Naikoten|Dekat Pasar Kuanino|Dekat Polda NTT",
    "Kota Lama": "Dekat Pasar Oeba|Dekat terminal lama|Dekat Pantai LLBK|Dekat Pasar Solor",
}
ANYWHERE = (
    "Samping gereja|Depan gereja|Belakang gereja|Dekat kantor lurah {place}|Depan SD {place}|"
    "Dekat Puskesmas {place}|Samping masjid|Dekat lapangan {place}|Pertigaan pertama|"
    "Depan pangkalan ojek|Belakang sekolah|Samping sumur bor|Dekat posyandu|Rumah cat biru"
)


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A kelurahan with what the demo needs of it."""

    id: int
    name: str
    kecamatan: str
    lat: float
    lng: float
    reach: float  # metres from the centroid
    streets: list[str]
    landmarks: list[str]


def metres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """The distance of two points of the city, on a flat earth."""
    north = (other_lat - lat) * METRES_PER_DEGREE
    east = (other_lng - lng) * METRES_PER_DEGREE * math.cos(math.radians(lat))
    return math.hypot(north, east)


def _place(row: Kelurahan, rows: list[Kelurahan]) -> Place:
    lat, lng = float(row.lat), float(row.lng)
    ways = (metres(lat, lng, float(o.lat), float(o.lng)) for o in rows if o.pk != row.pk)
    district = row.kecamatan.name
    landmarks = f"{LANDMARKS.get(district, ANYWHERE)}|{ANYWHERE}|{ANYWHERE}"
    return Place(
        id=row.pk,
        name=row.name,
        kecamatan=district,
        lat=lat,
        lng=lng,
        reach=min(FARTHEST, SHARE_OF_WAY * min(ways, default=FARTHEST)),
        streets=STREETS.get(district, "Timor Raya").split("|"),
        landmarks=landmarks.format(place=row.name).split("|"),
    )


def load() -> dict[Place, float]:
    """The kelurahan in use with their weights. Empty before the reference data is loaded."""
    rows = list(Kelurahan.objects.filter(is_active=True).select_related("kecamatan"))
    return {_place(row, rows): WEIGHTS.get(row.name, 1.0) for row in rows}


def point(rng: Random, place: Place) -> tuple[Decimal, Decimal]:
    """A point within reach of the centroid, evenly over the circle, with six decimals."""
    way = place.reach * math.sqrt(rng.random())
    angle = rng.random() * 2 * math.pi
    north = way * math.sin(angle) / METRES_PER_DEGREE
    east = way * math.cos(angle) / METRES_PER_DEGREE / math.cos(math.radians(place.lat))
    return Decimal(f"{place.lat + north:.6f}"), Decimal(f"{place.lng + east:.6f}")


def address(rng: Random, place: Place) -> str:
    """A street of the kecamatan, mostly with a house number."""
    street = f"Jl. {rng.choice(place.streets)}"
    return f"{street} No. {int(rng.random() * 180) + 1}" if rng.random() < 0.6 else street


def neighbourhood(rng: Random) -> tuple[str, str]:
    """RT and RW, three digits each."""
    return f"{int(rng.random() * 40) + 1:03d}", f"{int(rng.random() * 14) + 1:03d}"
