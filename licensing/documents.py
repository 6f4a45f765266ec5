"""Documents: scans that prove a licence, kept outside MEDIA and shown to the rightful only.

A document is reached through the NIB or the permit that it proves, by those who may see that.
One that was replaced stays stored, as the proof of what stood there before, and the history says
when it was exchanged; but nobody opens it any more (data minimisation, UU 27/2022): the page of
the NIB or permit always has the present one. What was never attached is its uploader's.
Every look is noted for the owner (`businesses.disclosure`) before a byte is sent.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from businesses import disclosure
from businesses.locks import lock_businesses_of
from businesses.models import Disclosure, Owner
from common.workflow import Refused, lock
from licensing import scans
from licensing.models import Document, Nib, Permit
from licensing.models.documents import document_storage

logger = logging.getLogger(__name__)

VIEW, ADD = "licensing.view_document", "licensing.add_document"
# What a document can prove, and by which field it is attached there.
PROVES: dict[type[Nib | Permit], str] = {Nib: "evidence", Permit: "document"}


class FileGone(Refused):
    """The row is there, its file is not."""


class FileChanged(Refused):
    """The file is not the one that was stored."""


@dataclass(frozen=True)
class Opened:
    """A document whose file was checked and whose look was noted."""

    document: Document
    content: bytes

    @property
    def name(self) -> str:
        """The name of the download: it tells the number of the document and nobody's name."""
        ending = scans.ENDINGS.get(self.document.content_type, "bin")
        return f"dokumen-{self.document.pk}.{ending}"


# -- looking ---------------------------------------------------------------------------------------


def visible_to(by: AbstractBaseUser) -> QuerySet[Document]:
    """The documents that `by` may open, as far as the work area goes."""
    is_proof, was_used = Q(pk__in=[]), Q(pk__in=[])
    for model, name in PROVES.items():
        here = {name: OuterRef("pk")}
        is_proof |= Q(Exists(model.objects.visible_to(by).order_by().filter(**here)))
        was_used |= Q(Exists(model.objects.order_by().filter(**here)))
        was_used |= Q(Exists(model.history.order_by().filter(**here)))
    return Document.objects.filter(is_proof | (Q(uploaded_by=by) & ~was_used))


def open_for(pk: int, *, by: AbstractBaseUser) -> Opened:
    """The document with this key, its file checked against the checksum, the look noted.

    Raises:
        PermissionDenied; Http404: unknown, replaced, or outside the area of `by`;
        FileGone, FileChanged: noted in the log, for whoever keeps the server.
    """
    if not by.has_perm(VIEW):
        raise PermissionDenied
    document = visible_to(by).select_related("owner").filter(pk=pk).first()
    if document is None:
        raise Http404
    opened = Opened(document, _content_of(document))
    disclosure.record(document.owner, Disclosure.Kind.DOCUMENT, by, f"dokumen {document.pk}")
    return opened


def _content_of(document: Document) -> bytes:
    """The stored bytes, proved to be those that came in."""
    if not document.file:
        raise FileGone(_("This document was erased with the personal data of its owner."))
    try:
        with document.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        logger.error("document %s: the file cannot be read (%s)", document.pk, type(error).__name__)
        raise FileGone(
            _(
                "The file of document %(number)d is missing. Tell the administrator, or store "
                "it anew."
            )
            % {"number": document.pk}
        ) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        logger.error("document %s: the file does not fit its checksum", document.pk)
        raise FileChanged(
            _(
                "The file of document %(number)d was changed after it was stored, so it is not "
                "shown. Tell the administrator, or store it anew."
            )
            % {"number": document.pk}
        )
    return content


# -- storing ---------------------------------------------------------------------------------------


def store(upload: File, *, owner: Owner, by: AbstractBaseUser) -> Document:
    """Keep an uploaded file as a document of `owner`. Call inside a transaction.

    Raises PermissionDenied, or ValidationError with one sentence for the officer.
    """
    if not by.has_perm(ADD):
        raise PermissionDenied
    scan = scans.read(upload)
    document = Document(
        owner=owner,
        content_type=scan.content_type,
        size=len(scan.content),
        sha256=scan.sha256,
        uploaded_by=by,
    )
    document.file.save(scan.random_name(), scans.as_file(scan), save=False)
    try:
        with transaction.atomic():
            document.save()
    except Exception:
        document.file.storage.delete(document.file.name)
        raise
    return document


@contextmanager
def no_file_left_behind() -> Iterator[list[Document]]:
    """Documents that are put into the list lose their files again when the work inside fails.

    A rollback takes back rows, never files: wrap this around the transaction.
    """
    stored: list[Document] = []
    try:
        yield stored
    except Exception:
        for document in stored:
            document.file.storage.delete(document.file.name)
        raise


def may_attach(by: AbstractBaseUser, record: Nib | Permit) -> bool:
    """Whether the role of `by` stores documents with such records, and changes them."""
    return by.has_perm(ADD) and by.has_perm(f"licensing.change_{record._meta.model_name}")


def attach(
    record: Nib | Permit, upload: File, *, by: AbstractBaseUser, version: int | None
) -> Document:
    """Store a file as the proof of a NIB or permit, in place of the one before.

    Raises:
        PermissionDenied; Http404: outside the area of `by`; ValidationError: not a file that can
        be stored; StaleVersion; Refused: the personal data of the owner were erased.
    """
    if not may_attach(by, record):
        raise PermissionDenied
    model = type(record)
    if not model.objects.visible_to(by).filter(pk=record.pk).exists():
        raise Http404
    with no_file_left_behind() as stored, transaction.atomic():
        owner = lock_owner(record)
        row = lock(record, version=version)
        document = store(upload, owner=owner, by=by)
        stored.append(document)
        setattr(row, PROVES[model], document)
        row.stamp(by)
        row.save()
    return document


def owner_of(record: Nib | Permit) -> int:
    """The key of the owner whose data the proof of `record` shows."""
    if record.owner_id is not None:
        return record.owner_id
    business = record.business if record.business_id is not None else record.product.business
    return business.owner_id


def lock_owner(record: Nib | Permit) -> Owner:
    """Lock the owner of a record that is about to get a document, in the order of an erasure.

    Raises Refused: the personal data of the owner were erased.
    """
    key = owner_of(record)
    lock_businesses_of(key)
    owner = Owner.objects.select_for_update(no_key=True).get(pk=key)
    if owner.anonymised_on is not None:
        raise Refused(_("The personal data of this owner were erased: nothing is stored for them."))
    return owner


# -- keeping ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flaw:
    """Something wrong in the storage: which file, of which document, and what."""

    kind: str  # "missing", "changed" or "orphan"
    name: str
    document: int | None = None


def flaws() -> Iterator[Flaw]:
    """Files that are missing or changed, and files that belong to no document."""
    storage, known = document_storage(), set()
    for document in Document.objects.exclude(file="").order_by("pk").iterator():
        known.add(document.file.name)
        try:
            _content_of(document)
        except FileGone:
            yield Flaw("missing", document.file.name, document.pk)
        except FileChanged:
            yield Flaw("changed", document.file.name, document.pk)
    yield from (Flaw("orphan", name) for name in _stored(storage) if name not in known)


def _stored(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of the storage, as documents name it."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _stored(storage, f"{folder}{name}/")
