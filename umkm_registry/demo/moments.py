"""Records that say themselves when they were made.

`auto_now` would date seventeen thousand records to the second of the seeding, and every queue,
history and "newest first" of the demo with them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models


@contextmanager
def as_given(*classes: type[models.Model]) -> Iterator[None]:
    """Store the moments that rows of these models carry, instead of now, inside the block."""
    changed = [
        (field, name)
        for model in classes
        for field in model._meta.concrete_fields
        for name in ("auto_now", "auto_now_add")
        if getattr(field, name, False)
    ]
    for field, name in changed:
        setattr(field, name, False)
    try:
        yield
    finally:
        for field, name in changed:
            setattr(field, name, True)
