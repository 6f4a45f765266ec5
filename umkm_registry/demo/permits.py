"""Invented permits beside the NIB, for those whose trade asks for them."""

from datetime import date, timedelta
from random import Random

from businesses.models import Business, Owner, Product
from businesses.registration import Entry
from licensing.models import Permit, PermitType
from umkm_registry.demo import numbers
from umkm_registry.demo.catalogue import Trade
from umkm_registry.demo.chance import Deck, at_office, day_between
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
STATUSES = {Permit.Status.GRANTED: 87, Permit.Status.APPLIED: 9, Permit.Status.REVOKED: 4}
NEEDS_NIB = ("izin", "sertifikat-standar", "pirt", "bpom-md", "bpom-ml")
SERVES = ("warung-makan", "katering", "kopi-minuman", "air-es")
OLDEST = timedelta(days=6 * 365)  # so that some of five years are over, and some soon will be
RENEWED = 0.5  # of the expired ones
Holder = dict[str, Owner | Business | Product]


class Permits:
    """Makes permits for an entry that is not stored yet."""

    def __init__(self, rng: Random, staff: Staff, last: date) -> None:
        self._rng, self._staff, self._last = rng, staff, last
        self._types = {kind.code: kind for kind in PermitType.objects.filter(is_active=True)}
        known = {code: weight for code, weight in TYPES.items() if code in self._types}
        self._due = Due(Deck(rng, known), every=EVERY) if known else None
        self._statuses = Deck(rng, STATUSES)
        self._serial = 0

    def permits(self, plan: BusinessPlan, entry: Entry, trade: Trade) -> list[Permit]:
        """None, one, or an expired one with its renewal, in the order in which to store them."""
        if self._due is None:
            return []
        code = self._due.take(lambda code: self._fits(code, plan, entry, trade))
        if code is None:
            return []
        founded = date(entry.business.started_year, 1, 1)
        issued_on = day_between(self._rng, max(founded, self._last - OLDEST), self._last)
        holder = self._holder(code, entry, trade)
        permit = self._permit(code, holder, plan, issued_on, next(self._statuses))
        is_granted = permit.status == Permit.Status.GRANTED
        if code == "halal" and is_granted and permit.product is not None:
            permit.product.halal_status = Product.Halal.CERTIFIED
        is_over = permit.expires_on is not None and permit.expires_on < self._last
        if not (is_granted and is_over) or self._rng.random() > RENEWED:
            return [permit]
        renewal = self._permit(code, holder, plan, permit.expires_on, Permit.Status.GRANTED)
        renewal.renews = permit
        return [permit, renewal]

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
        if code in ("merek", "izin", "sertifikat-standar", "sni-bina-umk"):
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
    ) -> Permit:
        self._serial += 1
        kind = self._types[code]
        is_applied = status == Permit.Status.APPLIED
        years = kind.validity_years
        expires_on = issued_on + timedelta(days=round(365.25 * years)) if years else None
        created = at_office(self._rng, max(plan.day, issued_on))
        permit = Permit(
            type=kind,
            **holder,
            number="" if is_applied else numbers.permit(code, self._serial, issued_on.year),
            status=status,
            issued_on=None if is_applied else issued_on,
            expires_on=None if is_applied else expires_on,
            created_at=created,
            updated_at=created,
        )
        permit.stamp(self._staff.licensing)
        return permit
