"""Checks and confirmations run in a process of their own.

So no web worker is bound, a closed browser changes nothing, and the time limit of a request
never cuts one. What runs is known by the status of the upload, which moves by its workflow only:
a double click starts one job. A job that dies leaves the upload where it is; `revive` gives it
back when somebody looks. Whatever happens, the engine's one transaction wrote all or nothing.
"""

import logging
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.workflow import Refused
from imports import checking, confirming, processes
from imports.columns import BadColumns
from imports.models import Upload
from imports.sheets import UnreadableFile
from imports.uploads import WORKFLOW

logger = logging.getLogger(__name__)

Status = Upload.Status
RUNNING = (Status.CHECKING, Status.CONFIRMING)
GIVEN_BACK = {Status.CHECKING: "stopped", Status.CONFIRMING: "refused"}
BETWEEN_WRITES = 0.5  # seconds between two notes of the progress: SQLite has one writer
WAITED = 4.0  # seconds in which a short list is done, and its page is shown at once
BETWEEN_LOOKS = 0.1
TO_START = timedelta(minutes=1)  # until a new process has said that it works on the upload
SILENT = timedelta(minutes=15)  # without progress, where the process cannot be seen from here


def start(upload: Upload, action: str, *, by: AbstractBaseUser, version: int | None) -> Upload:
    """Start a check or a confirmation, and return the upload as it is a moment later.

    Args:
        action: "check" or "confirm".
        version: the version that the person saw.
    Raises:
        Busy: too many jobs are running; what `Workflow.move` raises: WrongState or StaleVersion
        when the job runs already.
    """
    _require_room(upload, by)
    moved = WORKFLOW.move(
        upload, action, by=by, version=version, done=0, total=0, job="", message=""
    )
    if settings.IMPORT_JOBS_APART:
        try:
            _wait(moved, _spawn(moved.pk))
        except OSError as error:  # no memory, or no process left
            _log(moved.pk, error)
            _give_back(moved, _stopped_short())
    else:
        run(moved.pk)
    return Upload.objects.defer("content", "plan").get(pk=moved.pk)


class Busy(Refused):
    """Other lists are being worked on."""


def _require_room(upload: Upload, by: AbstractBaseUser) -> None:
    """One job for each person, and `IMPORT_MOST_JOBS` in all: each is a program of its own."""
    others = Upload.objects.filter(status__in=RUNNING).exclude(pk=upload.pk)
    others = others.defer("content", "plan").select_related("created_by")
    running = [one for one in map(revive, others) if is_running(one)]
    if any(one.created_by_id == by.pk for one in running):
        raise Busy(_("Another list of yours is being worked on. Wait until it is done."))
    if len(running) >= settings.IMPORT_MOST_JOBS:
        raise Busy(_("Other lists are being worked on just now. Try again in a minute."))


def _spawn(pk: int) -> subprocess.Popen:
    """The process of a job, which outlives the one that starts it."""
    manage = settings.BASE_DIR / "manage.py"
    language = translation.get_language() or settings.LANGUAGE_CODE
    process = subprocess.Popen(  # noqa: S603  our own command, and a number
        [sys.executable, str(manage), "import_job", str(pk), "--language", language],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None,  # where the server logs
        close_fds=True,
        start_new_session=True,
    )
    # Somebody must ask how it ended, or it stays in the process table.
    threading.Thread(target=process.wait, daemon=True).start()
    return process


def _wait(upload: Upload, process: subprocess.Popen) -> None:
    """Wait a moment for a short job; one that could not even start is given back at once."""
    until = time.monotonic() + WAITED
    while time.monotonic() < until and process.poll() is None:
        time.sleep(BETWEEN_LOOKS)
    if process.poll():
        upload.refresh_from_db(fields=["status", "version", "job"])
        _give_back(upload, _stopped_short())


def run(pk: int) -> None:
    """Do what the status of the upload says is to be done; in the process of the job.

    Never raises because of the list: why it did not end well is the message of the upload.
    """
    if not _claim(pk):
        return
    upload = Upload.objects.select_related("created_by").get(pk=pk)
    work = checking.check if upload.status == Status.CHECKING else confirming.confirm
    try:
        work(upload, progress=_progress(pk))
    except (UnreadableFile, BadColumns, Refused) as error:
        message = str(error)
    except PermissionDenied:
        message = _("This account may not import.")
    except Exception as error:
        _log(pk, error)
        message = _("An error in the program stopped it. Nothing was written. Tell the operator.")
    else:
        return
    upload = Upload.objects.select_related("created_by").get(pk=pk)
    if upload.status in RUNNING:
        _give_back(upload, message)


def _claim(pk: int) -> bool:
    """Whether this process is the one that works on the upload: one statement decides."""
    free = Upload.objects.filter(pk=pk, status__in=RUNNING, job="")
    return bool(free.update(job=processes.name_of(), updated_at=timezone.now()))


def _log(pk: int, error: BaseException) -> None:
    """Where it broke, without the message of the exception: it may quote a cell of the list."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("The job of upload %s broke: %s\n%s", pk, type(error).__name__, places)


def _progress(pk: int) -> Callable[[int, int], None]:
    """Note how far the job has come, now and then; a busy data base loses a note, no more."""
    last = 0.0

    def note(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < BETWEEN_WRITES:
            return
        last = now
        with suppress(OperationalError), transaction.atomic():
            Upload.objects.filter(pk=pk, status__in=RUNNING).update(
                done=done, total=total, updated_at=timezone.now()
            )

    return note


def is_running(upload: Upload) -> bool:
    return upload.status in RUNNING


def revive(upload: Upload) -> Upload:
    """Give an upload back whose job is gone; otherwise return it as it is.

    A job that is alive after all cannot do harm: its own last move is refused then, and with it
    goes all that it wrote.
    """
    if not is_running(upload) or _is_alive(upload):
        return upload
    _give_back(upload, _stopped_short())
    return Upload.objects.defer("content", "plan").get(pk=upload.pk)


def _is_alive(upload: Upload) -> bool:
    silence = timezone.now() - upload.updated_at
    if not upload.job:
        return silence < TO_START
    seen = processes.is_there(upload.job)
    return silence < SILENT if seen is None else seen


def _give_back(upload: Upload, message: str) -> None:
    """Move an upload back from a job, unless the job ended, or another request was first."""
    action = GIVEN_BACK.get(upload.status)
    if action is None:
        return
    with suppress(Refused, PermissionDenied):
        WORKFLOW.move(
            upload, action, by=upload.created_by, version=upload.version, message=message, job=""
        )


def _stopped_short() -> str:
    return _(
        "The work was interrupted, as by a restart of the server. Nothing was written. Start again."
    )
