"""The writing half of taking an import back; `imports.undoing` says what may go."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from businesses import words
from businesses.models import Business, Owner
from businesses.signals import business_changed
from common.bulk import Change, batches, change_with_history, copy_to_history
from common.timeline import keeps_states
from common.workflow import StaleVersion
from imports.hanging import relations_to
from imports.models import ImportBatch, ImportedRow
from licensing.models import Nib, Permit
from licensing.signals import licence_changed

LICENCES = (Nib, Permit)
Table = type[models.Model]


@dataclass(frozen=True)
class Line:
    """A row of the list, its business, and what is to be said of it."""

    number: int
    business_id: int
    code: str
    name: str
    reasons: tuple[str, ...]


@dataclass
class Undoing:
    """What taking an import back does, or did.

    Attributes:
        removed, restored: keys of businesses.
        staying: rows that are not taken back, and why. remarks: what is to be known of others.
        deleting: model → keys. restoring: model → the values from before the import.
        rows: keys of the imported rows that go, so that the list can be imported again.
        untouched: how many of them changed nothing.
        later: the imports that keep rows from being taken back, the newest first.
    """

    batch: ImportBatch
    removed: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    staying: list[Line] = field(default_factory=list)
    remarks: list[Line] = field(default_factory=list)
    deleting: dict[Table, list[int]] = field(default_factory=lambda: defaultdict(list))
    restoring: dict[Table, list[Change]] = field(default_factory=lambda: defaultdict(list))
    rows: list[int] = field(default_factory=list)
    untouched: int = 0
    later: list[int] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        """Whether there is anything to take back, and nobody did so already."""
        found = self.removed or self.restored or self.untouched
        return self.batch.undone_at is None and bool(found)

    @property
    def tables(self) -> list[tuple[str, int]]:
        """How many records of each kind are removed along with businesses, in words."""
        return [
            (capfirst(str(model._meta.verbose_name_plural)), len(keys))
            for model, keys in self.deleting.items()
            if keys and model is not Business
        ]


def withdraw(found: Undoing, *, by: AbstractBaseUser, reason: str) -> None:
    """Write what `found` says. Call inside a transaction, with the businesses locked.

    Raises StaleVersion.
    """
    licensed = _licensed(found)
    for model, changes in found.restoring.items():
        if change_with_history(model, changes, by=by, reason=reason):
            raise StaleVersion(_("A record was changed a moment ago. Nothing was done: try again."))
    for some in batches(found.rows):
        ImportedRow.objects.filter(pk__in=some).delete()
    for model in _dependent_first(found.deleting):
        _remove(model, sorted(found.deleting[model]), by=by, reason=reason)
    owners = [change.pk for change in found.restoring[Owner]]
    words.refresh(found.restored)
    words.refresh_owners(owners)
    ids = {*found.removed, *found.restored, *_businesses_of(owners)}
    business_changed.send(Business, ids=sorted(ids))
    if licensed:
        licence_changed.send(Nib, ids=sorted(licensed))


def _licensed(found: Undoing) -> set[int]:
    """The businesses that stay and lose a NIB or a permit which the list had brought."""
    ids: set[int] = set()
    for model in LICENCES:
        for some in batches(found.deleting.get(model, [])):
            ids |= set(_businesses_of(model.objects.filter(pk__in=some).values("owner")))
    for some in batches(found.deleting.get(Permit, [])):
        held = Business.objects.filter(Q(permits__in=some) | Q(products__permits__in=some))
        ids |= set(held.values_list("pk", flat=True))
    return ids - set(found.removed)


def _businesses_of(owners: models.QuerySet | Sequence[int]) -> Iterable[int]:
    if isinstance(owners, models.QuerySet):
        return Business.objects.filter(owner__in=owners).values_list("pk", flat=True)
    return [
        pk
        for some in batches(owners)
        for pk in Business.objects.filter(owner__in=some).values_list("pk", flat=True)
    ]


def _dependent_first(found: Iterable[Table]) -> list[Table]:
    """The tables in an order in which none is emptied while another one still refers to it."""
    waiting, order = list(found), []
    while waiting:
        free = next(
            model
            for model in waiting
            if not any(
                relation.related_model in waiting and relation.related_model is not model
                for relation in relations_to(model)
            )
        )
        waiting.remove(free)
        order.append(free)
    return order


def _remove(model: Table, keys: Sequence[int], *, by: AbstractBaseUser, reason: str) -> None:
    """Remove rows with what goes with them, each with a line in its history.

    Django's own delete would make an object, and a history row, of each in turn.
    """
    for some in batches(keys):
        for relation in relations_to(model):
            _remove_what_refers(relation, some, by=by, reason=reason)
        if keeps_states(model):
            copy_to_history(model, some, kind="-", by=by, reason=reason)
        model._base_manager.filter(pk__in=some)._raw_delete(connection.alias)


def _remove_what_refers(
    relation: models.ForeignObjectRel, keys: Sequence[int], *, by: AbstractBaseUser, reason: str
) -> None:
    """What is made from a row goes with it. Whatever else refers to it stops everything: the
    data base refuses to leave a reference to nothing."""
    related, name = relation.related_model, relation.field.name
    rows = related._base_manager.filter(**{f"{name}__in": keys})
    if relation.on_delete is models.SET_NULL:
        rows.update(**{name: None})
    elif relation.on_delete is models.CASCADE:
        found = list(rows.order_by("pk").values_list("pk", flat=True))
        _remove(related, found, by=by, reason=reason)
