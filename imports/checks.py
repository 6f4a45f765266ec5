"""What the cells of one row say together: each check sees the draft after the ones before it.

Required are the name of the business, its kelurahan and the name of the owner, or the registry
number, by which the register knows all three. A missing NIK or phone is no error: the record then
says that the list did not have it.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from businesses.models import Owner
from common.identifiers import Unreadable, check_coordinates, nik_birth
from imports.columns import squeeze
from imports.drafts import Draft
from imports.lookups import Lookups
from imports.permit_columns import gather
from imports.targets import BY_KEY
from imports.template import is_example

REQUIRED = {
    "business_name": "business.name",
    "owner_name": "owner.name",
    "kelurahan": "business.kelurahan",
}
CONSENT = ("consent_given_on", "consent_manner")
# Under these a list may as well number its own rows.
VAGUE_CODE_HEADINGS = frozenset(
    map(squeeze, ("kode", "code", "no registrasi", "nomor registrasi", "kode registrasi",
                  "no register", "nomor register"))
)  # fmt: skip
PUBLISHED = ("publishes_contact", "publishes_address")

Covers = Callable[[int], bool] | None


def check(draft: Draft, look: Lookups, covers: Covers) -> None:
    """Run all checks. Args: covers: whether the id of a kelurahan is in the person's area."""
    _rt_rw(draft)
    _kecamatan(draft)
    _area(draft, covers)
    _point(draft)
    _kbli(draft, look)
    _consent(draft)
    _person(draft, look)
    _nib(draft)
    gather(draft)
    _code(draft)
    _required(draft)
    _example(draft)


def _example(draft: Draft) -> None:
    if is_example(draft.text("business.name")):
        draft.refuse("business_name", _("This is the example row of the template: delete it."))


def _rt_rw(draft: Draft) -> None:
    """RT and RW of their own columns come before those in the address."""
    for name in ("rt", "rw"):
        found = draft.values.pop(f"address.{name}", "")
        own = draft.values.setdefault(f"business.{name}", found)
        if found and own != found:
            reason = _("The address says %(found)s, the column %(own)s; the column is kept.")
            draft.warn(name, reason % {"found": found, "own": own})


def _kecamatan(draft: Draft) -> None:
    district = draft.values.pop("kecamatan", None)
    place = draft.values.get("business.kelurahan")
    if district is not None and place is not None and place.kecamatan_id != district.pk:
        reason = _(
            "Kelurahan %(kelurahan)s lies in kecamatan %(right)s, not %(given)s. Correct one."
        )
        names = {"kelurahan": place, "right": place.kecamatan, "given": district}
        draft.refuse("kecamatan", reason % names)


def _area(draft: Draft, covers: Covers) -> None:
    place = draft.values.get("business.kelurahan")
    if place is not None and covers is not None and not covers(place.pk):
        reason = _(
            "This kelurahan is not in your work area. Leave the row to a colleague who works there."
        )
        draft.refuse("kelurahan", reason)


def _point(draft: Draft) -> None:
    lat, lng = draft.values.pop("lat", None), draft.values.pop("lng", None)
    if lat is None and lng is None:
        return
    key = "lng" if lat is None else "lat"
    try:
        found = check_coordinates(lat, lng)
    except Unreadable as refused:
        draft.refuse(key, str(refused))
        return
    for warning in found.warnings:
        draft.warn(key, warning)
    if found.value is not None:
        draft.values["business.lat"], draft.values["business.lng"] = found.value


def _kbli(draft: Draft, look: Lookups) -> None:
    """A code means nothing without its edition: 2025 gives codes of 2020 another meaning."""
    codes = draft.values.pop("kbli_codes", [])
    edition = draft.values.pop("kbli_edition", "")
    sectors = draft.values.pop("sectors", [])
    draft.values.setdefault("categories", sectors)
    if codes and not edition:
        reason = _("The edition of the code is not given (kbli_edition=2020 or 2025): left out.")
        draft.warn("kbli", reason)
        return
    lines = {code: look.kbli.get((edition, code)) for code in codes}
    draft.values["kbli"] = [line for line in lines.values() if line is not None]
    for code, line in lines.items():
        if line is None:
            reason = _("KBLI %(edition)s code %(code)s is not in the register: left out.")
            draft.warn("kbli", reason % {"edition": edition, "code": code})


def _consent(draft: Draft) -> None:
    """Consent is a date and a manner; nothing is published without both."""
    if draft.has_failed(*CONSENT):
        return
    missing = [key for key in CONSENT if f"business.{key}" not in draft.values]
    if len(missing) == 1:
        draft.refuse(missing[0], _("Give both the date and the manner of the consent."))
    elif missing:
        for key in PUBLISHED:
            if draft.values.get(f"business.{key}"):
                draft.warn(key, _("Without consent to publish, nothing of it is shown."))


def _person(draft: Draft, look: Lookups) -> None:
    """The NIK holds the date of birth and the gender: another one given is a slip somewhere."""
    nik = draft.text("owner.nik")
    if not nik or draft.text("owner.kind") not in {"", Owner.Kind.PERSON}:
        return
    born, gender = nik_birth(nik, today=look.today) or (None, None)
    if gender and draft.values.get("owner.gender", gender) != gender:
        draft.warn("gender", _("The NIK says another gender; compare with the card."))
    if born and draft.values.get("owner.birth_date", born) != born:
        draft.warn("birth_date", _("The NIK says another date; compare with the card."))


def _nib(draft: Draft) -> None:
    if "nib.issued_on" in draft.values and "nib.number" not in draft.values:
        del draft.values["nib.issued_on"]
        draft.warn("nib_issued_on", _("A date without a NIB is left out."))


def _code(draft: Draft) -> None:
    """A bare number is a registry number only in a column that is named for nothing else."""
    is_bare = draft.values.pop("code.is_bare", False)
    if is_bare and squeeze(draft.plan.column_of("code")) in VAGUE_CODE_HEADINGS:
        reason = _(
            "Write the registry number in full, for example %(code)s, or leave this column out."
        )
        draft.refuse("code", reason % {"code": draft.values.pop("code")})


def _required(draft: Draft) -> None:
    if "code" in draft.values or draft.has_failed("code"):
        return
    for key, name in REQUIRED.items():
        if not draft.values.get(name) and not draft.has_failed(key):
            draft.refuse(
                key, _("The %(field)s is missing: fill it in.") % {"field": BY_KEY[key].label}
            )
