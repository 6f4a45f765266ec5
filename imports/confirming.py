"""The confirmation: what the check planned is written, in one transaction or not at all."""

from imports.models import ImportBatch, Upload
from imports.running import Progress


def confirm(upload: Upload, *, progress: Progress | None = None) -> ImportBatch | None:
    """Write the plan of a list that is being written; None where there was nothing to write.

    In one transaction: everything that the plan says, the batch, and the move to "confirmed".

    Args:
        upload: status "confirming".
        progress: called with (rows done, rows) before the transaction; SQLite has one writer.
    Raises:
        Refused: nothing was written; the register changed since the check, for example.
    """
    raise NotImplementedError
