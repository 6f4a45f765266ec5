"""Invented permits beside the NIB, for those whose trade asks for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from businesses.models import Business, Owner, Product
from businesses.registration import Entry
from common.records import Step
from licensing.models import Permit, PermitStep, PermitType
from licensing.permits import WORKFLOW
from umkm_registry.demo import numbers, paths
from umkm_registry.demo.catalogue import Trade
from umkm_registry.demo.chance import Deck, day_between, soon_after
from umkm_registry.demo.due import Due
from umkm_registry.demo.plan import BusinessPlan
from umkm_registry.demo.staff import Staff

EVERY = 8  # one permit for so many businesses
TYPES = {
    "pirt": 42,
    "halal": 32,
    "merek": 8,
    "sertifikat-standar": 7,
    "slhs": 6,
    "sni-bina-umk": 2,
    "izin": 1,
    "bpom-md": 1.5,
    "bpom-ml": 0.3,
}
Status = Permit.Status
STATUSES = {Status.GRANTED: 85, Status.APPLIED: 9, Status.REVOKED: 4, Status.REFUSED: 2}
PATHS = {
    Status.APPLIED: (),
    Status.GRANTED: ("grant",),
    Status.REVOKED: ("grant", "revoke"),
    Status.REFUSED: ("refuse",),
}
NOTES = {"revoke": "Usaha pindah tempat.", "refuse": "Berkas tidak lengkap."}
NUMBERED = (Status.GRANTED, Status.REVOKED)
NEEDS_NIB = ("izin", "sertifikat-standar", "pirt", "bpom-md", "bpom-ml")
SERVES = ("warung-makan", "katering", "kopi-minuman", "air-es")
OLDEST = timedelta(days=6 * 365)  # so that some of five years are over, and some soon will be
RENEWED = 0.5  # of the expired ones
Holder = dict[str, Owner | Business | Product]


@dataclass
class Entered:
    """A permit with its steps, none of them stored."""

    permit: Permit
    steps: list[Step]


class Permits:
    """Makes permits for an entry that is not stored yet."""

    def __init__(self, rng: Random, staff: Staff, last: date) -> None:
        self._rng, self._staff, self._last = rng, staff, last
        self._types = {kind.code: kind for kind in PermitType.objects.filter(is_active=True)}
        known = {code: weight for code, weight in TYPES.items() if code in self._types}
        self._due = Due(Deck(rng, known), every=EVERY) if known else None
        self._statuses = Deck(rng, STATUSES)
        self._serial = 0

    def permits(self, plan: BusinessPlan, entry: Entry, trade: Trade) -> list[Entered]:
        """None, one, or an expired one with its renewal, in the order in which to store them."""
        if self._due is None:
            return []
        code = self._due.take(lambda code: self._fits(code, plan, entry, trade))
        if code is None:
            return []
        founded = date(entry.business.started_year, 1, 1)
        issued_on = day_between(self._rng, max(founded, self._last - OLDEST), self._last)
        holder = self._holder(code, entry, trade)
        if self._types[code].per_kbli:
            holder["kbli"] = entry.kbli[0]
        found = self._permit(code, holder, plan, issued_on, next(self._statuses))
        permit = found.permit
        is_granted = permit.status == Status.GRANTED
        if code == "halal" and is_granted and permit.product is not None:
            permit.product.halal_status = Product.Halal.CERTIFIED
        is_over = permit.expires_on is not None and permit.expires_on < self._last
        if not (is_granted and is_over) or self._rng.random() > RENEWED:
            return [found]
        renewal = self._permit(code, holder, plan, permit.expires_on, Status.GRANTED)
        renewal.permit.renews = permit
        return [found, renewal]

    @staticmethod
    def _product(code: str, entry: Entry, trade: Trade) -> Product | None:
        """The product that a permit of this kind can be for."""
        if code == "halal":
            if any(p.halal_status == Product.Halal.NON_HALAL for p in entry.products):
                return None
            wanted = [p for p in entry.products if p.halal_status == Product.Halal.NOT_YET]
        else:
            wanted = [product for product in entry.products if product.name in trade.packaged]
        return next(iter(wanted), None)

    def _fits(self, code: str, plan: BusinessPlan, entry: Entry, trade: Trade) -> bool:
        if code in NEEDS_NIB and not plan.owner.holds_nib:
            return False
        if code == "slhs":
            return trade.category.slug in SERVES
        if self._types[code].per_kbli:
            return bool(entry.kbli)
        if code in ("merek", "sni-bina-umk"):
            return True
        return self._product(code, entry, trade) is not None

    def _holder(self, code: str, entry: Entry, trade: Trade) -> Holder:
        """Whose it is: the product's where the kind allows it, else the business's or owner's."""
        kind = self._types[code]
        product = self._product(code, entry, trade) if kind.for_product else None
        if product is not None and (not kind.for_owner or self._rng.random() < 0.5):
            return {"product": product}
        if kind.for_business:
            return {"business": entry.business}
        return {"owner": entry.owner}

    def _permit(
        self, code: str, holder: Holder, plan: BusinessPlan, issued_on: date, status: str
    ) -> Entered:
        """One permit that was applied for, and came to `status` by the moves of its table."""
        self._serial += 1
        kind, years = self._types[code], self._types[code].validity_years
        has_number = status in NUMBERED
        expires_on = issued_on + timedelta(days=round(365.25 * years)) if years else None
        permit = Permit(
            type=kind,
            **holder,
            number=numbers.permit(code, self._serial, issued_on.year) if has_number else "",
            status=status,
            issued_on=issued_on if has_number else None,
            expires_on=expires_on if has_number else None,
        )
        days = [max(plan.day, issued_on)]
        for _move in PATHS[status]:
            days.append(soon_after(self._rng, days[-1], self._last, mean=20))
        at = paths.moments(self._rng, days)
        clerk, actions = self._staff.licensing, PATHS[status]
        permit.created_at = permit.updated_at = at[0]
        permit.stamp(clerk)
        opening = PermitStep(
            permit=permit, action="enter", to_status=Status.APPLIED, by=clerk, at=at[0]
        )
        moved = paths.steps(
            WORKFLOW,
            permit,
            actions,
            at=at[1:],
            by=[clerk] * len(actions),
            notes=[NOTES.get(action, "") for action in actions],
        )
        return Entered(permit, [opening, *moved])
