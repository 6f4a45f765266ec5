"""What the cells of a column look like: NIK, phone, e-mail, kelurahan …

Only proposed to the officer, never decided here: where a heading says nothing, the kind as which
nearly all cells of a sample read; where it says something, whether the cells contradict it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.identifiers import (
    Unreadable,
    clean_text,
    is_blank,
    read_coordinates,
    read_phone,
    split_phones,
)
from imports import vocabulary
from imports.columns import squeeze
from imports.dates import read_date
from imports.lookups import KECAMATAN_WORD, KELURAHAN_WORD, Lookups
from imports.sheets import Line

MOST_CELLS = 200  # of a column that are looked at
FEWEST_CELLS = 3
NEARLY_ALL = 0.8
LONGEST = 300  # characters; more is prose
YOUNGEST = 15  # years: younger dates are hardly those of birth
OLDEST = 100
SEPARATORS = re.compile(r"[\s.\-]+")
SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")
NIB = re.compile(r"[0-9]{13}")
NPWP = re.compile(r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]-?[0-9]{3}\.[0-9]{3}|[0-9]{15}")
PHONE_START = re.compile(r"\(?(?:\+|0|62|8)")
FEWEST_DIGITS_OF_PHONE = 9
MOST_DIGITS_OF_PHONE = 15
DEGREES = re.compile(r"-?[0-9]{1,3}[.,][0-9]{3,}")
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.0, 142.0)  # of Indonesia
RT_RW = re.compile(
    r"(?:RT\W*)?[0-9]{1,3}\s*[/,\-]?\s*(?:RW\W*)[0-9]{1,3}|[0-9]{1,3}\s*/\s*[0-9]{1,3}", re.I
)
KBLI = re.compile(r"[0-9]{4,5}")

Reads = Callable[[str, Lookups], bool]


def _digits(text: str) -> str:
    return SEPARATORS.sub("", text)


def _is_nik(text: str, look: Lookups) -> bool:
    return bool(SIXTEEN_DIGITS.fullmatch(_digits(text)))


def _is_nib(text: str, look: Lookups) -> bool:
    return bool(NIB.fullmatch(_digits(text)))


def _is_npwp(text: str, look: Lookups) -> bool:
    return bool(NPWP.fullmatch(text) or NPWP.fullmatch(_digits(text)))


def _is_phone(text: str, look: Lookups) -> bool:
    if not PHONE_START.match(text):
        return False
    pieces = split_phones(text)
    try:
        return bool(pieces) and all(_is_one_phone(piece) for piece in pieces)
    except Unreadable:
        return False


def _is_one_phone(text: str) -> bool:
    count = sum(map(str.isdigit, text))
    is_long = FEWEST_DIGITS_OF_PHONE <= count <= MOST_DIGITS_OF_PHONE
    return is_long and read_phone(text).value is not None


def _is_email(text: str, look: Lookups) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_point(text: str, look: Lookups) -> bool:
    if not ("," in text or "°" in text or "http" in text):
        return False
    try:
        return read_coordinates(text).value is not None
    except Unreadable:
        return False


def _between(bounds: tuple[float, float]) -> Reads:
    def reads(text: str, look: Lookups) -> bool:
        if not DEGREES.fullmatch(text):
            return False
        return bounds[0] <= float(text.replace(",", ".")) <= bounds[1]

    return reads


def _is_birth_date(text: str, look: Lookups) -> bool:
    try:
        year = read_date(text).year
    except Unreadable:
        return False
    return look.today.year - OLDEST <= year <= look.today.year - YOUNGEST


def _is_kelurahan(text: str, look: Lookups) -> bool:
    return squeeze(KELURAHAN_WORD.sub("", text)) in look.kelurahan


def _is_kecamatan(text: str, look: Lookups) -> bool:
    return squeeze(KECAMATAN_WORD.sub("", text)) in look.kecamatan


def _is_kbli(text: str, look: Lookups) -> bool:
    if not KBLI.fullmatch(text):
        return False
    return any((edition, text.zfill(5)) in look.kbli for edition in ("2020", "2025"))


def _is_category(text: str, look: Lookups) -> bool:
    return squeeze(text) in look.categories


def _word(words: dict[str, str]) -> Reads:
    return lambda text, look: squeeze(text) in words


# In the order in which they are taken where two fit equally well.
KINDS: dict[str, Reads] = {
    "phone": _is_phone,
    "nik": _is_nik,
    "nib": _is_nib,
    "npwp": _is_npwp,
    "email": _is_email,
    "lat": _between(LATITUDES),
    "lng": _between(LONGITUDES),
    "point": _is_point,
    "rt_rw": lambda text, look: bool(RT_RW.fullmatch(text)),
    "birth_date": _is_birth_date,
    "gender": _word(vocabulary.GENDERS),
    "kelurahan": _is_kelurahan,
    "kecamatan": _is_kecamatan,
    "kbli": _is_kbli,
    "category": _is_category,
    "owner_kind": _word(vocabulary.OWNER_KINDS),
    "place_kind": _word(vocabulary.PLACE_KINDS),
    "financing": _word(vocabulary.FINANCING),
}
# One word such as "lainnya" stands in many lists: these need two before they are proposed.
NEED_SEVERAL_WORDS = frozenset({"category", "owner_kind", "place_kind", "financing"})

# What may stand in a column of one target although it reads as another kind.
ALIKE = (
    {"phone", "whatsapp", "business_phone"},
    {"email", "business_email"},
    {"nik", "npwp"},
    {"kbli", "category", "activity", "products"},
    {"birth_date", "registered_on", "source_date", "nib_issued_on", "consent_given_on"},
    {"owner_kind", "category"},
    {"financing", "capital"},
    {"lat", "lng", "point"},
)
NUMBERS = frozenset({"phone", "nik", "nib", "npwp", "email", "point"})
STRICT = frozenset(KINDS) | {"whatsapp", "business_phone", "business_email", "rt", "rw"}
PROSE = frozenset(
    {"business_name", "owner_name", "responsible_name", "activity", "products", "address",
     "owner_address", "landmark", "source"}
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a column looks like; `kind` is a target key, `share` of its cells read as it."""

    kind: str = ""
    share: float = 0.0


def sample(lines: Iterable[Line], index: int) -> list[str]:
    """The first cells of a column that say anything, at most `MOST_CELLS`."""
    cells = (clean_text(line.cells[index]) for line in lines if index < len(line.cells))
    return list(islice((text for text in cells if not is_blank(text)), MOST_CELLS))


def kind_of(cells: Sequence[str], look: Lookups) -> Found:
    """The kind as which nearly all of these cells read, or none."""
    cells = [text for text in cells if text not in {"0", "-"}]
    if len(cells) < FEWEST_CELLS:
        return Found()
    best = Found()
    for kind, reads in KINDS.items():
        fitting = [text for text in cells if len(text) <= LONGEST and reads(text, look)]
        share = len(fitting) / len(cells)
        if kind in NEED_SEVERAL_WORDS and len(set(map(squeeze, fitting))) < 2:
            continue
        if share >= NEARLY_ALL and share > best.share:
            best = Found(kind, share)
    return best


def contradicts(key: str, found: Found) -> bool:
    """Whether cells that read as `found` do not belong in a column of the target `key`."""
    if not found.kind or key == found.kind:
        return False
    if any(key in group and found.kind in group for group in ALIKE):
        return False
    if key in PROSE:
        return found.kind in NUMBERS
    return key in STRICT
