"""`manage.py rotate_keys`: every encrypted value under the first key, history included.

Put a new key in front of FIELD_ENCRYPTION_KEYS, run this, then remove the old key. The digests
stay: FIELD_DIGEST_KEY is never changed, because what was imported is recognised by it too.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from businesses.models import Owner
from common.bulk import BATCH, batches
from common.encryption import Undecipherable, rotate

KINDS = ("nik", "npwp")


class Command(BaseCommand):
    help = "Encrypt every NIK and NPWP anew under the first of FIELD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                count = sum(self._rotate(model) for model in (Owner, Owner.history.model))
        except Undecipherable as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(f"{count} rows are under the first key.")

    def _rotate(self, model: type[models.Model]) -> int:
        """Rotate slice by slice under row locks: a NIK typed meanwhile is not turned back."""
        fields = [f"{kind}_encrypted" for kind in KINDS]
        rows = model._base_manager.exclude(nik_encrypted="", npwp_encrypted="")
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        for some in batches(keys):
            locked = list(model._base_manager.filter(pk__in=some).select_for_update(no_key=True))
            for row in locked:
                for field in fields:
                    setattr(row, field, rotate(getattr(row, field)))
            model._base_manager.bulk_update(locked, fields, batch_size=BATCH)
            if sys.stderr.isatty():
                self.stderr.write(f"\r{model._meta.verbose_name}: {some[-1]}", ending="")
        return len(keys)
