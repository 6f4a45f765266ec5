"""What a letter says about a business: the values of its placeholders, and the unsaved letter."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import override

from businesses.models import Business
from common.addresses import format_rt_rw
from common.days import months_before
from common.form_fields import digest_of
from common.logs import redact
from common.text import clean_text
from licensing import letter_text
from licensing.letter_sheet import Sheet
from licensing.models import Letter, LetterKind, LetterTemplate, Nib

MOST_KBLI = 5
# Stored in letters, so not translated.
TRADEMARK_PURPOSE = "permohonan pendaftaran merek dengan tarif usaha mikro dan usaha kecil"


@dataclass(frozen=True)
class Typed:
    """What the officer types for one letter; the recommendation needs the first two."""

    brand: str = ""
    goods: str = ""
    classes: str = ""
    purpose: str = ""


def values_of(
    business: Business, template: LetterTemplate, typed: Typed, *, on: date
) -> dict[str, str]:
    """The value of each placeholder, in Indonesian; "" where it is not known.

    Long numbers that somebody wrote into a name or an activity are hidden: no NIK, no phone.
    """
    owner = business.owner
    nib = Nib.objects.filter(owner=owner).first()
    lines = business.kbli_lines.select_related("kbli").order_by("kbli__code", "pk")[:MOST_KBLI]
    purpose = TRADEMARK_PURPOSE if template.kind == LetterKind.TRADEMARK else typed.purpose
    place = (business.address, format_rt_rw(business.rt, business.rw))
    with override(settings.LANGUAGE_CODE):
        values = {
            "nama_usaha": business.name,
            "kode": business.code,
            "nama_pemilik": owner.name,
            "penanggung_jawab": "" if owner.is_person else owner.responsible_name,
            "bentuk": owner.get_kind_display(),
            "alamat": ", ".join(part for part in place if part) or business.landmark,
            "kelurahan": business.kelurahan.name,
            "kecamatan": business.kelurahan.kecamatan.name,
            "kategori": business.primary_category.name if business.primary_category else "",
            "kegiatan": Truncator(clean_text(business.activity)).chars(letter_text.MOST_ACTIVITY),
            "kbli": ", ".join(f"{line.kbli.code} (KBLI {line.kbli.edition})" for line in lines),
            "tahun_mulai": str(business.started_year or ""),
            "skala": business.get_scale_display(),
            "status_nib": nib.get_status_display() if nib is not None else "",
            "tanggal_verifikasi": _day(business.verified_on),
            "merek": typed.brand,
            "barang_jasa": typed.goods,
            "kelas": typed.classes,
            "keperluan": purpose,
            "tanggal": _day(on),
            "berlaku_sampai": _day(valid_until_of(template, on)),
        }
    number = nib.number if nib is not None and nib.is_in_force else ""
    return {**{name: redact(value) for name, value in values.items()}, "nib": number}


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day is not None else ""


def valid_until_of(template: LetterTemplate, on: date) -> date | None:
    """The last day of a letter that is issued on that day; None: it has no end."""
    return months_before(on, -template.valid_months) if template.valid_months else None


def public_address(code: str) -> str:
    """Of the page of a business in the directory; "" where no directory is installed."""
    try:
        with override(settings.LANGUAGE_CODE):
            return settings.SITE_URL + reverse("directory:business-short", args=[code])
    except NoReverseMatch:
        return ""


def wording_of(template: LetterTemplate, values: dict[str, str], *, on: date) -> Letter:
    """The unsaved letter that a template makes of `values`, without a number of its own."""
    return Letter(
        kind=template.kind,
        year=on.year,
        number=letter_text.number_of(template.number_format, None, on),
        issued_on=on,
        valid_until=valid_until_of(template, on),
        letterhead=template.letterhead,
        title=template.title,
        body=letter_text.fill(template.body, values),
        signed_at=template.signed_at,
        signer_position=template.signer_position,
        signer_name=template.signer_name,
        signer_number=template.signer_number,
        has_public_page=template.kind == LetterKind.REGISTERED,
    )


def draft(business: Business, template: LetterTemplate, typed: Typed) -> Letter:
    """The letter as it would be issued today, not stored and without a number."""
    on = timezone.localdate()
    values = values_of(business, template, typed, on=on)
    letter = wording_of(template, values, on=on)
    letter.business = business
    letter.has_public_page &= business.is_public and bool(public_address(business.code))
    return letter


def sheet_of(letter: Letter) -> Sheet:
    """The page of a letter, stored or not; a withdrawn one points to no live page."""
    is_live = letter.has_public_page and letter.withdrawn_on is None
    return Sheet(letter, public_address(letter.business.code) if is_live else "")


def digest(business: Business, template: LetterTemplate) -> str:
    """A name for what the letter says beside what is typed: as long as it stays, so does this."""
    letter = draft(business, template, Typed())
    texts = [field.value_to_string(letter) for field in Letter._meta.concrete_fields]
    return digest_of([*texts, template.number_format])


def sample_sheet(template: LetterTemplate, *, longest: bool = False) -> Sheet:
    """A letter of this template about an invented business, or with the longest values."""
    values = letter_text.sample_values(template.kind, longest=longest)
    letter = wording_of(template, values, on=timezone.localdate())
    address = public_address(letter_text.SAMPLE_CODE) if letter.has_public_page else ""
    return Sheet(letter, address)
