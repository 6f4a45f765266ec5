"""A row becomes a draft: every cell read, then what its cells say together, every error kept.

Required are the name of the business, its kelurahan and the name of the owner. A missing NIK
or phone is no error: the record then says that the list did not have it. Nothing is looked up
in the register here; that is `imports.matching`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from businesses.models import Business, Owner, Product
from common.identifiers import (
    Unreadable,
    check_coordinates,
    clean_text,
    is_blank,
    mask_digits,
    nik_birth,
)
from imports.columns import BadColumns, Plan
from imports.lookups import Lookups
from imports.reading import MOST_CHARACTERS, Line
from imports.targets import BY_KEY, TARGETS
from imports.values import READERS, Cell

SHOWN_CHARACTERS = 80
HALF_HIDDEN = frozenset({"nik", "npwp", "phone", "whatsapp", "business_phone"})
FEWEST_DIGITS_HIDDEN = 10
MOST_KEPT_CELLS = 20_000
REQUIRED_FIELDS = {
    "business_name": "business.name",
    "owner_name": "owner.name",
    "kelurahan": "business.kelurahan",
}
LIMITS = {
    f"{model._meta.model_name}.{column.name}": column.max_length
    for model in (Business, Owner)
    for column in model._meta.concrete_fields
    if column.max_length
}
PRODUCT_LIMIT = Product._meta.get_field("name").max_length


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or odd in one row; `column` is the heading in the file."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Draft:
    """One row of the file on its way into the register.

    Attributes:
        given: target key → text of the cell, or of the constant that fills it.
        values: "business.…", "owner.…" and "nib.…" fields, `categories`, `kbli`, `products`.
        bucket: new, changed, same, duplicate or error, once it is matched.
        twin: the row of which it is a duplicate.
        business_id: the stored business that it is matched with.
        differs: labels of the fields in which it differs from that business, or from its twin.
    """

    line: Line
    given: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    bucket: str = ""
    twin: int | None = None
    business_id: int | None = None
    differs: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.line.number

    def text(self, name: str) -> str:
        return self.values.get(name) or ""


def shown(key: str, text: str) -> str:
    """What an error list may show of a value: identity numbers and phones half hidden."""
    text = clean_text(text)
    if key in HALF_HIDDEN and sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS_HIDDEN:
        return mask_digits(text[:SHOWN_CHARACTERS])
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


class RowReader:
    """Reads the rows of one file."""

    def __init__(
        self, plan: Plan, look: Lookups, covers: Callable[[int], bool] | None = None
    ) -> None:
        """Args: covers: whether a kelurahan (its id) is in the area of the person; None: all."""
        self.plan = plan
        self.look = look
        self.covers = covers
        self.constants = {key: self._constant(key, text) for key, text in plan.constants.items()}
        self.own_values: Counter[str] = Counter()  # rows whose cell stands against a constant
        self.columns = [
            (target.key, plan.positions.get(target.key))
            for target in TARGETS
            if target.key in plan.positions or target.key in plan.constants
        ]
        self._cells: dict[tuple[str, str], Cell] = {}

    def _constant(self, key: str, text: str) -> Cell:
        try:
            return READERS[key](text, self.look)
        except Unreadable as refused:
            raise BadColumns(f"{key}={shown(key, text)}: {refused}") from refused

    def read(self, line: Line) -> Draft:
        """Read one row. Never raises: what is wrong stands in `errors`."""
        draft = Draft(line)
        if any(cell.strip() for cell in line.cells[len(self.plan.heading) :]):
            reason = _(
                "The row has %(cells)d cells, the heading %(columns)d. "
                "Perhaps a cell holds the delimiter and lacks quotation marks."
            )
            counts = {"cells": len(line.cells), "columns": len(self.plan.heading)}
            draft.errors.append(Problem(line.number, "", "", reason % counts))
            return draft
        for key, index in self.columns:
            self._read_cell(draft, key, index)
        for check in CHECKS:
            check(self, draft)
        return draft

    def _read_cell(self, draft: Draft, key: str, index: int | None) -> None:
        cells = draft.line.cells
        raw = cells[index] if index is not None and index < len(cells) else ""
        if not raw or is_blank(raw):
            if key in self.constants:
                draft.given[key] = self.plan.constants[key]
                draft.values.update(self.constants[key].values)
            return
        draft.given[key] = raw
        if key in self.constants:
            self.own_values[key] += 1
        if len(raw) > MOST_CHARACTERS:
            self.refuse(draft, key, _("The cell holds more than 10,000 characters."))
            return
        try:
            cell = self._cell(key, raw)
        except Unreadable as refused:
            self.refuse(draft, key, str(refused))
            return
        for warning in cell.warnings:
            self.warn(draft, key, warning)
        for name, value in cell.values.items():
            if self._fits(draft, key, name, value):
                draft.values[name] = value

    def _cell(self, key: str, raw: str) -> Cell:
        """The cell as read; lists repeat most of their cells, so they are kept."""
        cell = self._cells.get((key, raw))
        if cell is None:
            cell = READERS[key](raw, self.look)
            if len(self._cells) < MOST_KEPT_CELLS:
                self._cells[key, raw] = cell
        return cell

    def _fits(self, draft: Draft, key: str, name: str, value: object) -> bool:
        """Whether a text is short enough for its field, or each product for its own."""
        texts = value if name == "products" else [value]
        limit = PRODUCT_LIMIT if name == "products" else LIMITS.get(name)
        if limit is None or all(len(text) <= limit for text in texts if isinstance(text, str)):
            return True
        longest = max(len(text) for text in texts)
        reason = _("The text has %(length)d characters; at most %(limit)d fit here. Shorten it.")
        self.refuse(draft, key, reason % {"length": longest, "limit": limit})
        return False

    def refuse(self, draft: Draft, key: str, reason: str) -> None:
        draft.errors.append(self._problem(draft, key, reason))

    def warn(self, draft: Draft, key: str, reason: str) -> None:
        draft.warnings.append(self._problem(draft, key, reason))

    def _problem(self, draft: Draft, key: str, reason: str) -> Problem:
        value = shown(key, draft.given.get(key, ""))
        return Problem(draft.number, self.plan.column_of(key), value, reason)

    # What the cells of one row say together. Each check sees the draft after the ones before.

    def check_rt_rw(self, draft: Draft) -> None:
        """RT and RW of their own columns come before those in the address."""
        for name in ("rt", "rw"):
            found = draft.values.pop(f"address.{name}", "")
            own = draft.values.setdefault(f"business.{name}", found)
            if found and own != found:
                reason = _("The address says %(found)s, the column %(own)s; the column is kept.")
                self.warn(draft, name, reason % {"found": found, "own": own})

    def check_kecamatan(self, draft: Draft) -> None:
        district, place = draft.values.pop("kecamatan", None), self._place(draft)
        if district is not None and place is not None and place.kecamatan_id != district.pk:
            reason = _("Kelurahan %(kelurahan)s lies in kecamatan %(right)s, not %(given)s.")
            names = {"kelurahan": place, "right": place.kecamatan, "given": district}
            self.refuse(draft, "kecamatan", reason % names)

    def check_area(self, draft: Draft) -> None:
        place = self._place(draft)
        if place is not None and self.covers is not None and not self.covers(place.pk):
            self.refuse(draft, "kelurahan", _("This kelurahan is not in your work area."))

    def check_point(self, draft: Draft) -> None:
        lat, lng = draft.values.pop("lat", None), draft.values.pop("lng", None)
        if lat is None and lng is None:
            return
        key = "lng" if lat is None else "lat"
        try:
            found = check_coordinates(lat, lng)
        except Unreadable as refused:
            self.refuse(draft, key, str(refused))
            return
        for warning in found.warnings:
            self.warn(draft, key, warning)
        if found.value is not None:
            draft.values["business.lat"], draft.values["business.lng"] = found.value

    def check_kbli(self, draft: Draft) -> None:
        """A code means nothing without its edition: 2025 gives codes of 2020 another meaning."""
        codes = draft.values.pop("kbli_codes", [])
        edition = draft.values.pop("kbli_edition", "")
        draft.values.setdefault("categories", draft.values.pop("sectors", []))
        if codes and not edition:
            reason = _(
                "The edition of the code is not given (kbli_edition=2020 or 2025): left out."
            )
            self.warn(draft, "kbli", reason)
            return
        lines = {code: self.look.kbli.get((edition, code)) for code in codes}
        draft.values["kbli"] = [line for line in lines.values() if line is not None]
        for code, line in lines.items():
            if line is None:
                reason = _("KBLI %(edition)s code %(code)s is not in the register: left out.")
                self.warn(draft, "kbli", reason % {"edition": edition, "code": code})

    def check_consent(self, draft: Draft) -> None:
        """Consent is a date and a manner; nothing is published without both."""
        halves = {"consent_given_on", "consent_manner"}
        if self._failed(draft, halves):
            return
        missing = [key for key in sorted(halves) if f"business.{key}" not in draft.values]
        if len(missing) == 1:
            self.refuse(draft, missing[0], _("Give both the date and the manner of the consent."))
        if missing and draft.values.keys() & {
            "business.publishes_contact",
            "business.publishes_address",
        }:
            key = "publishes_contact" if "publishes_contact" in draft.given else "publishes_address"
            self.warn(draft, key, _("Without consent to publish, nothing of it is shown."))

    def check_person(self, draft: Draft) -> None:
        """The NIK holds the date of birth and the gender: another one given is a slip somewhere."""
        if "owner.nik" not in draft.values:
            return
        found = nik_birth(draft.values["owner.nik"], today=self.look.today)
        if found is None or draft.text("owner.kind") not in {"", Owner.Kind.PERSON}:
            return
        born, gender = found
        if draft.values.get("owner.gender", gender) != gender:
            self.warn(draft, "gender", _("The NIK says another gender; compare with the card."))
        if draft.values.get("owner.birth_date", born) != born:
            self.warn(draft, "birth_date", _("The NIK says another date; compare with the card."))

    def check_nib(self, draft: Draft) -> None:
        if "nib.issued_on" in draft.values and "nib.number" not in draft.values:
            del draft.values["nib.issued_on"]
            self.warn(draft, "nib_issued_on", _("A date without a NIB is left out."))

    def check_required(self, draft: Draft) -> None:
        for key, name in REQUIRED_FIELDS.items():
            if not draft.values.get(name) and not self._failed(draft, {key}):
                reason = _("The %(field)s is missing.") % {"field": BY_KEY[key].label}
                self.refuse(draft, key, reason)

    def _place(self, draft: Draft) -> Any:
        return draft.values.get("business.kelurahan")

    def _failed(self, draft: Draft, keys: set[str]) -> bool:
        """Whether one of these cells is refused already: what follows from it is no news."""
        columns = {self.plan.column_of(key) for key in keys}
        return any(problem.column in columns for problem in draft.errors)


CHECKS = (
    RowReader.check_rt_rw,
    RowReader.check_kecamatan,
    RowReader.check_area,
    RowReader.check_point,
    RowReader.check_kbli,
    RowReader.check_consent,
    RowReader.check_person,
    RowReader.check_nib,
    RowReader.check_required,
)


def problems(drafts: list[Draft], kind: str) -> Iterator[Problem]:
    """All `errors` or all `warnings` of the file, in the order of its rows."""
    for draft in drafts:
        yield from getattr(draft, kind)
