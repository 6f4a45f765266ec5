"""An invented list of the size of a city: rows of 25 columns against the register as it stands.

Of ten rows five are of businesses that the register holds and say another phone, year and number
of workers; one repeats an earlier row of the list; one has an error; three are new, two of them
with a NIB. The same seed gives the same list.
"""

import csv
from io import StringIO
from random import Random

from businesses.models import Business, Category, Kelurahan
from licensing.models import Nib
from umkm_registry.demo import numbers

HEADING = (
    "Nama Usaha", "Nama Pemilik", "NIK", "Jenis Kelamin", "Tanggal Lahir", "No HP", "WA",
    "Email", "Alamat", "RT", "RW", "Kelurahan", "Kecamatan", "Koordinat", "Kategori", "Produk",
    "Kegiatan", "Tahun Berdiri", "Pekerja Laki-laki", "Pekerja Perempuan", "Omzet", "Modal",
    "NIB", "Tanggal NIB", "Jenis Lokasi",
)  # fmt: skip
OF_TEN = {"changed": 5, "new": 3, "duplicate": 1, "error": 1}
FIRST_SERIAL = 400_000  # beyond the serial numbers of the demo data
SYLLABLES = "ba be bo da do fa ka ke ki ko la le li lo ma me mo na ne ni no pa ra ri ro sa se so ta te ti to".split()  # fmt: skip  # noqa: E501
BAD = {"No HP": "0812", "Tahun Berdiri": "1066", "Koordinat": "91.5, 200", "Kelurahan": "Atlantis"}


def word(rng: Random) -> str:
    """A name that is nobody's: three or four syllables."""
    return "".join(rng.choices(SYLLABLES, k=rng.choice((3, 4)))).capitalize()


class Rows:
    """Makes the rows; `counts` tells how many of each bucket there are."""

    def __init__(self, count: int, *, seed: int) -> None:
        self.rng = Random(seed)
        self.counts = {name: count * share // 10 for name, share in OF_TEN.items()}
        self.places = list(Kelurahan.objects.select_related("kecamatan").order_by("pk"))
        self.categories = list(Category.objects.exclude(parent=None).order_by("pk"))
        self.serial = FIRST_SERIAL

    def make(self) -> list[list[str]]:
        """All rows in a random order; each repetition stands behind what it repeats."""
        new = [self._new() for _index in range(self.counts["new"])]
        rows = [*self._changed(), *new, *(self._wrong() for _i in range(self.counts["error"]))]
        self.rng.shuffle(rows)
        return rows + [list(row) for row in self.rng.sample(new, self.counts["duplicate"])]

    def _changed(self) -> list[list[str]]:
        stored = Business.objects.select_related(
            "owner", "kelurahan__kecamatan", "primary_category"
        )
        count = self.counts["changed"]
        chosen = list(stored.exclude(owner__nik_digest=None).order_by("pk")[: count + count // 5])
        nibs = dict(Nib.objects.exclude(number=None).values_list("owner_id", "number"))
        rows = []
        for business in self.rng.sample(chosen, count):
            owner = business.owner
            self.serial += 1
            rows.append(
                [
                    business.name,
                    owner.name,
                    owner.reveal_nik(),
                    "",
                    "",
                    numbers.phone(self.serial),
                    numbers.phone(self.serial),
                    "",
                    business.address,
                    business.rt,
                    business.rw,
                    business.kelurahan.name,
                    business.kelurahan.kecamatan.name,
                    "",
                    getattr(business.primary_category, "slug", ""),
                    "",
                    business.activity,
                    str(self.rng.randint(1990, 2025)),
                    str(self.rng.randint(0, 9)),
                    str(self.rng.randint(0, 9)),
                    "",
                    "",
                    nibs.get(business.owner_id, ""),
                    "",
                    "",
                ]  # fmt: skip
            )
        return rows

    def _new(self) -> list[str]:
        self.serial += 1
        rng, serial = self.rng, self.serial
        place, category = rng.choice(self.places), rng.choice(self.categories)
        has_nib = rng.random() < 2 / 3
        return [
            f"{word(rng)} {word(rng)}", f"{word(rng)} {word(rng)}", numbers.nik(serial),
            rng.choice("LP"), f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/1980",
            numbers.phone(serial), numbers.phone(serial), numbers.email(serial),
            f"Jl. {word(rng)} No. {rng.randint(1, 200)}", f"{rng.randint(1, 30):03d}",
            f"{rng.randint(1, 12):03d}", place.name, place.kecamatan.name,
            f"{place.lat}, {place.lng}" if place.lat else "", category.slug,
            f"{word(rng)}; {word(rng)}", f"Menjual {word(rng)} dan {word(rng)}",
            str(rng.randint(1990, 2025)), str(rng.randint(0, 9)), str(rng.randint(0, 9)),
            f"Rp {rng.randint(1, 299)} juta", f"Rp {rng.randint(1, 90)} juta",
            numbers.nib(serial) if has_nib else "", "15/03/2024" if has_nib else "", "menetap",
        ]  # fmt: skip

    def _wrong(self) -> list[str]:
        row = self._new()
        column = self.rng.choice(list(BAD))
        row[HEADING.index(column)] = BAD[column]
        return row


def as_csv(count: int, *, seed: int = 1) -> tuple[bytes, dict[str, int]]:
    """The list as a CSV file, and how many of its rows belong into which bucket."""
    rows = Rows(count, seed=seed)
    made = rows.make()
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([HEADING, *made])
    return out.getvalue().encode(), rows.counts
