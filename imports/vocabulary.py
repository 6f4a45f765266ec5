"""The words that lists use for a fixed choice, and the bands of the 2008 law.

A band is never turned into a value. A value in a column of bands (net worth, number of
workers) is kept as its band, with a warning, because the register has no field for it.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from businesses.models import Business, Owner
from businesses.scale import BILLION, MILLION, CapitalBand, SalesBand, WorkersBand
from common.identifiers import Unreadable, read_rupiah
from common.money import FACTOR
from imports.columns import squeeze


def words(choices: Mapping[str, str]) -> dict[str, str]:
    """Squeezed word → value of the choice; the values themselves are words too."""
    return {
        squeeze(word): str(value)
        for value, text in choices.items()
        for word in (str(value), *text.split("|"))
    }


OWNER_KINDS = words(
    {
        Owner.Kind.PERSON: "usaha perorangan | orang perorangan | perseorangan | pribadi"
        " | orang pribadi | individu | ud | usaha dagang",
        Owner.Kind.PT: "perseroan terbatas",
        Owner.Kind.PT_PERSON: "perseroan perorangan | perseroan perseorangan | pt perseorangan",
        Owner.Kind.CV: "persekutuan komanditer",
        Owner.Kind.FIRMA: "fa",
        Owner.Kind.COOPERATIVE: "kop",
        Owner.Kind.FOUNDATION: "yys",
        Owner.Kind.OTHER: "lain lain | other",
    }
)
UNSPECIFIC_ENTITIES = frozenset({"badanusaha", "badanhukum", "berbadanhukum"})
GENDERS = words(
    {
        Owner.Gender.FEMALE: "p | pr | perempuan | wanita | w | f",
        Owner.Gender.MALE: "l | lk | laki laki | laki | pria | m",
    }
)
PLACE_KINDS = words(
    {
        Business.PlaceKind.FIXED: "menetap | tempat tetap | permanen | fixed",
        Business.PlaceKind.MOBILE: "berkeliling | pedagang keliling | itinerant | mobile",
        Business.PlaceKind.ONLINE: "daring | on line",
        Business.PlaceKind.HOME: "di rumah | rumahan | rumah tangga | at home | home",
    }
)
FINANCING = words(
    {
        Business.Financing.OWN: "modal sendiri | sendiri | milik sendiri | own capital",
        Business.Financing.KUR: "kredit usaha rakyat",
        Business.Financing.BANK: "pinjaman bank | kredit bank | modal bank",
        Business.Financing.COOPERATIVE: "koperasi | pinjaman koperasi | kopdit",
        Business.Financing.GOVERNMENT: "bantuan pemerintah | pemerintah | hibah pemerintah",
        Business.Financing.CSR: "bantuan csr",
        Business.Financing.OTHER: "lainnya | lain lain",
    }
)
CONSENT_MANNERS = words(
    {
        Business.ConsentManner.FORM: "formulir | formulir bertanda tangan | surat persetujuan",
        Business.ConsentManner.WHATSAPP: "wa | pesan whatsapp",
        Business.ConsentManner.SPOKEN: "lisan | secara lisan",
        Business.ConsentManner.SELF: "pendaftaran sendiri | mendaftar sendiri",
    }
)
YES = frozenset({"ya", "iya", "y", "yes", "true", "1", "ada", "sudah", "benar"})
NO = frozenset({"tidak", "tdk", "t", "no", "n", "false", "0", "belum", "bukan"})

# lower bound (0: none), upper bound in rupiah
SALES_BANDS = {
    (0, 300 * MILLION): SalesBand.TO_300M,
    (300 * MILLION, 2_500 * MILLION): SalesBand.TO_2500M,
    (2_500 * MILLION, 50 * BILLION): SalesBand.TO_50B,
}
CAPITAL_BANDS = {
    (0, 50 * MILLION): CapitalBand.TO_50M,
    (50 * MILLION, 500 * MILLION): CapitalBand.TO_500M,
    (500 * MILLION, 10 * BILLION): CapitalBand.TO_10B,
}
WORKERS_BANDS = {
    (1, 4): WorkersBand.TO_4,
    (1, 5): WorkersBand.TO_5,
    (6, 19): WorkersBand.TO_19,
    (20, 99): WorkersBand.TO_99,
}
AMOUNT = re.compile(r"([0-9][0-9.,]*)\s*([a-z]*)", re.IGNORECASE)
UPPER_BOUND = re.compile(
    r"(?:<=?|\u2264|s/?d|sampai|hingga|maks\w*|kurang|bawah|up to)"
    r"[\s.]*(?:dari|dengan)?\s*(?:rp)?[\s.]*[0-9]",
    re.IGNORECASE,
)
WORKERS_RANGE = re.compile(r"([0-9]{1,4})\s*(?:-|\u2013|s/?d|sampai)\s*([0-9]{1,4})")


def choice(text: str, known: Mapping[str, str]) -> str:
    """The choice that a cell names, or "" when its word is not known."""
    return known.get(squeeze(text), "")


def read_yes_no(text: str) -> bool:
    """Read *ya* or *tidak*. Raises Unreadable."""
    word = squeeze(text)
    if word not in YES | NO:
        raise Unreadable(_("Write “ya” or “tidak”."), "yes-no")
    return word in YES


def read_money_band(text: str, bands: Mapping[tuple[int, int], str]) -> str:
    """The band of rupiah that a cell describes, such as "Rp.300 Juta < Omset <= Rp.2,5 Milliar".

    Returns "" for a band that the register does not know, one without an upper end included.
    """
    for value in bands.values():
        if squeeze(text) == squeeze(value):
            return str(value)
    amounts = _amounts(text)
    if len(amounts) == 1 and UPPER_BOUND.search(text):
        amounts = [0, *amounts]
    return str(bands.get(tuple(amounts), ""))


def _amounts(text: str) -> list[int]:
    """The amounts in a cell; one without a unit has that of the last one ("50 - 500 juta")."""
    found = [(number, unit.lower()) for number, unit in AMOUNT.findall(text)]
    units = [unit for _number, unit in found if unit in FACTOR]
    amounts = []
    for number, unit in found:
        own = unit if unit in FACTOR else (units[-1] if units else "")
        try:
            amounts.append(read_rupiah(f"{number.rstrip('.,')} {own}").value)
        except Unreadable:
            return []
    return amounts


def band_of_amount(amount: int, bands: Mapping[tuple[int, int], str]) -> str:
    """The band in which a value lies; "" above the last one."""
    return next((str(band) for (_low, high), band in bands.items() if amount <= high), "")


def read_workers_band(text: str) -> tuple[str, bool]:
    """(band, whether it follows from a number). The band is "" where none fits.

    Raises:
        Unreadable: neither a band nor a number.
    """
    found = WORKERS_RANGE.search(text)
    if found:
        return str(WORKERS_BANDS.get((int(found[1]), int(found[2])), "")), False
    number = re.fullmatch(r"([0-9]{1,6})(?:\.0)?(?:\s*(?:orang|pekerja|tenaga kerja))?", text, re.I)
    if not number:
        raise Unreadable(_("Write the number of workers, for example 3."), "workers")
    count = int(number[1])
    band = next((band for (low, high), band in WORKERS_BANDS.items() if low <= count <= high), "")
    return str(band), True
