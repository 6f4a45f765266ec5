"""Kills confirmations of one uploaded list, and looks at what is left; see `kill_confirm`.

    python -m benchmarks.killed_jobs FOLDER SERVER MOMENTS ROWS SEED

Started by `kill_confirm.kill`, in a process whose data base and folders are thrown away.
Writes what it found as JSON.
"""

import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from statistics import median

from django.core.management import call_command
from django.db import connections

from benchmarks import throwaway
from benchmarks.django_ready import connection
from benchmarks.import_rows import OF_TEN, as_csv
from benchmarks.register_digest import different, digests, latest_keys

from accounts.models import User  # isort: skip
from common.workflow import WrongState
from directory import projection
from imports import checking, jobs, processes, uploads
from imports.models import Upload

PATIENCE = 180.0  # seconds
BETWEEN_LOOKS = 0.002
UNDISTURBED = 2
BEYOND = 1.05  # of the usual time, so that some moments lie behind the end
SPARE = 1.5  # stored businesses for each changed row: some owners have no NIK

Status = Upload.Status


@dataclass
class Found:
    """What the kills left.

    Attributes:
        none, all: how often nothing, or everything, of the list was in the register.
        inside: how often the moment lay inside the transaction that writes.
        exact: how often the register was, after a second confirmation, as if nothing had happened.
        orphans: files that were left behind.
        problems: sentences about everything that was not as it should be.
        usual: seconds from the first sign of the process to the end of an undisturbed one.
    """

    moments: int = 0
    none: int = 0
    all: int = 0
    inside: int = 0
    exact: int = 0
    orphans: int = 0
    problems: list[str] = field(default_factory=list)
    usual: float = 0.0


class Trials:
    """One register with one checked list, put back before every kill."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.database = throwaway.database(folder, server)
        self.found = Found()

    def prepare(self, rows: int, *, seed: int) -> None:
        """A register, and a list that was checked; then how it looks before and after."""
        businesses = int(rows * OF_TEN["changed"] / 10 * SPARE) + 1
        with redirect_stdout(io.StringIO()):
            call_command("setup", no_static=True)
            call_command(
                "seed_demo", businesses=businesses, with_nib=businesses * 2 // 3, seed=seed
            )
        by = User.objects.get(username="petugas")
        data, _counts = as_csv(rows, seed=seed)
        upload = uploads.receive(data, file_name="daftar-uji.csv", by=by)
        upload = uploads.WORKFLOW.move(upload, "check", by=by, version=upload.version)
        checking.check(upload)
        self.pk = upload.pk
        self.last = latest_keys()
        self.before = digests(self.last)
        connections.close_all()
        self.database.keep()
        self.files = self._files()
        self.after, self.found.usual = self._undisturbed()

    def _undisturbed(self) -> tuple[dict, float]:
        """The register after a confirmation that nobody kills, and the usual time of one."""
        seen, times = [], []
        for _round in range(UNDISTURBED):
            self._restore()
            job = self._start()
            started = time.monotonic()
            until(lambda: not jobs.is_running(self._upload()))
            times.append(time.monotonic() - started)
            until(lambda job=job: not processes.is_there(job))
            seen.append(digests(self.last))
            if self._upload().status != Status.DONE:
                raise RuntimeError(f"an undisturbed confirmation failed: {self._upload().message}")
        if seen[0] != seen[1] or not different(self.before, seen[0]):
            raise RuntimeError("two undisturbed confirmations differ, or write nothing")
        return seen[0], median(times)

    def kill_at(self, seconds: float) -> None:
        """One kill, so many seconds after the first sign of the process, and a second start."""
        found, problems = self.found, []
        found.moments += 1
        self._restore()
        job = self._start()
        time.sleep(seconds)
        found.inside += self._kill(job)
        upload = jobs.revive(self._upload())
        connections.close_all()
        self.database.settle()
        is_done = upload.status == Status.DONE
        halves = self._compare("after the kill", self.after if is_done else self.before)
        found.all += is_done and not halves
        found.none += not is_done and not halves
        problems += halves
        if not is_done and (upload.status, bool(upload.message)) != (Status.CHECKED, True):
            problems.append(f"the list was given back as “{upload.status}”: {upload.message}")
        problems += self._confirm_again(is_done=is_done)
        second = self._compare("after the second confirmation", self.after)
        found.exact += not second
        problems += second
        problems += [f"listing: {one.problem}" for one in projection.check()[:3]]
        orphans = self._orphans()
        found.orphans += len(orphans)
        problems += [f"left behind: {name}" for name in orphans]
        found.problems += [f"killed after {seconds:.3f} s: {problem}" for problem in problems]

    def _start(self) -> str:
        """Start a confirmation as the wizard does; the name of its process, from the upload."""
        upload = self._upload()
        jobs.start(upload, "confirm", by=upload.created_by, version=upload.version)
        names: list[str] = []
        until(lambda: names.append(self._upload().job) or names[-1])
        return names[-1]

    def _kill(self, job: str) -> bool:
        """Kill the process; whether it was inside a transaction that writes.

        It is stopped first, so that it is killed exactly where it was when it was looked at.
        """
        is_writing = False
        if processes.is_there(job):
            pid = int(job.split(":")[1])
            os.kill(pid, signal.SIGSTOP)
            is_writing = self.database.is_writing()
            os.kill(pid, signal.SIGKILL)
        until(lambda: not processes.is_there(job))
        return is_writing

    def _confirm_again(self, *, is_done: bool) -> list[str]:
        if not is_done:
            job = self._start()
            until(lambda: not jobs.is_running(self._upload()))
            until(lambda: not processes.is_there(job))
            upload = self._upload()
            is_written = upload.status == Status.DONE and upload.batch_id
            return [] if is_written else [f"the second confirmation failed: {upload.message}"]
        try:
            self._start()
        except WrongState:
            return []
        return ["a list that was written could be confirmed again"]

    def _compare(self, when: str, expected: dict) -> list[str]:
        return [f"{when}: {one}" for one in different(digests(self.last), expected)]

    def _upload(self) -> Upload:
        return Upload.objects.select_related("created_by").get(pk=self.pk)

    def _restore(self) -> None:
        connections.close_all()
        self.database.settle()
        self.database.restore()

    def _orphans(self) -> list[str]:
        connections.close_all()
        return sorted(self._files() - self.files) + self.database.left_over()

    def _files(self) -> set[str]:
        """All that lies in the folders of temporary files, photos, documents and in the own one."""
        places = [self.folder / name for name in ("temporary", "media", "documents", "own")]
        return {str(path) for place in places for path in place.rglob("*")}


def until(condition: Callable[[], object]) -> None:
    """Wait for something. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("nothing happened")
        time.sleep(BETWEEN_LOOKS)


def moments_of(count: int, usual: float, *, seed: int) -> list[float]:
    """Random moments, one in each of as many equal parts of the time, in a random order."""
    rng = Random(seed)
    places = [(index + rng.random()) / count for index in range(count)]
    rng.shuffle(places)
    return [place * usual * BEYOND for place in places]


def main() -> None:
    folder, server, *numbers = sys.argv[1:]
    moments, rows, seed = map(int, numbers)
    jobs.WAITED = 0  # nothing waits for a short job
    connection.close()
    trials = Trials(Path(folder), server)
    trials.prepare(rows, seed=seed)
    for index, seconds in enumerate(moments_of(moments, trials.found.usual, seed=seed), start=1):
        trials.kill_at(seconds)
        if index % 10 == 0:
            print(f"{index} of {moments}", file=sys.stderr, flush=True)
    print(json.dumps(asdict(trials.found)))


if __name__ == "__main__":
    main()
