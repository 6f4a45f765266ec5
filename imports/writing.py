"""The valid rows of a file enter the register: businesses, owners, NIBs and their origin.

Everything goes through `registration.register_all` and `recording.record_all`, the functions
behind the officer's forms, inside the transaction of the caller. The history of every record says
"import 12"; `ImportedRow` keeps which row of which file it came from.
"""

from businesses import registration
from businesses.models import Business, Owner, Product
from businesses.registration import Entry
from common.bulk import BATCH
from imports.drafts import Draft
from imports.matching import DUPLICATE, NEW, SAME, Matcher
from imports.models import ImportBatch, ImportedRow
from imports.owners import KnownOwner, OwnerKey
from licensing import lifecycle
from licensing.recording import Recording, record_all

SOURCE_LENGTH = Business._meta.get_field("source").max_length


def to_record(matcher: Matcher) -> list[Draft]:
    """The rows that leave a trace: the new ones, and those found to be the same for the first time.

    A changed row leaves none, so that it is shown again until somebody has dealt with it.
    """
    traced = {NEW, DUPLICATE, SAME}
    return [
        draft
        for draft in matcher.drafts
        if draft.bucket in traced and not matcher.is_recorded(draft)
    ]


def write(matcher: Matcher, *, batch: ImportBatch, by: object) -> None:
    """Register the new rows and record their NIBs. Call inside a transaction.

    Raises:
        PermissionDenied, or a Refused of `registration` or `lifecycle`.
    """
    reason = f"import {batch.pk}"
    owners = {key: _owner(known) for key, known in matcher.owners.known.items()}
    new = [draft for draft in matcher.drafts if draft.bucket == NEW]
    entries = [
        _entry(draft, owners[matcher.owners.key_of(draft, matcher.keys[draft.number])], batch)
        for draft in new
    ]
    registration.register_all(entries, by=by, reason=reason)
    _record_nibs(matcher, owners, by=by, reason=reason)
    businesses = {
        draft.number: entry.business.pk for draft, entry in zip(new, entries, strict=True)
    }
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                batch=batch,
                number=draft.number,
                business_id=draft.business_id or businesses[draft.twin or draft.number],
                fingerprint=matcher.keys[draft.number].fingerprint,
                content=matcher.keys[draft.number].content,
            )
            for draft in to_record(matcher)
        ],
        batch_size=BATCH,
    )


def _owner(known: KnownOwner) -> Owner:
    """The stored owner, or an unsaved one of all that the rows say."""
    if known.stored is not None:
        return known.stored
    values = {name.removeprefix("owner."): value for name, value in known.values.items()}
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


def _entry(draft: Draft, owner: Owner, batch: ImportBatch) -> Entry:
    fields = {
        name.removeprefix("business."): value
        for name, value in draft.values.items()
        if name.startswith("business.")
    }
    fields.setdefault("source", batch.file_name[:SOURCE_LENGTH])
    primary, *further = draft.values.get("categories") or [None]
    names = draft.values.get("products", [])
    return Entry(
        owner=owner,
        business=Business(primary_category=primary, **fields),
        products=[Product(name=name, order=order) for order, name in enumerate(names)],
        categories=further,
        kbli=draft.values.get("kbli", []),
    )


def _record_nibs(
    matcher: Matcher, owners: dict[OwnerKey, Owner], *, by: object, reason: str
) -> None:
    """Record the numbers of the file: most at once, one by one where a NIB row waits for its
    number (not held, applied for)."""
    recordings = []
    for key, known in matcher.owners.known.items():
        if not known.nib or known.nib in matcher.stored.nibs:
            continue
        owner = owners[key]
        if owner.pk in matcher.stored.nib_of:
            lifecycle.record(owner, number=known.nib, issued_on=known.nib_issued_on, by=by)
        else:
            recordings.append(Recording(owner, known.nib, known.nib_issued_on))
    if recordings:
        record_all(recordings, by=by, reason=reason)
