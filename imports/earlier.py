"""What records said before an import changed them, from the history."""

from collections.abc import Iterable

from django.db import models

from businesses import registration, verification
from businesses.models import Business, Owner
from common.bulk import batches
from common.timeline import states_of
from imports.traces import Trace, plain_fields

FIGURES = ("annual_sales", "capital", "sales_band", "capital_band")
IDENTITY = frozenset(
    Owner._meta.get_field(name).attname for name in verification.SUBSTANTIVE_OWNER_FIELDS
)


def values_of(model: type[models.Model], traces: Iterable[Trace]) -> dict[int, dict[str, object]]:
    """Key → attname → the value before the import, of the fields that the import changed."""
    traces = list(traces)
    fields = plain_fields(model)
    found = {}
    for some in batches(traces):
        keys = [key for trace in some for key in (trace.before, trace.after)]
        rows = states_of(model)._base_manager.filter(history_id__in=keys)
        states = {row["history_id"]: row for row in rows.values("history_id", *fields)}
        for trace in some:
            before, after = states[trace.before], states[trace.after]
            found[trace.key] = _difference(model, before, after, fields)
    return found


def _difference(
    model: type[models.Model], before: dict, after: dict, fields: Iterable[str]
) -> dict[str, object]:
    values = {name: before[name] for name in fields if before[name] != after[name]}
    if model is Business and not values.keys().isdisjoint(FIGURES):
        record = Business(**{name: before[name] for name in FIGURES})
        registration.apply_scale(record)
        values |= {"scale": record.scale, "scale_basis": record.scale_basis}
    return values
