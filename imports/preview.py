"""The checked rows of a list as they are looked at: fifty a page, by bucket, problem and name.

A page takes a handful of queries and stays small, however long and broad the list is: of a row
that says very much the first lines are shown, and all of it when the row is looked at alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from businesses.models import Business
from businesses.similarity import reason_texts
from common.back_office import badge
from common.key_choices import is_key
from imports import deciding, fields
from imports.checking import WHY
from imports.matching import AS_NEW, AS_SAME, CHANGED, DUPLICATE, ERROR, NEW, SAME
from imports.models import Upload, UploadRow

SHOWN_OF_BUSINESS = ("code", "name", "address", "kelurahan__name", "owner__name")
BADGES = {NEW: "green", CHANGED: "blue", SAME: "grey", DUPLICATE: "amber", ERROR: "red"}
BUCKET_NAMES = {"baru": NEW, "berubah": CHANGED, "sama": SAME, "ganda": DUPLICATE, "salah": ERROR}
ROWS_PER_PAGE = 50
MOST_LINES = 6  # of a row among others; what is wrong comes first
FEW_ROWS = 5  # on a page that shows all lines
MOST_TEXT = 100
MOST_ROW_NUMBER_DIGITS = 7
MOST_SOUGHT = 2000  # characters; SQLite searches for no text that is much longer


@dataclass(frozen=True)
class Line:
    """One row as shown.

    Attributes:
        errors, warnings: (column, value, reason). notes: (column, as typed, as stored), of rows
            that are written.
        changes: (label, stored value, value of the list).
        why: what a probable duplicate and the other record have in common.
        more: how many lines are not shown.
        business: the stored record, as far as the reader may see it. twin: the row of the list
            that this one looks like.
        decision: what was said of the row, "" if nothing was.
    """

    row: UploadRow
    errors: list[tuple[str, str, str]]
    warnings: list[tuple[str, str, str]]
    notes: list[tuple[str, str, str]]
    changes: list[tuple[str, str, str]]
    why: list[str]
    more: int
    business: Business | None
    twin: UploadRow | None
    decision: str

    @property
    def badge(self) -> SafeString:
        return badge(BADGES.get(self.row.bucket, "grey"), fields.bucket_label(self.row.bucket))

    @property
    def may_be_new(self) -> bool:
        return deciding.may_be_new(self.row)

    @property
    def was_decided(self) -> bool:
        """Whether the row is what it is because a person said so."""
        return self.decision in {AS_NEW, AS_SAME} and not self.may_be_new

    @property
    def is_out_of_sight(self) -> bool:
        """Whether it looks like a stored record that the reader may not see."""
        return self.may_be_new and self.row.business_id is not None and self.business is None

    @property
    def may_be_left_out(self) -> bool:
        return self.row.bucket in deciding.WRITTEN


class Preview:
    """The rows of a checked upload that an address asks for; what it cannot mean is ignored."""

    def __init__(self, upload: Upload, asked: Mapping[str, str]) -> None:
        self.upload = upload
        self.problems = upload.outcome.get("problems", [])
        self.bucket_name = asked.get("bagian", "") if asked.get("bagian") in BUCKET_NAMES else ""
        self.columns = list(dict.fromkeys(problem["column"] for problem in self.problems))
        self.column = self._among(self.columns, asked.get("kolom", ""))
        self.problem = self._among(self.problems, asked.get("masalah", ""))
        self.words = " ".join(asked.get("q", "").replace("\0", "").split())[:MOST_TEXT]
        self._page = asked.get("hal", "")

    @staticmethod
    def _among(items: list, place: str) -> int | None:
        """The place in a list, counted from one in the address."""
        is_there = is_key(place) and 0 < int(place) <= len(items)
        return int(place) - 1 if is_there else None

    @property
    def query(self) -> dict[str, str]:
        """The filters, as an address says them."""
        said = {
            "bagian": self.bucket_name,
            "kolom": "" if self.column is None else str(self.column + 1),
            "masalah": "" if self.problem is None else str(self.problem + 1),
            "q": self.words,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def rows(self) -> QuerySet[UploadRow]:
        rows = self.upload.rows.order_by("number")
        if self.bucket_name:
            rows = rows.filter(bucket=BUCKET_NAMES[self.bucket_name])
        if self.words:
            rows = rows.filter(self._of_words())
        if self.column is None and self.problem is None:
            return rows
        rows = rows.annotate(told=Cast("problems", TextField()))
        if self.column is not None:
            rows = rows.filter(_told_of("error", self.columns[self.column])
                               | _told_of("warning", self.columns[self.column]))  # fmt: skip
        if self.problem is not None:
            problem = self.problems[self.problem]
            rows = rows.filter(
                _told_of(problem["kind"], problem["column"]),
                _told(f", {_json(problem['reason'])}]", f", {_plain_json(problem['reason'])}]"),
            )
        return rows

    def _of_words(self) -> Q:
        if is_key(self.words) and len(self.words) <= MOST_ROW_NUMBER_DIGITS:
            return Q(number=int(self.words)) | Q(name__icontains=self.words)
        return Q(name__icontains=self.words) | Q(owner_name__icontains=self.words)

    @cached_property
    def page(self) -> Page:
        """The page that the address asks for; beyond the end is the last one."""
        return Paginator(self.rows, ROWS_PER_PAGE).get_page(self._page)

    def lines(self, *, to: AbstractBaseUser) -> list[Line]:
        """The rows of the page, with the stored businesses that `to` may see."""
        rows = list(self.page)
        keys = {row.business_id for row in rows if row.business_id}
        shown = Business.objects.visible_to(to).select_related("owner", "kelurahan")
        seen = shown.only(*SHOWN_OF_BUSINESS).in_bulk(keys)
        twins = {row.twin for row in rows if row.twin and row.likeness}
        others = self.upload.rows.filter(number__in=twins) if twins else ()
        twin_of = {row.number: row for row in others}
        most = MOST_LINES if len(rows) > FEW_ROWS else None
        return [
            self._line(row, most, business=seen.get(row.business_id), twin=twin_of.get(row.twin))
            for row in rows
        ]

    def _line(self, row: UploadRow, most: int | None, **others: Any) -> Line:
        told = {
            "errors": [tuple(said) for kind, *said in row.problems if kind == "error"],
            "warnings": [tuple(said) for kind, *said in row.problems if kind == "warning"],
            "changes": [tuple(said) for _field, *said in row.changes],
            "notes": _notes(row),
        }
        codes = [said[-1] for kind, *said in row.problems if kind == WHY]
        why = reason_texts(" ".join(codes).split())
        more = 0
        for name, said in told.items():
            told[name] = said if most is None else said[:most]
            more += len(said) - len(told[name])
            most = None if most is None else most - len(told[name])
        decision = self.upload.decisions.get(str(row.number), "")
        return Line(row, why=why, more=more, decision=decision, **others, **told)


def _notes(row: UploadRow) -> list[tuple[str, str, str]]:
    """What is stored otherwise than typed, of a row that is stored or may be."""
    if row.bucket in {SAME, ERROR}:
        return []
    return [(column, typed, stored) for column, typed, stored in row.notes if typed != stored]


def _json(text: str) -> str:
    return json.dumps(text)


def _plain_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _told_of(kind: str, column: str) -> Q:
    """Rows with a problem of this kind in this column."""
    return _told(*(f"[{_json(kind)}, {text}, " for text in (_json(column), _plain_json(column))))


def _told(*forms: str) -> Q:
    """Rows whose problems, as JSON, hold one of these; PostgreSQL writes letters as they are."""
    found = Q()
    for form in dict.fromkeys(forms):
        found |= Q(told__contains=form[:MOST_SOUGHT])
    return found


def summary(upload: Upload) -> list[dict[str, Any]]:
    """The five buckets with their numbers of rows, in the order in which they are shown."""
    counts = upload.outcome.get("counts", {})
    return [
        {"name": name, "label": fields.bucket_label(bucket), "rows": counts.get(bucket, 0)}
        for name, bucket in BUCKET_NAMES.items()
    ]
