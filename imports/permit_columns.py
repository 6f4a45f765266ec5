"""Permits of a row: P-IRT, halal, BPOM, merek, SLHS and SNI, each with a number and two dates.

Lists often say *ada* or *sudah* where the number belongs, or put the brand itself under *merek*.
Only a number is recorded: a permit that nobody can look up says nothing.
"""

import re

from django.utils.translation import gettext as _

from common.identifiers import Unreadable, clean_text
from imports.cells import Cell, Reader
from imports.columns import squeeze
from imports.dates import read_day, read_past_date
from imports.drafts import Draft
from imports.lookups import Lookups
from imports.targets import PERMITS
from imports.vocabulary import NO
from licensing.models import Permit, PermitType
from licensing.permits import tidy_number

# Column → the codes of its kinds; of several the one whose form the number has, else the first.
KINDS = {
    "pirt": ("pirt",),
    "halal": ("halal",),
    "bpom": ("bpom-md", "bpom-ml"),
    "merek": ("merek",),
    "slhs": ("slhs",),
    "sni": ("sni-bina-umk",),
}
LABEL = re.compile(
    r"^(?:(?:no|nomor|sertifikat|spp|p[\s\-]?irt|halal|bpom|ri|merek|hki)\b[\s.:/\-]*)+",
    re.IGNORECASE,
)
FOR_EVER = frozenset(
    {
        "seumurhidup",
        "selamanya",
        "tidakterbatas",
        "takterbatas",
        "tidakadabatas",
        "berlakuselamanya",
    }
)
FIELDS = {
    name: tuple(f"permit.{name}.{field}" for field in ("type", "number", "issued_on", "expires_on"))
    for name in PERMITS
}
LONGEST_NUMBER = Permit._meta.get_field("number").max_length


def _number(name: str) -> Reader:
    """A reader for the number of a permit. A cell without a digit is no number."""

    def reader(text: str, look: Lookups) -> Cell:
        text = clean_text(text)
        if squeeze(text) in NO:
            return Cell({})
        if text == "1" or not any(sign.isdigit() for sign in text):
            reason = _("Write the number: a permit without a number is not recorded.")
            return Cell({}, (reason,))
        kind = _kind(name, text, look)
        if kind is None:
            return Cell({}, (_("The register keeps no such permits; it is left out."),))
        number = _tidy(kind, text)
        if len(number) > LONGEST_NUMBER:
            message = _("A permit number has at most %(most)d characters. Write one number only.")
            raise Unreadable(message % {"most": LONGEST_NUMBER}, "permit-long")
        warnings = () if kind.number_fits(number) else (_unusual(kind),)
        return Cell({f"permit.{name}.type": kind.code, f"permit.{name}.number": number}, warnings)

    return reader


def _kind(name: str, text: str, look: Lookups) -> PermitType | None:
    """The kind of permit that a number belongs to. One for each KBLI line needs its line."""
    kinds = [look.permit_types[code] for code in KINDS[name] if code in look.permit_types]
    kinds = [kind for kind in kinds if not kind.per_kbli]
    fitting = [kind for kind in kinds if kind.number_fits(_tidy(kind, text))]
    bare = squeeze(LABEL.sub("", text))
    likely = [kind for kind in kinds if bare.startswith(kind.code.rpartition("-")[2])]
    return next(iter(fitting + likely + kinds), None)


def _tidy(kind: PermitType, text: str) -> str:
    """The number as it is stored; a label in front ("P-IRT No. …") goes if it has its form then."""
    bare = tidy_number(kind, LABEL.sub("", text))
    return bare if kind.number_pattern and kind.number_fits(bare) else tidy_number(kind, text)


def _unusual(kind: PermitType) -> str:
    message = _("This is not the usual form of a number of %(kind)s. Compare it with the document.")
    if kind.number_example:
        message = _(
            "A number of %(kind)s usually looks like %(example)s. Compare it with the document."
        )
    return message % {"kind": kind.name, "example": kind.number_example}


def _issued_on(name: str) -> Reader:
    field = f"permit.{name}.issued_on"
    return lambda text, look: Cell({field: read_past_date(text, today=look.today)})


def _expires_on(name: str) -> Reader:
    def reader(text: str, look: Lookups) -> Cell:
        if squeeze(text) in FOR_EVER:
            return Cell({})
        return Cell({f"permit.{name}.expires_on": read_day(text)})

    return reader


PERMIT_READERS: dict[str, Reader] = {
    key: make(name)
    for name in PERMITS
    for key, make in (
        (f"permit_{name}", _number),
        (f"permit_{name}_issued_on", _issued_on),
        (f"permit_{name}_expires_on", _expires_on),
    )
}


def gather(draft: Draft) -> None:
    """Put the permits of a row together: `values["permits"]`, a list of dicts, if it has any.

    Each has the `type` (code of its kind), `number`, `issued_on` and `expires_on` (or None).
    """
    found = []
    for name, fields in FIELDS.items():
        if draft.values.keys().isdisjoint(fields):
            continue
        code, number, issued_on, expires_on = (draft.values.pop(key, None) for key in fields)
        if not number:
            _warn_of_dates(draft, name, issued_on=issued_on, expires_on=expires_on)
        elif issued_on is not None and expires_on is not None and expires_on < issued_on:
            reason = _(
                "The permit ends before it was issued. Compare both dates with the document."
            )
            draft.refuse(f"permit_{name}_expires_on", reason)
        else:
            dates = {"issued_on": issued_on, "expires_on": expires_on}
            found.append({"type": code, "number": number, **dates})
    if found:
        draft.values["permits"] = found


def _warn_of_dates(draft: Draft, name: str, **dates: object) -> None:
    if draft.has_failed(f"permit_{name}"):
        return
    for field, day in dates.items():
        if day is not None:
            reason = _("A date without the number of the permit is left out.")
            draft.warn(f"permit_{name}_{field}", reason)
