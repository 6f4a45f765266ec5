"""Invented owners."""

from datetime import date
from random import Random

from businesses.models import Owner
from umkm_registry.demo import names, numbers, places
from umkm_registry.demo.chance import Deck, at_office
from umkm_registry.demo.places import Place
from umkm_registry.demo.plan import OwnerPlan

EDUCATION = {
    Owner.Education.UPPER: 44,
    Owner.Education.LOWER: 16,
    Owner.Education.PRIMARY: 15,
    Owner.Education.BACHELOR: 13,
    Owner.Education.DIPLOMA: 5,
    Owner.Education.NONE: 2,
    Owner.Education.POSTGRADUATE: 1,
    "": 12,
}
NIK_ABSENCE = {
    Owner.NikAbsence.NOT_RECORDED: 60,
    Owner.NikAbsence.FORGOT_CARD: 25,
    Owner.NikAbsence.REFUSED: 8,
    Owner.NikAbsence.NO_CARD: 6,
    Owner.NikAbsence.FOREIGN: 1,
}
PHONE_ABSENCE = {
    Owner.PhoneAbsence.NOT_RECORDED: 60,
    Owner.PhoneAbsence.NONE: 30,
    Owner.PhoneAbsence.REFUSED: 10,
}
DISABILITY = ("Tuna rungu", "Tuna netra sebagian", "Memakai kursi roda", "Tuna daksa")


class People:
    """Makes owners, each from its plan, and deals what few of them have in fair turns."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._education = Deck(rng, EDUCATION)
        self._nik_absence = Deck(rng, NIK_ABSENCE)
        self._phone_absence = Deck(rng, PHONE_ABSENCE)
        self._gender = Deck(rng, {Owner.Gender.FEMALE: 58, Owner.Gender.MALE: 40, "": 2})

    def owner(self, plan: OwnerPlan, place: Place) -> Owner:
        """An unsaved owner, who mostly lives in the kelurahan of the first business."""
        rng = self._rng
        gender = next(self._gender)
        name = names.person(rng, is_female=gender != Owner.Gender.MALE)
        is_person = plan.kind == Owner.Kind.PERSON
        created = at_office(rng, plan.entered[0])
        owner = Owner(
            kind=plan.kind,
            name=name if is_person else names.entity(rng, plan.kind, name),
            responsible_name="" if is_person else name,
            gender=gender,
            birth_date=self._birth_date() if rng.random() < 0.85 else None,
            education=next(self._education),
            disability=rng.choice(DISABILITY) if rng.random() < 0.012 else "",
            email=numbers.email(plan.serial) if rng.random() < 0.07 else "",
            address=places.address(rng, place) if rng.random() < 0.7 else "",
            kelurahan_id=place.id if rng.random() < 0.94 else None,
            created_at=created,
            updated_at=created,
        )
        self._identify(owner, plan)
        return owner

    def _identify(self, owner: Owner, plan: OwnerPlan) -> None:
        """NIK, NPWP and phone, or the reason why there is none."""
        if plan.has_nik:
            owner.set_nik(numbers.nik(plan.serial))
        else:
            owner.nik_absent_reason = next(self._nik_absence)
        if not owner.is_person:
            owner.set_npwp(numbers.npwp(plan.serial))
        elif plan.has_nik and self._rng.random() < 0.1:
            owner.set_npwp(numbers.nik(plan.serial))  # of a person, it is the NIK
        if plan.has_phone:
            owner.phone = numbers.phone(plan.serial)
        else:
            owner.phone_absent_reason = next(self._phone_absence)

    def _birth_date(self) -> date:
        year = int(self._rng.triangular(1948, 2005, 1982))
        return date(year, int(self._rng.random() * 12) + 1, int(self._rng.random() * 28) + 1)
