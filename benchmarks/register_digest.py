"""What the register holds, as one digest for every table, whatever the moment and the keys.

Two runs that write the same give the same digests, although PostgreSQL gives a number only once:
new keys count as the first, the second … new one of their table. Moments are left out, encrypted
numbers are compared as what they say. Uploaded lists are left out too: that somebody had to
start twice stays in their steps.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models

from common.encryption import decrypt
from imports.models import ImportBatch, Upload, UploadStep

LEFT_OUT = {Upload, UploadStep, *apps.get_app_config("axes").get_models()}
REASON = re.compile(r"import (\d+)")

Model = type[models.Model]
Digests = dict[str, tuple[int, str]]  # label of a model → rows, digest
Reader = Callable[[Any], object]


def tables() -> list[Model]:
    return [one for one in apps.get_models(include_auto_created=True) if one not in LEFT_OUT]


def latest_keys() -> dict[Model, int]:
    """The last key of every table, from which on keys are new."""
    last = {}
    for model in apps.get_models(include_auto_created=True):
        if isinstance(model._meta.pk, models.AutoField):
            last[model] = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return last


def digests(last: dict[Model, int]) -> Digests:
    """The digest of every table. Args: last: `latest_keys` of the state that is compared with."""
    names = {model: _names_of_new(model, key) for model, key in last.items()}
    return {model._meta.label: _digest(model, names) for model in tables()}


def different(one: Digests, other: Digests) -> list[str]:
    """The tables in which two registers differ, with their numbers of rows."""
    return [
        f"{label}: {one[label][0]} and {other[label][0]} rows"
        for label in one
        if one[label] != other[label]
    ]


def _names_of_new(model: Model, last: int) -> dict[int, str]:
    keys = model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
    return {key: f"new {place}" for place, key in enumerate(keys)}


def _digest(model: Model, names: dict[Model, dict[int, str]]) -> tuple[int, str]:
    fields, readers = [], []
    for field in model._meta.concrete_fields:
        reader = _reader(model, field, names)
        if reader is not None:
            fields.append(field.attname)
            readers.append(reader)
    rows = sorted(
        repr([reader(value) for reader, value in zip(readers, row, strict=True)])
        for row in model._base_manager.order_by().values_list(*fields)
    )
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _reader(model: Model, field: models.Field, names: dict[Model, dict[int, str]]) -> Reader | None:
    """How values of a field are compared; None for those that are not."""
    target = field.related_model
    if field.name == "id" and hasattr(model, "instance_type"):  # the key, in the history
        target = model.instance_type
    if target is not None:
        known = names.get(target, {})
        return lambda key: known.get(key, key)
    if isinstance(field, models.AutoField | models.DateTimeField):
        return None
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, sort_keys=True)
    if field.name.endswith("_encrypted"):
        return _opened
    if isinstance(field, models.CharField | models.TextField):
        batches = names[ImportBatch]
        return lambda text: _without_number(text, batches)
    return lambda value: value


@lru_cache(maxsize=100_000)
def _opened(token: str) -> str:
    return decrypt(token) if token else ""


def _without_number(text: str | None, batches: dict[int, str]) -> str | None:
    """“import 12” of the history, with the place of the batch among the new ones."""
    found = REASON.fullmatch(text) if text else None
    return f"import {batches.get(int(found[1]), found[1])}" if found else text
