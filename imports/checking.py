"""The check of an uploaded list: every row in its bucket, stored for the preview."""

from imports.models import Upload
from imports.running import Progress


def check(upload: Upload, *, progress: Progress | None = None) -> None:
    """Check a list that is being checked, and store what every row gives.

    In one transaction: the rows, the outcome, the plan, and the move to "checked".

    Args:
        upload: status "checking".
        progress: called with (rows done, rows) now and then, outside the transaction.
    Raises:
        UnreadableFile, BadColumns, Refused: nothing was stored; `str()` says what to do.
    """
    raise NotImplementedError
