"""One cell becomes values of the register: a table with one reader for each target.

The plain kinds are made by `imports.cells`; here stand those that belong to one target. What
two cells say together is decided in `imports.checks`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from businesses.models import Kbli, Owner
from businesses.registration import code_of
from common.identifiers import (
    Unreadable,
    clean_text,
    read_coordinates,
    read_kbli_code,
    read_nib,
    read_nik,
    read_npwp,
    read_rt_rw,
    read_rupiah,
    split_address,
)
from common.text import typed
from imports import cells, vocabulary
from imports.cells import Cell, Reader
from imports.columns import squeeze
from imports.dates import FIRST_YEAR
from imports.lookups import Lookups
from imports.permit_columns import PERMIT_READERS

FIRST_SALES_YEAR = 2000
CODE = re.compile(
    rf"({re.escape(settings.REGISTRY_CODE_PREFIX)}[\s.\-]*)?([0-9]{{1,8}})(?:\.0)?", re.IGNORECASE
)
RT_OR_RW = re.compile(r"(?:R\.?[TW]\.?[\s.:]*)?([0-9]{1,3})(?:\.0)?", re.IGNORECASE)
BETWEEN_PRODUCTS = re.compile(r"[,;\n]")
BETWEEN_CODES = re.compile(r"[;,/|\n]")
CODE_AND_TITLE = re.compile(r"([0-9]{4,5}(?:\.0)?)(?:[\s.:\-\u2013]+\D.*)?", re.DOTALL)


def _code(text: str, look: Lookups) -> Cell:
    """A registry number: KPG-000123, kpg 123, or the bare number, which `imports.checks` weighs."""
    found = CODE.fullmatch(typed(text))
    if not found or not found[2].strip("0"):
        message = _("Write the registry number as the register prints it, for example %(code)s.")
        raise Unreadable(message % {"code": code_of(123)}, "code")
    return Cell({"code": code_of(int(found[2])), "code.is_bare": not found[1]})


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
        key = squeeze(part)
        if key and key not in names:
            names[key] = clean_text(part)
    return Cell({"products": list(names.values())} if names else {})


def _workers(text: str, look: Lookups) -> Cell:
    band, from_number = vocabulary.read_workers_band(clean_text(text))
    if not band:
        return Cell({}, (_("The register has no such band of workers; it is left empty."),))
    warnings = (_("The total number of workers is kept as its band."),) if from_number else ()
    return Cell({"business.workers_band": band}, warnings)


def _money(field: str, bands: Mapping[tuple[int, int], str], band_field: str) -> Reader:
    """A value in rupiah, or a band of the 2008 law: each in its own field."""

    def reader(text: str | Decimal, look: Lookups) -> Cell:
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


def _capital(text: str | Decimal, look: Lookups) -> Cell:
    """Capital as a value or a band, or the words for where it came from: *modal sendiri*."""
    source = vocabulary.choice(text, vocabulary.FINANCING)
    return Cell({"business.financing": source}) if source else _capital_amount(text, look)


def _net_worth(text: str | Decimal, look: Lookups) -> Cell:
    """Net worth of the 2008 law is not capital of the 2021 one: kept as a band only."""
    found = _capital_amount(text, look)
    if "business.capital" not in found.values:
        return found
    band = vocabulary.band_of_amount(found.values["business.capital"], vocabulary.CAPITAL_BANDS)
    warning = _("Net worth is kept as its band: it is not the capital of today's law.")
    return Cell({"business.capital_band": band} if band else {}, (warning,))


# What these read depends on whether a workbook held a number: it keeps 15 digits, no leading
# zero, and a point before decimals. Their readers get a Decimal then, all others the text.
NUMBERS_DIFFER = frozenset(
    {
        "nik", "npwp", "nib", "phone", "whatsapp", "business_phone",
        "capital", "capital_band", "annual_sales", "sales_band",
    }
)  # fmt: skip

READERS: Mapping[str, Reader] = {
    "business_name": cells.text_in("business.name"),
    "code": _code,
    "activity": cells.text_in("business.activity", multiline=True),
    "owner_name": cells.text_in("owner.name"),
    "owner_kind": _legal_form,
    "responsible_name": cells.text_in("owner.responsible_name"),
    "nik": cells.read_by("owner.nik", read_nik),
    "npwp": cells.read_by("owner.npwp", read_npwp),
    "gender": _gender,
    "birth_date": cells.past_date("owner.birth_date"),
    "owner_address": cells.text_in("owner.address"),
    "phone": cells.first_phone("owner.phone"),
    "whatsapp": cells.first_phone("business.whatsapp", on_whatsapp=True),
    "business_phone": cells.first_phone("business.phone"),
    "email": cells.email("owner.email"),
    "business_email": cells.email("business.email"),
    "address": _address,
    "rt": _rt_or_rw("rt"),
    "rw": _rt_or_rw("rw"),
    "rt_rw": _rt_and_rw,
    "landmark": cells.text_in("business.landmark"),
    "kelurahan": _kelurahan,
    "kecamatan": _kecamatan,
    "lat": cells.text_in("lat"),
    "lng": cells.text_in("lng"),
    "point": _point,
    "place_kind": cells.choice_of("place_kind", vocabulary.PLACE_KINDS),
    "category": _category,
    "kbli": _kbli,
    "kbli_edition": _kbli_edition,
    "products": _products,
    "started_year": cells.year("business.started_year", FIRST_YEAR),
    "workers_male": cells.number_of_people("business.workers_male"),
    "workers_female": cells.number_of_people("business.workers_female"),
    "workers_paid": cells.number_of_people("business.workers_paid"),
    "workers_unpaid": cells.number_of_people("business.workers_unpaid"),
    "workers_band": _workers,
    "capital": _capital,
    "capital_band": _net_worth,
    "annual_sales": _sales,
    "sales_band": _sales,
    "sales_year": cells.year("business.sales_year", FIRST_SALES_YEAR),
    "financing": cells.choice_of("financing", vocabulary.FINANCING),
    "nib": cells.read_by("nib.number", read_nib),
    "nib_issued_on": cells.past_date("nib.issued_on"),
    **PERMIT_READERS,
    "consent_given_on": cells.past_date("business.consent_given_on"),
    "consent_manner": _consent_manner,
    "publishes_contact": cells.yes_no("business.publishes_contact"),
    "publishes_address": cells.yes_no("business.publishes_address"),
    "source": cells.text_in("business.source"),
    "source_date": cells.past_date("business.source_date"),
    "registered_on": cells.past_date("business.registered_on"),
}
