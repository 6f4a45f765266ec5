"""Text as people type it and spreadsheets hold it: cleaned, folded, masked, or blank.

One folding serves search, matching and duplicates, so that *se'i*, *Se’i* and *SEI* meet
everywhere. Nothing here raises, whatever a cell holds.
"""

import re
import unicodedata
from decimal import Decimal

# Typewriter, grave and acute; the curly and reversed quotes; primes; modifier letters that
# regional spellings use for a glottal stop; saltillo; the full-width form.
APOSTROPHES = (
    "'`\u00b4\u2018\u2019\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca"
    "\u02cb\ua78b\ua78c\uff07"
)
PLACEHOLDERS = frozenset(
    {
        "n a", "na", "null", "none", "nan", "nihil", "kosong",
        "tidak ada", "tdk ada", "belum ada", "blm ada", "tidak punya", "belum punya",
    }
)  # fmt: skip
FIRST_OF_PLACEHOLDER = frozenset(
    sign for word in PLACEHOLDERS for sign in word[0] + word[0].upper()
)
LONGEST_PLACEHOLDER = 16  # characters as typed, brackets and signs included
ZERO = re.compile(r"0+(?:[.,]0+)?")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})  # control, format (zero width), lone surrogate
NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
SIGNS = frozenset({"P", "Z"})
# What folding makes of plain text, which nearly every cell is: a sign at a time.
FOLDED_ASCII = {
    code: None if chr(code) in APOSTROPHES else chr(code).lower() if chr(code).isalnum() else " "
    for code in range(128)
}


def _number_text(raw: int | float | Decimal) -> str:
    """The digits of a numeric cell: whole numbers without `.0`, as the sheet shows them."""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e16 else repr(raw)
    if isinstance(raw, Decimal):
        small = raw.is_finite() and raw.adjusted() < 30
        return str(int(raw)) if small and raw == raw.to_integral_value() else str(raw)
    try:
        return str(raw)
    except ValueError:  # Python refuses to print an int of more than 4,300 digits
        return str(Decimal(raw))


def as_text(raw: object) -> str:
    """What a cell shows, before cleaning: `""` for None, `"1111"` for 1111.0."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _number_text(raw)
    return str(raw)


def _visible(text: str) -> str:
    """`text` without control, zero-width and surrogate characters; white space stays."""
    return "".join(
        character
        for character in text
        if character.isspace() or unicodedata.category(character) not in INVISIBLE
    )


def _is_plain(raw: object) -> bool:
    """Whether `raw` is text of one line in ASCII, with nothing invisible but blanks."""
    return type(raw) is str and raw.isascii() and raw.isprintable()


def clean_text(raw: object, *, multiline: bool = False) -> str:
    """`raw` as neat text: NFC, nothing invisible, single blanks, none at the ends.

    Every kind of space, the non-breaking one too, becomes a plain one. With `multiline`
    line breaks stay, as `\\n`, with at most one empty line in a row.
    """
    if _is_plain(raw):
        return " ".join(raw.split())
    text = as_text(raw)
    if multiline:
        lines = "\n".join(clean_text(line) for line in text.splitlines())
        return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _visible(text))
    elif not text.isprintable():
        text = _visible(text)
    return " ".join(text.split())


def typed(raw: object) -> str:
    """Cleaned text whose full-width forms and digits of any script are plain ASCII."""
    text = clean_text(raw)
    if text.isascii():
        return text
    text = text.translate(FULL_WIDTH)
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )


def _plain(text: str) -> str:
    """Compatibility forms resolved, case folded, accents and apostrophes gone."""
    for _round in range(2):  # folding can lay bare what only the second round resolves
        text = unicodedata.normalize("NFKD", text).translate(NO_APOSTROPHES).casefold()
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if not unicodedata.category(character).startswith("M")
    )
    return unicodedata.normalize("NFKC", bare)


def fold(raw: object) -> str:
    """The form under which texts are compared and searched, the same everywhere.

    NFKC, no case, no accents, apostrophes of every kind dropped (*se'i* = *sei*), all other
    signs a blank, single blanks. `fold(fold(x)) == fold(x)`.
    """
    text = raw if _is_plain(raw) else clean_text(raw)
    if text.isascii():
        return " ".join(text.translate(FOLDED_ASCII).split())
    text = _plain(text.translate(NO_APOSTROPHES))
    return " ".join(
        "".join(character if character.isalnum() else " " for character in text).split()
    )


def _only_signs(text: str) -> bool:
    """Whether nothing but punctuation and typewriter signs is left, as in `-` or `...`."""
    return all(
        unicodedata.category(character)[0] in SIGNS
        or unicodedata.category(character) in {"Sm", "Sk"}
        for character in text
    )


def is_blank(raw: object, *, zero_is_blank: bool = False) -> bool:
    """Whether a cell gives nothing: empty, NaN, only signs, or a word such as *tidak ada*.

    A zero is a value (sales may be zero) unless `zero_is_blank`.
    """
    text = clean_text(raw)
    first = text[:1]
    if not first.isalnum() and _only_signs(text):
        return True
    if zero_is_blank and ZERO.fullmatch(typed(text)):
        return True
    if first.isalnum() and first.isascii() and first not in FIRST_OF_PLACEHOLDER:
        return False
    return len(text) <= LONGEST_PLACEHOLDER and fold(text) in PLACEHOLDERS


def mask_digits(digits: str, *, head: int = 4, tail: int = 4) -> str:
    """`digits` with all but the first `head` and last `tail` characters as bullets.

    What is too short to hide at least four characters that way is hidden altogether.
    """
    hidden = len(digits) - head - tail
    if hidden < 4:
        return "•" * len(digits)
    return digits[:head] + "•" * hidden + digits[len(digits) - tail :]
