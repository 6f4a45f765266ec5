"""What was decided about lists of one shape, offered again for the next one.

The shape is what the headings are, without case, blanks and signs. Columns and words are kept,
never the values for all rows: the next list may be of another kelurahan.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from imports.columns import BadColumns, squeeze
from imports.decisions import Decisions
from imports.drafts import LONG_NUMBER
from imports.lookups import Lookups
from imports.models import SavedMapping, Upload
from imports.targets import BY_KEY


@dataclass(frozen=True)
class Saved:
    """A saved mapping as far as it still holds: without targets and codes that are gone."""

    row: SavedMapping
    mapping: dict[str, str | None]
    values: dict[str, dict[str, str | None]]


def shape_of(heading: Sequence[str]) -> str:
    """The digest of these headings, the same for lists of one kind."""
    return hashlib.sha256(json.dumps([squeeze(text) for text in heading]).encode()).hexdigest()


def of(upload: Upload, look: Lookups) -> Saved | None:
    """What was saved for lists of this shape."""
    row = SavedMapping.objects.filter(shape=upload.shape).select_related("saved_by").first()
    if row is None:
        return None
    mapping = {name: key for name, key in row.mapping.items() if key is None or key in BY_KEY}
    return Saved(row, mapping, _still_valid(row.values, look))


def keep_columns(upload: Upload, *, by: AbstractBaseUser) -> SavedMapping:
    """Save what is decided about the columns; words that were saved before stay."""
    return _keep(upload, by=by, mapping=upload.mapping)


def keep_words(upload: Upload, *, by: AbstractBaseUser) -> SavedMapping:
    """Save what is decided about columns and words: only words that stand for something here.

    What is left out of one list may be anything, the name of a person too, and is not kept.
    """
    words = {
        key: {text: code for text, code in said.items() if code and not LONG_NUMBER.search(text)}
        for key, said in upload.values.items()
    }
    kept = {key: said for key, said in words.items() if said}
    return _keep(upload, by=by, mapping=upload.mapping, values=kept)


def _keep(upload: Upload, *, by: AbstractBaseUser, **decided: object) -> SavedMapping:
    row, _is_new = SavedMapping.objects.update_or_create(
        shape=upload.shape,
        defaults={"file_name": upload.file_name, "saved_by": by, **decided},
    )
    return row


def _still_valid(
    values: Mapping[str, Mapping[str, str | None]], look: Lookups
) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for key, words in values.items():
        for text, code in words.items():
            try:
                Decisions({key: {text: code}}, look)
            except BadColumns:
                continue
            found.setdefault(key, {})[text] = code
    return found
