"""Numbers of people in free text: a phone in the activity would go round the owner's consent.

Officers type "pesan lewat 0812…" into a description, or a NIK or NIB where it does not belong.
The register keeps the text; what is published has the number replaced by "…".
"""

import re

from common.identifiers import Unreadable, is_mobile, read_phone

HIDDEN = "…"
# NIK and NIB. Prices have separators or fewer digits; a NIK is also written in fours.
LONG = r"(?<!\d)\d{13,16}(?!\d)"
FOURS = r"(?<!\d)\d{4}(?:[\s.\-]\d{4}){3}(?!\d)"
# A price never begins with 0 or a plus, and with 628 only by chance: the reader decides.
PHONE = r"(?<![\w.,])(?:\+[\s(]*62|62(?=[\s.\-]*8)|\(?0)(?:[\s().\-]*\d){7,13}(?!\d)"
# A spreadsheet drops the zero in front: 812… of nine to twelve digits, and no price.
SHORTENED = r"(?<![\w.,])(?<!Rp)(?<!Rp )8\d{8,11}(?!\d|[.,]\d)"
DIGIT = re.compile(r"\d")  # most texts have none, and need not be looked through
NUMBER = re.compile(f"{LONG}|{FOURS}|{PHONE}|{SHORTENED}")
CHATS = ("wa.me", "whatsapp.", "wa.link", "tel:")


def _is_phone(text: str) -> bool:
    try:
        phone = read_phone(text).value or ""
    except Unreadable:
        return False
    return bool(phone) and (not text.startswith("62") or is_mobile(phone))


def _hidden(match: re.Match[str]) -> str:
    text = match[0]
    is_identifier = re.fullmatch(f"{LONG}|{FOURS}", text) is not None
    return HIDDEN if is_identifier or _is_phone(text) else text


def link_or_nothing(text: str) -> str:
    """A website or handle as it is, or "" where it carries a phone number."""
    has_number = without_numbers(text) != text or any(chat in text.lower() for chat in CHATS)
    return "" if has_number else text


def without_numbers(text: str) -> str:
    """`text` with every phone number, NIK and NIB in it replaced by "…"."""
    return NUMBER.sub(_hidden, text) if DIGIT.search(text) else text
