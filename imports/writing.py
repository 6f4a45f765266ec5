"""A plan enters the register: new businesses, changed ones, NIBs, permits, and where all came from.

Everything goes through `registration.register_all`, `bulk_revision.revise_all` and the functions of
`licensing.recording`, inside the transaction of the caller. The history of every record says
"import 12"; `ImportedRow` keeps which row of which file gave which fields.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from businesses import registration
from businesses.bulk_revision import Revision, revise_all
from businesses.locks import lock_businesses_of_all, lock_owners
from businesses.models import Business, Category, Kbli, Kelurahan, Owner, Product
from businesses.registration import Entry
from common.bulk import Change, batches, insert
from common.encryption import digest, encrypt
from imports.models import ImportBatch, ImportedRow
from imports.plans import PlannedBusiness, PlannedImport, PlannedOwner, PlannedRevision
from licensing import lifecycle
from licensing.models import Nib, Permit, PermitType
from licensing.recording import Recording, likely_holder, record_all, record_permits

FILE_NAME_LENGTH = ImportBatch._meta.get_field("file_name").max_length
SOURCE_LENGTH = Business._meta.get_field("source").max_length


def record(
    plan: PlannedImport, *, file_name: str, sha256: str, by: AbstractBaseUser
) -> ImportBatch | None:
    """Write a plan as a batch; None where it says nothing. Call as `write`."""
    if plan.is_empty:
        return None
    batch = ImportBatch.objects.create(
        file_name=file_name[:FILE_NAME_LENGTH],
        sha256=sha256,
        rows=sum(plan.counts.values()),
        committed_by=by,
        **{**plan.counts, "new": len(plan.new), "changed": len(plan.changed)},
    )
    write(plan, batch=batch, by=by)
    return batch


def write(plan: PlannedImport, *, batch: ImportBatch, by: AbstractBaseUser) -> None:
    """Write all of a plan. Call inside a transaction that holds the lock of the register.

    Raises:
        PermissionDenied, or a Refused of the functions that write.
    """
    reason = batch.history_reason
    _lock(plan)
    owners = _owners(plan.owners)
    entries = _entries(plan.new, owners, batch)
    registration.register_all(entries, by=by, reason=reason)
    if plan.changed:
        revisions = [_revision(one) for one in plan.changed]
        revise_all(
            [one for one in revisions if one.values or one.products or one.categories or one.kbli],
            _owner_changes(plan.changed),
            by=by,
            reason=reason,
        )
    _record_nibs(plan, owners, by=by, reason=reason)
    businesses = {one.row: entry.business.pk for one, entry in zip(plan.new, entries, strict=True)}
    _record_permits(plan, entries, by=by, reason=reason)
    _keep_traces(plan, businesses, batch)


def _lock(plan: PlannedImport) -> None:
    """Lock every stored business and owner that is written to, in the order of the house, before
    the first of the functions below takes a part of them."""
    keys = {one.owner for one in plan.changed} | {one.key for one in plan.owners} - {None}
    lock_businesses_of_all(sorted(keys))
    lock_owners(sorted(keys))


# -- new ones ------------------------------------------------------------------------------------


def _owners(planned: Sequence[PlannedOwner]) -> list[Owner]:
    """The stored owners, and unsaved ones of all that the rows say."""
    stored = Owner.objects.in_bulk([owner.key for owner in planned if owner.key is not None])
    return [_owner(one.values) if one.key is None else stored[one.key] for one in planned]


def _owner(values: dict[str, Any]) -> Owner:
    values = dict(values)
    nik, npwp = values.pop("nik", ""), values.pop("npwp", "")
    owner = Owner(**values)
    if nik:
        owner.set_nik(nik)
    else:
        owner.nik_absent_reason = Owner.NikAbsence.NOT_RECORDED
    if npwp:
        owner.set_npwp(npwp)
    if not owner.phone:
        owner.phone_absent_reason = Owner.PhoneAbsence.NOT_RECORDED
    return owner


def _entries(
    planned: Sequence[PlannedBusiness], owners: Sequence[Owner], batch: ImportBatch
) -> list[Entry]:
    places = Kelurahan.objects.in_bulk()
    categories = Category.objects.in_bulk({key for one in planned for key in one.categories})
    lines = Kbli.objects.in_bulk({key for one in planned for key in one.kbli})
    entries = []
    for one in planned:
        values = {"source": batch.file_name[:SOURCE_LENGTH], **one.values}
        values["kelurahan"] = places[values.pop("kelurahan_id")]
        entries.append(
            Entry(
                owner=owners[one.owner],
                business=Business(**values),
                products=[Product(name=name, order=i) for i, name in enumerate(one.products)],
                categories=[categories[key] for key in one.categories],
                kbli=[lines[key] for key in one.kbli],
            )
        )
    return entries


# -- changed ones --------------------------------------------------------------------------------


def _revision(planned: PlannedRevision) -> Revision:
    """What a row changes of the business itself."""
    revision = Revision(planned.business, planned.version)
    for change in planned.changes:
        if change.field.startswith("business."):
            revision.values |= change.values
        elif change.field in {"products", "categories", "kbli"}:
            setattr(revision, change.field, change.values)
    return revision


def _owner_changes(planned: Sequence[PlannedRevision]) -> list[Change]:
    """What the rows change of owners: one change for each of them."""
    found: dict[int, Change] = {}
    for one in planned:
        values: dict[str, Any] = {}
        for change in one.changes:
            if change.field.startswith("owner."):
                values |= _stored_form(change.values)
        if values:
            known = found.setdefault(one.owner, Change(one.owner, one.owner_version, {}))
            found[one.owner] = Change(known.pk, known.version, {**known.values, **values})
    return list(found.values())


def _stored_form(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of an owner; NIK and NPWP are kept encrypted, with their digests."""
    stored = dict(values)
    for name in ("nik", "npwp"):
        if name in stored:
            number = stored.pop(name)
            stored[f"{name}_encrypted"] = encrypt(number)
            stored[f"{name}_digest"] = digest(number, kind=name)
    if "nik" in values:
        stored["nik_absent_reason"] = ""
    return stored


# -- licences ------------------------------------------------------------------------------------


def _record_nibs(
    plan: PlannedImport, owners: Sequence[Owner], *, by: AbstractBaseUser, reason: str
) -> None:
    """Record the numbers of the file: most at once, one by one where a NIB row waits for its
    number (not held, applied for)."""
    wanted = [
        Recording(owner, one.nib, one.nib_issued_on)
        for one, owner in zip(plan.owners, owners, strict=True)
        if one.nib
    ]
    numbers = {
        one.owner: change.values
        for one in plan.changed
        for change in one.changes
        if change.field == "nib.number"
    }
    for key, owner in Owner.objects.in_bulk(list(numbers)).items():
        wanted.append(Recording(owner, numbers[key]["number"], numbers[key]["issued_on"]))
    if not wanted:
        return
    waiting: set[int] = set()
    for some in batches([one.owner.pk for one in wanted]):
        waiting.update(Nib.objects.filter(owner__in=some).values_list("owner_id", flat=True))
    for one in wanted:
        if one.owner.pk in waiting:
            lifecycle.record(one.owner, number=one.number, issued_on=one.issued_on, by=by)
    record_all([one for one in wanted if one.owner.pk not in waiting], by=by, reason=reason)


def _record_permits(
    plan: PlannedImport, entries: Sequence[Entry], *, by: AbstractBaseUser, reason: str
) -> None:
    """Permits of new and of changed businesses; one of which nobody can say whose it is was
    warned of when the list was checked."""
    changed = {
        one.business: change.values
        for one in plan.changed
        for change in one.changes
        if change.field == "permits"
    }
    if not changed and not any(one.permits for one in plan.new):
        return
    kinds = PermitType.objects.in_bulk(field_name="code")
    permits = []
    for one, entry in zip(plan.new, entries, strict=True):
        permits += _permits(one.permits, kinds, entry.business, entry.products)
    stored = Business.objects.select_related("owner").prefetch_related("products")
    for some in batches(list(changed)):
        for business in stored.filter(pk__in=some):
            permits += _permits(changed[business.pk], kinds, business, business.products.all())
    record_permits(permits, by=by, reason=reason)


def _permits(
    planned: Sequence[dict[str, Any]],
    kinds: dict[str, PermitType],
    business: Business,
    products: Sequence[Product],
) -> Iterator[Permit]:
    for one in planned:
        kind = kinds[one["type"]]
        holder = likely_holder(kind, owner=business.owner, business=business, products=products)
        if holder:
            yield Permit(**{**one, "type": kind}, **holder)


# -- where it came from --------------------------------------------------------------------------


def _keep_traces(plan: PlannedImport, businesses: dict[int, int], batch: ImportBatch) -> None:
    fields = {one.row: [change.field for change in one.changes] for one in plan.changed}
    new = {one.row: _fields_of(one, plan.owners[one.owner]) for one in plan.new}
    traces = plan.traces
    insert(
        ImportedRow,
        {
            "batch_id": [batch.pk] * len(traces),
            "number": [one.row for one in traces],
            "business_id": [one.business or businesses[one.twin or one.row] for one in traces],
            "fingerprint": [one.fingerprint for one in traces],
            "content": [one.content for one in traces],
            "bucket": [one.bucket for one in traces],
            "fields": [fields.get(one.row) or new.get(one.row) or [] for one in traces],
        },
    )


def _fields_of(planned: PlannedBusiness, owner: PlannedOwner) -> list[str]:
    """The fields that a new business took from its row."""
    names = [
        f"business.{name.removesuffix('_id')}" for name, value in planned.values.items() if value
    ]
    names += [f"owner.{name}" for name, row in owner.rows.items() if row == planned.row]
    names += [
        name for name in ("products", "categories", "kbli", "permits") if getattr(planned, name)
    ]
    return [*names, *(["nib.number"] if owner.nib and owner.nib_row == planned.row else [])]
