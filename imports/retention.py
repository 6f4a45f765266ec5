"""How long uploaded lists are kept: they hold personal data of people who are in no register yet.

Files, what is planned and what the rows say are deleted after `IMPORT_KEEP_DAYS` days, finished
or not; when a person's data are erased, at once wherever a list speaks of the person. That a list
was here, and what it wrote, stays.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.bulk import batches
from common.workflow import Refused
from imports import uploads
from imports.models import ImportedRow, Upload, UploadRow

UNFINISHED = (Upload.Status.PREPARED, Upload.Status.CHECKED)


def due() -> QuerySet[Upload]:
    """The lists that are older than the days for which they are kept, and not emptied yet."""
    limit = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    return Upload.objects.filter(created_at__lt=limit, emptied_at__isnull=True)


def delete_due(*, most: int | None = None) -> int:
    """Empty the lists whose time is over; one query when there are none.

    Args:
        most: how many at once, so that a page that does it in passing stays quick.
    Returns:
        How many were emptied.
    """
    keys = list(due().order_by("created_at").values_list("pk", flat=True)[:most])
    message = _("The file was deleted after %(days)d days, as all are. Upload it again.")
    for key in keys:
        _empty([key], message % {"days": settings.IMPORT_KEEP_DAYS})
    return len(keys)


def forget(businesses: Iterable[int]) -> int:
    """Empty every list that speaks of these businesses, of a person whose data were erased.

    A list in preparation, of which no row was checked yet, is not known to speak of anybody.
    """
    found: set[int] = set()
    for some in batches(list(businesses)):
        checked = UploadRow.objects.filter(business__in=some).values("upload")
        written = ImportedRow.objects.filter(business__in=some).values("batch")
        rows = Upload.objects.filter(Q(pk__in=checked) | Q(batch__in=written))
        found.update(rows.filter(emptied_at__isnull=True).values_list("pk", flat=True))
    text = _("The file was deleted: personal data in it were erased. Upload it without them.")
    _empty(sorted(found), text)
    return len(found)


def _empty(keys: list[int], message: str) -> None:
    """Empty lists; those that wait for their owner are given up in the owner's name."""
    with transaction.atomic():
        waiting = Upload.objects.filter(pk__in=keys, status__in=UNFINISHED)
        for upload in waiting.defer("content", "plan").select_related("created_by"):
            try:
                uploads.WORKFLOW.move(
                    upload, "discard", by=upload.created_by, note=message, message=message
                )
            except (PermissionDenied, Refused):  # who left the office; the file goes all the same
                Upload.objects.filter(pk=upload.pk).update(message=message)
        uploads.empty(keys)
