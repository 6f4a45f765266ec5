"""Which constraint a data base refused, so that the officer is told the right thing."""

from django.db import IntegrityError, models


def is_violation(error: IntegrityError, model: type[models.Model], name: str) -> bool:
    """Whether `error` comes from the constraint called `name` of `model`.

    PostgreSQL names every constraint; SQLite names checks, and of a unique one its columns.
    """
    text = str(error)
    if name in text:
        return True
    constraint = next(c for c in model._meta.constraints if c.name == name)
    columns = [model._meta.get_field(field).column for field in getattr(constraint, "fields", ())]
    table = model._meta.db_table
    return bool(columns) and all(f"{table}.{column}" in text for column in columns)
