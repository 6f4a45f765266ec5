"""Money in whole rupiah, as people in Kupang write it: `Rp1.500.000,-`, `1,5 juta`, `300 rb`.

A dot groups thousands and a comma starts decimals, as in Indonesian; the English way is read
where it can mean nothing else. A band ("up to Rp300 million") is not a value and is refused.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from common.readings import SCIENTIFIC, Reading, Unreadable, digits_of_number, is_number
from common.text import clean_text, is_blank, typed

MOST_RUPIAH = 10**15
LONGEST_TEXT = 200  # characters; more is prose, not an amount
UNITS = {
    10**3: "k rb rbu ribu",
    10**6: "jt jta juta",
    10**9: "m mlr miliar milyar miliyar milliar millyar",
    10**12: "t tril triliun trilyun",
}
FACTOR = {word: factor for factor, words in UNITS.items() for word in words.split()}

CURRENCY = re.compile(r"^(?:rp|idr)[\s.:]*(?=[0-9])|\s*(?:rupiah|idr|rp)\.?$")
NO_CENTS = re.compile(r"\s*[.,]?\s*[-\u2013\u2014=]{1,2}$")  # the tail of "Rp5.000,-"
TERM = re.compile(r"([0-9][0-9.,]*)\s*([a-z]+)\.?\s*")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
CENTS = re.compile(r"([0-9., ]*[0-9])[.,]([0-9]{1,2})")
AMBIGUOUS_DECIMALS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
BAND = re.compile(
    r"[<>\u2264\u2265~\u00b1+]|[0-9a-z]\s*[-\u2013\u2014]\s*(?:rp\.?\s*)?[0-9]"
    r"|s/d|\b(?:sd|s\.d|sampai|hingga|antara|kurang|lebih|bawah|dibawah|atas|diatas|maks"
    r"|maksimal|maksimum|min|minimal|minimum|max|up)\b"
)
NEGATIVE = re.compile(r"^(?:rp|idr)?\.?\s*[-\u2013\u2212]\s*(?:rp|idr)?\.?\s*[0-9]|^\(.*[0-9].*\)$")


def _not_understood() -> Unreadable:
    return Unreadable(
        _("Write one amount in rupiah, for example Rp1.500.000 or 1,5 juta."), "rupiah-form"
    )


def _not_whole() -> Unreadable:
    return Unreadable(
        _("Write whole rupiah, without decimals, for example Rp1.500.000."), "rupiah-decimals"
    )


def _plain_number(text: str) -> int:
    """An amount without a unit: bare digits, or groups of three, and cents only if zero."""
    cents = None if GROUPED.fullmatch(text) else CENTS.fullmatch(text)
    if cents and cents[2].strip("0"):
        raise _not_whole()
    whole = cents[1] if cents else text
    grouped = GROUPED.fullmatch(whole)
    if not grouped:
        return _whole(whole)
    if cents and grouped[1] == text[len(whole)]:  # 1.500.00: cents or a lost digit?
        raise _not_understood()
    return _whole(re.sub(r"[., ]", "", whole))


def _whole(digits: str) -> int:
    if not re.fullmatch(r"[0-9]+", digits):
        raise _not_understood()
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(MOST_RUPIAH)):
        raise _too_large()
    return int(digits)


def _too_large() -> Unreadable:
    return Unreadable(
        _("This amount is impossibly large; check the number of zeros."), "rupiah-large"
    )


def _scaled(number: str, word: str) -> int:
    """`number` times its unit word: ("2,5", "miliar") is 2,500,000,000."""
    factor = FACTOR.get(word)
    if factor is None or len(number) > 20:
        raise _not_understood()
    if AMBIGUOUS_DECIMALS.fullmatch(number):
        message = _("It is unclear whether this is a decimal; write all digits: Rp1.500.000.")
        raise Unreadable(message, "rupiah-ambiguous")
    if GROUPED.fullmatch(number):
        return _plain_number(number) * factor
    if not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", number):
        raise _not_understood()
    amount = Decimal(number.replace(",", ".")) * factor
    if amount != amount.to_integral_value():
        raise _not_whole()
    return int(amount)


def _with_units(text: str) -> int:
    """The sum of amounts with falling units: "1 juta 500 ribu". Raises on anything else."""
    total, position, smallest = 0, 0, max(FACTOR.values()) + 1
    while position < len(text):
        term = TERM.match(text, position)
        if not term:
            raise _not_understood()
        factor = FACTOR.get(term[2], smallest)
        if factor >= smallest:
            raise _not_understood()
        total, smallest, position = total + _scaled(term[1], term[2]), factor, term.end()
    return total


def _from_text(text: str) -> int | None:
    """The amount in typed text; None for a lone `Rp -`, as a spreadsheet shows nothing."""
    if len(text) > LONGEST_TEXT:
        raise _not_understood()
    if SCIENTIFIC.fullmatch(text):
        text = digits_of_number(text) or ""
        if not text:
            message = _("The spreadsheet has shortened this amount; write all its digits.")
            raise Unreadable(message, "rupiah-damaged")
    text = text.casefold()
    if NEGATIVE.search(text):
        raise Unreadable(
            _("An amount cannot be negative: remove the minus sign."), "rupiah-negative"
        )
    text = NO_CENTS.sub("", text)
    if BAND.search(text):
        message = _("This is a band, not a value; write one amount, for example Rp1.500.000.")
        raise Unreadable(message, "rupiah-band")
    text = CURRENCY.sub("", text).strip()
    if not text:
        return None
    return _with_units(text) if re.search(r"[a-z]", text) else _plain_number(text)


def _from_number(raw: int | float | Decimal) -> int:
    amount = raw if isinstance(raw, int) else Decimal(repr(raw) if isinstance(raw, float) else raw)
    if isinstance(amount, Decimal) and not amount.is_finite():
        raise _not_understood()
    if amount < 0:
        raise Unreadable(
            _("An amount cannot be negative: remove the minus sign."), "rupiah-negative"
        )
    if amount > MOST_RUPIAH:
        raise _too_large()
    if amount != int(amount):
        raise _not_whole()
    return int(amount)


def read_rupiah(raw: object) -> Reading[int]:
    """Read an amount of money into whole rupiah, 0 to 10**15. Zero is a value.

    Grouping by dots, commas or blanks; `Rp`, `IDR`, `,-` and `,00` are dropped; `ribu/rb/k`,
    `juta/jt`, `miliar/M`, `triliun/T` count, also in sequence ("1 juta 500 ribu"). "1.500" is
    1500, but "1.500 juta" may be either and is refused.

    Raises:
        Unreadable: a band, a negative, decimals of a rupiah, more than 10**15, or no amount.
    """
    if is_blank(raw):
        return Reading(None)
    value = _from_number(raw) if is_number(raw) else _from_text(typed(raw))
    if value is None:
        return Reading(None)
    if value > MOST_RUPIAH:
        raise _too_large()
    return Reading(value, changed=str(value) != clean_text(raw))


def format_rupiah(amount: int) -> str:
    """`amount` in whole rupiah as `Rp1.500.000`; `-Rp500` below zero."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")
