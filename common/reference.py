"""Reference data: CSV files in the apps, loaded again and again without harm.

A table is keyed by its official code. What is new is added, what changed is updated, what left
the file is retired (`is_active` off) and never deleted, because records point to it. Tables
that staff edit are only added to.

An app offers its tables as `AppConfig.reference_data`, a list of `Table`, parents first.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """One CSV file and the model it fills.

    Attributes:
        model: "app_label.Model".
        key: fields that identify a row.
        values: from one CSV row to field values, the key included.
        is_edited: staff edit this table; stored rows are left as they are.
        staff_fields: set when a row is new, and left to the staff from then on.
    """

    model: str
    file: Path
    key: tuple[str, ...]
    values: Callable[[Row], dict[str, Any]]
    is_edited: bool = False
    staff_fields: frozenset[str] = frozenset()


@dataclass
class Loaded:
    """What one load did to one table."""

    model: str
    new: int = 0
    changed: int = 0
    same: int = 0
    retired: int = 0


def split(cell: str) -> list[str]:
    """The values of a cell that holds several, parted by "|"."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def find(model: str, **lookup: object) -> models.Model | None:
    """The row that a cell refers to; None for an empty reference."""
    if not any(lookup.values()):
        return None
    return apps.get_model(model).objects.get(**lookup)


def read(file: Path) -> list[Row]:
    """The rows of a reference file. Raises ValueError on a line with a cell too many or too few."""
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise ValueError(f"{file.name}, line {reader.line_num}: wrong number of cells")
            rows.append(row)
    return rows


def _retire(model: type[models.Model], seen: set[int]) -> int:
    """Take rows that left the file out of use; rows that officers added are not of the file."""
    names = {field.name for field in model._meta.fields}
    if "is_active" not in names:
        return 0
    rows = model.objects.filter(is_active=True).exclude(pk__in=seen)
    if "is_reference" in names:
        rows = rows.filter(is_reference=True)
    return rows.update(is_active=False)


def _update(record: models.Model, values: dict[str, Any], left: frozenset[str]) -> bool:
    """Bring a stored row up to its line of the file; return whether anything changed."""
    changed = {
        name: value
        for name, value in values.items()
        if name not in left and getattr(record, name) != value
    }
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        record.save(update_fields=list(changed))
    return bool(changed)


def load(table: Table) -> Loaded:
    """Bring one table up to its file, in one transaction."""
    model = apps.get_model(table.model)
    result, seen = Loaded(table.model), set()
    with transaction.atomic():
        stored = {
            tuple(getattr(row, name) for name in table.key): row for row in model.objects.all()
        }
        for row in read(table.file):
            values = table.values(row)
            record = stored.get(tuple(values[name] for name in table.key))
            if record is None:
                record = model.objects.create(**values)
                result.new += 1
            elif table.is_edited or not _update(record, values, table.staff_fields):
                result.same += 1
            else:
                result.changed += 1
            seen.add(record.pk)
        if not table.is_edited:
            result.retired = _retire(model, seen)
    return result


def load_all() -> list[Loaded]:
    """Load the tables of every app, lowest layer first (the order of INSTALLED_APPS)."""
    return [
        load(table)
        for config in apps.get_app_configs()
        for table in getattr(config, "reference_data", [])
    ]
