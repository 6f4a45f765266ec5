"""One cell becomes values of the register: a table with one reader for each target.

A reader gives the fields that the cell fills, "business.name" or "owner.phone", with soft
warnings, or raises Unreadable with one sentence. It makes no query and knows no other cell;
what two cells say together is decided in `imports.rows`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from businesses.models import Kbli, Owner
from common.identifiers import (
    Reading,
    Unreadable,
    clean_text,
    is_mobile,
    mask_phone,
    read_coordinates,
    read_kbli_code,
    read_nib,
    read_nik,
    read_npwp,
    read_phone,
    read_rt_rw,
    read_rupiah,
    split_address,
    split_phones,
)
from imports import vocabulary
from imports.columns import squeeze
from imports.dates import FIRST_YEAR, read_past_date, read_year
from imports.lookups import Lookups
from imports.targets import BY_KEY

FIRST_SALES_YEAR = 2000
MOST_WORKERS = 100_000
COUNT = re.compile(r"([0-9]{1,6})(?:\.0)?(?:\s*(?:orang|org))?", re.IGNORECASE)
RT_OR_RW = re.compile(r"(?:R\.?[TW]\.?[\s.:]*)?([0-9]{1,3})(?:\.0)?", re.IGNORECASE)
BETWEEN_PRODUCTS = re.compile(r"[,;\n]")
BETWEEN_CODES = re.compile(r"[;,/|\n]")
CODE_AND_TITLE = re.compile(r"([0-9]{4,5}(?:\.0)?)(?:[\s.:\-\u2013]+\D.*)?", re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """What one cell gives: fields with their values, and what a person should look at."""

    values: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


Reader = Callable[[str, Lookups], Cell]


def _text(field: str, *, multiline: bool = False) -> Reader:
    return lambda text, look: Cell({field: clean_text(text, multiline=multiline)})


def _reading(field: str, read: Callable[[object], Reading]) -> Reader:
    """A reader for what `common.identifiers` reads; a placeholder fills nothing."""

    def reader(text: str, look: Lookups) -> Cell:
        found = read(text)
        return Cell({} if found.value is None else {field: found.value}, found.warnings)

    return reader


def _choice(key: str, words: Mapping[str, str]) -> Reader:
    """A reader for a list of words that lists like to extend: another word only warns."""

    def reader(text: str, look: Lookups) -> Cell:
        value = vocabulary.choice(text, words)
        if value:
            return Cell({f"business.{key}": value})
        message = _("“%(text)s” is not on the register's list for %(field)s; it is left empty.")
        named = {"text": clean_text(text), "field": BY_KEY[key].label}
        return Cell({}, (message % named,))

    return reader


def _yes_no(field: str) -> Reader:
    return lambda text, look: Cell({field: vocabulary.read_yes_no(text)})


def _past_date(field: str) -> Reader:
    return lambda text, look: Cell({field: read_past_date(text, today=look.today)})


def _year(field: str, first: int) -> Reader:
    return lambda text, look: Cell({field: read_year(text, first=first, today=look.today)})


def _legal_form(text: str, look: Lookups) -> Cell:
    value = vocabulary.choice(text, vocabulary.OWNER_KINDS)
    if value:
        return Cell({"owner.kind": value})
    if squeeze(text) in vocabulary.UNSPECIFIC_ENTITIES:
        other = Owner.Kind.OTHER
        message = _("The list does not say which legal form: kept as “%(other)s”.")
        return Cell({"owner.kind": other.value}, (message % {"other": other.label},))
    raise Unreadable(
        _("Write the legal form: perorangan, PT, PT perorangan, CV, firma, koperasi, yayasan."),
        "legal-form",
    )


def _gender(text: str, look: Lookups) -> Cell:
    value = vocabulary.choice(text, vocabulary.GENDERS)
    if not value:
        raise Unreadable(_("Write L (male) or P (female)."), "gender")
    return Cell({"owner.gender": value})


def _consent_manner(text: str, look: Lookups) -> Cell:
    value = vocabulary.choice(text, vocabulary.CONSENT_MANNERS)
    if not value:
        message = _("Write how consent was given: form, whatsapp, spoken or self.")
        raise Unreadable(message, "consent-manner")
    return Cell({"business.consent_manner": value})


def _phone(field: str, *, on_whatsapp: bool = False) -> Reader:
    """The first number of the cell; further ones are shown, half hidden, and not kept."""

    def reader(text: str, look: Lookups) -> Cell:
        pieces = split_phones(text)
        if not pieces:
            return Cell({})
        found = read_phone(pieces[0])
        warnings = list(found.warnings)
        if len(pieces) > 1:
            message = _("There are several phone numbers; the first is kept, not: %(rest)s.")
            warnings.append(message % {"rest": ", ".join(map(mask_phone, pieces[1:]))})
        if on_whatsapp and found.value and not is_mobile(found.value):
            warnings.append(_("This is no mobile number; check that it is on WhatsApp."))
        return Cell({field: found.value} if found.value else {}, tuple(warnings))

    return reader


def _email(field: str) -> Reader:
    def reader(text: str, look: Lookups) -> Cell:
        address = clean_text(text)
        try:
            validate_email(address)
        except ValidationError as error:
            message = _("This is no e-mail address; write it like name@example.com.")
            raise Unreadable(message, "email") from error
        return Cell({field: address})

    return reader


def _address(text: str, look: Lookups) -> Cell:
    address, rt, rw = split_address(text)
    found = {"business.address": address, "address.rt": rt, "address.rw": rw}
    return Cell({field: value for field, value in found.items() if value})


def _rt_or_rw(name: str) -> Reader:
    """A column of RT alone or RW alone; a pair in it gives both."""

    def reader(text: str, look: Lookups) -> Cell:
        found = RT_OR_RW.fullmatch(clean_text(text))
        if not found:
            return _rt_and_rw(text, look)
        return Cell({f"business.{name}": f"{int(found[1]):03d}"} if int(found[1]) else {})

    return reader


def _rt_and_rw(text: str, look: Lookups) -> Cell:
    found = read_rt_rw(text)
    rt, rw = found.value or ("", "")
    values = {"business.rt": rt, "business.rw": rw}
    return Cell({field: value for field, value in values.items() if value}, found.warnings)


def _point(text: str, look: Lookups) -> Cell:
    found = read_coordinates(text)
    lat, lng = found.value or (None, None)
    return Cell({} if lat is None else {"business.lat": lat, "business.lng": lng}, found.warnings)


def _kelurahan(text: str, look: Lookups) -> Cell:
    return Cell({"business.kelurahan": look.find_kelurahan(text)})


def _kecamatan(text: str, look: Lookups) -> Cell:
    return Cell({"kecamatan": look.find_kecamatan(text)})


def _category(text: str, look: Lookups) -> Cell:
    found, unknown = look.find_categories(text)
    message = _("“%(text)s” is no category of the register; it is left out.")
    warnings = tuple(message % {"text": words} for words in unknown)
    return Cell({"categories": found} if found else {}, warnings)


def _kbli(text: str, look: Lookups) -> Cell:
    """Codes, with or without their titles; a cell of words alone names the sector."""
    if not any(sign.isdigit() for sign in text):
        found = _category(text, look)
        return Cell({"sectors": found.values.get("categories", [])}, found.warnings)
    codes: list[str] = []
    warnings: list[str] = []
    for piece in BETWEEN_CODES.split(clean_text(text, multiline=True)):
        if not any(sign.isdigit() for sign in piece):
            continue
        found = CODE_AND_TITLE.fullmatch(piece.strip())
        reading = read_kbli_code(found[1] if found else piece)
        warnings += reading.warnings
        if reading.value and reading.value not in codes:
            codes.append(reading.value)
    return Cell({"kbli_codes": codes} if codes else {}, tuple(warnings))


def _kbli_edition(text: str, look: Lookups) -> Cell:
    edition = clean_text(text).removesuffix(".0")
    if edition not in Kbli.Edition.values:
        raise Unreadable(_("Write the edition of the KBLI: 2020 or 2025."), "kbli-edition")
    return Cell({"kbli_edition": edition})


def _products(text: str, look: Lookups) -> Cell:
    names: dict[str, str] = {}
    for part in BETWEEN_PRODUCTS.split(text):
        if squeeze(part):
            names.setdefault(squeeze(part), clean_text(part))
    return Cell({"products": list(names.values())} if names else {})


def _count(field: str) -> Reader:
    def reader(text: str, look: Lookups) -> Cell:
        found = COUNT.fullmatch(clean_text(text))
        if not found or int(found[1]) > MOST_WORKERS:
            raise Unreadable(_("Write the number of workers, for example 3."), "workers")
        return Cell({field: int(found[1])})

    return reader


def _workers(text: str, look: Lookups) -> Cell:
    band, from_number = vocabulary.read_workers_band(clean_text(text))
    if not band:
        return Cell({}, (_("The register has no such band of workers; it is left empty."),))
    warnings = (_("The total number of workers is kept as its band."),) if from_number else ()
    return Cell({"business.workers_band": band}, warnings)


def _money(field: str, bands: Mapping[tuple[int, int], str], band_field: str) -> Reader:
    """A value in rupiah, or a band of the 2008 law: each in its own field."""

    def reader(text: str, look: Lookups) -> Cell:
        try:
            amount = read_rupiah(text).value
        except Unreadable as refused:
            band = vocabulary.read_money_band(clean_text(text), bands)
            if band:
                return Cell({band_field: band})
            if refused.code != "rupiah-band":
                raise
            return Cell({}, (_("This band is not one of the 2008 law; it is left empty."),))
        return Cell({} if amount is None else {field: amount})

    return reader


_sales = _money("business.annual_sales", vocabulary.SALES_BANDS, "business.sales_band")
_capital_amount = _money("business.capital", vocabulary.CAPITAL_BANDS, "business.capital_band")


def _capital(text: str, look: Lookups) -> Cell:
    """Capital as a value or a band, or the words for where it came from: *modal sendiri*."""
    source = vocabulary.choice(text, vocabulary.FINANCING)
    return Cell({"business.financing": source}) if source else _capital_amount(text, look)


def _net_worth(text: str, look: Lookups) -> Cell:
    """Net worth of the 2008 law is not capital of the 2021 one: kept as a band only."""
    found = _capital_amount(text, look)
    if "business.capital" not in found.values:
        return found
    band = vocabulary.band_of_amount(found.values["business.capital"], vocabulary.CAPITAL_BANDS)
    warning = _("Net worth is kept as its band: it is not the capital of today's law.")
    return Cell({"business.capital_band": band} if band else {}, (warning,))


READERS: Mapping[str, Reader] = {
    "business_name": _text("business.name"),
    "activity": _text("business.activity", multiline=True),
    "owner_name": _text("owner.name"),
    "owner_kind": _legal_form,
    "responsible_name": _text("owner.responsible_name"),
    "nik": _reading("owner.nik", read_nik),
    "npwp": _reading("owner.npwp", read_npwp),
    "gender": _gender,
    "birth_date": _past_date("owner.birth_date"),
    "owner_address": _text("owner.address"),
    "phone": _phone("owner.phone"),
    "whatsapp": _phone("business.whatsapp", on_whatsapp=True),
    "business_phone": _phone("business.phone"),
    "email": _email("owner.email"),
    "business_email": _email("business.email"),
    "address": _address,
    "rt": _rt_or_rw("rt"),
    "rw": _rt_or_rw("rw"),
    "rt_rw": _rt_and_rw,
    "landmark": _text("business.landmark"),
    "kelurahan": _kelurahan,
    "kecamatan": _kecamatan,
    "lat": _text("lat"),
    "lng": _text("lng"),
    "point": _point,
    "place_kind": _choice("place_kind", vocabulary.PLACE_KINDS),
    "category": _category,
    "kbli": _kbli,
    "kbli_edition": _kbli_edition,
    "products": _products,
    "started_year": _year("business.started_year", FIRST_YEAR),
    "workers_male": _count("business.workers_male"),
    "workers_female": _count("business.workers_female"),
    "workers_paid": _count("business.workers_paid"),
    "workers_unpaid": _count("business.workers_unpaid"),
    "workers_band": _workers,
    "capital": _capital,
    "capital_band": _net_worth,
    "annual_sales": _sales,
    "sales_band": _sales,
    "sales_year": _year("business.sales_year", FIRST_SALES_YEAR),
    "financing": _choice("financing", vocabulary.FINANCING),
    "nib": _reading("nib.number", read_nib),
    "nib_issued_on": _past_date("nib.issued_on"),
    "consent_given_on": _past_date("business.consent_given_on"),
    "consent_manner": _consent_manner,
    "publishes_contact": _yes_no("business.publishes_contact"),
    "publishes_address": _yes_no("business.publishes_address"),
    "source": _text("business.source"),
    "source_date": _past_date("business.source_date"),
    "registered_on": _past_date("business.registered_on"),
}
