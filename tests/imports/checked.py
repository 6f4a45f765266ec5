"""Uploaded lists on the way through the wizard, without a person who clicks."""

from imports import jobs, uploads
from imports.models import Upload, UploadRow


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
