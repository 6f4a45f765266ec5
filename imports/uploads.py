"""An uploaded list and its life: in preparation, checked, confirmed or discarded.

The state is rows in the data base, so that a closed browser loses nothing. A list belongs to
the one who brought it in; for everybody else it does not exist.
"""

import hashlib

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.encryption import Undecipherable, decrypt_bytes, encrypt_bytes
from common.workflow import Refused, Transition, Workflow
from imports.models import Upload, UploadRow, UploadStep
from imports.running import Options

Status = Upload.Status
PERMISSION = "imports.add_importbatch"
FILE_NAME_LENGTH = Upload._meta.get_field("file_name").max_length


def _transition(
    name: str, label: str, sources: set[str], target: str, *, is_automatic: bool = False
) -> Transition:
    return Transition(name, label, frozenset(sources), target, PERMISSION, False, is_automatic)


WORKFLOW = Workflow(
    name="upload",
    statuses=Status,
    initial=Status.PREPARED,
    step_link="upload",
    step_model=lambda: UploadStep,
    transitions=[
        _transition(
            "check", gettext_lazy("Check"), {Status.PREPARED, Status.CHECKED}, Status.CHECKING
        ),
        _transition(
            "checked", gettext_lazy("Checked"), {Status.CHECKING}, Status.CHECKED, is_automatic=True
        ),
        _transition(
            "stopped",
            gettext_lazy("Check stopped"),
            {Status.CHECKING},
            Status.PREPARED,
            is_automatic=True,
        ),
        _transition(
            "prepare",
            gettext_lazy("Prepare again"),
            {Status.CHECKED},
            Status.PREPARED,
            is_automatic=True,
        ),
        _transition(
            "confirm", gettext_lazy("Bring into the register"), {Status.CHECKED}, Status.CONFIRMING
        ),
        _transition(
            "confirmed",
            gettext_lazy("In the register"),
            {Status.CONFIRMING},
            Status.DONE,
            is_automatic=True,
        ),
        _transition(
            "refused",
            gettext_lazy("Not written"),
            {Status.CONFIRMING},
            Status.CHECKED,
            is_automatic=True,
        ),
        _transition(
            "discard",
            gettext_lazy("Discard"),
            {Status.PREPARED, Status.CHECKED},
            Status.DISCARDED,
        ),
    ],
)


class FileDeleted(Refused):
    """The file of an upload was deleted, or its key is gone."""


def receive(data: bytes, *, file_name: str, by: AbstractBaseUser) -> Upload:
    """Keep a file that somebody brings in. It is not read here; see `imports.preparing`.

    Raises PermissionDenied.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    upload = Upload(
        file_name=file_name[-FILE_NAME_LENGTH:],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content=encrypt_bytes(data, purpose=b"list"),
    )
    upload.stamp(by)
    upload.save()
    return upload


def content_of(upload: Upload) -> bytes:
    """The bytes of the file. Raises FileDeleted."""
    try:
        data = decrypt_bytes(upload.content, purpose=b"list")
    except Undecipherable as error:
        raise FileDeleted(_("The file can no longer be read. Upload it again.")) from error
    if not data:
        raise FileDeleted(_("The file was deleted, as all are after a while. Upload it again."))
    return data


def options_of(upload: Upload) -> Options:
    """How the file is to be read, from all that was decided so far."""
    return Options(
        file_name=upload.file_name,
        mapping=upload.mapping,
        values=upload.values,
        constants=upload.constants,
        encoding=upload.encoding,
        delimiter=upload.delimiter,
        sheet=upload.sheet,
        heading_row=upload.heading_row,
        decisions={int(number): said for number, said in upload.decisions.items()},
    )


def discard(upload: Upload, *, by: AbstractBaseUser, version: int | None) -> Upload:
    """Give a list up, and delete its file and what its rows say at once.

    Raises what `Workflow.move` raises.
    """
    with transaction.atomic():
        moved = WORKFLOW.move(upload, "discard", by=by, version=version)
        empty([moved.pk])
    return moved


def empty(keys: list[int]) -> None:
    """Delete the files of uploads, what is planned, and what their rows say."""
    with transaction.atomic():
        UploadRow.objects.filter(upload__in=keys).delete()
        Upload.objects.filter(pk__in=keys).update(
            content=b"",
            plan=b"",
            constants={},
            values={},
            decisions={},
            outcome={},
            emptied_at=timezone.now(),
            version=F("version") + 1,  # a job that works on it cannot end well any more
        )
