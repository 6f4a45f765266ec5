"""Numbers of people in free text: a phone in the activity would go round the owner's consent.

Officers type "pesan lewat 0812…" into a description, or a NIK or NIB where it does not belong.
The register keeps the text; what is published has the number replaced by "…".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from common.identifiers import Unreadable, is_mobile, read_phone

HIDDEN = "…"
# NIK and NIB. Prices have separators or fewer digits; a NIK is also written in fours, begins with
# a province, never with 0, and is written as on the card: place, date, number.
LONG = r"(?<!\d)\d{13,16}(?!\d)"
FOURS = r"(?<!\d)[1-9]\d{3}(?:[\s.\-]\d{4}){3}(?!\d)"
CARD = (
    r"(?<!\d)[1-9]\d(?:[\s.\-]?\d){4}[\s.\-]?[0-7]\d[\s.\-]?[01]\d[\s.\-]?\d\d[\s.\-]?\d{4}(?!\d)"
)
GROUPS = r"(?<!\d)\d{4,5}(?:[\s\-]\d{4}){2}[\s\-]\d(?!\d)"
# Not inside a number: "WA0812…" and "hub.0812…" are phones, the end of "1.081…" is not.
ALONE = r"(?<!\d)(?<!\d[.,])"
# A price never begins with 0 or a plus, and with 628 only by chance: the reader decides.
PHONE = ALONE + r"(?:\+[\s(]*62|62(?=[\s.\-]*8)|\(?0)(?:[\s().\-]*\d){7,15}(?!\d)"
# A spreadsheet drops the zero in front: 812… of nine to twelve digits, and no price.
PRICE_BEFORE = r"(?<!Rp)(?<!Rp[ .])(?<!Rp\. )(?<!IDR)(?<!IDR )"
SHORTENED = ALONE + PRICE_BEFORE + r"8\d{2}(?:\d{6,9}|(?:[\s\-]\d{3,4}){2,3})(?!\d|[.,]\d)"
DIGIT = re.compile(r"\d")  # most texts have none, and need not be looked through
IDENTIFIER = re.compile(f"{LONG}|{FOURS}|{CARD}|{GROUPS}")
NUMBER = re.compile(f"{LONG}|{FOURS}|{CARD}|{GROUPS}|{PHONE}|{SHORTENED}")
RUN_OF_DIGITS = re.compile(r"\d+")
RUN = re.compile(r"(?<!\d)(?:0|62|8)(?:[\s._\-]*\d){8,12}(?!\d)")  # of a handle: sei_0812.34…
FROM_ABROAD = re.compile(r"^0062")
CHATS = ("wa.me", "whatsapp.", "wa.link", "wasap.", "tel:")
DASHES = "/_:·*|~,‐‑‒–—―−﹘﹣－"
INVISIBLE = frozenset({"Cf", "Cc"})
PLAIN_ASCII = str.maketrans(dict.fromkeys("/_:*|~,", "-"))


def _plain(text: str) -> str:
    """The same text, sign for sign, with its numbers as they would be typed: digits of any script
    as ASCII, and whatever stands between groups of them as a dash."""
    if text.isascii():
        return text.translate(PLAIN_ASCII)
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign in DASHES or unicodedata.category(sign) in INVISIBLE:
        return "-"
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _is_phone(text: str) -> bool:
    phone = _phone(text)
    return bool(phone) and (not text.startswith("62") or is_mobile(phone))


def _phone(text: str) -> str:
    try:
        return read_phone(FROM_ABROAD.sub("+62", text)).value or ""
    except Unreadable:
        return ""


def _end(match: re.Match[str]) -> int:
    """Where the number that begins here ends; 0 if none does.

    What follows may look like more of it: "081234567890 10 kg". Then the longest part that is a
    mobile number is one.
    """
    text = match[0]
    if IDENTIFIER.fullmatch(text) or _is_phone(text):
        return match.end()
    ends = [found.end() for found in RUN_OF_DIGITS.finditer(text)][:-1]
    shorter = (end for end in reversed(ends) if is_mobile(_phone(text[:end])))
    return match.start() + next(shorter, -match.start())


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where each number begins and ends. One may begin within what looked like another, as in
    "RT 001 0812 3456 7890"."""
    here = 0
    while (match := NUMBER.search(text, here)) is not None:
        end = _end(match)
        if end:
            yield match.start(), end
        here = end or match.start() + 1


def link_or_nothing(text: str) -> str:
    """A website or handle as it is, or "" where it carries a phone number."""
    told = unquote(text)
    runs = [re.sub(r"\D", "", run) for run in RUN.findall(_plain(told))]
    has_number = without_numbers(told) != told or any(map(_is_phone, runs))
    return "" if has_number or any(chat in told.lower() for chat in CHATS) else text


def without_identifiers(text: str) -> str:
    """`text` with every NIK and NIB in it replaced by "…"; phone numbers stay.

    Thirteen digits may be a mobile number (62812…, 0812…) or a NIB. They stay: who reports a number
    writes a phone, and a NIB tells nothing of a person.
    """
    if not DIGIT.search(text):
        return text
    plain = _plain(text)
    return _hidden(text, (place for place in _numbers(plain) if _is_identifier(plain, *place)))


def _is_identifier(plain: str, start: int, end: int) -> bool:
    number = plain[start:end]
    return IDENTIFIER.fullmatch(number) is not None and not is_mobile(_phone(number))


def without_numbers(text: str) -> str:
    """`text` with every phone number, NIK and NIB in it replaced by "…"."""
    return _hidden(text, _numbers(_plain(text))) if DIGIT.search(text) else text


def _hidden(text: str, numbers: Iterable[tuple[int, int]]) -> str:
    parts, here = [], 0
    for start, end in numbers:
        parts += [text[here:start], HIDDEN]
        here = end
    return "".join([*parts, text[here:]])
