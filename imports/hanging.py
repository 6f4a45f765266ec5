"""What hangs on records that an import added: whatever does must not be lost with them.

It is looked for through the relations of the models, so that a future table keeps a record in
the register without being known here. Left out is only what is made anew from the record, or goes
with it.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from businesses.models import Disclosure, DuplicatePair
from businesses.models.words import Word
from common.records import Step
from imports.matching import DUPLICATE, SAME
from imports.models import ImportBatch, ImportedRow, UploadRow
from imports.traces import ADDED, Home, Traces, written
from licensing.models import NibPeriod

# Words are made from the record; periods are written by the moves of a NIB, which the history
# tells; what a check once found is about the list.
DERIVED = (Word, NibPeriod, UploadRow)
# The row of another list that changed nothing keeps nobody from taking the record back.
TOOK_NOTHING = Q(bucket__in=(SAME, DUPLICATE), fields=[])
LOOKS = (Disclosure,)  # nothing deletes them, so their owner stays; the business may go


def relations_to(model: type[models.Model]) -> Iterator[models.ForeignObjectRel]:
    """The foreign keys by which rows hang on records of `model`, hidden ones included."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if is_reverse and not hasattr(relation.related_model, "instance_type"):  # table of states
            yield relation


def hanging(batch: ImportBatch, traces: Traces) -> dict[Home, set[str]]:
    """(model, key) of an added record → names of the tables that have come to refer to it.

    One query for each relation.
    """
    found: dict[Home, set[str]] = defaultdict(set)
    for model in traces.models(ADDED):
        for relation in relations_to(model):
            if issubclass(relation.related_model, DERIVED + LOOKS):
                continue
            label = str(relation.related_model._meta.verbose_name_plural)
            for key in _referred(relation, batch, traces):
                found[model, key].add(label)
    return found


def looked_at(batch: ImportBatch, traces: Traces) -> set[Home]:
    """The added records that the log of looks names."""
    return {
        (model, key)
        for model in traces.models(ADDED)
        for relation in relations_to(model)
        if issubclass(relation.related_model, LOOKS)
        for key in _rows(relation, batch).values_list(relation.field.attname, flat=True)
    }


def _rows(relation: models.ForeignObjectRel, batch: ImportBatch) -> models.QuerySet:
    """The rows that refer to a record which `batch` added."""
    model = relation.model
    added = written(model, batch).filter(history_type=ADDED).values(model._meta.pk.attname)
    return relation.related_model._base_manager.filter(
        **{f"{relation.field.name}__in": added}
    ).order_by()


def _referred(
    relation: models.ForeignObjectRel, batch: ImportBatch, traces: Traces
) -> Iterator[int]:
    """The keys of records to which a row refers that did not come with them."""
    rows, column, related = _rows(relation, batch), relation.field.attname, relation.related_model
    if issubclass(related, Step):
        yield from _stepped(relation, rows, batch, traces)
        return
    if related is ImportedRow:
        rows = rows.exclude(batch=batch).exclude(TOOK_NOTHING)
    elif related is DuplicatePair:
        undecided = Q(status=DuplicatePair.Status.OPEN, created_by=None, steps__isnull=True)
        rows = rows.exclude(pk__in=related.objects.filter(undecided).values("pk"))
    for pk, key in rows.values_list("pk", column):
        trace = traces.records.get((related, pk))
        if trace is None or trace.kind != ADDED:
            yield key


def _stepped(
    relation: models.ForeignObjectRel,
    rows: models.QuerySet,
    batch: ImportBatch,
    traces: Traces,
) -> Iterator[int]:
    """Records with a step that the import did not make itself."""
    for key, by, version in rows.values_list(relation.field.attname, "by", "version"):
        trace = traces.records[relation.model, key]
        if by != batch.committed_by_id or trace.version is None or version > trace.version:
            yield key
