"""What belongs to a person: every row of every app that is reached from the owner.

The rows are found through the relations of the models, downwards from the owner, so that an app
above is included without being known here, and a new model cannot be forgotten. The person's
file (`businesses.dossier`) and erasure (`businesses.erasure`) both start from this list.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet

from businesses.models import Business, Owner
from businesses.models.words import Word


@dataclass
class Belonging:
    """The rows of one model that belong to one person, and their history.

    Attributes:
        keys: primary keys of the stored rows.
        ties: for each foreign key that ties the rows to the person, the keys on its other side.
    """

    model: type[models.Model]
    keys: set[int]
    ties: dict[str, set[int]]

    @property
    def rows(self) -> QuerySet:
        return self.model._base_manager.filter(pk__in=self.keys).order_by("pk")

    @property
    def past(self) -> QuerySet | None:
        """The history rows, also those of rows that were removed or that left the person since."""
        if not hasattr(self.model, "history"):
            return None
        wanted = Q(**{f"{self.model._meta.pk.attname}__in": self.keys})
        for name, keys in self.ties.items():
            wanted |= Q(**{f"{name}__in": keys})
        return self.model.history.model._base_manager.filter(wanted)


def _relations(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Models with a foreign key to `model`, hidden ones included, and the key's column."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        related = relation.related_model
        is_history = hasattr(related, "instance_type")
        if related is model or is_history or issubclass(related, Word):
            continue
        yield related, relation.field.attname


def _sure(model: type[models.Model]) -> Q:
    """Which rows of `model` speak of the person for sure, where some only may (`Privacy.sure`)."""
    return getattr(getattr(model, "Privacy", None), "sure", Q())


def belongings(owner: Owner) -> list[Belonging]:
    """Everything that belongs to `owner`, the owner first, then the businesses, then the rest.

    Businesses that were merged into another one are included while they are this owner's; the
    words by which a record is found are not, being made anew from it.
    """
    found = {Owner: Belonging(Owner, {owner.pk}, {})}
    waiting = [(Owner, {owner.pk})]
    while waiting:
        parent, keys = waiting.pop(0)
        for model, column in _relations(parent):
            rows = model._base_manager.filter(_sure(model), **{f"{column}__in": keys})
            belonging = found.setdefault(model, Belonging(model, set(), {}))
            belonging.ties.setdefault(column, set()).update(keys)
            new = set(rows.values_list("pk", flat=True)) - belonging.keys
            belonging.keys |= new
            if new:
                waiting.append((model, new))
    order = sorted(found.values(), key=lambda item: item.model not in (Owner, Business))
    return [item for item in order if item.keys or item.past is not None]


def same_person(owner: Owner) -> QuerySet[Owner]:
    """Other owners with the same NIK: legal entities that this person answers for."""
    others = Owner.objects.exclude(pk=owner.pk)
    return others.filter(nik_digest=owner.nik_digest) if owner.nik_digest else others.none()


def merged_elsewhere(owner: Owner) -> QuerySet[Owner]:
    """Owners of records that were merged into a business of `owner`: perhaps the same person."""
    records = Business.with_merged.filter(merged_into__owner=owner).exclude(owner=owner)
    return Owner.objects.filter(pk__in=records.values("owner"))
