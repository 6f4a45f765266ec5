"""Pairs of records that may be one business: found after each save, decided by a person once.

What was decided is remembered: a pair that is no duplicate is never put on the list again, and
one that was merged comes back only when the merge is undone. The search itself is in
`businesses.lookalikes`; merging in `businesses.merging`.
"""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import lookalikes, scope
from businesses.lookalikes import Pair
from businesses.models import Business, DuplicatePair, DuplicateStep, Kelurahan
from businesses.similarity import LIKELY, Likeness, likeness
from common.bulk import BATCH, batches
from common.workflow import Transition, Workflow, WrongState

Status = DuplicatePair.Status
AT_ONCE = 5  # records compared with each save; `find_duplicates` compares those of an import

WORKFLOW = Workflow(
    name="duplicates",
    statuses=Status,
    initial=Status.OPEN,
    step_link="pair",
    step_model=lambda: DuplicateStep,
    transitions=[
        Transition(
            name="distinct",
            label=gettext_lazy("Not a duplicate"),
            sources=frozenset({Status.OPEN}),
            target=Status.DISTINCT,
            permission="businesses.decide_duplicate",
        ),
        Transition(
            name="reopen",
            label=gettext_lazy("Decide again"),
            sources=frozenset({Status.DISTINCT}),
            target=Status.OPEN,
            permission="businesses.decide_duplicate",
        ),
        Transition(
            name="merge",
            label=gettext_lazy("Merge"),
            sources=frozenset({Status.OPEN}),
            target=Status.MERGED,
            permission="businesses.merge_business",
            is_automatic=True,
        ),
        Transition(
            name="unmerge",
            label=gettext_lazy("Undo the merge"),
            sources=frozenset({Status.MERGED}),
            target=Status.OPEN,
            permission="businesses.merge_business",
            is_automatic=True,
        ),
    ],
)


# -- deciding -------------------------------------------------------------------------------------


def covers(user: AbstractBaseUser, *businesses: Business) -> bool:
    """Whether all of these records lie in the work area of `user`."""
    return all(scope.covers(user, business.kelurahan_id) for business in businesses)


def move(
    pair: DuplicatePair,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
) -> DuplicatePair:
    """Make one move of the table with one pair, and return the stored row.

    Raises:
        Http404: one of the two records lies outside the work area of `by`.
        PermissionDenied, or a `Refused`; WrongState also when one of the two is no longer a
        record of its own.
    """
    if not covers(by, pair.first, pair.second):
        raise Http404
    with transaction.atomic():
        is_merge = WORKFLOW[action].is_automatic
        if not is_merge and (gone := _merged_one(pair)) is not None:
            raise WrongState(
                _("%(code)s was merged into another record meanwhile: nothing is left to decide.")
                % {"code": gone.code}
            )
        return WORKFLOW.move(pair, action, by=by, version=version, note=note)


def _merged_one(pair: DuplicatePair) -> Business | None:
    """The record of an undecided pair that was merged into a third one."""
    rows = Business.with_merged.filter(pk__in=(pair.first_id, pair.second_id))
    return rows.filter(merged_into__isnull=False).first()


def pair_of(one: Business, other: Business, *, by: AbstractBaseUser) -> DuplicatePair:
    """The pair of these two records, put on the list by `by` if it is not on it.

    Such a pair stays until it is decided, however little alike the two are.
    """
    if not covers(by, one, other):
        raise Http404
    first, second = sorted((one, other), key=lambda business: business.pk)
    same = likeness(*(lookalikes.traits_of(business) for business in (first, second)))
    made = {"score": same.score, "reasons": list(same.reasons), "created_by": by}
    pair, _is_new = DuplicatePair.objects.get_or_create(
        first=first, second=second, defaults={**made, "updated_by": by}
    )
    return pair


def tell_apart(business: Business, others: Iterable[int], *, by: AbstractBaseUser) -> None:
    """Remember that `by` said that `business` is none of the records with these keys.

    Without the permission to decide, or outside the area, nothing is remembered: then the pair
    goes to whoever decides.
    """
    if not by.has_perm(WORKFLOW["distinct"].permission):
        return
    with transaction.atomic():
        for other in Business.objects.visible_to(by).filter(pk__in=list(others)).order_by("pk"):
            pair = pair_of(business, other, by=by)
            if pair.status == Status.OPEN:
                move(pair, "distinct", by=by, version=pair.version)


# -- finding --------------------------------------------------------------------------------------


def note(businesses: Iterable[Business]) -> None:
    """Compare a few records that were saved, once the save is certain.

    After the transaction, because a pair refers to the record of a colleague, who may hold a
    lock on it and wait for ours. Many records at once are left to `manage.py find_duplicates`.
    """
    ids = [business.pk for business in businesses]
    if 0 < len(ids) <= AT_ONCE:
        transaction.on_commit(lambda: refresh(ids), robust=True)


def refresh(ids: Iterable[int]) -> None:
    """Bring the undecided pairs of these records up to date: the new ones, and those that went."""
    ids = list(ids)
    found: dict[Pair, Likeness] = {}
    current = Business.objects.filter(pk__in=ids)
    for traits in lookalikes.load(current):
        for other, same in lookalikes.scores(traits, least=LIKELY):
            found[min(traits.pk, other.pk), max(traits.pk, other.pk)] = same
    store(ids, found)


def scan(on_progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Compare the whole register, one kelurahan after another; returns how many pairs wait."""
    places = list(Kelurahan.objects.order_by("pk").values_list("pk", flat=True))
    for done, kelurahan_id in enumerate(places):
        on_progress(done, len(places))
        store(*lookalikes.pairs_in(kelurahan_id))
    on_progress(len(places), len(places))
    return DuplicatePair.objects.open().count()


def store(ids: Iterable[int], found: dict[Pair, Likeness]) -> None:
    """Make `found` the undecided pairs of the records `ids`. Decided ones stay as they are.

    A pair that a person put on the list, or decided once and took up again, stays as well.
    """
    ids = sorted(ids)
    with transaction.atomic():
        stored: dict[Pair, DuplicatePair] = {}
        for some in batches(ids):
            stored |= {(row.first_id, row.second_id): row for row in _pairs_of(some)}
        gone = [
            row.pk
            for key, row in stored.items()
            if key not in found
            and row.status == Status.OPEN
            and row.created_by_id is None
            and not row.steps.exists()
        ]
        for some in batches(gone):
            DuplicatePair.objects.filter(pk__in=some).delete()
        _update(stored, found)
        new = [
            DuplicatePair(first_id=key[0], second_id=key[1], score=same.score,
                          reasons=list(same.reasons))
            for key, same in sorted(found.items())
            if key not in stored
        ]  # fmt: skip
        DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)


def _pairs_of(ids: list[int]) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids)).order_by("pk")


def _update(stored: dict[Pair, DuplicatePair], found: dict[Pair, Likeness]) -> None:
    """Write scores that changed; the version stays, for nothing was decided."""
    changed = []
    for key, row in stored.items():
        same = found.get(key)
        if same is None or row.status != Status.OPEN:
            continue
        if (row.score, row.reasons) != (same.score, list(same.reasons)):
            row.score, row.reasons = same.score, list(same.reasons)
            changed.append(row)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)
