"""A row becomes a draft: every cell read, every error kept, nothing looked up in the register."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from businesses.models import Business, Owner, Product
from common.identifiers import Unreadable, clean_text, is_blank
from imports import checks, told
from imports.cells import Cell
from imports.checks import Covers
from imports.columns import BadColumns, Plan
from imports.decisions import CHOICES, Decisions
from imports.drafts import Draft, Note, Problem, shown
from imports.lookups import Lookups
from imports.sheets import Line
from imports.targets import TARGETS
from imports.values import NUMBERS_DIFFER, READERS

MOST_KEPT_CELLS = 1_000  # of one column
LONGEST_SIGN = 13
FIRST_OF_ERROR = frozenset("#Ee")
# What a cell shows whose formula failed; LibreOffice numbers its own: Err:502.
FORMULA_ERROR = re.compile(
    r"#(?:N/?A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:[0-9]{3}",
    re.IGNORECASE,
)
LIMITS = {
    f"{model._meta.model_name}.{column.name}": column.max_length
    for model in (Business, Owner)
    for column in model._meta.concrete_fields
    if column.max_length
}
PRODUCT_LIMIT = Product._meta.get_field("name").max_length


class Kept(NamedTuple):
    """A cell with its cleaned text, and what of it is stored otherwise than typed.

    No cell when the text says nothing.
    """

    text: str
    cell: Cell | None
    note: Note | None


def require_length(name: str, value: Any) -> None:
    """Raise Unreadable when a text is too long for its field, or a product for its own."""
    if name == "products":
        limit, length = PRODUCT_LIMIT, max(map(len, value))
    elif isinstance(value, str) and name in LIMITS:
        limit, length = LIMITS[name], len(value)
    else:
        return
    if length > limit:
        message = _("The text has %(length)d characters; at most %(limit)d fit here. Shorten it.")
        raise Unreadable(message % {"length": length, "limit": limit}, "too-long")


class RowReader:
    """Reads the rows of one file.

    Attributes:
        own_values: target key → rows whose own cell stands against the constant for it.
        unknown: (target key, word) → rows whose word means nothing here, and was not decided on.
    """

    def __init__(
        self,
        plan: Plan,
        look: Lookups,
        covers: Covers = None,
        decisions: Decisions | None = None,
    ) -> None:
        """Args: covers: whether a kelurahan (its id) is in the area of the person; None: all.

        Raises:
            BadColumns: a constant cannot be read.
        """
        self.plan = plan
        self.look = look
        self.covers = covers
        self.decisions = decisions
        self.most_characters = settings.IMPORT_MOST_CHARACTERS
        self.own_values: Counter[str] = Counter()
        self.unknown: Counter[tuple[str, str]] = Counter()
        used = [
            target.key
            for target in TARGETS
            if target.key in plan.positions or target.key in plan.constants
        ]
        self._kept: dict[str, dict[str | Decimal, Kept]] = {key: {} for key in used}
        self.columns = [(key, plan.positions.get(key), self._kept[key]) for key in used]
        self.constants = {key: self._constant(key, text) for key, text in plan.constants.items()}

    def forget(self) -> None:
        """Drop the cells that were kept for the rows to come."""
        for kept in self._kept.values():
            kept.clear()

    def _constant(self, key: str, text: str) -> Cell:
        try:
            return self._read_text(key, text).cell or Cell({})
        except Unreadable as refused:
            raise BadColumns(f"{key}={shown(key, text)}: {refused}") from refused

    def read(self, line: Line) -> Draft:
        """Read one row. Never raises: what is wrong stands in `errors`."""
        draft = Draft(line, self.plan)
        cells, count, numeric = line.cells, len(line.cells), line.numeric
        if any(cell.strip() for cell in cells[len(self.plan.heading) :]):
            reason = _(
                "The row has %(cells)d cells, the heading %(columns)d. "
                "Put quotation marks around the cell that holds the delimiter."
            )
            counts = {"cells": len(line.cells), "columns": len(self.plan.heading)}
            draft.errors.append(Problem(line.number, "", "", reason % counts))
            return draft
        for key, index, kept in self.columns:
            text = cells[index] if index is not None and index < count else ""
            if text or key in self.constants:
                is_number = index in numeric and key in NUMBERS_DIFFER
                self._read_cell(draft, key, text, Decimal(text) if is_number else text, kept)
        checks.check(draft, self.look, self.covers)
        return draft

    def _read_cell(
        self,
        draft: Draft,
        key: str,
        text: str,
        raw: str | Decimal,
        cells: dict[str | Decimal, Kept],
    ) -> None:
        try:
            kept = cells.get(raw) or self._read_text(key, raw)
        except Unreadable as refused:
            draft.given[key] = clean_text(text[: self.most_characters])
            draft.refuse(key, str(refused))
            if key in CHOICES:
                self.unknown[key, draft.given[key]] += 1
            return
        cell = kept.cell
        if cell is None:
            if key in self.constants:
                draft.given[key] = self.plan.constants[key]
                draft.values.update(self.constants[key].values)
            return
        if key in self.constants:
            self.own_values[key] += 1
        draft.given[key] = kept.text
        draft.values.update(cell.values)
        if kept.note is not None:
            draft.notes.append(kept.note)
        if cell.warnings:
            if key in CHOICES and (key == "category" or not cell.values):
                self.unknown[key, kept.text] += 1
            for warning in cell.warnings:
                draft.warn(key, warning)

    def _read_text(self, key: str, raw: str | Decimal) -> Kept:
        """Read one cell; lists repeat most of theirs, so the first of each column are kept."""
        if isinstance(raw, str) and len(raw) > self.most_characters:
            message = _("The cell holds more than %(most)s characters. Shorten it.")
            named = {"most": number_format(self.most_characters, force_grouping=True)}
            raise Unreadable(message % named, "too-long")
        text = clean_text(raw)
        if (
            text[:1] in FIRST_OF_ERROR
            and len(text) <= LONGEST_SIGN
            and FORMULA_ERROR.fullmatch(text)
        ):
            message = _("The spreadsheet shows an error here; correct it or type the value.")
            raise Unreadable(message, "formula-error")
        decided = self.decisions.of(key, text) if self.decisions and key in CHOICES else None
        meant, raw_or_code = (text, raw) if decided is None else (decided, decided)
        cell = None if is_blank(meant) else READERS[key](raw_or_code, self.look)
        for name, value in cell.values.items() if cell else ():
            require_length(name, value)
        stored = told.as_stored(key, meant, cell.values) if cell else ""
        note = (self.plan.column_of(key), shown(key, text), shown(key, stored)) if stored else None
        kept = Kept(text, cell, note)
        if len(self._kept[key]) < MOST_KEPT_CELLS:
            self._kept[key][raw] = kept
        return kept
