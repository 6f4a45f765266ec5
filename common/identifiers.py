"""The numbers of people and businesses: NIK, NIB, NPWP, KBLI code. The one door for readers.

NIK: 16 digits PPRRSSDDMMYYNNNN, day + 40 for women; owners may be registered anywhere, so
region and date only warn. NIB: 13 random digits, no check digit, leading zeros possible
(Peraturan BKPM 5/2025). NPWP: 16 digits (a person's is the NIK), 15 in the old form. KBLI:
five digits. Phones, money, coordinates and addresses live beside this module and are offered
here too, so that forms, imports and admin need one import.
"""

import re
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from common.addresses import format_rt_rw, read_rt_rw, split_address
from common.coordinates import check_coordinates, read_coordinates
from common.money import format_rupiah, read_rupiah
from common.phones import is_mobile, mask_phone, read_phone, split_phones, whatsapp_link
from common.readings import Reading, Unreadable, digits_of_number, was_number
from common.text import clean_text, fold, is_blank, mask_digits, typed

__all__ = [
    "Reading", "Unreadable", "check_coordinates", "clean_text", "fold", "format_rt_rw",
    "format_rupiah", "is_blank", "is_mobile", "mask_digits", "mask_nik", "mask_phone",
    "nik_birth", "read_coordinates", "read_kbli_code", "read_nib", "read_nik", "read_npwp",
    "read_phone", "read_rt_rw", "read_rupiah", "split_address", "split_phones", "whatsapp_link",
]  # fmt: skip

NIK_DIGITS = 16
NIB_DIGITS = 13
NPWP_DIGITS = 16
NPWP_OLD_DIGITS = 15
KBLI_DIGITS = 5
MOST_ZEROS_RESTORED = 3  # more leading zeros than this are likelier a wrong number
YOUNGEST_OWNER = 12  # years; decides the century of a two-digit year of birth
FEMALE_DAY_OFFSET = 40
SEQUENCE_PLACEHOLDERS = frozenset({"1234567890123456", "0123456789012345"})  # typed to get past

# Kepmendagri 300.2.2-2138/2025, first level: 38 provinces.
PROVINCE_CODES = frozenset(
    (*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66))
    + (*range(71, 77), 81, 82, *range(91, 97))
)

# Blanks, dots, dashes of every length, and the apostrophe that marks text in a spreadsheet.
SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212'\u2018\u2019`]+")
# 9.900.000.000.000.000: a number of 16 digits that was formatted, its last digit already lost.
GROUPED_NUMBER = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3}){3,}")


def _damaged(name: str) -> Unreadable:
    """The refusal of digits that a spreadsheet has rounded or shortened."""
    message = _(
        "The spreadsheet has destroyed the last digits of this %(name)s; "
        "format the column as text and type it again from the document."
    )
    return Unreadable(message % {"name": name}, f"{name.lower()}-damaged")


def _wrong_length(name: str, wanted: int, count: int) -> Unreadable:
    message = _("%(name)s must have %(wanted)d digits; you typed %(count)d.")
    return Unreadable(
        message % {"name": name, "wanted": wanted, "count": count}, f"{name.lower()}-length"
    )


def _not_digits(name: str) -> Unreadable:
    message = _("%(name)s has digits only; remove letters and other signs.")
    return Unreadable(message % {"name": name}, f"{name.lower()}-signs")


def _digits(text: str, name: str) -> str:
    """The digits of typed text, separators dropped. Raises Unreadable on any other sign."""
    if text.isdecimal():  # of `typed`, so in ASCII
        return text
    digits = SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]+", digits):
        raise _not_digits(name)
    return digits


def _is_filler(digits: str, length: int) -> bool:
    """Whether digits only fill a compulsory field: all zeros, or one digit `length` times."""
    return not digits.strip("0") or digits == digits[0] * length


def _birth_parts(nik: str) -> tuple[int, int, int]:
    """(two-digit year, month, day with the 40 of women taken off); not checked."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    return year, month, day - FEMALE_DAY_OFFSET if day > FEMALE_DAY_OFFSET else day


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nik_warnings(nik: str) -> tuple[str, ...]:
    """What looks odd in a NIK. Real cards with such errors exist: never a hard block."""
    warnings = []
    if int(nik[:2]) not in PROVINCE_CODES:
        warnings.append(
            _("Digits 1 and 2 of the NIK are no known province code; compare with the card.")
        )
    year, month, day = _birth_parts(nik)
    # Every leap year of either century is one in 2000–2099 too, so this never warns wrongly.
    if _date_or_none(2000 + year, month, day) is None:
        warnings.append(
            _("Digits 7 to 12 of the NIK are no possible date of birth; compare with the card.")
        )
    if nik.endswith("0000"):
        warnings.append(_("The last four digits of the NIK are 0000; compare with the card."))
    return tuple(warnings)


def read_nik(raw: object) -> Reading[str]:
    """Read a NIK into 16 digits; blanks, dots and dashes between them are dropped.

    Zeros, one repeated digit and 1234567890123456 are placeholders: no NIK, so that they can
    never collide as duplicates. An unknown province, an impossible date or serial 0000 warns.

    Raises:
        Unreadable: not 16 digits; or the value was a number in a spreadsheet, which keeps 15
            digits and has therefore destroyed the NIK, however whole it looks.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    text = typed(raw)
    if not text.isdecimal() and GROUPED_NUMBER.fullmatch(text) or was_number(raw):
        raise _damaged("NIK")
    digits = _digits(text, "NIK")
    if _is_filler(digits, NIK_DIGITS) or digits in SEQUENCE_PLACEHOLDERS:
        return Reading(None)
    if len(digits) != NIK_DIGITS:
        raise _wrong_length("NIK", NIK_DIGITS, len(digits))
    return Reading(digits, _nik_warnings(digits), digits != clean_text(raw))


def nik_birth(nik: str, *, today: date) -> tuple[date, Literal["female", "male"]] | None:
    """The date of birth and gender in a canonical NIK, or None when it holds no possible date.

    The year has two digits. The century is a guess: the latest in which the person is at
    least 12 years old on `today`.
    """
    if not re.fullmatch(r"[0-9]{16}", nik):
        return None
    year, month, day = _birth_parts(nik)
    gender: Literal["female", "male"] = "female" if int(nik[6:8]) > FEMALE_DAY_OFFSET else "male"
    this_century = today.year - today.year % 100
    for century in (this_century, this_century - 100):
        born = _date_or_none(century + year, month, day)
        if born is None:
            continue
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if age >= YOUNGEST_OWNER:
            return born, gender
    return None


def mask_nik(nik: str) -> str:
    """`5371••••••••0001`: region and serial stay, date of birth and gender are hidden."""
    return mask_digits(nik) if len(nik) == NIK_DIGITS else "•" * len(nik)


def read_nib(raw: object) -> Reading[str]:
    """Read a NIB into 13 digits; blanks, dots and dashes between them are dropped.

    A numeric cell loses leading zeros: up to three are restored, with a warning. Zeros and
    one repeated digit are placeholders.

    Raises:
        Unreadable: not 13 digits, other signs, or scientific notation that lost digits.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    numeric = was_number(raw)
    digits = digits_of_number(raw) if numeric else _digits(typed(raw), "NIB")
    if digits is None:
        raise _damaged("NIB")
    if _is_filler(digits, NIB_DIGITS):
        return Reading(None)
    warnings: tuple[str, ...] = ()
    if numeric and NIB_DIGITS - MOST_ZEROS_RESTORED <= len(digits) < NIB_DIGITS:
        digits = digits.zfill(NIB_DIGITS)
        warnings = (_("Leading zeros that the spreadsheet dropped from the NIB were restored."),)
    if len(digits) != NIB_DIGITS:
        raise _wrong_length("NIB", NIB_DIGITS, len(digits))
    return Reading(digits, warnings, digits != clean_text(raw))


def _npwp_digits(raw: object) -> tuple[str, tuple[str, ...]]:
    """The digits of an NPWP as given, and a warning if a numeric cell had dropped zeros.

    The new form of an entity is its old one behind a zero, so that 15 digits of a number
    mean the same either way.
    """
    text = typed(raw)
    numeric = was_number(raw)
    digits = digits_of_number(raw) if numeric else _digits(text, "NPWP")
    if digits is None or (len(digits) == NPWP_DIGITS and GROUPED_NUMBER.fullmatch(text)):
        raise _damaged("NPWP")
    fewest = NPWP_OLD_DIGITS - MOST_ZEROS_RESTORED
    if numeric and fewest <= len(digits) < NPWP_OLD_DIGITS:
        restored = _("Leading zeros that the spreadsheet dropped from the NPWP were restored.")
        return digits.zfill(NPWP_OLD_DIGITS), (restored,)
    return digits, ()


def read_npwp(raw: object) -> Reading[str]:
    """Read an NPWP into 16 digits, or 15 of the old form `99.999.999.9-999.999` with a warning.

    Raises:
        Unreadable: another number of digits, other signs, or a number of 16 digits or in
            scientific notation, whose last digits a spreadsheet has destroyed.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    digits, warnings = _npwp_digits(raw)
    if _is_filler(digits, NPWP_DIGITS) or _is_filler(digits, NPWP_OLD_DIGITS):
        return Reading(None)
    if len(digits) == NPWP_OLD_DIGITS:
        warnings += (_("This is the old NPWP of 15 digits; the new one has 16."),)
    elif len(digits) != NPWP_DIGITS:
        raise _wrong_length("NPWP", NPWP_DIGITS, len(digits))
    return Reading(digits, warnings, digits != clean_text(raw))


def read_kbli_code(raw: object) -> Reading[str]:
    """Read a KBLI code into five digits. Whether an edition has it is not asked here.

    Four digits, as number or text, are a code whose leading zero a spreadsheet dropped: it is
    restored with a warning (1111 is 01111).

    Raises:
        Unreadable: any other number of digits, or other signs.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    text = typed(raw)
    digits = digits_of_number(raw) if was_number(raw) else _digits(text, "KBLI")
    if digits is None:
        raise _not_digits("KBLI")
    warnings: tuple[str, ...] = ()
    # "10.75" is 10.750 damaged, not 01075: only bare digits get their zero back.
    if len(digits) == KBLI_DIGITS - 1 and (was_number(raw) or text == digits):
        digits = f"0{digits}"
        warnings = (_("The leading zero of the KBLI code was restored; check that it is right."),)
    if len(digits) != KBLI_DIGITS:
        raise _wrong_length("KBLI", KBLI_DIGITS, len(digits))
    return Reading(digits, warnings, digits != clean_text(raw))
