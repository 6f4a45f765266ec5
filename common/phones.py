"""Phone numbers, kept as `+62…` (E.164).

Our own rules come first: `62…`, `0…` and `8…` all mean Indonesia, `0380…` is a landline of
Kupang. Only then the phonenumbers library says whether such a number exists: left to itself it
turns `62812345678` into `+6262812345678` and calls that valid.
"""

import re

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from common.readings import Reading, Unreadable, digits_of_number, was_number
from common.text import clean_text, is_blank, mask_digits, typed

INDONESIA = "62"
KUPANG_AREA = "380"
MOST_LOCAL_DIGITS = 7  # a landline without its area code
MOST_DIGITS = 15  # of any number on earth, country code included (ITU-T E.164)
LONGEST_CELL = 200  # characters; more is prose, not a phone number
FEWEST_DIGITS_OF_PIECE = 6  # less is no number of its own: an area code, an extension
FEWEST_DIGITS_OF_MOBILE = 9
FEWEST_DIGITS_DOUBLED = 11  # longer than any landline of area 0628, so the 62 stands twice

# A label in front ("WA: ") and a note behind ("(Budi)") are dropped; between the first and the
# last digit only separators may stand, so that "ext. 12" never becomes part of a number.
ONE_NUMBER = re.compile(r"([^0-9]*)([0-9](?:[0-9\s()+._\-\u2010-\u2015\u2212]*[0-9])?)[^0-9]*")
BETWEEN_NUMBERS = re.compile(r"([/,;|\\&\n]|\b(?:atau|dan|or|and)\b)", re.IGNORECASE)
AREA_SLASH = re.compile(r"(?<![0-9])(0[0-9]{2,3})\s*/\s*(?=[1-9][0-9]{4,7}(?![0-9]))")
# Nearly every cell: one Indonesian mobile number, typed with digits, blanks and dashes only. The
# library's own pattern says which exist; asking the library takes forty times as long.
MOBILE_PATTERN = phonenumbers.PhoneMetadata.metadata_for_region("ID").mobile.national_number_pattern
USUAL_MOBILE = re.compile(rf"(?:\+62|62|0)?({MOBILE_PATTERN})", re.ASCII)
LONGEST_USUAL = 40  # characters
NO_GAPS = str.maketrans("", "", " -")
MOBILE_START = re.compile(r"(?<![0-9+])(?:\+\s?62|62|0)[\s\-(]{0,2}8")


def _unclear() -> Unreadable:
    return Unreadable(
        _("Write the phone number with digits only, for example 0812 0000 0000."), "phone-form"
    )


def _count(text: str) -> int:
    return sum("0" <= sign <= "9" for sign in text)


def _runs(piece: str) -> list[str]:
    """Split "0812… 0813…", where only a blank or dash divides two whole mobile numbers."""
    runs, cut = [], 0
    for start in MOBILE_START.finditer(piece):
        counts = _count(piece[cut : start.start()]), _count(piece[start.start() :])
        if min(counts) >= FEWEST_DIGITS_OF_MOBILE:
            runs.append(piece[cut : start.start()])
            cut = start.start()
    return [*runs, piece[cut:]]


def _usual_mobile(raw: object) -> str:
    """The canonical number of a cell that holds one Indonesian mobile number and no more; "" else.

    A short way to what the rules below and the library say of it: the tests compare the two.
    """
    if type(raw) is not str or len(raw) > LONGEST_USUAL:
        return ""
    found = USUAL_MOBILE.fullmatch(raw.translate(NO_GAPS))
    return f"+{INDONESIA}{found[1]}" if found else ""


def split_phones(raw: object) -> list[str]:
    """The phone numbers written in one cell, in order, each as typed and ready to be read.

    Slash, comma, semicolon, line break, *atau*, *dan*, or a blank between two mobile numbers
    divide them. A piece too short to be a number stays with its neighbour, where reading it
    says what is wrong. A blank cell gives an empty list.
    """
    if _usual_mobile(raw):
        return [clean_text(raw).strip(" -")]
    if is_blank(raw, zero_is_blank=True):
        return []
    text = typed(" ; ".join(raw.splitlines()) if isinstance(raw, str) else raw)
    if len(text) > LONGEST_CELL:
        return [text]
    pieces: list[str] = []
    divider = ""
    for index, part in enumerate(BETWEEN_NUMBERS.split(AREA_SLASH.sub(r"\1-", text))):
        if index % 2:
            divider = part
            continue
        neighbours = _count(pieces[-1]) if pieces else FEWEST_DIGITS_OF_PIECE
        if not pieces and _count(part):
            pieces = _runs(part)
        elif min(_count(part), neighbours) >= FEWEST_DIGITS_OF_PIECE:
            pieces += _runs(part)
        elif _count(part):
            pieces[-1] += divider + part
    return [piece.strip(" -;,") for piece in pieces]


def _typed_digits(raw: object) -> tuple[str, bool]:
    """The digits of one number, and whether a plus stood in front. Raises Unreadable."""
    if was_number(raw):
        digits = digits_of_number(raw)
        if digits is None:
            message = _(
                "The spreadsheet has destroyed digits of this phone number; "
                "format the column as text and type it again."
            )
            raise Unreadable(message, "phone-damaged")
        return digits, False
    pieces = split_phones(raw)
    if len(pieces) > 1:
        message = _("There are %(count)d phone numbers here; write one.")
        raise Unreadable(message % {"count": len(pieces)}, "phone-several")
    found = ONE_NUMBER.fullmatch(pieces[0]) if pieces else None
    if not found or len(pieces[0]) > LONGEST_CELL:
        raise _unclear()
    return re.sub(r"[^0-9]", "", found[2]), found[1].rstrip(" (").endswith("+")


def _without_prefix(digits: str, was_numeric: bool) -> tuple[str, tuple[str, ...]]:
    """The Indonesian number behind `0`, `62` or nothing; warnings where a zero was restored."""
    if digits.startswith("0"):
        return digits.lstrip("0"), ()
    if len(digits) <= MOST_LOCAL_DIGITS:
        message = _("Add the area code in front of the number, for example 0380 for Kupang.")
        raise Unreadable(message, "phone-area-code")
    if digits.startswith(INDONESIA):
        return digits[2:].lstrip("0"), ()
    if digits.startswith("8"):
        return digits, ()
    if was_numeric or (digits.startswith(KUPANG_AREA) and len(digits) in {9, 10}):
        return digits, (_("The leading zero of the phone number was restored; check it."),)
    raise Unreadable(_("Begin the phone number with 0 or +62."), "phone-prefix")


def _international(digits: str, has_plus: bool, was_numeric: bool) -> tuple[str, tuple[str, ...]]:
    """`+` and country code and number, not yet validated, with warnings."""
    if not has_plus and digits.startswith("00"):
        digits, has_plus = digits[2:], True
    if has_plus and not digits.startswith(("0", INDONESIA)):
        return f"+{digits}", (_("This phone number is from another country; check it."),)
    if has_plus and digits.startswith(INDONESIA):
        national, warnings = digits[2:].lstrip("0"), ()
    else:
        national, warnings = _without_prefix(digits, was_numeric)
    if national.startswith("628") and len(national) >= FEWEST_DIGITS_DOUBLED:
        national = national[2:]
        warnings += (_("The country code 62 stood twice in the phone number; check it."),)
    return f"+{INDONESIA}{national}", warnings


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, None)
    except NumberParseException:
        return None


def read_phone(raw: object) -> Reading[str]:
    """Read one phone number into `+62…`, or `+…` of another country with a warning.

    Labels in front and notes behind are dropped. `0`, zeros and a bare `+62` are no number.

    Raises:
        Unreadable: several numbers (see `split_phones`), no area code, digits destroyed by a
            spreadsheet, letters in between, or a number that cannot exist.
    """
    usual = _usual_mobile(raw)
    if usual:
        return Reading(usual, (), usual != clean_text(raw))
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    digits, has_plus = _typed_digits(raw)
    if not digits.strip("0") or digits == INDONESIA:
        return Reading(None)
    number, warnings = _international(digits, has_plus, was_number(raw))
    parsed = _parsed(number) if _count(number) <= MOST_DIGITS else None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        message = _("No such phone number exists; check for a missing or extra digit.")
        raise Unreadable(message, "phone-invalid")
    canonical = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return Reading(canonical, warnings, canonical != clean_text(raw))


def is_mobile(phone: str) -> bool:
    """Whether a canonical number can be a mobile, and so perhaps be on WhatsApp."""
    if phone and _usual_mobile(phone) == phone:
        return True
    parsed = _parsed(phone)
    return parsed is not None and phonenumbers.number_type(parsed) in {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }


def whatsapp_link(phone: str) -> str:
    """`https://wa.me/62812…` for a canonical number, `""` for an empty one."""
    digits = re.sub(r"[^0-9]", "", phone)
    return f"https://wa.me/{digits}" if digits else ""


def mask_phone(phone: str) -> str:
    """`+62812••••••00`: the operator or area and the last two digits stay."""
    return mask_digits(phone, head=6, tail=2)
