"""Letters of the dinas: who issues them and when, their numbers, and taking them back.

A letter is a snapshot: the words of that day, under a number that is given once, per kind and
year, without a gap. It rests on a verified, active business; the recommendation for the cheap
trade-mark fee is for micro and small ones only. No NIK stands in a letter.
"""

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses import disclosure, scope
from businesses.erasure import keepable
from businesses.locks import lock_businesses_of
from businesses.models import Business, Disclosure
from businesses.scale import Scale
from common.text import clean_text
from common.workflow import NoteMissing, Refused, StaleVersion, WrongState, lock
from licensing import letter_draft, letter_text
from licensing.letter_draft import Typed
from licensing.models import Letter, LetterKind, LetterTemplate

ISSUE = "licensing.issue_letter"
OWNERS = "businesses.view_owner"  # a letter names the owner
SAME_WITHIN = timedelta(minutes=2)
SMALL_ENOUGH = (Scale.MICRO, Scale.SMALL)


def may_issue(user: AbstractBaseUser) -> bool:
    return user.has_perm(ISSUE) and user.has_perm(OWNERS)


def obstacles(business: Business, kind: str) -> list[str]:
    """Sentences on what stands in the way of this letter, and what to do about it."""
    if business.merged_into_id is not None:
        return [_("This record was merged into another one: issue the letter for that one.")]
    if business.owner.anonymised_on is not None:
        return [_("The personal data of the owner were erased: no letter can name them.")]
    found = []
    if business.verification_status != Business.Verification.VERIFIED:
        found.append(_("The business is not verified: submit it and have it verified first."))
    if business.activity_status != Business.Activity.ACTIVE:
        found.append(
            _("The business is not active: set its activity status right first, if it is open.")
        )
    if kind == LetterKind.TRADEMARK and not business.scale:
        found.append(_("The scale is not known: enter the annual sales or the capital first."))
    elif kind == LetterKind.TRADEMARK and business.scale not in SMALL_ENOUGH:
        found.append(_("The recommendation is for micro and small businesses only."))
    return found


def template_of(kind: str) -> LetterTemplate:
    """Raises Refused where `setup` has not been run."""
    template = LetterTemplate.objects.filter(kind=kind).first()
    if template is None:
        raise Refused(_("This letter has no template yet: run the set-up first."))
    return template


def issue(
    business: Business,
    kind: str,
    typed: Typed,
    *,
    by: AbstractBaseUser,
    version: int | None,
    shown: str,
) -> Letter:
    """Give a letter its number and store it; the same one again within two minutes is the first.

    Args:
        kind: a LetterKind.
        version: of the business, as it was shown.
        shown: the `letter_draft.digest` of what the officer read.
    Raises:
        PermissionDenied; Http404: outside the area of `by`; StaleVersion; Refused: a condition is
        not met, or the letter does not fit its page.
    """
    if not may_issue(by):
        raise PermissionDenied
    with transaction.atomic():
        lock_businesses_of(business.owner_id)
        row = lock(business, version=version)
        if not scope.covers(by, row.kelurahan_id):
            raise Http404
        template = _locked_template(kind)
        _require(row, template, typed, shown=shown)
        letter = letter_draft.draft(row, template, typed)
        if letter_draft.sheet_of(letter).density is None:
            raise Refused(_("This letter does not fit on one page: type a shorter text."))
        same = _issued_a_moment_ago(letter, by)
        if same is not None:
            return same
        _give_number(letter, template)
        letter.stamp(by)
        letter.save()
    return letter


def _locked_template(kind: str) -> LetterTemplate:
    """All templates are locked: numbers are given one after the other, those of one kind and
    those of two whose numbers look alike."""
    rows = LetterTemplate.objects.select_for_update(no_key=True).order_by("pk")
    templates = {row.kind: row for row in rows}
    return templates.get(kind) or template_of(kind)


def _require(business: Business, template: LetterTemplate, typed: Typed, *, shown: str) -> None:
    found = obstacles(business, template.kind)
    if template.kind == LetterKind.TRADEMARK and not (typed.brand and typed.goods):
        found.append(_("Type the trade mark, and the goods or services that it is for."))
    if found:
        raise Refused(" ".join(found))
    if shown != letter_draft.digest(business, template):
        raise StaleVersion(
            _("What the letter says has changed since it was shown. Read it again, then issue it.")
        )


def _issued_a_moment_ago(letter: Letter, by: AbstractBaseUser) -> Letter | None:
    """The letter that a first click of the same officer made."""
    return Letter.objects.filter(
        business=letter.business,
        kind=letter.kind,
        issued_on=letter.issued_on,
        title=letter.title,
        body=letter.body,
        created_by=by,
        created_at__gt=timezone.now() - SAME_WITHIN,
        withdrawn_on__isnull=True,
    ).first()


def _give_number(letter: Letter, template: LetterTemplate) -> None:
    issued = Letter.objects.filter(kind=letter.kind, year=letter.year)
    letter.sequence = (issued.aggregate(last=Max("sequence"))["last"] or 0) + 1
    letter.number = letter_text.number_of(template.number_format, letter.sequence, letter.issued_on)
    if Letter.objects.filter(number=letter.number).exists():
        raise Refused(
            _(
                "Number %(number)s is that of another letter: an administrator must change the "
                "form of the number in the template."
            )
            % {"number": letter.number}
        )


def open_for(pk: int, *, by: AbstractBaseUser) -> Letter:
    """A letter to be printed; the look at it is noted.

    Raises:
        PermissionDenied; Http404: there is none in the area of `by`.
    """
    if not (by.has_perm("licensing.view_letter") and by.has_perm(OWNERS)):
        raise PermissionDenied
    letters = Letter.objects.visible_to(by).select_related("business__owner")
    letter = letters.filter(pk=pk).first()
    if letter is None:
        raise Http404
    disclosure.record(letter.business.owner, Disclosure.Kind.PAGE, by, reason=str(letter))
    return letter


def withdraw(letter: Letter, *, reason: str, by: AbstractBaseUser, version: int | None) -> Letter:
    """Take a letter back from today on; its number stays used. Returns the stored row.

    Raises:
        PermissionDenied; Http404: outside the area of `by`; NoteMissing; StaleVersion;
        WrongState: withdrawn already.
    """
    if not by.has_perm(ISSUE):
        raise PermissionDenied
    if not Letter.objects.visible_to(by).filter(pk=letter.pk).exists():
        raise Http404
    if not reason.strip():
        raise NoteMissing(_("Say why the letter was withdrawn."))
    with transaction.atomic():
        lock_businesses_of(letter.business.owner_id)
        row = lock(letter, version=version)
        if row.withdrawn_on is not None:
            raise WrongState(_("This letter is withdrawn already."))
        row.withdrawn_on = timezone.localdate()
        row.withdrawal_reason = keepable(row.business.owner, clean_text(reason)[:200])
        row.stamp(by)
        row.save()
    return row


def revise_template(
    template: LetterTemplate, *, by: AbstractBaseUser, version: int | None
) -> LetterTemplate:
    """Store a changed wording; letters issued before stay as they are.

    Raises:
        PermissionDenied, StaleVersion.
    """
    if not by.has_perm("licensing.change_lettertemplate"):
        raise PermissionDenied
    with transaction.atomic():
        template.version = lock(template, version=version).version
        template.stamp(by)
        template.save()
    return template
