"""Officers at work on a few businesses, as a machine of hypothesis, and what holds after each move.

What is public, which numbers lead elsewhere and which pages are gone is computed here once more,
by hand from the register, so that the projection does not agree with itself.
"""

from collections import Counter
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from businesses import activity, consent, erasure, merging, publication, registration, verification
from businesses.models import Business, Category, Merge, Photo, Product
from businesses.signals import reference_changed
from common.workflow import Refused
from directory import projection, state
from directory.addresses import Gone, listing_of
from directory.models import FormerCode, GoneCode, Listing
from licensing import lifecycle
from licensing.models import Nib
from tests.factories import CHECKED, invented_nib, invented_nik, make_owner, published, registered

NOTE = "Permintaan warga."
MOST = 8  # records at a time: few enough to meet again
PLACES = ("Fontein", "Oesapa", "Airnona")
CATEGORIES = ("tenun", "olahan-sei", "warung-makan")
WHICH = st.integers(0, 1000)
CONSENTS = ("publishes_contact", "publishes_address", "publishes_nib_number")


def is_public(row: Business) -> bool:
    """The definition, written out: verified, active, agreed to, shown, and a record of its own."""
    return (
        row.merged_into_id is None
        and row.verification_status == "verified"
        and row.activity_status == "active"
        and row.consent_given_on is not None
        and row.visibility == "shown"
    )


def stored_listings() -> list[tuple]:
    return list(Listing.objects.order_by("pk").values_list())


class Directory(RuleBasedStateMachine):
    """Officers at work on a handful of businesses."""

    people: dict
    done: Counter
    tried: Counter

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.were_public: set[str] = set()
        self.quiet = 0  # moves since the last one that touches everything
        self.records, self.merged = 0, 0
        self.listings, self.number = stored_listings(), state.number()
        by, verifier = self.people["petugas"], self.people["verifikator"]
        for name in ("Kios Awal", "Kios Kedua", "Kios Ketiga"):
            published(by=by, verifier=verifier, name=name, whatsapp="+6281400000099")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def one(self, which: int, rows=None) -> Business:
        """One of the records, or of `rows` if there are any."""
        found = list(rows.order_by("pk")) if rows is not None else []
        found = found or list(Business.objects.order_by("pk"))
        return found[which % len(found)]

    def ready(self, which: int, workflow, action: str) -> Business:
        """A record that the table lets make this move, or else any."""
        sources = {f"{workflow.status_field}__in": workflow[action].sources}
        return self.one(which, Business.objects.filter(**sources))

    def attempt(self, name: str, action, *args, **kwargs):
        """Make a move that the rules may refuse; a refusal leaves everything as it was."""
        self.tried[name] += 1
        self.quiet += 1
        before = stored_listings()
        try:
            with transaction.atomic():
                result = action(*args, **kwargs)
        except (Refused, PermissionDenied, Http404):
            assert stored_listings() == before
            return None
        self.done[name] += 1
        return result

    # -- what officers do -----------------------------------------------------------------------

    @precondition(lambda self: self.records < MOST)
    @rule(
        place=st.sampled_from(PLACES),
        category=st.sampled_from(CATEGORIES),
        agreed=st.booleans(),
        is_same_owner=st.booleans(),
        which=WHICH,
    )
    def create(self, place, category, agreed, is_same_owner, which) -> None:
        consent_fields = {"consent_given_on": date(2026, 1, 5), "consent_manner": "form"}
        owner = self.one(which).owner if is_same_owner else make_owner(nik=invented_nik())
        self.attempt(
            "create",
            registered,
            by=self.people["petugas"],
            owner=owner,
            products=("Nasi", "Kopi"),
            kelurahan=place,
            category=category,
            **(consent_fields if agreed else {}),
        )

    @rule(which=WHICH, action=st.sampled_from(["submit", "verify", "return", "reopen", "confirm"]))
    def verification(self, which, action) -> None:
        row = self.ready(which, verification.WORKFLOW, action)
        by = self.people["petugas" if action == "submit" else "verifikator"]
        typed = {"checklist": CHECKED} if action in {"verify", "confirm"} else {"note": NOTE}
        self.attempt(action, verification.move, row, action, by=by, version=row.version, **typed)

    @precondition(lambda self: self.quiet > 3)
    @rule()
    def verify_all_that_wait(self) -> None:
        """Else most of them would never be public."""
        self.quiet = 0
        waiting = Business.objects.exclude(verification_status="verified")
        submit, verify = self.people["petugas"], self.people["lain"]
        self.attempt("submit-all", verification.move_all, waiting, "submit", by=submit)
        self.attempt(
            "verify-all", verification.move_all, waiting, "verify", by=verify, checklist=CHECKED
        )

    @rule(
        which=WHICH,
        field=st.sampled_from(["name", "landmark", "activity", "kelurahan", "owner", *CONSENTS]),
    )
    def revise(self, which, field) -> None:
        row = self.one(which)
        if field in CONSENTS:
            setattr(row, field, not getattr(row, field) and row.consent_given_on is not None)
        elif field == "kelurahan":
            row.kelurahan = type(row.kelurahan).objects.get(name=PLACES[which % 3])
        elif field == "owner":
            row.owner = self.one(which + 1).owner
        else:
            setattr(row, field, f"Hal {which} telepon 0812 0000 {which % 10_000:04d}")
        by = self.people["petugas"]
        self.attempt(f"revise {field}", registration.revise, row, by=by, version=row.version)

    @rule(which=WHICH, given_on=st.sampled_from([None, date(2026, 1, 5), date(2026, 3, 1)]))
    def consent(self, which, given_on) -> None:
        row, by = self.one(which), self.people["petugas"]
        if given_on is None:
            row = self.one(which, Business.objects.filter(consent_given_on__isnull=False))
            args = {"by": by, "version": row.version, "note": NOTE}
            self.attempt("withdraw", consent.withdraw_consent, row, **args)
            return
        row.consent_given_on, row.consent_manner = given_on, "form"
        self.attempt("agree", registration.revise, row, by=by, version=row.version)

    @rule(which=WHICH, action=st.sampled_from(["hide", "show"]))
    def visibility(self, which, action) -> None:
        row = self.ready(which, publication.WORKFLOW, action)
        args = {"by": self.people["verifikator"], "version": row.version, "note": NOTE}
        self.attempt(action, publication.move, row, action, **args)

    @rule(which=WHICH, action=st.sampled_from(["pause", "resume", "close", "restart"]))
    def activity(self, which, action) -> None:
        row = self.ready(which, activity.WORKFLOW, action)
        args = {"by": self.people["verifikator"], "version": row.version, "note": NOTE}
        self.attempt(action, activity.move, row, action, **args)

    @rule(which=WHICH, price=st.none() | st.integers(1, 900_000), is_new=st.booleans())
    def product(self, which, price, is_new) -> None:
        row = self.one(which)
        if is_new:
            told = {"price_min": price}
            Product.objects.get_or_create(business=row, name=f"Sambal {which}", defaults=told)
        else:
            Product.objects.filter(pk__in=row.products.values("pk")[:1]).delete()
        self.attempt("product", registration.announce, [row])

    @rule(which=WHICH, shows_people=st.booleans(), is_new=st.booleans())
    def photo(self, which, shows_people, is_new) -> None:
        row = self.one(which)
        if is_new:
            told = {"image": f"foto/{which}.webp", "alt": "Foto", "width": 4, "height": 3}
            Photo.objects.bulk_create([Photo(business=row, shows_people=shows_people, **told)])
        else:
            row.photos.update(people_consented_on=date(2026, 2, 1))
        self.attempt("photo", registration.announce, [row])

    @rule(
        which=WHICH,
        action=st.sampled_from(["record", "verify", "mismatch", "freeze", "revoke", "correct"]),
    )
    def nib(self, which, action) -> None:
        by, sources = self.people["perizinan"], lifecycle.WORKFLOW[action].sources
        known = Business.objects.filter(owner__nib__status__in=sources)
        nib = lifecycle.of_owner(self.one(which, known).owner, by=by)
        typed = {"number": invented_nib()} if action in {"record", "correct"} else {}
        typed |= {"how": "oss"} if action == "verify" else {"note": NOTE}
        args = {"by": by, "version": nib.version, **typed}
        self.attempt(f"nib {action}", lifecycle.move, nib, action, **args)

    @rule(which=WHICH, other=WHICH, taken=st.sampled_from([(), ("name",), ("whatsapp",)]))
    def merge(self, which, other, taken) -> None:
        kept = self.one(which)
        gone = self.one(other, Business.objects.exclude(pk=kept.pk))
        versions = {"survivor_version": kept.version, "absorbed_version": gone.version}
        by = self.people["verifikator"]
        self.attempt("merge", merging.merge, kept, gone, taken=taken, by=by, **versions)

    @precondition(lambda self: self.merged)
    @rule()
    def unmerge(self) -> None:
        for done in Merge.objects.filter(undone_at__isnull=True).order_by("-pk")[:3]:
            self.attempt("unmerge", merging.undo, done, by=self.people["verifikator"])

    @precondition(lambda self: self.quiet > 3)
    @rule(which=WHICH)
    def owner(self, which) -> None:
        self.quiet = 0
        owner = self.one(which).owner
        owner.name = f"Pemilik {which}"
        by = self.people["petugas"]
        self.attempt("owner", registration.save_owner, owner, by=by, version=owner.version)

    @precondition(lambda self: self.quiet > 8)
    @rule(which=WHICH)
    def erase(self, which) -> None:
        self.quiet = 0
        owner = self.one(which).owner
        self.attempt("erase", erasure.erase, owner, by=self.people["admin"], note=NOTE)

    @precondition(lambda self: self.quiet > 5)
    @rule(which=WHICH)
    def rename_a_category(self, which) -> None:
        """As the back office does it: the pages and the listings follow."""
        self.quiet = 0
        category = Category.objects.get(slug=CATEGORIES[which % 3])
        category.name = f"Kategori {which}"
        category.save()
        reference_changed.send(Category)
        rows = Business.objects.filter(primary_category=category)
        self.attempt("category", registration.announce, rows)

    @precondition(lambda self: self.quiet > 5)
    @rule()
    def rebuild(self) -> None:
        self.quiet = 0
        self.attempt("rebuild", projection.rebuild)

    # -- what holds after each of them ----------------------------------------------------------

    @invariant()
    def every_listing_is_what_a_fresh_one_would_be(self) -> None:
        assert projection.check() == []

    @invariant()
    def the_public_ones_are_listed_and_no_others(self) -> None:
        rows = list(Business.with_merged.all())
        self.records = len(rows)
        self.merged = sum(row.merged_into_id is not None for row in rows)
        public = {row.code for row in rows if is_public(row)}
        self.were_public |= public
        assert set(Listing.objects.values_list("code", flat=True)) == public
        assert set(GoneCode.objects.values_list("code", flat=True)) == self.were_public - public
        verified = set(Nib.objects.filter(status="verified").values_list("owner", flat=True))
        with_nib = {row.code for row in rows if row.code in public and row.owner_id in verified}
        assert set(Listing.objects.filter(has_nib=True).values_list("code", flat=True)) == with_nib

    @invariant()
    def every_number_leads_where_it_should(self) -> None:
        rows = {row.pk: row for row in Business.with_merged.all()}
        former = dict(FormerCode.objects.values_list("code", "survivor_id"))
        for row in rows.values():
            last = row
            while last.merged_into_id is not None:
                last = rows[last.merged_into_id]
            assert former.get(row.code) == (last.pk if last is not row else None)
            try:
                answer = listing_of(row.code.lower()).code
            except Gone:
                answer = "gone"
            except Http404:
                answer = "unknown"
            withdrawn = "gone" if row.code in self.were_public else "unknown"
            assert answer == (last.code if is_public(last) else withdrawn)

    @invariant()
    def the_state_moves_with_every_change_of_a_listing(self) -> None:
        listings, number = stored_listings(), state.number()
        assert number > self.number or listings == self.listings
        self.listings, self.number = listings, number
