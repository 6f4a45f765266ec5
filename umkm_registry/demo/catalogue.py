"""What people in Kupang sell and do: trades with their products, prices, hours and KBLI codes.

Two CSV files hold it, one row per line of the city's categories and one per product, so that
somebody who knows the market can correct a price without reading code.
"""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from businesses.models import Category, Kbli, Product
from common.reference import Row, read, split
from umkm_registry.demo.chance import Deck

DATA = Path(__file__).parent / "data"
MILLION = 1_000_000

HOURS = {
    "kios": {"Sen-Min 06.00-22.00": 5, "Sen-Min 07.00-21.00": 4, "Sen-Sab 06.00-22.00": 2},
    "warung": {
        "Sen-Sab 10.00-21.00; Min tutup": 4,
        "Sen-Min 09.00-22.00": 4,
        "Sen-Sab 08.00-15.00": 2,
        "Sen-Sab 17.00-24.00; Min tutup": 1,
    },
    "pagi": {"Sen-Sab 05.00-11.00": 4, "Sen-Min 06.00-12.00": 3, "Sen-Sab 06.00-10.00": 2},
    "malam": {"Sen-Min 16.00-23.00": 4, "Sel-Min 17.00-01.00": 2, "Sen-Min 10.00-22.00": 3},
    "kantor": {
        "Sen-Jum 08.00-17.00; Sab 08.00-13.00; Min tutup": 4,
        "Sen-Sab 08.00-18.00; Min tutup": 4,
        "Sen-Jum 08.00-12.00, 13.00-17.00; Sab 08.00-12.00": 1,
    },
    "konter": {"Sen-Min 08.00-21.00": 4, "Sen-Sab 08.00-20.00; Min 16.00-21.00": 2},
    "selalu": {"": 3, "Sen-Min 24 jam": 2},
    "none": {"": 1},
}
VERBS = {
    "kuliner": "Membuat dan menjual",
    "kriya": "Membuat",
    "fesyen": "Mengerjakan",
    "ekonomi-kreatif": "Melayani",
    "jasa": "Melayani",
    "perdagangan": "Menjual",
    "pertanian": "Menghasilkan",
}
NOTES = (
    "Bisa dipesan sehari sebelumnya.", "Bahan dari Timor.", "Tersedia setiap hari.",
    "Harga menurut ukuran.", "Diantar di dalam kota.", "Bisa eceran dan partai.",
)  # fmt: skip
# Words that a business name shares with every product of its trade.
COMMON_WORDS = frozenset({"sei", "tenun", "servis", "kursus", "cuci", "sewa", "bibit"})
# Rupiah to which a price of at most so much is rounded.
STEPS = ((1_000, 50), (20_000, 500), (200_000, 5_000), (2_000_000, 25_000), (10**9, 100_000))


@dataclass(frozen=True, eq=False, slots=True)
class Offer:
    """A product that businesses of a trade sell: its usual price in rupiah, from and to."""

    name: str
    low: int
    high: int
    unit: str
    halal: str  # "y" food, "n" not halal, "x" does not apply, "" not asked
    words: frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class Trade:
    """One product line of the city's categories with all that its businesses are made from."""

    category: Category
    sector: Category
    kbli: list[Kbli]
    places: Deck[str]
    hours: Deck[str]
    sales: tuple[int, int]  # rupiah in a month, of most of them
    patterns: list[str]
    offers: list[Offer] = field(default_factory=list)
    packaged: set[str] = field(default_factory=set)  # names of products that can have a P-IRT

    @property
    def is_food(self) -> bool:
        return self.sector.slug == "kuliner"


def words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().replace("'", "").split())


def _offer(row: Row) -> Offer:
    return Offer(
        name=row["name"],
        low=int(row["low"]),
        high=int(row["high"]),
        unit=row["unit"],
        halal=row["halal"],
        words=words(row["name"]),
    )


def _weights(cell: str) -> dict[str, float]:
    """The weights in a cell such as "tetap:60|rumah:40"."""
    pairs = (part.split(":") for part in split(cell))
    return {key: float(weight) for key, weight in pairs}


def load(rng: Random) -> dict[Trade, float]:
    """The trades with their weights, for the categories and KBLI codes in the data base.

    A line whose category or code the city has taken out of use is left out.
    """
    categories = {c.slug: c for c in Category.objects.lines().select_related("parent")}
    codes = {k.code: k for k in Kbli.objects.filter(edition="2025", is_active=True)}
    trades = {}
    for row in read(DATA / "lines.csv"):
        category = categories.get(row["category"])
        if category is None:
            continue
        low, high = (int(part) * MILLION for part in row["sales"].split("-"))
        trade = Trade(
            category=category,
            sector=category.parent,
            kbli=[codes[code] for code in split(row["kbli"]) if code in codes],
            places=Deck(rng, _weights(row["places"])),
            hours=Deck(rng, HOURS[row["hours"]]),
            sales=(low, high),
            patterns=split(row["names"]),
        )
        trades[row["category"]] = (trade, float(row["weight"]))
    for row in read(DATA / "products.csv"):
        if row["category"] in trades:
            trade, _weight = trades[row["category"]]
            trade.offers.append(_offer(row))
            if row["pirt"] == "1":
                trade.packaged.add(row["name"])
    return dict(trades.values())


def rounded(rupiah: float) -> int:
    """An amount as it stands on a price tag."""
    step = next((step for limit, step in STEPS if rupiah <= limit), STEPS[-1][1])
    return max(step, round(rupiah / step) * step)


def chosen(rng: Random, trade: Trade, name: str, count: int) -> list[Offer]:
    """Up to `count` offers that fit the business name: "Sei Babi …" sells no beef.

    Meat that is not halal and food that may be are not sold over one counter.
    """
    named = [offer for offer in trade.offers if offer.words & words(name) - COMMON_WORDS]
    first = rng.choice(named or trade.offers)
    rest = [o for o in trade.offers if o is not first and (o.halal == "n") == (first.halal == "n")]
    return [first, *rng.sample(rest, min(count - 1, len(rest)))]


def product(rng: Random, offer: Offer, category: Category | None, order: int) -> Product:
    """An unsaved product with a price, mostly a range."""
    low = rounded(offer.low + rng.random() * (offer.high - offer.low) * 0.6)
    high = rounded(low + rng.random() * (offer.high - low)) if rng.random() < 0.45 else None
    is_priced = rng.random() < 0.95
    halal = {"y": Product.Halal.NOT_YET, "n": Product.Halal.NON_HALAL}
    return Product(
        category=category,
        name=offer.name,
        description=rng.choice(NOTES) if rng.random() < 0.15 else "",
        price_min=low if is_priced else None,
        price_max=high if is_priced and high is not None and high > low else None,
        unit=offer.unit,
        halal_status=Product.Halal.NOT_APPLICABLE
        if offer.halal == "x"
        else halal.get(offer.halal, ""),
        order=order,
    )


def activity(trade: Trade, products: list[Product]) -> str:
    """What the business does, in a sentence: "Menjual beras, gula pasir, dan telur ayam."."""
    names = [product.name[0].lower() + product.name[1:] for product in products]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} dan {names[-1]}"
    return f"{VERBS.get(trade.sector.slug, 'Menyediakan')} {listed}."
