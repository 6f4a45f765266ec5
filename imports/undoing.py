"""Taking an import back, as far as nobody has worked on what it wrote.

A row of the list is taken back as a whole or stays as a whole: a new business goes with all that
came with it, a changed one gets back what the history says it was before. A row stays when one
of its records was changed since, or when something has come to hang on it; it is listed with the
reason, and can be taken back once the reason is gone: imports are undone in the reverse order. The
history keeps everything; a registry number that was given is never given again.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Model, Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from businesses import registration, scope
from businesses.locks import lock_businesses_of_all
from businesses.models import Business, Owner
from common.bulk import Change, batches
from common.history import NUMBERED_REASON
from common.workflow import Refused, WrongState
from imports import earlier, matching, withdrawing
from imports.hanging import TOOK_NOTHING, hanging, looked_at
from imports.models import ImportBatch, ImportedRow
from imports.traces import ADDED, CHANGED, Later, Trace, Traces, traces_of
from imports.withdrawing import Line, Undoing
from licensing.models import Nib

PERMISSION = "imports.undo_importbatch"
RESTORED = (Business, Owner)  # what else a list changed has a life of its own, and stays


def look(batch: ImportBatch, *, by: AbstractBaseUser | None = None) -> Undoing:
    """What `undo` would take back now and what not. Writes nothing; no query per row.

    Args:
        by: who asks; what lies outside the work area of `by` stays.
    """
    return _Survey(batch, by).told()


def undo(batch: ImportBatch, *, by: AbstractBaseUser) -> Undoing:
    """Take back what can be taken back, in one transaction, and return what was done.

    The import counts as undone once no row of it is left.

    Raises:
        PermissionDenied; Http404: not an import that `by` may see; WrongState: it was taken back
        already, or nothing of it can be; Refused: something changed at this very moment.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    if not ImportBatch.objects.visible_to(by).filter(pk=batch.pk).exists():
        raise Http404
    try:
        with transaction.atomic():
            registration.take_numbers(0)  # the lock that an import takes first as well
            row = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
            if row.undone_at is not None:
                raise WrongState(_("This import was undone already."))
            _lock(row)
            found = look(row, by=by)
            if not found.is_possible:
                raise WrongState(_why_not(found))
            withdrawing.withdraw(found, by=by, reason=row.undo_reason)
            if not ImportedRow.objects.filter(batch=row).exists():
                row.undone_by, row.undone_at = by, timezone.now()
                row.save(update_fields=["undone_by", "undone_at"])
    except IntegrityError as error:  # somebody referred to a record while it was being removed
        raise Refused(
            _("A record was changed a moment ago. Nothing was done: try again.")
        ) from error
    return found


def partly_undone(imports: Iterable[ImportBatch]) -> set[int]:
    """Keys of those of which some rows were taken back and others stay; one query.

    A row that wrote something leaves the list in no other way.
    """
    wrote = {one.pk: one.new + one.changed for one in imports if one.undone_at is None}
    rows = ImportedRow.objects.filter(batch__in=wrote).order_by()
    written = Count("pk", filter=Q(bucket__in=(matching.NEW, matching.CHANGED)))
    left = dict(rows.values("batch").annotate(left=written).values_list("batch", "left"))
    return {pk for pk, number in left.items() if number < wrote[pk]}


def _why_not(found: Undoing) -> str:
    if not found.later:
        return _("Nothing of this import can be undone any more.")
    names = ", ".join(str(number) for number in found.later)
    return _("Undo the later imports first (%(names)s), then this one.") % {"names": names}


def _lock(batch: ImportBatch) -> None:
    """Lock every business of the import and of its owners, in the order of `businesses.locks`."""
    rows = ImportedRow.objects.filter(batch=batch).order_by()
    lock_businesses_of_all(rows.values_list("business__owner", flat=True).distinct())


class _Survey:
    """Sorts the rows of an import into those that go and those that stay."""

    def __init__(self, batch: ImportBatch, by: AbstractBaseUser | None) -> None:
        self.batch = batch
        self.by = by
        self.traces: Traces = traces_of(batch)
        self.hanging = hanging(batch, self.traces)
        self.looked_at = looked_at(batch, self.traces)
        self.rows: dict[int, list[ImportedRow]] = defaultdict(list)
        for row in ImportedRow.objects.filter(batch=batch).order_by("number"):
            self.rows[row.business_id].append(row)
        written = {key for model, key in self.traces.homes if model is Business}
        self.businesses = _businesses(self.rows.keys() | written)
        self.survivors = {
            self.businesses[key].merged_into_id for key in written if key in self.businesses
        }
        self.earlier = {model: self._earlier(model) for model in RESTORED}
        self.confirmed = self._confirmed_owners()
        self.blocked = {key: reasons for key in self.rows if (reasons := self._blocks(key))}
        self.stopped = {self.businesses[key].owner_id for key in self.blocked}

    def _earlier(self, model: type[Model]) -> dict[int, dict[str, object]]:
        """Key → the values that it had before, of the records that the import changed."""
        changed = [t for t in self.traces.records.values() if t.model is model
                   and t.kind == CHANGED and t.before is not None]  # fmt: skip
        return earlier.values_of(model, changed)

    def _confirmed_owners(self) -> set[int]:
        """Owners with another identity in the list, and a business that was verified with it."""
        changed = [
            key
            for key, values in self.earlier[Owner].items()
            if not earlier.IDENTITY.isdisjoint(values)
        ]
        found: set[int] = set()
        for some in batches(changed):
            rows = Business.objects.filter(owner__in=some).verified()
            since = rows.filter(verified_on__gte=localdate(self.batch.committed_at))
            found.update(since.values_list("owner", flat=True))
        return found

    # -- what stays ------------------------------------------------------------------------------

    def _of(self, key: int) -> tuple[list[Trace], list[Trace]]:
        """What the import wrote of a business, and of its owner."""
        owner = self.businesses[key].owner_id
        return self.traces.homes.get((Business, key), []), self.traces.homes.get((Owner, owner), [])

    def _blocks(self, key: int) -> list[Trace | str]:
        """Why the rows of a business stay: changes since, and sentences."""
        if self.by is not None and not scope.covers(self.by, self.businesses[key].kelurahan_id):
            return [_("It lies outside your work area.")]
        own, owners = self._of(key)
        found: list[Trace | str] = [t for t in (*own, *owners) if t.later is not None]
        for trace in (*own, *owners):
            if trace.kind == ADDED and trace.model is not Owner:
                found += [
                    _("Since then there is more to it: %(what)s.") % {"what": ", ".join(sorted(it))}
                    for it in [self.hanging.get((trace.model, trace.key), set())]
                    if it
                ]
            if trace.kind != ADDED and trace.before is None:
                found.append(_("The state before the import is not kept."))
        if key in self.survivors:
            found.append(_("A record of this import was merged into it."))
        if self.businesses[key].owner_id in self.confirmed:
            found.append(_("A business of this owner was verified since."))
        return found

    # -- what goes -------------------------------------------------------------------------------

    def told(self) -> Undoing:
        found = Undoing(self.batch)
        remarks: dict[int, list[str]] = defaultdict(list)
        owners: dict[int, list[int]] = defaultdict(list)
        for key, rows in self.rows.items():
            if key in self.blocked:
                continue
            own, of_owner = self._of(key)
            found.rows += [row.pk for row in rows]
            if not own and not of_owner:
                found.untouched += sum(not row.fields for row in rows)
                continue
            self._take(found, own, remarks[key])
            owners[self.businesses[key].owner_id].append(key)
            is_new = any(t.model is Business and t.kind == ADDED for t in own)
            (found.removed if is_new else found.restored).append(key)
        for owner, keys in owners.items():
            self._take_owner(found, owner, remarks[keys[0]])
        self._note_numbers(found, remarks)
        found.later = self._later()
        found.staying = self._lines(self.blocked)
        found.remarks = self._lines({key: texts for key, texts in remarks.items() if texts})
        return found

    def _take(self, found: Undoing, traces: Iterable[Trace], remarks: list[str]) -> None:
        for trace in traces:
            if trace.kind == ADDED:
                found.deleting[trace.model].append(trace.key)
            elif trace.model in RESTORED:
                values = self.earlier[trace.model][trace.key]
                found.restoring[trace.model].append(Change(trace.key, trace.version, values))
            else:
                what = capfirst(str(trace.model._meta.verbose_name))
                remarks.append(_("%(what)s: stays as the list says.") % {"what": what})
            if trace.went_back:
                remarks.append(_("Waits for verification all the same: the list had changed it."))

    def _take_owner(self, found: Undoing, owner: int, remarks: list[str]) -> None:
        """What came with the owner goes, unless another row or something else needs it."""
        traces = self.traces.homes.get((Owner, owner), [])
        if not traces:
            return
        others = self.hanging.get((Owner, owner), set())
        if owner in self.stopped:
            remarks.append(_("The owner stays as the list says: another row of the owner stays."))
            return
        if others:
            what = ", ".join(sorted(others))
            text = _("The owner stays: there is more to it now (%(what)s).")
            remarks.append(text % {"what": what})
            return
        if (Owner, owner) in self.looked_at:
            traces = [t for t in traces if t.model is not Owner or t.kind != ADDED]
            remarks.append(
                _("The owner stays without a business, as does the log of who saw the data.")
            )
        self._take(found, traces, remarks)

    def _note_numbers(self, found: Undoing, remarks: dict[int, list[str]]) -> None:
        """A number that was typed into a waiting NIB is not taken back: a move has no way back."""
        if self.traces.keys(Nib, CHANGED):
            return  # said already
        going = set(found.rows)
        for key, rows in self.rows.items():
            if not any("nib.number" in row.fields and row.pk in going for row in rows):
                continue
            if not any(t.model is Nib for t in self._of(key)[1]):
                remarks[key].append(_("%(what)s: stays as the list says.") % {"what": "NIB"})

    def _later(self) -> list[int]:
        """The imports to take back first, the newest first: what stays was changed by them or has
        rows of theirs, and no person has worked on it."""
        found: set[int] = set()
        keys: list[int] = []
        for key, reasons in self.blocked.items():
            numbers = {_import_of(one.later) for one in reasons if isinstance(one, Trace)}
            if None not in numbers:
                found |= numbers
                keys.append(key)
        for some in batches(keys):
            rows = ImportedRow.objects.filter(business__in=some, batch__gt=self.batch.pk)
            rows = rows.exclude(TOOK_NOTHING).order_by()
            found.update(rows.values_list("batch", flat=True).distinct())
        waiting = ImportBatch.objects.filter(pk__in=found, undone_at=None)
        return list(waiting.order_by("-pk").values_list("pk", flat=True))

    # -- in words --------------------------------------------------------------------------------

    def _lines(self, said: dict[int, list[Trace | str]]) -> list[Line]:
        lines = [
            Line(
                row.number,
                key,
                self.businesses[key].code,
                self.businesses[key].name,
                tuple(dict.fromkeys(self._text(reason) for reason in reasons)),
            )
            for key, reasons in said.items()
            for row in self.rows[key][:1]
        ]
        return sorted(lines, key=lambda line: line.number)

    def _text(self, reason: Trace | str) -> str:
        if isinstance(reason, str):
            return reason
        later = reason.later
        words = {
            "what": capfirst(str(reason.model._meta.verbose_name)),
            "when": date_format(localtime(later.at), "DATE_FORMAT"),
            "who": self.people.get(later.by_id) or _("Someone"),
        }
        if number := _import_of(later):
            words["who"] = _("import %(number)s") % {"number": number}
        if later.is_removal:
            return _("%(what)s: removed on %(when)s by %(who)s.") % words
        return _("%(what)s: changed on %(when)s by %(who)s.") % words

    @cached_property
    def people(self) -> dict[int, str]:
        keys = {t.later.by_id for t in self.traces.records.values() if t.later is not None}
        return {
            pk: str(user) for pk, user in get_user_model().objects.in_bulk(keys - {None}).items()
        }


def _import_of(later: Later) -> int | None:
    """The number of the import that made a change; None where a person did."""
    numbered = NUMBERED_REASON.match(later.reason)
    return int(numbered[2]) if numbered and numbered[1] == "import" else None


def _businesses(keys: Iterable[int]) -> dict[int, Business]:
    found: dict[int, Business] = {}
    for some in batches(sorted(keys)):
        rows = Business.with_merged.filter(pk__in=some)
        rows = rows.only("code", "name", "owner_id", "merged_into_id", "kelurahan_id")
        found.update({business.pk: business for business in rows})
    return found
