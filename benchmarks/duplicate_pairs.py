"""A seeded set for the search for duplicates: true pairs as they really come, and look-alikes.

A twin is one business entered a second time: with slips of the pen, words swapped, dropped or
abbreviated, the phone written differently, half of the address left out; by an officer who found
the owner, or by one who did not. A look-alike is another business: of a neighbour, of a brother,
of the same name, or a second one of the same owner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from businesses.models import Business, Kelurahan, Owner
from common.identifiers import read_phone

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER_KIND = {
    "Kios": "Toko",
    "Toko": "Kios",
    "Warung": "RM",
    "Depot": "Warung",
    "Katering": "Catering",
}
FORMATS = ("0{0}", "62{0}", "+62 {0}", "0{1}-{2}-{3}", "0{1} {2} {3}", "(+62) {1}.{2}.{3}", "{0}")
FIRST_SERIAL = 700_000  # of invented NIK and phone numbers that the demo does not reach
SIBLINGS = "Anton Beatriks Cornelia Domi Erna Ferdi Gerson Hana Ishak Jublina Kristo Lusi".split()
OTHER_NAMES = "Purnama Sejati Flamboyan Kamboja Tunas Muda Sinar Laut Bina Karya Lima Jaya".split()
TRADES = "Laundry Bengkel Salon Penjahit Katering Tenun Fotokopi Sablon Percetakan Pigura".split()


@dataclass(frozen=True)
class Made:
    """A record to be stored, and the record of which it is a twin (None for a look-alike)."""

    business: Business
    twin_of: int | None
    kind: str


def misspell(rng: Random, text: str) -> str:
    """`text` with one letter dropped, doubled, exchanged or swapped with the next."""
    places = [i for i, c in enumerate(text[:-1]) if c.isalpha() and text[i + 1].isalpha()]
    if not places:
        return text
    i = rng.choice(places)
    return rng.choice(
        [
            text[:i] + text[i + 1 :],
            text[:i] + text[i] + text[i:],
            text[:i] + rng.choice(LETTERS) + text[i + 1 :],
            text[:i] + text[i + 1] + text[i] + text[i + 2 :],
        ]
    )


def swap(rng: Random, text: str) -> str:
    """`text` with one word moved to the other end."""
    words = text.split()
    return " ".join(words[1:] + words[:1] if rng.random() < 0.5 else words[-1:] + words[:-1])


def drop(rng: Random, text: str) -> str:
    """`text` with one of three or more words left out."""
    words = text.split()
    if len(words) > 2:
        words.pop(rng.randrange(len(words)))
    return " ".join(words)


def rename_kind(rng: Random, text: str) -> str:
    words = text.split()
    return " ".join([OTHER_KIND.get(words[0], words[0]), *words[1:]])


def _initial(rng: Random, text: str) -> str:
    words = text.split()
    return " ".join([words[0], *(f"{w[0]}." for w in words[1:-1]), words[-1]])


def rewrite(rng: Random, text: str, ways: tuple[Callable[[Random, str], str], ...]) -> str:
    """`text` changed in one way, seldom in two; in capitals now and then."""
    for way in rng.sample(ways, 2 if rng.random() < 0.2 else 1):
        text = way(rng, text)
    return text.upper() if rng.random() < 0.15 else text


def phone_again(rng: Random, phone: str) -> str:
    """A stored number as somebody else writes it, read back by the register."""
    digits = phone.removeprefix("+62")
    typed = rng.choice(FORMATS).format(digits, digits[:3], digits[3:7], digits[7:])
    return read_phone(typed).value or ""


class Maker:
    """Makes twins and look-alikes of the stored businesses `bases`."""

    def __init__(self, rng: Random, bases: list[Business]) -> None:
        self._rng, self._bases, self._serial = rng, bases, FIRST_SERIAL
        self._places = list(Kelurahan.objects.filter(is_active=True))

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _stranger(self, name: str, *, nik: bool | None = None, phone: bool | None = None) -> Owner:
        """An owner of that name; with a NIK or a phone of their own, or without."""
        rng, serial = self._rng, self._next()
        owner = Owner(
            name=name, nik_absent_reason="not_recorded", phone_absent_reason="not_recorded"
        )
        if rng.random() < 0.6 if nik is None else nik:
            owner.set_nik(f"990000{serial:010d}")
        if rng.random() < 0.7 if phone is None else phone:
            owner.phone, owner.phone_absent_reason = f"+62860{serial:08d}", ""
        return owner

    def _copy(self, base: Business, owner: Owner, name: str, **changes: object) -> Business:
        fields = {
            "kelurahan": base.kelurahan, "address": base.address, "rt": base.rt, "rw": base.rw,
            "activity": base.activity, "primary_category": base.primary_category,
            "place_kind": base.place_kind, "registered_on": base.registered_on,
        }  # fmt: skip
        return Business(owner=owner, name=name[:150], **{**fields, **changes})

    def twin(self, base: Business) -> Made:
        """The same business, entered again."""
        rng = self._rng
        name = rewrite(rng, base.name, (misspell, misspell, swap, drop, rename_kind))
        changes: dict[str, object] = {}
        if rng.random() < 0.45:
            plain = base.address.replace("Jl.", "Jalan").split(" No.")[0]
            changes["address"] = rng.choice([plain, ""])
        if rng.random() < 0.4:
            changes |= {"rt": "", "rw": ""}
        chance = rng.random()
        if chance < 0.35:
            if chance < 0.05:
                changes["kelurahan"] = rng.choice(self._places)
            return Made(self._copy(base, base.owner, name, **changes), base.pk, "same owner")
        return Made(
            self._copy(base, self._same_person(base), name, **changes), base.pk, "new owner"
        )

    def _same_person(self, base: Business) -> Owner:
        """The owner of `base`, not found and so entered again: mostly without the NIK."""
        rng, known = self._rng, base.owner
        name = known.name
        if rng.random() < 0.6:
            name = rewrite(rng, name, (misspell, misspell, swap, _initial))
        owner = self._stranger(name, nik=rng.random() < 0.1, phone=False)
        if known.phone and rng.random() < 0.7:
            owner.phone, owner.phone_absent_reason = phone_again(rng, known.phone), ""
        return owner

    def lookalike(self, base: Business, kind: str) -> Made:
        """Another business that resembles `base` in one way."""
        return Made(getattr(self, f"_{kind}")(base), None, kind)

    def _neighbour(self, base: Business) -> Business:
        """The same street, RT and product word, another name."""
        name = " ".join([*base.name.split()[:1], *self._rng.sample(OTHER_NAMES, 2)])
        street = base.address.split(" No.")[0]
        address = f"{street} No. {self._rng.randrange(1, 180)}" if street else ""
        return self._copy(base, self._stranger(self._person()), name, address=address)

    def _relative(self, base: Business) -> Business:
        """A brother or sister in the same house, each with a trade; now and then one phone."""
        family = base.owner.name.split()[-1]
        given = self._rng.choice(SIBLINGS)
        owner = self._stranger(f"{given} {family}")
        if base.owner.phone and self._rng.random() < 0.25:
            owner.phone, owner.phone_absent_reason = base.owner.phone, ""
        return self._copy(base, owner, f"{base.name.split()[0]} {given} {family}")

    def _namesake(self, base: Business) -> Business:
        """The very name, as *Kios Berkat* stands in every street, of another person."""
        return self._copy(base, self._stranger(self._person()), base.name, address="", rt="", rw="")

    def _second(self, base: Business) -> Business:
        """A second business of the same owner at the same place, in another trade."""
        last = base.name.split()[-1]
        others = [trade for trade in TRADES if trade[1:] not in base.name]  # Catering is Katering
        return self._copy(base, base.owner, f"{self._rng.choice(others)} {last}")

    def _word(self, base: Business) -> Business:
        """The telling word of the name with another trade, of another person in the street."""
        last = base.name.split()[-1]
        name = f"{self._rng.choice(TRADES)} {last} {self._rng.choice(OTHER_NAMES)}"
        return self._copy(base, self._stranger(self._person()), name)

    def _person(self) -> str:
        other = self._rng.choice(self._bases).owner.name.split()
        return f"{self._rng.choice(SIBLINGS)} {other[-1]}"


KINDS = ("neighbour", "relative", "namesake", "second", "word")


def make(*, seed: int, pairs: int, lookalikes: int) -> list[Made]:
    """The seeded set for the register as it is stored: unsaved records, in a fixed order."""
    rng = Random(seed)  # noqa: S311  the same seed must give the same set
    stored = Business.objects.select_related("owner", "kelurahan", "primary_category")
    keys = list(Business.objects.order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(keys, pairs + lookalikes)
    found = stored.in_bulk(chosen)
    bases = [found[key] for key in chosen]
    maker = Maker(rng, bases)
    made = [maker.twin(base) for base in bases[:pairs]]
    made += [
        maker.lookalike(base, KINDS[index % len(KINDS)]) for index, base in enumerate(bases[pairs:])
    ]
    return made
