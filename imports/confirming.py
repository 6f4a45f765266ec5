"""The confirmation: what the check planned is written, in one transaction or not at all.

Nothing is read from the file again while the register stands as it was checked. If it changed
meanwhile, the rows are matched anew under the lock: what comes out the same is written, anything
else goes back to the person, who has not seen it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from businesses import registration
from common.bulk import collector_at_rest
from common.workflow import Refused
from imports import plans, running, uploads, writing
from imports.models import ImportBatch, Upload
from imports.plans import PlannedImport
from imports.running import Progress, Result


class Changed(Refused):
    """The register changed since the check."""


@collector_at_rest()
def confirm(upload: Upload, *, progress: Progress | None = None) -> ImportBatch | None:
    """Write the plan of a list that is being written; None where there was nothing to write.

    In one transaction: everything that the plan says, the batch, and the move to "confirmed".

    Args:
        upload: status "confirming".
        progress: called with (rows done, rows) before the transaction; SQLite has one writer.
    Raises:
        Refused: nothing was written; the register changed since the check, for example.
    """
    by = upload.created_by
    running.require_permissions(by)
    planned = _kept_plan(upload)
    if planned.decisions != uploads.options_of(upload).decisions:
        raise Changed(_("Rows were decided upon after the check. Check the list again."))
    result: Result | None = None
    if plans.state_of_register() != planned.state:
        result = _read_again(upload, progress)
    with transaction.atomic():
        registration.take_numbers(0)  # locks the register until the end of the transaction
        if result is not None or plans.state_of_register() != planned.state:
            result = result or _read_again(upload, None)
            planned = _same_plan(planned, result, upload)
        batch = writing.record(
            plans.narrowed(planned, choices=upload.choices),
            file_name=upload.file_name,
            sha256=upload.sha256,
            by=by,
        )
        uploads.WORKFLOW.move(
            upload,
            "confirmed",
            by=by,
            version=upload.version,
            batch=batch,
            plan=b"",
            message="",
        )
    return batch


def _kept_plan(upload: Upload) -> PlannedImport:
    try:
        return plans.unpacked(upload.plan)
    except plans.Unreadable as error:
        raise Changed(_("What was checked can no longer be read. Check the list again.")) from error


def _read_again(upload: Upload, progress: Progress | None) -> Result:
    data = uploads.content_of(upload)
    options = uploads.options_of(upload)
    return running.read_rows(data, options, by=upload.created_by, progress=progress)


def _same_plan(planned: PlannedImport, result: Result, upload: Upload) -> PlannedImport:
    """The plan as it is now. Raises Changed when it says anything else than was confirmed."""
    matcher = running.match(result, by=upload.created_by)
    now = plans.plan_of(matcher, state=planned.state)
    if now.says() != planned.says():
        raise Changed(
            _(
                "The register changed since the check, so that some rows would be dealt with "
                "otherwise. Check the list again."
            )
        )
    return now
