"""Uploaded lists on the way through the wizard, without a person who clicks."""

from django.http import HttpResponse
from django.test import Client

from imports import checking, confirming, jobs, uploads
from imports.models import ImportBatch, Upload, UploadRow

PAGE = "/admin/impor/{}/periksa/"
PROBLEMS = [
    {"kind": "error", "column": "HP", "reason": "Too short é.", "rows": 2, "first": [3, 5]},
    {"kind": "warning", "column": "HP", "reason": "Look.", "rows": 1, "first": [4]},
    {"kind": "error", "column": "", "reason": "Too short é.", "rows": 1, "first": [6]},
]


def prepared(data: bytes, *, by, **fields) -> Upload:
    """A list that is ready to be checked."""
    upload = uploads.receive(data, file_name="daftar-uji.csv", by=by)
    for name, value in {"step": Upload.WizardStep.CHECK, **fields}.items():
        setattr(upload, name, value)
    upload.save()
    return upload


def checked(data: bytes, *, by, **fields) -> Upload:
    """A list that was checked."""
    upload = prepared(data, by=by, **fields)
    upload = jobs.start(upload, "check", by=by, version=upload.version)
    assert upload.status == "checked", upload.message
    return upload


def check_again(upload: Upload) -> Upload:
    """Another check, in this process; what stops it is raised."""
    uploads.WORKFLOW.move(upload, "check", by=upload.created_by)
    checking.check(again(upload))
    return again(upload)


def confirm(upload: Upload) -> ImportBatch | None:
    """The confirmation, in this process; what stops it is raised."""
    uploads.WORKFLOW.move(upload, "confirm", by=upload.created_by)
    return confirming.confirm(again(upload))


def again(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def row(upload: Upload, number: int, bucket: str, **fields) -> UploadRow:
    """A row as a check stores it."""
    return UploadRow.objects.create(
        upload=upload, number=number, bucket=bucket, **{"name": f"Kios {number}", **fields}
    )


def with_rows(by, **outcome) -> Upload:
    """A checked list without rows; its outcome is what the arguments say."""
    return Upload.objects.create(
        file_name="daftar-uji.csv",
        sha256="0" * 64,
        size=1,
        status="checked",
        step="periksa",
        created_by=by,
        updated_by=by,
        outcome={"rows": 0, "counts": {}, **outcome},
    )


def listed_by(petugas) -> Upload:
    """A checked list of seven rows."""
    counts = {"new": 1, "changed": 1, "same": 1, "duplicate": 1, "error": 3}
    upload = with_rows(petugas, rows=7, counts=counts, blank=2, problems=PROBLEMS, warned=1)
    row(upload, 2, "new", name="Kios Mawar", owner_name="Ana Uji")
    short = "Too short é."
    row(upload, 3, "error", problems=[["error", "HP", "081", short]])
    row(upload, 4, "same", problems=[["warning", "HP", "081", "Look."]])
    row(upload, 5, "error", problems=[["warning", "X", "", "Y"], ["error", "HP", "0", short]])
    row(upload, 6, "error", problems=[["error", "", "HP", short]])
    row(upload, 7, "changed", changes=[["business.landmark", "landmark", "Old", "New"]])
    row(upload, 8, "duplicate", twin=2)
    return upload


def page_of(browser: Client, upload: Upload, query: str = "") -> HttpResponse:
    """The page of the check of a list."""
    response = browser.get(PAGE.format(upload.pk) + query)
    assert response.status_code == 200
    return response


def numbers(response: HttpResponse) -> list[int]:
    """The numbers of the rows on a preview."""
    return [line.row.number for line in response.context["lines"]]
