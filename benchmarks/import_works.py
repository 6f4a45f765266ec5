"""What `benchmarks.import_list` measures, each in a fresh process, on a copy of the data base.

    python -m benchmarks.import_works check --data-base NAME --list FILE

Prints one JSON object. The wizard's parts run through `imports.jobs.run`, as in its own process.
"""

import argparse
import csv
import io
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.django_ready import connection  # isort: skip
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from imports import jobs, uploads
from imports.models import Upload
from imports.preview import BUCKET_NAMES

ACCOUNT = "petugas"
LOOKS = 5
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(work: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """What a work took, beside its result: seconds, and the peak of the process in MB."""
    connection.ensure_connection()
    before, started = cpu(), time.perf_counter()
    result = work()
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"start": before, "cpu": cpu() - before, "wall": wall, "megabytes": peak}, result


def make(options: argparse.Namespace) -> dict[str, Any]:
    """Write the list into the file."""
    from benchmarks.import_rows import as_csv

    data, counts = as_csv(options.rows)
    Path(options.list).write_bytes(data)
    return {"counts": counts}


def receive(options: argparse.Namespace) -> dict[str, Any]:
    by = User.objects.get(username=ACCOUNT)
    data = Path(options.list).read_bytes()
    return {"upload": uploads.receive(data, file_name="uji.csv", by=by).pk}


def job(action: str, status: str) -> dict[str, Any]:
    """Do what the process of a job does; `status` is how the list must stand afterwards."""
    by = User.objects.get(username=ACCOUNT)
    upload = Upload.objects.filter(created_by=by).latest("pk")
    uploads.WORKFLOW.move(upload, action, by=by, version=upload.version, done=0, total=0, job="")
    key = upload.pk
    del upload
    taken, _nothing = measured(lambda: jobs.run(key))
    upload = Upload.objects.defer("content", "plan").get(pk=key)
    if upload.status != status:
        sys.exit(f"{action}: the list is {upload.status!r} afterwards. {upload.message}")
    return {**taken, "counts": upload.outcome["counts"]}


def check(options: argparse.Namespace) -> dict[str, Any]:
    return job("check", Upload.Status.CHECKED)


def confirm(options: argparse.Namespace) -> dict[str, Any]:
    return job("confirm", Upload.Status.DONE)


def preview(options: argparse.Namespace) -> dict[str, Any]:
    """The page of all rows and of each bucket: bytes, queries, milliseconds."""
    by = User.objects.get(username=ACCOUNT)
    upload = Upload.objects.filter(created_by=by).defer("content", "plan").latest("pk")
    browser = Client(raise_request_exception=False)
    browser.force_login(by, backend=MODEL_BACKEND)
    address = reverse("imports:check", args=[upload.pk])
    browser.get(address)  # templates and words are compiled
    pages = {}
    for name in ("", *BUCKET_NAMES):
        url = f"{address}?bagian={name}"
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(url)
        sent = len(queries)  # the next request forgets them
        if response.status_code != 200:
            return {"trouble": f"the preview answers {response.status_code}"}
        times = [measured(lambda url=url: browser.get(url))[0]["wall"] for _look in range(LOOKS)]
        pages[name or "all rows"] = {
            "bytes": len(response.content),
            "queries": sent,
            "milliseconds": statistics.median(times) * 1000,
        }
    return {"pages": pages}


def import_export(options: argparse.Namespace) -> dict[str, Any]:
    """A dry run, or an import of the rows that the dry run could read."""
    from benchmarks import import_resource

    without = set(json.loads(options.without))
    data = Path(options.list).read_bytes()
    taken, result = measured(
        lambda: import_resource.run(options.mode, data, dry_run=options.dry_run, without=without)
    )
    return {**taken, "refused": import_resource.refused(result), "totals": result.totals}


def copy(options: argparse.Namespace) -> dict[str, Any]:
    """The cells as they are into a table of text columns without key or index."""
    with Path(options.list).open(newline="", encoding="utf-8") as file:
        width = len(next(csv.reader(file)))
    names = [f"c{index}" for index in range(width)]
    data = Path(options.list).read_bytes()
    columns = ", ".join(f"{name} text" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_list ({columns})")

    def with_copy() -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(
                "COPY bare_list FROM STDIN WITH (FORMAT csv, HEADER true)", io.BytesIO(data)
            )

    def with_executemany() -> None:
        lines = csv.reader(io.StringIO(data.decode()))
        next(lines)
        marks = ", ".join("?" * width)
        raw = connection.connection
        raw.execute("BEGIN")
        raw.executemany(f"INSERT INTO bare_list VALUES ({marks})", lines)
        raw.execute("COMMIT")

    taken, _nothing = measured(with_copy if connection.vendor == "postgresql" else with_executemany)
    return taken


WORKS = {
    "make": make,
    "receive": receive,
    "check": check,
    "preview": preview,
    "confirm": confirm,
    "import_export": import_export,
    "copy": copy,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("--data-base", required=True, help="the copy: what is NAME in the settings")
    parser.add_argument("--list", required=True, help="the CSV file")
    parser.add_argument("--rows", type=int, default=17_000)
    parser.add_argument("--mode", choices=("default", "bulk"), default="default")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--without", default="[]", help="rows to leave out, as JSON")
    options = parser.parse_args()
    connection.settings_dict["NAME"] = options.data_base
    with translation.override("id"):
        print(json.dumps(WORKS[options.work](options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
