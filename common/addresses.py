"""RT and RW: found in an address as real lists write them, and kept as three digits each.

Lists write `RT 001/RW 001`, `RT.24/RW.08`, `Rt05 Rw02`, `RT/RW 012/004`, `RT 12/4`, `RT:02`.
What is not certain stays in the address, so that nothing is ever lost.
"""

import re
from datetime import date

from django.utils.translation import gettext as _

from common.readings import Reading, Unreadable
from common.text import clean_text, is_blank, typed

RT = r"(?<![^\W\d_])R\.?T\.?[\s.:]*"
RW = r"(?<![^\W\d_])R\.?W\.?[\s.:]*"
NUMBER = r"([0-9]{1,3})"
END = r"(?!\w|[.,][0-9])"
BETWEEN = r"[\s,./&\-]*"
SLASH = r"\s*/\s*"
# Each way of writing, with the groups that hold RT and RW (0: this way does not name it).
PAIR_FORMS = (
    (rf"{RT}[/\-]?\s*R\.?W\.?[\s.:]*{NUMBER}(?:\s*[/\-]\s*|\s+){NUMBER}{END}", "RT", "RW"),
    (rf"{RT}{NUMBER}{BETWEEN}{RW}{NUMBER}{END}", "RT", "RW"),
    (rf"{RW}{NUMBER}{BETWEEN}{RT}{NUMBER}{END}", "RW", "RT"),
    (rf"{RT}{NUMBER}{SLASH}{NUMBER}{END}(?!{SLASH}[0-9])", "RT", "RW"),
)
# A lone RT must not be the start of something else: "RT 05-02", "RT 03 / IV", "RT 004 002".
ALONE = rf"{END}(?!\s*[/\-)]?\s*(?:[0-9]|[IVX]+\b)|\s*/)"
SINGLE_FORMS = ((rf"{RT}{NUMBER}{ALONE}", "RT"), (rf"{RW}{NUMBER}{ALONE}", "RW"))
# Bare 012/004 only with leading zeros, and not after a word that makes it a house number.
BARE_FORM = (
    r"(?<![\w/.\-])(?<!no )(?<!no\. )(?<!nomor )(?<!blok )(?<!kav )(?<!kav\. )"
    r"(0[0-9]{2})/(0[0-9]{2})(?![\w/\-])"
)

FORMS = [*PAIR_FORMS, *SINGLE_FORMS, (BARE_FORM, "RT", "RW")]
ANY_FORM = re.compile("|".join(form[0] for form in FORMS), re.IGNORECASE)
# What every form holds. Most addresses do not, and are spared the forms.
HINT = re.compile(r"r\.?[tw]|0[0-9]{2}/0[0-9]{2}", re.IGNORECASE)
NAMES = [name for form in FORMS for name in form[1:]]  # what each group of ANY_FORM holds
MENTION = re.compile(rf"(?:{RT}|{RW})[0-9]", re.IGNORECASE)
LOOSE_PAIR = re.compile(r"([0-9]{1,3})(?:\s*[/|,\-]\s*|\s+)([0-9]{1,3})")
SPREADSHEET_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[- ][a-z]{3,4}", re.I)


def _three_digits(number: str) -> str:
    """`"5"` as `"005"`; zero names no RT and becomes `""`."""
    return f"{int(number):03d}" if int(number) else ""


def _tidy(address: str) -> str:
    """`address` without the commas, brackets and slashes that a removed part leaves behind."""
    if "(" in address:
        address = re.sub(r"\(\s*[,/\-]*\s*\)", " ", address)
    if "," in address:
        address = re.sub(r"\s*,[\s,]*", ", ", address)
        address = re.sub(r"([0-9]), (?=[0-9])", r"\1,", address)
    return " ".join(address.split()).strip(" ,;/-")


def _numbers(match: re.Match[str]) -> list[tuple[str, str]]:
    """The ("RT" or "RW", digits) pairs of one match."""
    return [(name, digits) for name, digits in zip(NAMES, match.groups(), strict=True) if digits]


def split_address(raw: object) -> tuple[str, str, str]:
    """An address as (address without RT and RW, RT, RW); RT and RW three digits or `""`.

    Blanks and commas are made neat. With two RT or two RW in it, or one in a form that is not
    known, the whole address stays as it is.
    """
    text = clean_text(raw)
    if is_blank(text):
        return "", "", ""
    if not HINT.search(text):
        return _tidy(text), "", ""
    found = [pair for match in ANY_FORM.finditer(text) for pair in _numbers(match)]
    rest = ANY_FORM.sub(" ", text)
    names = [name for name, _digits in found]
    if not found or len(names) > len(set(names)) or MENTION.search(rest):
        return _tidy(text), "", ""
    numbers = {name: _three_digits(digits) for name, digits in found}
    return _tidy(rest), numbers.get("RT", ""), numbers.get("RW", "")


def format_rt_rw(rt: str, rw: str) -> str:
    """`RT 001/RW 002`; only the part that is known, `""` when neither is."""
    return "/".join(f"{name} {number}" for name, number in (("RT", rt), ("RW", rw)) if number)


def _bare_numbers(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """(RT, RW, warnings) of a cell that holds only digits: "12/4", "012 004", or a lone "5"."""
    pair = LOOSE_PAIR.fullmatch(text)
    if pair:
        return _three_digits(pair[1]), _three_digits(pair[2]), ()
    if re.fullmatch(r"[0-9]{1,3}", text):
        return _three_digits(text), "", (_("A single number was read as the RT."),)
    return None


def read_rt_rw(raw: object) -> Reading[tuple[str, str]]:
    """Read a cell that holds RT and RW into ("001", "002"); a part not given is `""`.

    Raises:
        Unreadable: a date, into which spreadsheets turn "5/2", or anything else.
    """
    if is_blank(raw, zero_is_blank=True):
        return Reading(None)
    text = typed(raw)
    if isinstance(raw, date) or SPREADSHEET_DATE.fullmatch(text):
        message = _(
            "The spreadsheet has turned RT/RW into a date; format the column as text "
            "and type it again, for example RT 001/RW 002."
        )
        raise Unreadable(message, "rt-rw-date")
    address, rt, rw = split_address(text)
    warnings: tuple[str, ...] = ()
    if address:
        bare = _bare_numbers(text)
        if bare is None:
            raise Unreadable(
                _("Write RT and RW with their numbers, for example RT 001/RW 002."), "rt-rw-form"
            )
        rt, rw, warnings = bare
    if not (rt or rw):
        return Reading(None)
    return Reading((rt, rw), warnings, format_rt_rw(rt, rw) != clean_text(raw))
