"""The kinds of cells: text, date, phone, a word from a list. Each makes a reader for one field.

A reader takes the text of a cell, or its number where that makes a difference. It gives the
fields that it fills, with soft warnings, or raises Unreadable with one sentence. It makes no
query and knows no other cell.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from common.identifiers import (
    Reading,
    Unreadable,
    clean_text,
    is_mobile,
    mask_digits,
    read_phone,
    split_phones,
)
from imports import vocabulary
from imports.dates import read_past_date, read_year
from imports.lookups import Lookups
from imports.targets import BY_KEY

MOST_WORKERS = 100_000
COUNT = re.compile(r"([0-9]{1,6})(?:\.0)?(?:\s*(?:orang|org))?", re.IGNORECASE)


class Cell(NamedTuple):
    """What one cell gives: fields with their values, and what a person should look at."""

    values: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


Reader = Callable[[str | Decimal, Lookups], Cell]  # numbers: `values.NUMBERS_DIFFER` only


def text_in(field: str, *, multiline: bool = False) -> Reader:
    return lambda text, look: Cell({field: clean_text(text, multiline=multiline)})


def read_by(field: str, read: Callable[[object], Reading]) -> Reader:
    """A reader for what `common.identifiers` reads; a placeholder fills nothing."""

    def reader(text: str | Decimal, look: Lookups) -> Cell:
        found = read(text)
        return Cell({} if found.value is None else {field: found.value}, found.warnings)

    return reader


def choice_of(key: str, words: Mapping[str, str]) -> Reader:
    """A reader for a list of words that lists like to extend: another word only warns."""

    def reader(text: str, look: Lookups) -> Cell:
        value = vocabulary.choice(text, words)
        if value:
            return Cell({f"business.{key}": value})
        message = _("“%(text)s” is not on the register's list for %(field)s; it is left empty.")
        named = {"text": clean_text(text), "field": BY_KEY[key].label}
        return Cell({}, (message % named,))

    return reader


def yes_no(field: str) -> Reader:
    return lambda text, look: Cell({field: vocabulary.read_yes_no(text)})


def past_date(field: str) -> Reader:
    return lambda text, look: Cell({field: read_past_date(text, today=look.today)})


def year(field: str, first: int) -> Reader:
    return lambda text, look: Cell({field: read_year(text, first=first, today=look.today)})


def first_phone(field: str, *, on_whatsapp: bool = False) -> Reader:
    """The first number of the cell; further ones are shown, half hidden, and not kept."""

    def reader(text: str | Decimal, look: Lookups) -> Cell:
        pieces = [text] if isinstance(text, Decimal) else split_phones(text)
        if not pieces:
            return Cell({})
        found = read_phone(pieces[0])
        warnings = list(found.warnings)
        if len(pieces) > 1:
            message = _("There are several phone numbers; the first is kept, not: %(rest)s.")
            warnings.append(message % {"rest": ", ".join(map(mask_digits, pieces[1:]))})
        if on_whatsapp and found.value and not is_mobile(found.value):
            warnings.append(_("This is no mobile number; check that it is on WhatsApp."))
        return Cell({field: found.value} if found.value else {}, tuple(warnings))

    return reader


def email(field: str) -> Reader:
    def reader(text: str, look: Lookups) -> Cell:
        address = clean_text(text)
        try:
            validate_email(address)
        except ValidationError as error:
            message = _("This is no e-mail address; write it like name@example.com.")
            raise Unreadable(message, "email") from error
        return Cell({field: address})

    return reader


def number_of_people(field: str) -> Reader:
    def reader(text: str, look: Lookups) -> Cell:
        found = COUNT.fullmatch(clean_text(text))
        if not found or int(found[1]) > MOST_WORKERS:
            raise Unreadable(_("Write the number of workers, for example 3."), "workers")
        return Cell({field: int(found[1])})

    return reader
