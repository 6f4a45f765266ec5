"""`manage.py rotate_keys`: every encrypted value under the first key, history included.

Put a new key in front of FIELD_ENCRYPTION_KEYS, run this, then remove the old key. Digests
are made anew as well, so the same run also serves a change of FIELD_DIGEST_KEY.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from businesses.models import Owner
from common.encryption import Undecipherable, decrypt, digest, rotate

BATCH = 500
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
        fields = [f"{kind}_{part}" for kind in KINDS for part in ("encrypted", "digest")]
        rows = model._base_manager.exclude(nik_encrypted="", npwp_encrypted="").order_by("pk")
        batch: list[models.Model] = []
        done = 0
        for row in rows.iterator(chunk_size=BATCH):
            for kind in KINDS:
                token = getattr(row, f"{kind}_encrypted")
                if token:
                    setattr(row, f"{kind}_encrypted", rotate(token))
                    setattr(row, f"{kind}_digest", digest(decrypt(token), kind=kind))
            batch.append(row)
            if len(batch) == BATCH:
                done += self._write(model, batch, fields)
                batch = []
        return done + self._write(model, batch, fields)

    def _write(self, model: type[models.Model], rows: list[models.Model], fields: list[str]) -> int:
        model._base_manager.bulk_update(rows, fields, batch_size=BATCH)
        if sys.stderr.isatty():
            self.stderr.write(f"\r{model._meta.verbose_name}: +{len(rows)}", ending="")
        return len(rows)
