"""Merging: two records of one business become one, and nothing that was entered is lost.

One record survives, with the values that the officer chose of both; what hangs on the other one
moves to it (`businesses.merge_rows`). The other record stays in the data base as merged: its
history, its registry number, which leads to the survivor for ever. Until something else changes,
the merge can be undone. A change of what was verified sends the survivor back to the queue.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses import duplicates, merge_choices, merge_rows, registration, verification, words
from businesses.models import Business, DuplicatePair, Merge
from businesses.signals import business_changed
from common.bulk import copy_to_history
from common.records import STAMP_FIELDS
from common.workflow import Refused, WrongState, last_hand, lock

PERMISSION = "businesses.merge_business"
# Of the state before, all but what has a rule of its own: a new version, the table of statuses.
NOT_RESTORED = frozenset(STAMP_FIELDS - {"updated_by"}) | {
    "id",
    "merged_into",
    "verification_status",
    "verified_on",
}


class AlreadyMerged(Refused):
    """One of the two records is no longer a record of its own."""


class TooLate(Refused):
    """Something changed after the merge, so it cannot be undone without losing that."""


def survivor_of(business: Business) -> Business:
    """The record that a merged one lives on in, after however many merges; else itself."""
    while business.merged_into_id is not None:
        business = Business.with_merged.get(pk=business.merged_into_id)
    return business


def with_code(code: str) -> Business | None:
    """The record that has or had this registry number, as it is today."""
    found = Business.with_merged.filter(code=code.strip().upper()).first()
    return survivor_of(found) if found is not None else None


def _require(by: AbstractBaseUser, one: Business, other: Business) -> None:
    if not duplicates.covers(by, one, other):
        raise Http404
    if not by.has_perm(PERMISSION):
        raise PermissionDenied


def _lock_both(
    one: Business, other: Business, versions: tuple[int | None, int | None]
) -> tuple[Business, Business]:
    """Both stored rows, locked in the order of their keys, as everybody locks them."""
    wanted = sorted(((one, versions[0]), (other, versions[1])), key=lambda pair: pair[0].pk)
    rows = {row.pk: lock(row, version=version) for row, version in wanted}
    return rows[one.pk], rows[other.pk]


def _reason(merge: Merge) -> str:
    """What the history of every row says that this merge wrote."""
    return f"merge {merge.pk}"


def merge(
    survivor: Business,
    absorbed: Business,
    *,
    taken: Collection[str],
    by: AbstractBaseUser,
    survivor_version: int | None,
    absorbed_version: int | None,
    note: str = "",
) -> Merge:
    """Merge `absorbed` into `survivor`, and return what was done.

    Args:
        taken: names of `merge_choices` whose value comes from the absorbed record.
        survivor_version, absorbed_version: the versions that `by` saw.
        note: kept with the decision about the pair.
    Raises:
        Http404: one of the two lies outside the work area of `by`.
        PermissionDenied, also for a value that `by` may not see; or a Refused: StaleVersion,
        AlreadyMerged, WrongState (the pair was said to be no duplicate; one record was erased,
        or hidden by the city while the other is not).
    """
    _require(by, survivor, absorbed)
    choices = {item.name: item for item in merge_choices.items_for(by)}
    if set(taken) - choices.keys():
        raise PermissionDenied
    with transaction.atomic():
        kept, gone = _lock_both(survivor, absorbed, (survivor_version, absorbed_version))
        _require(by, kept, gone)
        if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
            raise AlreadyMerged(_("One of the two records was merged already. Search for it."))
        _require_mergeable(kept, gone)
        _require_consent_of_owner(kept, gone, taken)
        _require_holder(kept, gone, taken)
        pair = duplicates.pair_of(kept, gone, by=by)
        duplicates.move(pair, "merge", by=by, version=None, note=note)
        done = Merge.objects.create(
            survivor=kept,
            absorbed=gone,
            by=by,
            taken=sorted(taken),
            survivor_history=0,
            survivor_version=0,
            absorbed_version=0,
        )
        done.survivor_history = _state_before(kept, by=by, reason=_reason(done))
        done.moved = merge_rows.Mover(by=by, reason=_reason(done)).move(kept, gone)
        fields = [name for item in sorted(taken) for name in choices[item].fields]
        kept = _take(kept, gone, fields, by=by, reason=_reason(done))
        gone.merged_into = kept
        _save(gone, by=by, reason=_reason(done))
        done.survivor_version, done.absorbed_version = kept.version, gone.version
        done.save()
        _announce(kept, gone)
    return done


def _require_mergeable(kept: Business, gone: Business) -> None:
    """An erased record is filled in by no other, and no merge undoes what the city hid."""
    if kept.owner.anonymised_on is not None or gone.owner.anonymised_on is not None:
        raise WrongState(
            _("The personal data of one of the owners were erased: that record stays as it is.")
        )
    if kept.visibility != gone.visibility:
        raise WrongState(
            _("One of the records is hidden from the directory. Decide first whether it stays so.")
        )


def _require_holder(kept: Business, gone: Business, taken: Collection[str]) -> None:
    """A NIB stays with its owner, so a record must not lose the one owner who holds it."""
    chosen, other = kept.owner, gone.owner
    if "owner" in taken:
        chosen, other = other, chosen
    if chosen != other and merge_choices.holds_nib(other) and not merge_choices.holds_nib(chosen):
        raise Refused(
            _("%(owner)s holds the NIB of this business. Choose this owner.") % {"owner": other}
        )


def _require_consent_of_owner(kept: Business, gone: Business, taken: Collection[str]) -> None:
    """Nobody is published by somebody else's consent (UU 27/2022)."""
    consent = gone if merge_choices.CONSENT[0] in taken else kept
    owner = gone if "owner" in taken else kept
    differs = any(getattr(kept, name) != getattr(gone, name) for name in merge_choices.CONSENT)
    if consent.consent_given_on and differs and consent.owner_id != owner.owner_id:
        raise Refused(_("Owner and consent must come from the same record: choose both alike."))


def _state_before(row: Business, *, by: AbstractBaseUser, reason: str) -> int:
    """The key of the saved state that equals `row`; written now where there is none."""
    last = row.history.order_by("-history_id").first()
    names = [field.attname for field in row._meta.concrete_fields]
    if last is None or any(getattr(last, name) != getattr(row, name) for name in names):
        copy_to_history(Business, [row.pk], kind="~", by=by, reason=reason)
        last = row.history.order_by("-history_id").first()
    return last.history_id


def _save(row: Business, *, by: AbstractBaseUser, reason: str) -> None:
    row.bump(by)
    row._change_reason = reason
    row.save()


def _take(
    kept: Business, gone: Business, fields: list[str], *, by: AbstractBaseUser, reason: str
) -> Business:
    """Give `kept` these values of `gone`; whoever chose one is its last editor (four eyes)."""
    names = [Business._meta.get_field(name).attname for name in fields]
    changed = [name for name in names if getattr(kept, name) != getattr(gone, name)]
    substantive = [
        name
        for name in verification.SUBSTANTIVE_FIELDS
        if Business._meta.get_field(name).attname in changed
    ]
    for name in changed:
        setattr(kept, name, getattr(gone, name))
    registration.apply_scale(kept)
    if changed:
        kept.updated_by = by
    _save(kept, by=by, reason=reason)
    if substantive and kept.verification_status == Business.Verification.VERIFIED:
        note = verification.changed_note(Business, substantive)
        return verification.move(kept, "merge", by=by, version=kept.version, note=note)
    return kept


def _announce(kept: Business, gone: Business) -> None:
    """Words, listings and pairs of both follow."""
    words.refresh([kept.pk, gone.pk])
    business_changed.send(Business, ids=[kept.pk, gone.pk])
    duplicates.note([kept, gone])


# -- undoing --------------------------------------------------------------------------------------


def undo(merge: Merge, *, by: AbstractBaseUser) -> Merge:
    """Make two records of a merge again, both as they were before it.

    Raises:
        Http404, PermissionDenied; or TooLate when it was undone already, or one of the records
        or something that moved was changed since.
    """
    _require(by, merge.survivor, merge.absorbed)
    with transaction.atomic():
        done = Merge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge.pk)
        kept, gone = _lock_both(done.survivor, done.absorbed, (None, None))
        _require(by, kept, gone)
        _require_unchanged(done, kept, gone)
        before = Business.history.filter(history_id=done.survivor_history, id=kept.pk).first()
        if before is None:
            raise TooLate(_("The state before the merge is no longer kept."))
        gone.merged_into = None
        _save(gone, by=by, reason=_reason(done))
        merge_rows.Mover(by=by, reason=_reason(done)).put_back(done.moved, gone)
        kept = _restore(kept, before, by=by, reason=_reason(done))
        done.undone_by, done.undone_at = by, timezone.now()
        done.save(update_fields=["undone_by", "undone_at"])
        _let_earlier_merges_follow(kept, before.version)
        _let_earlier_merges_follow(gone, done.absorbed_version - 1)
        first, second = sorted((kept.pk, gone.pk))
        pair = DuplicatePair.objects.get(first=first, second=second)
        duplicates.move(pair, "unmerge", by=by, version=None)
        _announce(kept, gone)
    return done


def _require_unchanged(done: Merge, kept: Business, gone: Business) -> None:
    """Raise TooLate unless everything is as the merge left it."""
    if done.undone_at is not None or gone.merged_into_id != kept.pk:
        raise TooLate(_("This merge was undone already."))
    if kept.merged_into_id is not None:
        raise TooLate(
            _("%(code)s was itself merged into another record: undo that merge first.")
            % {"code": kept.code}
        )
    if (kept.version, gone.version) != (done.survivor_version, done.absorbed_version):
        raise TooLate(
            _(
                "%(who)s changed %(code)s after the merge. Undoing it would lose that change: "
                "enter the second business anew instead."
            )
            % {"who": last_hand(kept), "code": kept.code}
        )
    changed = merge_rows.changed_since(done.moved, kept, reason=_reason(done))
    if changed:
        raise TooLate(
            _("What moved was changed after the merge: %(what)s. It cannot be undone any more.")
            % {"what": ", ".join(changed)}
        )


def _let_earlier_merges_follow(business: Business, version: int) -> None:
    """What was merged into `business` at `version` can be undone again: it is as it was then."""
    earlier = Merge.objects.filter(survivor=business, survivor_version=version)
    earlier.filter(undone_at__isnull=True).update(survivor_version=business.version)


def _restore(kept: Business, before: Any, *, by: AbstractBaseUser, reason: str) -> Business:
    """Give `kept` the values of the state `before`, and its place in the verification."""
    for field in Business._meta.concrete_fields:
        if field.name not in NOT_RESTORED:
            setattr(kept, field.attname, getattr(before, field.attname))
    _save(kept, by=by, reason=reason)
    if kept.verification_status == before.verification_status:
        return kept
    return verification.WORKFLOW.move(
        kept, "unmerge", by=by, version=kept.version, verified_on=before.verified_on
    )
