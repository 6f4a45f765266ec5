"""The file of a person: everything the register holds about them, and who saw it.

UU 27/2022: a person may have a copy of their data and of the processing trail, within 3 × 24
hours. The rows are found by `businesses.belongings`, the labels are those of the models, so that
nothing is forgotten when a table is added. Making the file is itself a look, and is noted first.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Field, FileField, JSONField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from businesses import desk, disclosure
from businesses.belongings import Belonging, belongings, same_person
from businesses.models import Disclosure, Owner
from common.privacy import PrivacyClass, class_of

NUMBERS = ("nik_encrypted", "nik_digest", "npwp_encrypted", "npwp_digest")
CHECKSUM = re.compile(r"[0-9a-f]{64}")
ELSEWHERE = (Disclosure,)  # what has a part of the file for itself


@dataclass(frozen=True)
class Line:
    """One value: the field, its label and its text."""

    field: str
    label: str
    value: str


@dataclass(frozen=True)
class Entry:
    """One row of one table."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Section:
    """The rows of one table."""

    table: str
    title: str
    entries: list[Entry]


@dataclass(frozen=True)
class Dossier:
    """Everything about one person: what is held, how it changed, who saw it."""

    owner: int
    name: str
    made_at: datetime
    made_by: str
    held: list[Section] = field(default_factory=list)
    changes: list[Section] = field(default_factory=list)
    looks: list[Entry] = field(default_factory=list)


def dossier(owner: Owner, *, by: AbstractBaseUser) -> Dossier:
    """Put together the file of `owner`; that `by` did so is noted before.

    The NIK and NPWP stand in it in full where `by` may reveal them; such a file counts towards
    the limit per hour.

    Raises:
        PermissionDenied, Http404: not somebody of the desk; TooManyReveals.
    """
    desk.require_desk(by)
    with transaction.atomic():
        if by.has_perm("businesses.reveal_nik"):
            disclosure.require_within_limit(by)
        disclosure.record(owner, Disclosure.Kind.DOSSIER, by)
    items = belongings(owner)
    held = [_held(item, by) for item in items if item.model not in ELSEWHERE]
    changes = [_changes(item, owner, by) for item in items]
    return Dossier(
        owner=owner.pk,
        name=owner.name,
        made_at=timezone.now(),
        made_by=str(by),
        held=[*(part for part in held if part.entries), *_others(owner)],
        changes=[part for part in changes if part.entries],
        looks=[_look(row) for row in disclosure.who_saw(owner)],
    )


# -- what is held --------------------------------------------------------------------------------


def _held(item: Belonging, by: AbstractBaseUser) -> Section:
    entries = [
        Entry(_title(row), [*_numbers(row, by), *_lines(row, item.model, by)]) for row in item.rows
    ]
    meta = item.model._meta
    return Section(meta.label_lower, capfirst(str(meta.verbose_name_plural)), entries)


def _title(row: Model) -> str:
    code = getattr(row, "code", "")
    return f"{row} ({code})" if code and code != str(row) else str(row)


def _lines(row: Any, model: type[Model], by: AbstractBaseUser) -> Iterator[Line]:
    for each in _fields(model):
        if getattr(row, each.attname) in (None, ""):
            continue
        yield Line(each.name, capfirst(str(each.verbose_name)), _text(row, each, by))


def _fields(model: type[Model]) -> list[Field]:
    """Every field but the key, and the numbers, which have lines of their own."""
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in NUMBERS]


def _text(row: Any, each: Field, by: AbstractBaseUser) -> str:
    if not _may_read(each, by):
        return _("held, but not shown to this account")
    value = getattr(row, each.attname)
    if isinstance(each, JSONField):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(each, FileField) or hasattr(value, "storage"):
        return str(value)
    if isinstance(value, str) and CHECKSUM.fullmatch(value):
        return _("a checksum, which cannot be read back")
    return _shown(value, each)


def _shown(value: Any, each: Field) -> str:
    """A value in words: the label of a choice, the name of what a key points to."""
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    if each.is_relation:
        related = each.related_model._base_manager.filter(pk=value).first()
        return str(related) if related is not None else _("removed")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def _may_read(each: Field, by: AbstractBaseUser) -> bool:
    """Names of files are no secret; disability, capital and sales need the permission."""
    if isinstance(each, FileField) or class_of(each.model, each) is not PrivacyClass.RESTRICTED:
        return True
    return by.has_perm("businesses.view_restricted")


def _numbers(row: Model, by: AbstractBaseUser) -> list[Line]:
    """NIK and NPWP: in full for those who may reveal them, masked for the others."""
    if not isinstance(row, Owner):
        return []
    in_full = by.has_perm("businesses.reveal_nik")
    nik = row.reveal_nik() if in_full else row.masked_nik
    npwp = row.reveal_npwp() if in_full else row.masked_npwp
    lines = [Line("nik", "NIK", nik), Line("npwp", "NPWP", npwp)]
    return [line for line in lines if line.value]


def _others(owner: Owner) -> list[Section]:
    """Legal entities that the same person answers for: each has a file of its own."""
    title = _("Also registered under this NIK")
    entries = [
        Entry(other.name, [Line("kind", _("Legal form"), other.get_kind_display())])
        for other in same_person(owner)
    ]
    return [Section("", title, entries)] if entries else []


# -- how it changed, and who saw it ----------------------------------------------------------------


def _changes(item: Belonging, owner: Owner, by: AbstractBaseUser) -> Section:
    """Every saved state with what it changed, from old to new: these values are the person's."""
    meta = item.model._meta
    entries: list[Entry] = []
    past = item.past
    if past is not None:
        key = meta.pk.attname
        before: Any = None
        for state in past.order_by(key, "history_date", "history_id").select_related(
            "history_user"
        ):
            if getattr(state, "owner_id", owner.pk) not in (owner.pk, None):
                continue  # the business was somebody else's then
            is_same = before is not None and getattr(before, key) == getattr(state, key)
            entries.append(_state(state, before if is_same else None, item.model, by))
            before = state
    return Section(meta.label_lower, capfirst(str(meta.verbose_name_plural)), entries)


def _state(state: Any, before: Any, model: type[Model], by: AbstractBaseUser) -> Entry:
    kinds = {"+": _("entered"), "~": _("changed"), "-": _("removed")}
    who = state.history_user or _("The system")
    at = date_format(timezone.localtime(state.history_date), "DATETIME_FORMAT")
    name = getattr(state, "name", "") or getattr(state, "code", "") or state.pk
    lines = []
    for each in _fields(model):
        if before is None or getattr(before, each.attname) == getattr(state, each.attname):
            continue
        if each.name in ("updated_at", "version"):
            continue
        old, new = (_past_text(row, each, by) for row in (before, state))
        lines.append(Line(each.name, capfirst(str(each.verbose_name)), f"{old} → {new}"))
    if before is not None and any(getattr(before, n, 0) != getattr(state, n, 0) for n in NUMBERS):
        lines.append(Line("nik", "NIK / NPWP", kinds["~"]))
    return Entry(f"{at}, {who}: {name} – {kinds[state.history_type]}", lines)


def _past_text(row: Any, each: Field, by: AbstractBaseUser) -> str:
    return "–" if getattr(row, each.attname) in (None, "") else _text(row, each, by)


def _look(row: Disclosure) -> Entry:
    lines = [
        Line("at", _("When"), date_format(timezone.localtime(row.at), "DATETIME_FORMAT")),
        Line("by", _("Account"), str(row.by)),
        Line("kind", _("What"), str(row.get_kind_display())),
    ]
    if row.reason:
        lines.append(Line("reason", _("Reason"), row.reason))
    return Entry(", ".join(line.value for line in lines), lines)


# -- as a file ---------------------------------------------------------------------------------


def as_data(file: Dossier) -> dict[str, Any]:
    """The file for a machine: field names beside the labels, plain values throughout."""
    content = asdict(file)
    content["made_at"] = timezone.localtime(file.made_at).isoformat(timespec="seconds")
    return {"law": "UU 27/2022", **content}


def as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_text(file: Dossier) -> Iterator[str]:
    """The file for a reader, line by line."""
    made_at = date_format(timezone.localtime(file.made_at), "DATETIME_FORMAT")
    yield _("Personal data of %(name)s, put together on %(date)s by %(who)s") % {
        "name": file.name,
        "date": made_at,
        "who": file.made_by,
    }
    for heading, sections in (
        (_("What is held"), file.held),
        (_("How it changed"), file.changes),
        (_("Who saw it"), [Section("", _("Looks"), file.looks)]),
    ):
        yield from ("", heading, "=" * len(heading))
        for section in sections:
            yield from ("", f"{section.title}: {len(section.entries)}")
            for entry in section.entries:
                yield f"- {entry.title}"
                if section.entries is not file.looks:
                    yield from (f"    {line.label}: {line.value}" for line in entry.lines)
