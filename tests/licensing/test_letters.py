"""Letters: what they need, what they say, and their numbers."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from businesses import activity, publication, registration
from businesses.models import Business, Owner
from common.workflow import Refused, StaleVersion
from licensing import letter_draft, letters
from licensing.letter_draft import Typed
from licensing.models import Letter, LetterTemplate
from tests.businesses.test_concurrency import at_once
from tests.factories import invented_nik, make_owner, nib_of, published, registered, verified
from tests.licensing.letters import issued, read

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def business(petugas, verifikator):
    """Verified, active, published and micro, of a person with a NIK."""
    return published(
        by=petugas,
        verifier=verifikator,
        owner=make_owner(name="Ana Uji", nik=invented_nik(), phone="+6281211110000"),
        name="Kios Ana",
        address="Jalan Uji 1",
        rt="001",
        rw="002",
        activity="Menjual sei, pesan ke 0812 1111 0000",
        annual_sales=100_000_000,
        sales_year=2025,
    )


# -- what it needs ---------------------------------------------------------------------------------


def test_a_letter_is_a_numbered_snapshot_with_its_officer(business, perizinan):
    letter = issued(business, by=perizinan)
    assert (letter.number, letter.sequence, letter.year) == ("001/SKT-UMKM/XI/2026", 1, 2026)
    assert (letter.issued_on, letter.valid_until) == (TODAY, date(2027, 11, 22))
    assert letter.created_by == letter.history.get().history_user == perizinan
    LetterTemplate.objects.update(body="lain", title="LAIN")
    business.name = "Kios Lain"
    business.save()
    letter.refresh_from_db()
    assert letter.title == "SURAT KETERANGAN TERDAFTAR"
    assert "Nama usaha : Kios Ana\n" in letter.body


def test_it_says_what_is_known_and_no_number_of_a_person(business, perizinan, petugas):
    nib_of(business.owner, by=petugas, number="0000111122223")
    body = issued(business, by=perizinan).body
    assert "Alamat usaha : Jalan Uji 1, RT 001/RW 002\n" in body
    assert "Skala usaha : Mikro\n" in body
    assert "NIB : 0000111122223\nStatus NIB : Tercatat\n" in body
    assert "Penanggung jawab" not in body
    assert "Keperluan" not in body
    assert business.owner.reveal_nik() not in body
    assert "0812" not in body


def test_a_nib_that_is_not_in_force_is_not_given_as_one(business, perizinan, petugas):
    nib = nib_of(business.owner, by=petugas, number="0000111122223")
    type(nib).objects.filter(pk=nib.pk).update(status="frozen")
    body = issued(business, by=perizinan).body
    assert "0000111122223" not in body
    assert "Status NIB : Dibekukan\n" in body


@pytest.mark.parametrize("kind", ["terdaftar", "merek"])
def test_what_stands_in_the_way_is_said_all_at_once(kind, petugas, perizinan):
    draft = registered(by=petugas, registered_on=date(2026, 1, 5))
    draft = activity.move(draft, "close", by=petugas, version=draft.version, note="tutup")
    with pytest.raises(Refused) as refusal:
        issued(draft, by=perizinan, kind=kind)
    assert len(letters.obstacles(draft, kind)) == (3 if kind == "merek" else 2)
    assert str(refusal.value).count(".") >= 2
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("sales", "is_allowed"),
    [(2_000_000_000, True), (15_000_000_000, True), (15_000_000_001, False), (None, False)],
)
def test_the_recommendation_is_for_micro_and_small(
    sales, is_allowed, petugas, verifikator, perizinan
):
    business = verified(by=petugas, verifier=verifikator, annual_sales=sales)
    assert letters.obstacles(business, "terdaftar") == []
    assert (letters.obstacles(business, "merek") == []) == is_allowed


def test_a_merged_record_has_no_letters_of_its_own(business, petugas, perizinan):
    other = registered(by=petugas)
    Business.with_merged.filter(pk=business.pk).update(merged_into=other)
    business.merged_into = other
    with pytest.raises(Refused):
        issued(business, by=perizinan)


def test_the_recommendation_names_the_mark(business, perizinan):
    with pytest.raises(Refused):
        issued(business, by=perizinan, kind="merek", typed=Typed(brand="Sei Uji"))
    letter = issued(business, by=perizinan, kind="merek")
    assert letter.number == "001/REK-MEREK/XI/2026"
    assert "Merek : Sei Uji\nJenis barang/jasa : daging asap olahan\nKelas : 29\n" in letter.body
    assert not letter.has_public_page


# -- who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["petugas", "verifikator", "laporan", "pimpinan"])
def test_others_neither_issue_nor_withdraw(role, business, perizinan, request):
    colleague = request.getfixturevalue(role)
    letter = issued(business, by=perizinan)
    with pytest.raises(PermissionDenied):
        issued(business, by=colleague)
    with pytest.raises(PermissionDenied):
        letters.withdraw(letter, reason="salah", by=colleague, version=1)


def test_out_of_area_there_is_nothing(business, perizinan, persona):
    letter = issued(business, by=perizinan)
    other = persona("perizinan", username="alak", kelurahan="Alak")
    with pytest.raises(Http404):
        issued(business, by=other)
    with pytest.raises(Http404):
        letters.withdraw(letter, reason="salah", by=other, version=1)
    with pytest.raises(Http404):
        letters.open_for(letter.pk, by=other)
    assert list(Letter.objects.visible_to(other)) == []


def test_what_changed_since_it_was_read_is_read_again(business, perizinan, petugas):
    seen = read(business, "terdaftar")
    owner = Owner.objects.get(pk=business.owner_id)
    owner.name = "Ana Uji Baru"
    registration.save_owner(owner, by=petugas, version=owner.version)
    fresh = Business.objects.get(pk=business.pk)
    with pytest.raises(Refused):  # the change sent it back to the verifier
        letters.issue(fresh, "terdaftar", Typed(), by=perizinan, **seen)
    Business.objects.filter(pk=business.pk).update(
        verification_status="verified", verified_on=TODAY
    )
    fresh = Business.objects.get(pk=business.pk)
    with pytest.raises(StaleVersion):
        letters.issue(fresh, "terdaftar", Typed(), by=perizinan, **seen)
    with pytest.raises(StaleVersion):
        letters.issue(
            fresh, "terdaftar", Typed(), by=perizinan, version=fresh.version, shown=seen["shown"]
        )
    assert "Ana Uji Baru" in issued(fresh, by=perizinan).body


def test_a_changed_template_is_read_again(business, perizinan):
    seen = read(business, "terdaftar")
    LetterTemplate.objects.filter(kind="terdaftar").update(title="SURAT LAIN")
    with pytest.raises(StaleVersion):
        letters.issue(business, "terdaftar", Typed(), by=perizinan, **seen)


# -- numbers ---------------------------------------------------------------------------------------


def test_numbers_run_per_kind_and_year(business, perizinan, monkeypatch):
    def numbers(*kinds):
        made = [
            issued(business, by=perizinan, kind=kind, typed=Typed(f"M{n}", "barang", "", f"k{n}"))
            for n, kind in enumerate(kinds)
        ]
        return [letter.number.split("/")[0] for letter in made]

    assert numbers("terdaftar", "merek", "terdaftar", "terdaftar") == ["001", "001", "002", "003"]
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2027, 1, 4))
    assert numbers("terdaftar", "merek") == ["001", "001"]
    assert Letter.objects.filter(number="001/SKT-UMKM/I/2027").exists()


def test_a_number_of_the_other_kind_is_never_given_twice(business, perizinan):
    LetterTemplate.objects.update(number_format="{urut}/{tahun}")
    issued(business, by=perizinan)
    with pytest.raises(Refused, match="001/2026"):
        issued(business, by=perizinan, kind="merek")


def test_a_double_click_makes_one_letter(business, perizinan, administrator):
    first = issued(business, by=perizinan)
    assert issued(business, by=perizinan) == first
    assert issued(business, by=administrator).sequence == 2
    assert issued(business, by=perizinan, typed=Typed(purpose="kredit")).sequence == 3
    Letter.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    assert issued(business, by=perizinan).sequence == 4


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers(register, petugas, verifikator, perizinan):
    owners = [make_owner() for _number in range(5)]
    made = [
        verified(by=petugas, verifier=verifikator, owner=owners[n % 5], annual_sales=1)
        for n in range(20)
    ]
    seen = [(one, read(one, "terdaftar")) for one in made]
    actions = [
        lambda one=one, shown=shown: letters.issue(one, "terdaftar", Typed(), by=perizinan, **shown)
        for one, shown in seen
    ]
    assert Counter(at_once(*actions)) == {"done": 20}
    rows = Letter.objects.values_list("sequence", flat=True)
    assert sorted(rows) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_letter(register, petugas, verifikator, perizinan):
    business = verified(by=petugas, verifier=verifikator)
    shown = read(business, "terdaftar")
    click = lambda: letters.issue(business, "terdaftar", Typed(), by=perizinan, **shown)  # noqa: E731
    assert Counter(at_once(*[click] * 10)) == {"done": 10}
    assert Letter.objects.get().sequence == 1


# -- the public page -------------------------------------------------------------------------------


def test_the_code_leads_to_the_public_page(business, perizinan, settings):
    settings.SITE_URL = "https://umkm.example"
    letter = issued(business, by=perizinan)
    sheet = letter_draft.sheet_of(letter)
    assert letter.has_public_page
    assert sheet.address == f"https://umkm.example/usaha/{business.code}/"
    assert sheet.address in sheet.notes
    assert sheet.qr.path.count("M") > 200
    letters.withdraw(letter, reason="salah", by=perizinan, version=1)
    letter.refresh_from_db()
    assert letter_draft.sheet_of(letter).qr is None


def test_an_unpublished_business_has_no_code(business, perizinan, administrator):
    hidden = publication.move(business, "hide", by=administrator, version=1 + 2, note="aduan")
    letter = issued(hidden, by=perizinan)
    sheet = letter_draft.sheet_of(letter)
    assert (letter.has_public_page, sheet.qr, len(sheet.notes)) == (False, None, 2)


def test_without_a_directory_there_is_no_code(business, perizinan, settings):
    settings.ROOT_URLCONF = "reports.urls"
    assert letter_draft.public_address(business.code) == ""
    assert not issued(business, by=perizinan).has_public_page
