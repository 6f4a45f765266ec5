"""How alike two records are: a score from 0 to 100 with its reasons, and no query.

Three questions are asked: is it the same owner, the same name, the same place? Each answer gives
points for or against, and what is not known gives none. So two stalls of one trader under
different names stay apart, and so do two *Kios Berkat* of two people. Placeholders never collide:
no NIK, phones of one digit, names that name nothing (*Kios*, *Warung Makan*).

A NIB needs no question of its own: an owner has at most one, and the data base refuses a number
that another owner holds. Two records with one NIB are two records of one owner.
The points are set against a seeded set of pairs (`benchmarks/duplicates.py`).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from common.identifiers import fold

SHOWN = 40  # from here on a record is worth a look while the officer types
LIKELY = 60  # from here on it is asked about, and kept for a decision

REASONS = {
    "same_owner": _("same owner"),
    "same_nik": _("same NIK"),
    "same_phone": _("same phone number"),
    "similar_owner": _("similar name of the owner"),
    "same_name": _("same name"),
    "similar_name": _("similar name"),
    "same_address": _("same address"),
    "same_rt_rw": _("same RT/RW"),
    "near": _("points close to each other"),
}

# What a name may begin with or leave out: forms of law are dropped, kinds of stall are one.
FORMS = frozenset("cv pt ud pd fa firma tbk perorangan usaha dagang umkm ukm kelompok".split())
KINDS = {
    **dict.fromkeys("kios toko tk lapak outlet konter".split(), "kios"),
    **dict.fromkeys("warung wr rm rumah depot resto restoran kedai".split(), "warung"),
}
# Words of a trade: they narrow a name down, but alone they name nobody's business.
TRADES = frozenset(
    "air ayam babi bakery bakso barang basah bengkel bensin beras buah butik cake camilan campuran "
    "catering cell cuci daging dan dapur eceran es fashion fotokopi gorengan ikan ikat isi jahit "
    "jasa jual jus katering kelontong keripik komputer kopi krim kue laundry lalapan makan makanan "
    "mebel minum minuman motor nasi ojek pakaian pangkas penjahit ponsel potong pulsa roti salon "
    "sapi sayur segar sei sembako servis snack tambal ban tenun ternak ulang umum warkop".split()
)
KIND_WEIGHT, TRADE_WEIGHT = 0.25, 0.5
# What stands before or behind the name of a person.
TITLES = frozenset(
    "ibu bu bapak bpk pak ny nn tn hj h drs dra ir se sh spd st skom sp oma opa mama bapa".split()
)
ROAD_WORDS = frozenset("jl jln jalan no nomor gang gg lorong kel kelurahan kec kecamatan".split())

SHORTEST_MISSPELT = 3  # letters; a shorter word is the same or another one
SHORTEST_KIND = 4  # letters of *toko*, of which the first must be right
LEAST_WORD = 0.7  # similarity from which two words count as one
INITIAL = 0.9
LEAST_NAME, LEAST_OWNER = 0.6, 0.6
BOTH_DIFFER = 0.9  # each says something that the other does not
JOINED_WORDS = 0.9  # without blanks: "Ina Huk" and "Inahuk"
NEAR_METRES, FAR_METRES = 60, 600
METRES_PER_DEGREE = 111_320
FEWEST_DIFFERENT_DIGITS = 3  # a phone number with fewer was typed to get past


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a record is compared; "" or None where it is not known. `pk` is None in a draft."""

    pk: int | None = None
    name: str = ""
    kelurahan_id: int | None = None
    owner_id: int | None = None
    owner_name: str = ""
    nik: str = ""  # digest
    phones: frozenset[str] = frozenset()
    address: str = ""
    rt: str = ""
    rw: str = ""
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is that two records are one business, and why."""

    score: int
    reasons: tuple[str, ...]


Part = tuple[float, list[str]]  # points, reasons


def real_phones(phones: Iterable[str | None]) -> frozenset[str]:
    """The numbers that can tell people apart: none of the same digit over and over."""
    return frozenset(
        phone
        for phone in phones
        if phone and len(set(phone.removeprefix("+62"))) >= FEWEST_DIFFERENT_DIGITS
    )


@lru_cache(maxsize=8192)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a business name, without forms of law and with one word for a kind of stall."""
    words = [word for word in fold(name).split() if word not in FORMS]
    if any(word in KINDS for word in words):
        return tuple(KINDS.get(word, word) for word in words)
    return tuple(_misspelt_kind(word) for word in words)


@lru_cache(maxsize=16384)
def _misspelt_kind(word: str) -> str:
    """The kind of stall that `word` means with one slip of the pen; or the word itself."""
    if word in TRADES or len(word) < SHORTEST_KIND:
        return word
    for kind, meant in KINDS.items():
        is_short = len(kind) <= SHORTEST_KIND
        if len(kind) < SHORTEST_KIND or (is_short and kind[0] != word[0]):
            continue
        if OSA.distance(word, kind, score_cutoff=1) <= 1:
            return meant
    return word


@lru_cache(maxsize=32768)
def core(name: str) -> str:
    """The words of a name that tell it from others, as one text; "" when it has none."""
    words = name_words(name)
    if all(word in KINDS.values() or word in TRADES for word in words):
        return ""
    return " ".join(word for word in words if word not in KINDS.values())


@lru_cache(maxsize=8192)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name without titles."""
    words = fold(name).split()
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def _weight(word: str) -> float:
    if word in KINDS.values():
        return KIND_WEIGHT
    return TRADE_WEIGHT if word in TRADES else 1.0


def _one(word: str) -> float:
    return 1.0


def _same_word(one: str, other: str) -> float:
    """From 0 to 1; a slip of the pen counts less the longer the word is."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return INITIAL
    if min(len(one), len(other)) < SHORTEST_MISSPELT:
        return 0.0
    return OSA.normalized_similarity(one, other, score_cutoff=LEAST_WORD)


def alike(
    one: tuple[str, ...], other: tuple[str, ...], weight: Callable[[str], float] = _one
) -> float:
    """How far two lists of words say the same, in any order, from 0 to 1.

    Words that one of the two leaves out count half, if the other says all that it says.
    """
    if not one or not other:
        return 0.0
    one, other = sorted((one, other))  # so that the order of the two makes no difference
    pairs = sorted(
        ((found, i, j) for i, a in enumerate(one) for j, b in enumerate(other)
         if (found := _same_word(a, b))),
        key=lambda pair: (-pair[0], pair[1] + pair[2], pair[1]),
    )  # fmt: skip
    left, right, common = set(range(len(one))), set(range(len(other))), 0.0
    for found, i, j in pairs:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            common += found * (weight(one[i]) + weight(other[j]))
    weights = sum(map(weight, one)), sum(map(weight, other))
    score = common / sum(weights)
    if not left or not right:
        shorter = min(weights) if left or right else max(weights)
        score = (score + min(1.0, common / 2 / shorter)) / 2
    else:
        score *= BOTH_DIFFER
    joined = ["".join(w for w in words if weight(w) > KIND_WEIGHT) for words in (one, other)]
    if all(joined):
        score = max(score, OSA.normalized_similarity(*joined, score_cutoff=JOINED_WORDS))
    return score


def _name(one: Traits, other: Traits) -> Part:
    """The same name speaks for, another one against; a name that names nothing says nothing."""
    if not core(one.name) or not core(other.name):
        return 0.0, []
    found = alike(name_words(one.name), name_words(other.name), _weight)
    if found < LEAST_NAME:
        return -30 * (LEAST_NAME - found) / LEAST_NAME, []
    points = 45 * (found - LEAST_NAME) / (1 - LEAST_NAME)
    return points, ["same_name" if found > 0.97 else "similar_name"] if found >= 0.7 else []


def _person(one: Traits, other: Traits) -> Part:
    """Points of the owners' names."""
    if not one.owner_name or not other.owner_name:
        return 0.0, []
    found = alike(person_words(one.owner_name), person_words(other.owner_name))
    if found >= 0.8:
        return (30.0 if found >= 0.97 else 26.0 if found >= 0.9 else 20.0), ["similar_owner"]
    return (-20.0, []) if found < LEAST_OWNER else (0.0, [])


def _owner(one: Traits, other: Traits) -> Part:
    """One owner for sure, or as far as phone and name tell; two NIK speak against."""
    if one.owner_id is not None and one.owner_id == other.owner_id:
        return 45.0, ["same_owner"]
    if one.nik and one.nik == other.nik:
        return 45.0, ["same_nik"]
    points, reasons = _person(one, other)
    if one.phones & other.phones:
        points, reasons = min(45.0, max(points, -10.0) + 35), ["same_phone", *reasons]
    elif one.phones and other.phones:
        points -= 8
    if one.nik and other.nik:
        points = max(-30.0, points - 25)
    return points, reasons


def _address(one: Traits, other: Traits) -> Part:
    words = [
        tuple(word for word in fold(traits.address).split() if word not in ROAD_WORDS)
        for traits in (one, other)
    ]
    if not all(words):
        return 0.0, []
    roads = [tuple(w for w in found if not w[0].isdigit()) for found in words]
    numbers = [{w for w in found if w[0].isdigit()} for found in words]
    if alike(*roads) < 0.75:
        return -6.0, []
    if numbers[0] and numbers[1]:
        return (14.0, ["same_address"]) if numbers[0] == numbers[1] else (-4.0, [])
    return 4.0, []


def metres(one: Traits, other: Traits) -> float | None:
    """The distance of the two points, on a flat earth; None without both."""
    if None in (one.lat, one.lng, other.lat, other.lng):
        return None
    north = (other.lat - one.lat) * METRES_PER_DEGREE
    east = (
        (other.lng - one.lng)
        * METRES_PER_DEGREE
        * math.cos(math.radians((one.lat + other.lat) / 2))
    )
    return math.hypot(north, east)


def _place(one: Traits, other: Traits, *, is_one_owner: bool) -> Part:
    """The same door speaks for, another kelurahan or a far point against.

    Of one owner the same door says little: whoever has two trades has them at home.
    """
    if one.kelurahan_id != other.kelurahan_id:
        return (-15.0 if is_one_owner else -25.0), []
    points, reasons = _address(one, other)
    if one.rt and one.rw and other.rt and other.rw:
        is_same = (one.rt, one.rw) == (other.rt, other.rw)
        points += 8 if is_same else -6
        reasons += ["same_rt_rw"] if is_same else []
    distance = metres(one, other)
    if distance is not None and distance <= NEAR_METRES:
        points += 12
        reasons.append("near")
    elif distance is not None and distance >= FAR_METRES:
        points -= 10
    return max(-16.0, min(6.0 if is_one_owner else 20.0, points)), reasons


def likeness(one: Traits, other: Traits) -> Likeness:
    """Compare two records, or a draft with a record. Symmetric."""
    owner = _owner(one, other)
    is_one_owner = not {"same_owner", "same_nik"}.isdisjoint(owner[1])
    parts = (owner, _name(one, other), _place(one, other, is_one_owner=is_one_owner))
    score = round(max(0.0, min(100.0, sum(points for points, _reasons in parts))))
    return Likeness(score, tuple(reason for _points, reasons in parts for reason in reasons))


def reason_texts(codes: Iterable[str]) -> list[str]:
    """The reasons in the language of the reader."""
    return [str(REASONS[code]) for code in codes if code in REASONS]
