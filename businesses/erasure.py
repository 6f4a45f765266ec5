"""Erasure: a person's data go, history included; the entry in the register stays without them.

UU 27/2022: a person may have their data erased; the register itself rests on a public task, so
what names nobody stays: registry number, category, kelurahan, scale, dates, licences and their
numbers. Counts of past days therefore do not change. What goes is written at the models
(`common.privacy.erased_fields`), and which rows is found through their relations
(`businesses.belongings`): an app above needs no code here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Field, FileField, Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from businesses import desk, words
from businesses.belongings import Belonging, belongings
from businesses.locks import lock_businesses_of
from businesses.models import (
    Business,
    DataRequest,
    DuplicatePair,
    Owner,
    Photo,
    VerificationStep,
)
from businesses.signals import business_changed, person_erased
from common.bulk import copy_to_history
from common.identifiers import fold
from common.privacy import erased_fields, named_fields
from common.records import Recorded
from common.workflow import NoteMissing, Refused, WrongState, lock

GONE = "Data dihapus"  # stored, so not translated
REASON = "personal_data.erase"
FORMS = ("encrypted", "digest")
NUMBERS = {f"{name}_{form}": name.upper() for name in ("nik", "npwp") for form in FORMS}
SHORTEST = 3  # letters of a word that can name somebody
SHORTEST_INSIDE = 4  # letters of one that is also looked for inside longer words

# Words of a name that name nobody: how people are addressed, and titles.
FORMS_OF_ADDRESS = frozenset(
    "bapak bpk pak ibu mama mami papa opa oma nenek kakek kak kakak adik adek nona nyonya tuan "
    "tante paman haji hajah hj drs dra prof pendeta pdt romo suster bruder ustad ustadz ustadzah "
    "spd skom anak dan binti bin van der".split()
)


@dataclass(frozen=True)
class Names:
    """The words by which a person is recognised in a text."""

    words: frozenset[str]

    @classmethod
    def of(cls, owner: Owner) -> "Names":
        """From every name that the record ever had; the name of a legal entity is no person's."""
        states = [owner, *owner.history.all()]
        texts = [state.responsible_name for state in states]
        texts += [state.name for state in states if state.kind == Owner.Kind.PERSON]
        found = {word for text in texts for word in fold(text).split()}
        return cls(
            frozenset(w for w in found if len(w) >= SHORTEST and not w.isdigit())
            - FORMS_OF_ADDRESS
            - {fold(GONE), *fold(GONE).split()}
        )

    def stand_in(self, text: str) -> bool:
        """Whether `text` names the person: in full, or by one word of the name."""
        folded = fold(text)
        if self.words & set(folded.split()):
            return True
        joined = folded.replace(" ", "")
        return any(len(word) >= SHORTEST_INSIDE and word in joined for word in self.words)


@dataclass(frozen=True)
class Going:
    """What the confirmation page says of one table."""

    label: str
    count: int
    fields: list[str]


def preview(owner: Owner) -> list[Going]:
    """Exactly what `erase` would take, table by table, in words."""
    found = []
    for item in belongings(owner):
        fields = erased_fields(item.model) + named_fields(item.model)
        past = item.past.count() if item.past is not None else 0
        if not fields or not len(item.keys) + past:
            continue
        labels = [NUMBERS.get(field.name, str(field.verbose_name)) for field in fields]
        if item.model is Photo:
            labels = [_("the whole photo with its file")]
        label = capfirst(str(item.model._meta.verbose_name_plural))
        if past:
            label = _("%(table)s, with %(count)d states of their history") % {
                "table": label,
                "count": past,
            }
        found.append(Going(label, len(item.keys), list(dict.fromkeys(labels))))
    return found


def erase(owner: Owner, *, by: AbstractBaseUser, note: str, version: int | None = None) -> Owner:
    """Erase the personal data of `owner` everywhere, in one transaction; return the stored row.

    Businesses leave the directory at once. What stays is noted as erased, with `note`, by whom
    and when, in the history of the owner and in the steps of each business.

    Args:
        version: the version of the owner that `by` saw.
    Raises:
        Http404, PermissionDenied: not somebody of the desk; NoteMissing; StaleVersion;
        WrongState: erased already; Refused: the note names the person.
    """
    desk.require_desk(by)
    if not note.strip():
        raise NoteMissing(_("Write a note: the next person must know why."))
    with transaction.atomic():
        ids = lock_businesses_of(owner.pk)
        row = lock(owner, version=version)
        if row.anonymised_on is not None:
            raise WrongState(_("The personal data of this owner were erased already."))
        names = Names.of(row)
        if names.stand_in(note):
            raise Refused(_("Write the note without the person's name: the note stays."))
        for item in belongings(row):
            _erase(item, names, by=by)
        words.refresh_owners([row.pk])
        _forget_pairs(ids)
        _note_steps(ids, by=by, note=note.strip())
        business_changed.send(Business, ids=ids)
        person_erased.send(Owner, ids=ids)
    row.refresh_from_db()
    return row


def erase_requests(owner: Owner) -> None:
    """Erase what closed requests of an erased owner still hold: who asked, and how to answer."""
    names = Names(frozenset())
    for item in belongings(owner):
        if item.model._meta.model_name in ("datarequest", "datarequeststep"):
            _write(_rows(item), item.model, _values(item.model), names)
            _forget_log(item.model, item.keys)


def _rows(item: Belonging) -> QuerySet:
    """The stored rows that are cleaned: a request keeps its contact until it is answered."""
    if item.model is DataRequest:
        return item.rows.exclude(status=DataRequest.Status.RECEIVED)
    return item.rows


def _erase(item: Belonging, names: Names, *, by: AbstractBaseUser) -> None:
    """Clean the rows of one table, their history, and what the back office noted of them."""
    past, ids = item.past, set(item.keys)
    if past is not None:
        ids |= set(past.values_list(item.model._meta.pk.attname, flat=True))
    _forget_log(item.model, ids)
    values = _values(item.model)
    if item.model is Photo:
        _remove_photos(item.rows, by=by)
    elif values or named_fields(item.model):
        _remove_files(item.rows, erased_fields(item.model))
        live = {**values, **_owner_values(item), **_consent_values(item.model)}
        _write(_rows(item), item.model, live, names)
        if past is not None:
            copy_to_history(item.model, sorted(item.keys), kind="~", by=by, reason=REASON)
    if past is not None:
        _write(item.past, item.model, {**values, **_past_owner_values(item)}, names)


def _values(model: type[Model]) -> dict[str, Any]:
    """The empty value of each field that goes."""
    return {field.attname: _empty(field) for field in erased_fields(model)}


def _empty(field: Field) -> Any:
    if field.null:
        return None
    return "" if field.blank or isinstance(field, FileField) else GONE


def _owner_values(item: Belonging) -> dict[str, Any]:
    if item.model is not Owner:
        return {}
    return {**_past_owner_values(item), "anonymised_on": timezone.localdate()}


def _past_owner_values(item: Belonging) -> dict[str, Any]:
    """A person's name goes; that of a legal entity stays unless the person is named in it."""
    if item.model is not Owner:
        return {}
    values: dict[str, Any] = {
        "nik_absent_reason": Owner.NikAbsence.ERASED,
        "phone_absent_reason": Owner.PhoneAbsence.ERASED,
    }
    if item.rows.filter(kind=Owner.Kind.PERSON).exists():
        values["name"] = GONE
    return values


def _consent_values(model: type[Model]) -> dict[str, Any]:
    """Without a person there is nobody who consents: nothing of it is published any more."""
    if model is not Business:
        return {}
    return {
        "consent_given_on": None,
        "consent_manner": "",
        "publishes_contact": False,
        "publishes_address": False,
        "publishes_nib_number": False,
    }


def _write(rows: QuerySet, model: type[Model], values: dict[str, Any], names: Names) -> None:
    """Write `values` into rows of `model` or of its history, and take the person's name out."""
    for row in rows if named_fields(model) else ():
        texts = {f.attname: getattr(row, f.attname) for f in named_fields(model)}
        found = {name: _neutral(row, name) for name, text in texts.items() if names.stand_in(text)}
        if found:
            rows.model._base_manager.filter(pk=row.pk).update(**found)
    if not values:
        return
    if issubclass(rows.model, Recorded):  # an open form must not bring anything back
        values = {**values, "version": F("version") + 1, "updated_at": timezone.now()}
    rows.model._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**values)


def keepable(owner: Owner, text: str) -> str:
    """What may be stored of a text about `owner`: nothing new about a person who was erased."""
    return GONE if text and owner.anonymised_on is not None else text


def _neutral(row: Any, name: str) -> str:
    """What stands in place of a text that named the person."""
    if name != "name":
        return GONE if row._meta.get_field(name).blank is False else ""
    if hasattr(row, "code"):
        return f"Usaha {row.code}"
    return f"Produk {row.id}" if hasattr(row, "business_id") else GONE


def _remove_photos(photos: QuerySet, *, by: AbstractBaseUser) -> None:
    for photo in photos:
        photo._history_user = by
        photo._change_reason = REASON
        photo.delete()


def _remove_files(rows: QuerySet, fields: Iterable[Field]) -> None:
    """Remove the files of these rows once the transaction holds."""
    for field in fields:
        if isinstance(field, FileField):
            names = [name for name in rows.values_list(field.name, flat=True) if name]
            transaction.on_commit(
                lambda storage=field.storage, names=names: [storage.delete(n) for n in names]
            )


def _forget_log(model: type[Model], ids: Iterable[int]) -> None:
    """Django's own log of the back office quotes the name of what was saved."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids]).update(
        object_repr=GONE, change_message=""
    )


def _forget_pairs(ids: list[int]) -> None:
    """What looked alike by the data that went is nothing to decide any more."""
    pairs = DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    pairs.filter(status=DuplicatePair.Status.OPEN).delete()


def _note_steps(ids: list[int], *, by: AbstractBaseUser, note: str) -> None:
    rows = Business.with_merged.filter(pk__in=ids).only("verification_status", "version")
    VerificationStep.objects.bulk_create(
        VerificationStep(
            business=row,
            action="erase",
            from_status=row.verification_status,
            to_status=row.verification_status,
            by=by,
            note=note,
            version=row.version,
        )
        for row in rows
    )
