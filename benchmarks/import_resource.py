"""Resources of django-import-export for the columns of the list that one can carry.

They do far less than the wizard: no products, NIBs, capital, sales or kind of place; phones,
years and NIKs are stored as they stand; no look-alikes, no check for rows that repeat one
another, no work area of the officer, no words for the search, no undo. A blank cell empties the
field. The plain one saves row by row, and history is written by the signal of each save; the
other one writes in bulk as the package's documentation advises, and then there is no history.

Imported by `benchmarks.import_works` only: the package is in no lock file.
"""

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.widgets import CachedForeignKeyWidget, ForeignKeyWidget, IntegerWidget, Widget
from tablib import Dataset

from businesses.models import Business, Category, Kelurahan, Owner
from common.encryption import digest

GENDERS = {"L": Owner.Gender.MALE, "P": Owner.Gender.FEMALE}
LIMITS = (90, 180)


def owner_from(row: dict[str, str]) -> Owner:
    """An unsaved owner, as the row says."""
    born = row["Tanggal Lahir"]
    owner = Owner(
        name=row["Nama Pemilik"],
        gender=GENDERS.get(row["Jenis Kelamin"], ""),
        birth_date=datetime.strptime(born, "%d/%m/%Y").date() if born else None,  # noqa: DTZ007
        phone=row["No HP"],
    )
    owner.set_nik(row["NIK"])
    return owner


class OwnerWidget(Widget):
    """The owner with this NIK, who is made if need be."""

    def clean(self, value: str, row: dict[str, str] | None = None, **kwargs: Any) -> Owner:
        found = Owner.objects.with_nik(value).order_by("pk").first()
        if found is None:
            found = owner_from(row)
            found.save()
        return found


class CachedOwnerWidget(Widget):
    """The owner with this NIK, out of those who were fetched, or made, for the whole list."""

    owners: dict[str, Owner]

    def fetch(self, rows: list[dict[str, str]]) -> None:
        new = {digest(row["NIK"], kind="nik"): row for row in rows}
        for key in Owner.objects.exclude(nik_digest=None).values_list("nik_digest", flat=True):
            new.pop(key, None)
        Owner.objects.bulk_create([owner_from(row) for row in new.values()], batch_size=1000)
        stored = Owner.objects.exclude(nik_digest=None).order_by("-pk")
        self.owners = {owner.nik_digest: owner for owner in stored}

    def clean(self, value: str, row: dict[str, str] | None = None, **kwargs: Any) -> Owner:
        return self.owners[digest(value, kind="nik")]


class PointWidget(Widget):
    """One half of "-10.15, 123.6"; without a check a whole batch would fail in the data base."""

    def __init__(self, half: int) -> None:
        super().__init__()
        self.half = half

    def clean(self, value: str, row: dict[str, str] | None = None, **kwargs: Any) -> Decimal | None:
        if not value:
            return None
        number = Decimal(value.split(",")[self.half].strip())
        if abs(number) > LIMITS[self.half]:
            raise ValueError("out of range")
        return number


def column(heading: str, attribute: str, widget: Widget | None = None) -> Field:
    return Field(column_name=heading, attribute=attribute, widget=widget)


class PlainResource(ModelResource):
    """Every option as it comes, except that unchanged rows are left alone."""

    name = column("Nama Usaha", "name")
    owner = column("NIK", "owner", OwnerWidget())
    activity = column("Kegiatan", "activity")
    primary_category = column("Kategori", "primary_category", ForeignKeyWidget(Category, "slug"))
    kelurahan = column("Kelurahan", "kelurahan", ForeignKeyWidget(Kelurahan, "name"))
    address = column("Alamat", "address")
    rt = column("RT", "rt")
    rw = column("RW", "rw")
    lat = column("Koordinat", "lat", PointWidget(0))
    lng = column("Koordinat", "lng", PointWidget(1))
    started_year = column("Tahun Berdiri", "started_year", IntegerWidget())
    workers_male = column("Pekerja Laki-laki", "workers_male", IntegerWidget())
    workers_female = column("Pekerja Perempuan", "workers_female", IntegerWidget())
    phone = column("No HP", "phone")
    whatsapp = column("WA", "whatsapp")
    email = column("Email", "email")

    class Meta:
        model = Business
        fields = (
            "name", "owner", "activity", "primary_category", "kelurahan", "address", "rt", "rw",
            "lat", "lng", "started_year", "workers_male", "workers_female", "phone", "whatsapp",
            "email",
        )  # fmt: skip
        import_id_fields = ("name", "kelurahan")
        skip_unchanged = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.serial = count(1)

    def before_save_instance(self, instance: Business, row: dict[str, str], **kwargs: Any) -> None:
        if not instance.code:
            instance.code = f"IE-{next(self.serial):08d}"


class BulkResource(PlainResource):
    """Written in bulk; no comparison with what was stored; related rows fetched once."""

    owner = column("NIK", "owner", CachedOwnerWidget())
    primary_category = column(
        "Kategori", "primary_category", CachedForeignKeyWidget(Category, "slug")
    )
    kelurahan = column("Kelurahan", "kelurahan", CachedForeignKeyWidget(Kelurahan, "name"))

    class Meta(PlainResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_unchanged = False
        skip_diff = True
        skip_html_diff = True

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.fields["owner"].widget.fetch(dataset.dict)


RESOURCES = {"default": PlainResource, "bulk": BulkResource}


def run(mode: str, data: bytes, *, dry_run: bool, without: set[int]) -> Result:
    """Import the list but for some rows (1 is the first). An error means that nothing is kept."""
    dataset = Dataset().load(data.decode(), format="csv")
    if without:
        kept = [row for number, row in enumerate(dataset, 1) if number not in without]
        dataset = Dataset(*kept, headers=dataset.headers)
    result = RESOURCES[mode]().import_data(dataset, dry_run=dry_run, use_transactions=True)
    if result.base_errors:
        raise SystemExit(f"django-import-export, {mode}: {result.base_errors[0].error!r}")
    return result


def refused(result: Result) -> list[int]:
    """The numbers of the rows that it could not import."""
    return [number for number, _errors in result.row_errors()] + [
        row.number for row in result.invalid_rows
    ]
