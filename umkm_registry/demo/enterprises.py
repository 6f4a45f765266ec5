"""Invented businesses with their products, and how each was verified."""

from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import User
from businesses.models import Business, Category, Owner, VerificationStep
from businesses.registration import Entry
from businesses.scale import BILLION, CapitalBand, SalesBand, WorkersBand
from businesses.verification import WORKFLOW
from umkm_registry.demo import catalogue, names, numbers, paths, places
from umkm_registry.demo.catalogue import Trade
from umkm_registry.demo.chance import Deck, at_office, day_between, soon_after
from umkm_registry.demo.places import Place
from umkm_registry.demo.plan import BusinessPlan
from umkm_registry.demo.staff import Staff

Status = Business.Verification
Fields = dict[str, Any]

LOOKED_AT_AGAIN = timedelta(days=600)  # whoever was verified before that was confirmed since
PATHS = {
    Status.DRAFT: {(): 1},
    Status.SUBMITTED: {
        ("submit",): 84,
        ("submit", "return", "submit"): 8,
        ("submit", "verify", "amend"): 6,
        ("submit", "verify", "reopen"): 2,
    },
    Status.RETURNED: {("submit", "return"): 1},
    Status.VERIFIED: {("submit", "verify"): 9, ("submit", "return", "submit", "verify"): 1},
}
NOTES = {
    "return": (
        "Alamat belum lengkap.",
        "Kegiatan usaha belum jelas, mohon dijelaskan.",
        "Kelurahan tidak sesuai dengan alamat.",
        "Mungkin ganda, mohon diperiksa.",
    ),
    "reopen": ("Ada laporan warga, perlu dikunjungi lagi.", "Pindah tempat."),
    "amend": ("Diubah: alamat", "Diubah: kegiatan", "Diubah: nama usaha"),
}
REASONS = {
    Business.Activity.INACTIVE: ("Libur musiman", "Pemilik sakit", "Modal habis", "Pulang kampung"),
    Business.Activity.CLOSED: ("Pindah ke kota lain", "Ganti usaha", "Kontrak tempat habis"),
}
SOURCES = {
    "Formulir petugas (contoh)": 50,
    "Pendataan kelurahan (contoh)": 30,
    "SABOAK (contoh)": 10,
    "Car Free Night (contoh)": 5,
    "MPP (contoh)": 5,
}
# Trades in which a small or medium business is no surprise.
LARGE = ("bahan-bangunan", "kios-sembako", "mebel", "las-bangunan", "katering", "penginapan")
FINANCING = {
    "": 42,
    Business.Financing.OWN: 38,
    Business.Financing.KUR: 9,
    Business.Financing.COOPERATIVE: 6,
    Business.Financing.BANK: 3,
    Business.Financing.GOVERNMENT: 1.2,
    Business.Financing.CSR: 0.4,
    Business.Financing.OTHER: 0.4,
}
CONSENT_MANNER = {
    Business.ConsentManner.FORM: 55,
    Business.ConsentManner.WHATSAPP: 25,
    Business.ConsentManner.SPOKEN: 15,
    Business.ConsentManner.SELF: 5,
}
BANDS = {
    "sales_band": ("sales_band", {SalesBand.TO_300M: 1}),
    "sales_band_2500m": ("sales_band", {SalesBand.TO_2500M: 1}),
    "sales_band_50b": ("sales_band", {SalesBand.TO_50B: 1}),
    "capital_band": ("capital_band", {CapitalBand.TO_50M: 4, CapitalBand.TO_500M: 1}),
    "capital_band_10b": ("capital_band", {CapitalBand.TO_10B: 1}),
}
# Billions of rupiah of those beyond micro (PP 7/2021 art. 35).
BEYOND_MICRO = {
    "small_sales": ("annual_sales", 2.1, 12.0),
    "small_capital": ("capital", 1.1, 4.8),
    "medium_sales": ("annual_sales", 15.5, 42.0),
    "medium_capital": ("capital", 5.2, 9.5),
}


class Enterprises:
    """Makes businesses, each from its plan."""

    def __init__(self, rng: Random, trades: dict[Trade, float], last: date) -> None:
        self._rng, self._last = rng, last
        self._trades = Deck(rng, trades)
        self._large = Deck(rng, [t for t in trades if t.category.slug in LARGE] or list(trades))
        self._lines: dict[int, list[Category]] = {}
        for trade in trades:
            self._lines.setdefault(trade.sector.pk, []).append(trade.category)
        self._paths = {status: Deck(rng, found) for status, found in PATHS.items()}
        self._notes = {action: Deck(rng, found) for action, found in NOTES.items()}
        self._reasons = {status: Deck(rng, found) for status, found in REASONS.items()}
        self._bands = {key: Deck(rng, found) for key, (_name, found) in BANDS.items()}
        self._sources = Deck(rng, SOURCES)
        self._financing = Deck(rng, FINANCING)
        self._manner = Deck(rng, CONSENT_MANNER)
        self._workers_band = Deck(rng, list(WorkersBand))
        self._counts = Deck(rng, {1: 45, 2: 32, 3: 16, 4: 7})
        self._category = Deck(rng, {"line": 95, "sector": 2, "unknown": 3})

    def entry(self, plan: BusinessPlan, owner: Owner, place: Place) -> tuple[Entry, Trade]:
        """One unsaved business of `owner` with its products, categories and KBLI lines."""
        rng = self._rng
        trade = next(self._large if plan.figures in BEYOND_MICRO else self._trades)
        pattern = rng.choice(trade.patterns)
        person = owner.responsible_name or owner.name
        name = names.business(rng, pattern, person, place.name)
        offers = catalogue.chosen(rng, trade, name, next(self._counts))
        line = trade.category if rng.random() < 0.5 else None
        products = [catalogue.product(rng, o, line, n) for n, o in enumerate(offers)]
        created = at_office(rng, plan.day)
        business = Business(
            name=name,
            activity=catalogue.activity(trade, products),
            primary_category=self._primary(trade),
            created_at=created,
            updated_at=created,
            registered_on=plan.day,
            started_year=max(1975, plan.day.year - int(rng.expovariate(1 / 5))),
            **self._place(trade, place),
            **self._size(plan, trade),
            **self._channels(plan, owner),
            **self._status(plan),
        )
        if business.consent_given_on is not None:
            self._publish(business, plan)
        further = self._further(trade) if rng.random() < 0.07 else []
        return Entry(owner, business, products, further, self._kbli(trade)), trade

    def _primary(self, trade: Trade) -> Category | None:
        return {"line": trade.category, "sector": trade.sector, "unknown": None}[
            next(self._category)
        ]

    def _further(self, trade: Trade) -> list[Category]:
        others = [line for line in self._lines[trade.sector.pk] if line != trade.category]
        return self._rng.sample(others, min(len(others), 1 + (self._rng.random() < 0.2)))

    def _kbli(self, trade: Trade) -> list[Any]:
        if self._rng.random() < 0.12:
            return []
        return trade.kbli[: 2 if self._rng.random() < 0.1 else 1]

    def _place(self, trade: Trade, place: Place) -> Fields:
        rng, kind = self._rng, next(trade.places)
        stands = kind in (Business.PlaceKind.FIXED, Business.PlaceKind.HOME)
        rt, rw = places.neighbourhood(rng) if rng.random() < 0.8 else ("", "")
        is_located = rng.random() < (0.85 if stands else 0.1)
        lat, lng = places.point(rng, place) if is_located else (None, None)
        has_address = stands and rng.random() < 0.85
        has_landmark = not has_address or rng.random() < 0.5
        return {
            "kelurahan_id": place.id,
            "place_kind": kind,
            "address": places.address(rng, place) if has_address else "",
            "landmark": rng.choice(place.landmarks) if has_landmark else "",
            "rt": rt,
            "rw": rw,
            "lat": lat,
            "lng": lng,
            "opening_hours": next(trade.hours) if rng.random() < 0.8 else "",
        }

    def _workers(self) -> Fields:
        rng = self._rng
        if rng.random() < 0.1:
            return {"workers_band": next(self._workers_band)}
        if rng.random() < 0.2:
            return {}
        count = 1 + int(rng.expovariate(1 / 1.4))
        female, paid = int(rng.random() * (count + 1)), int(rng.random() * count)
        return {
            "workers_male": count - female,
            "workers_female": female,
            "workers_paid": paid,
            "workers_unpaid": count - paid,
        }

    def _size(self, plan: BusinessPlan, trade: Trade) -> Fields:
        """Workers, and of the money what the plan says is known."""
        rng, fields = self._rng, {**self._workers(), "financing": next(self._financing)}
        year = {"sales_year": min(plan.day.year, self._last.year - 1)}
        if plan.figures in BANDS:
            fields[BANDS[plan.figures][0]] = next(self._bands[plan.figures])
        elif plan.figures in BEYOND_MICRO:
            name, low, high = BEYOND_MICRO[plan.figures]
            fields[name] = catalogue.rounded(rng.uniform(low, high) * BILLION)
            fields |= year if name == "annual_sales" else {}
        elif plan.figures in ("sales", "capital"):
            month = trade.sales[0] * (trade.sales[1] / trade.sales[0]) ** rng.random()
            if plan.figures == "sales":
                fields |= {"annual_sales": catalogue.rounded(12 * month), **year}
            if plan.figures == "capital" or rng.random() < 0.5:
                fields["capital"] = catalogue.rounded(month * rng.uniform(0.8, 4))
        return fields

    def _channels(self, plan: BusinessPlan, owner: Owner) -> Fields:
        """How it sells and is reached; handles end with a number, so that they are nobody's."""
        rng = self._rng
        own = rng.random() < 0.08
        phone = numbers.phone(10_000_000 + plan.serial) if own else owner.phone
        phone = phone if rng.random() < 0.9 else ""
        handle = numbers.handle(plan.serial)
        is_social = rng.random() < 0.15
        return {
            "phone": phone,
            "whatsapp": phone if rng.random() < 0.85 else "",
            "email": owner.email if rng.random() < 0.5 else "",
            "website": numbers.website(plan.serial) if rng.random() < 0.01 else "",
            "instagram": handle if is_social and rng.random() < 0.6 else "",
            "facebook": handle if is_social else "",
            "tiktok": handle if is_social and rng.random() < 0.3 else "",
            "sells_on_site": rng.random() < 0.85,
            "sells_by_whatsapp": bool(phone) and rng.random() < 0.5,
            "sells_on_marketplace": rng.random() < 0.06,
            "sells_on_social_media": is_social,
            "accepts_qris": rng.choices((True, False, None), (38, 37, 25))[0],
            "is_cooperative_member": rng.choices((True, False, None), (12, 58, 30))[0],
        }

    def _status(self, plan: BusinessPlan) -> Fields:
        rng, last = self._rng, self._last
        source_on = plan.day if rng.random() < 0.7 else None
        fields: Fields = {
            "activity_status": plan.activity,
            "visibility": "hidden" if plan.is_hidden else "shown",
            "source": next(self._sources),
            "source_date": source_on,
            "verification_status": plan.verification,
        }
        if plan.has_consent:
            fields["consent_given_on"] = soon_after(rng, plan.day, last, mean=8)
            fields["consent_manner"] = next(self._manner)
        if plan.activity != Business.Activity.ACTIVE:
            fields["activity_changed_on"] = soon_after(rng, plan.day, last, mean=300)
            fields["activity_reason"] = next(self._reasons[plan.activity])
        return fields

    def _publish(self, business: Business, plan: BusinessPlan) -> None:
        """What the consent covers: a home address seldom, the NIB number of those who have it."""
        rng = self._rng
        is_shop = business.place_kind == Business.PlaceKind.FIXED
        business.publishes_contact = bool(business.phone) and rng.random() < 0.85
        business.publishes_address = rng.random() < (0.8 if is_shop else 0.2)
        business.publishes_nib_number = plan.owner.holds_nib and rng.random() < 0.5

    def verification(
        self, plan: BusinessPlan, business: Business, officer: User, staff: Staff
    ) -> list[VerificationStep]:
        """The steps that led to the status of the plan; old ones were looked at again."""
        actions = list(next(self._paths[plan.verification]))
        days, day = [], plan.day
        for _action in actions:
            day = soon_after(self._rng, day, self._last, mean=7)
            days.append(day)
        recently = self._last - LOOKED_AT_AGAIN
        if plan.verification == Status.VERIFIED and day < recently and self._rng.random() < 0.97:
            actions.append("confirm")
            days.append(day_between(self._rng, recently, self._last))
        at = paths.moments(self._rng, days)
        by = [officer if action in ("submit", "amend") else staff.verifier for action in actions]
        notes = [next(self._notes[a]) if a in self._notes else "" for a in actions]
        if plan.verification == Status.VERIFIED:
            business.verified_on = days[-1]
        return paths.steps(WORKFLOW, business, actions, at=at, by=by, notes=notes)
