"""The history of a record: its own states and steps, and those of all that belongs to it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from businesses import activity, checklist, publication, registration, verification
from businesses.models import Business, Merge, Product, VerificationStep
from businesses.registration import Entry
from common import history
from common.timeline import Cursor
from imports.models import ImportBatch
from licensing import assistance, lifecycle
from licensing.models import AssistanceCase
from tests.factories import (
    CHECKED,
    invented_nik,
    make_business,
    make_owner,
    nib_of,
    registered,
    verified,
)

pytestmark = pytest.mark.django_db


def all_of(record, by=None, size=100):
    return history.page(record, by=by, size=size).events


def found(events, what, subject=""):
    """The only event of that kind, or of that move, about that subject."""
    fitting = [one for one in events if what in (one.kind, one.label) and subject in one.subject]
    assert len(fitting) == 1, [(one.kind, one.label, one.subject) for one in events]
    return fitting[0]


def values(event):
    return {change.label: (change.before, change.after) for change in event.changes}


def history_page(client, record):
    name = type(record)._meta.model_name
    return client.get(f"/admin/businesses/{name}/{record.pk}/history/")


def test_the_first_state_shows_what_was_entered_but_nothing_personal(petugas):
    business = registered(by=petugas, name="Sei Uji", landmark="Gereja", phone="+6281211110000")

    event = found(all_of(business), "added")

    assert event.by == petugas
    assert event.reason == gettext("entered in the back office")
    shown = values(event)
    assert shown["nama usaha"] == (None, "Sei Uji")
    assert shown["kelurahan"] == (None, "Fontein")
    assert shown["telepon usaha"] == (None, None)
    assert "verifikasi" not in shown, "a draft is how every record begins"
    assert "81211110000" not in str(event)


def test_old_and_new_are_words_not_keys(petugas):
    business = registered(by=petugas, category="tenun", place_kind="rumah")
    business.place_kind, business.sells_on_site = "tetap", True
    business.kelurahan = type(business.kelurahan).objects.get(name="Alak")
    registration.revise(business, by=petugas, version=1)

    shown = values(found(all_of(business), "changed"))

    assert shown == {
        "jenis tempat usaha": ("Di rumah", "Tempat tetap"),
        "menjual di tempat": ("tidak", "ya"),
        "kelurahan": ("Fontein", "Alak"),
    }


def test_products_kbli_and_categories_belong_to_the_history_of_their_business(petugas, sei):
    business = registered(by=petugas, products=("Se'i babi",))
    product = business.products.get()
    product.price_min, product._history_user = 90_000, petugas
    product.save()
    product._history_user = petugas
    product.delete()
    registration.set_categories(business, [sei], by=petugas)

    events = all_of(business)

    changed = found(events, "changed", "Se'i babi")
    assert values(changed) == {"harga dari": ("–", "90.000")}
    assert changed.subject == "Produk: Se'i babi"
    assert found(events, "removed", "Se'i babi").by == petugas
    assert found(events, "added", sei.name)


def test_a_step_is_one_event_with_its_note_its_checklist_and_what_it_changed(petugas, verifikator):
    business = verified(by=petugas, verifier=verifikator)
    business = publication.move(
        business, "hide", by=verifikator, version=business.version, note="Aduan 12"
    )
    activity.move(business, "close", by=petugas, version=business.version, note="Pindah kota")

    events = all_of(business)

    assert [one.label or one.kind for one in events] == [
        str(activity.WORKFLOW["close"].label),
        str(publication.WORKFLOW["hide"].label),
        str(verification.WORKFLOW["verify"].label),
        str(verification.WORKFLOW["submit"].label),
        "added",
    ]
    closed, hidden, verify = events[:3]
    assert (closed.by, closed.note) == (petugas, "Pindah kota")
    assert values(closed)["status kegiatan"] == ("Aktif", "Tutup")
    assert hidden.note == "Aduan 12"
    assert values(verify)["verifikasi"] == ("Menunggu verifikasi", "Terverifikasi")
    assert [question.label for question in checklist.QUESTIONS] == [a for a, _b in verify.details]
    assert {answer for _a, answer in verify.details} == {checklist.Answer.YES.label}


def test_a_step_without_a_kept_state_still_says_from_where_to_where(petugas, verifikator):
    business = registered(by=petugas)
    VerificationStep.objects.create(
        business=business, action="return", from_status="submitted", to_status="returned",
        by=verifikator, note="Foto kabur", version=9,
    )  # fmt: skip

    event = found(all_of(business), "Kembalikan dengan catatan")

    assert values(event) == {"verifikasi": ("Menunggu verifikasi", "Dikembalikan")}
    assert event.note == "Foto kabur"


def test_the_nib_of_the_owner_belongs_to_the_history_of_the_business(petugas, perizinan):
    business = registered(by=petugas)
    nib = nib_of(business.owner, by=petugas, number="0000111122223")
    lifecycle.move(nib, "verify", by=perizinan, version=nib.version, how="document")

    events = all_of(business)

    assert found(events, "Verifikasi", "NIB: 0000111122223").by == perizinan
    assert found(all_of(business.owner), "Verifikasi", "NIB: 0000111122223")


def test_what_the_reader_may_not_see_is_not_in_it(petugas, verifikator, perizinan):
    business = registered(by=petugas)
    assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)

    assert any("Kasus" in one.subject for one in all_of(business, by=perizinan))
    assert not any("Kasus" in one.subject for one in all_of(business, by=verifikator))


def test_an_import_is_named_with_its_file(petugas):
    batch = ImportBatch.objects.create(
        file_name="umkm-2025.xlsx", sha256="0", rows=1, committed_by=petugas
    )
    business = make_business()
    registration.register_all(
        [Entry(business.owner, business)], by=petugas, reason=f"import {batch.pk}"
    )

    event = found(all_of(business), "added")

    assert event.reason == f"impor {batch.pk} – umkm-2025.xlsx"


def test_a_merge_stands_in_the_history_of_both(petugas, verifikator):
    kept, gone = registered(by=petugas), registered(by=petugas)
    Merge.objects.create(
        survivor=kept, absorbed=gone, by=verifikator, survivor_history=1,
        survivor_version=1, absorbed_version=1,
    )  # fmt: skip

    for business in (kept, gone):
        event = found(all_of(business), "noted")
        assert event.by == verifikator
        assert f"{gone.code} → {kept.code}" in event.subject


def test_a_nik_is_said_to_have_changed_and_never_shown(client_of, petugas):
    nik = invented_nik()
    owner = registered(by=petugas).owner
    owner.set_nik(nik)
    registration.save_owner(owner, by=petugas, version=owner.version)

    event = found(all_of(owner), "changed")

    assert values(event)["NIK"] == (None, None)
    assert not any("nik" in label for label in values(event)), "one line for it, not three"
    page = history_page(client_of(petugas), owner).content.decode()
    assert "NIK" in page
    assert "diubah (data pribadi" in page
    assert nik not in page
    assert owner.nik_digest not in page


def test_an_officer_who_left_keeps_the_name(client_of, petugas, persona):
    gone = persona("petugas", username="mantan")
    gone.full_name = "Mantan Petugas Uji"
    gone.save()
    business = registered(by=gone)
    gone.is_active = False
    gone.save()

    assert "Mantan Petugas Uji" in history_page(client_of(petugas), business).content.decode()


def test_pages_hold_every_event_once_and_in_order(petugas):
    business = registered(by=petugas, products=("Satu", "Dua", "Tiga"))
    for number in range(4):
        business.landmark = f"Penanda {number}"
        registration.revise(business, by=petugas, version=business.version)
    whole = [(one.at, one.subject) for one in all_of(business)]
    assert len(whole) == 8

    for size in (1, 2, 3, 7):
        seen, before = [], ""
        while True:
            page = history.page(business, by=None, before=before, size=size)
            seen += [(one.at, one.subject) for one in page.events]
            before = page.older
            if not before:
                break
        assert seen == whole


def test_events_of_one_moment_are_not_lost_between_pages(petugas):
    business = registered(by=petugas, products=("Satu", "Dua", "Tiga"))
    moment = business.history.get().history_date
    for model in (Business, Product):
        model.history.update(history_date=moment)

    seen, before = [], ""
    for _turn in range(4):
        page = history.page(business, by=None, before=before, size=1)
        seen += [one.subject for one in page.events]
        before = page.older

    assert sorted(seen) == ["", "Produk: Dua", "Produk: Satu", "Produk: Tiga"]
    assert before == ""


@pytest.mark.parametrize(
    "text", ["", "~", "a~b~c", "20260101T000000000000~x~", "00000000T~x~1", "%00~x~1", "9" * 99]
)
def test_a_cursor_that_is_none_shows_the_newest(client_of, petugas, text):
    business = registered(by=petugas)
    assert Cursor.read(text) is None
    url = f"/admin/businesses/business/{business.pk}/history/"
    assert client_of(petugas).get(url, {"sebelum": text}).status_code == 200


def queries_of(client, record):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert history_page(client, record).status_code == 200
    return len(queries)


def test_a_long_history_takes_no_more_queries_than_a_short_one(client_of, petugas, verifikator):
    def grown(times):
        business = registered(by=petugas, category="tenun", products=("A",))
        nib_of(business.owner, by=petugas)
        for number in range(times):
            product = business.products.create(name=f"Produk {number}", category_id=1)
            product.delete()
            business.landmark = str(number)
            registration.revise(business, by=petugas, version=business.version)
            business.refresh_from_db()
        business = verification.submit(business, by=petugas, version=business.version)
        return verification.verify(
            business, by=verifikator, version=business.version, checklist=CHECKED
        )

    client = client_of(verifikator)
    short, long = queries_of(client, grown(1)), queries_of(client, grown(12))

    assert long <= short
    assert long <= 40


def test_consent_and_hours_read_as_dates_and_text(petugas):
    business = registered(by=petugas, consent_given_on=date(2026, 1, 5), consent_manner="form")
    shown = values(found(all_of(business), "added"))
    assert shown["persetujuan publikasi diberikan pada"] == (None, "5 Januari 2026")


def test_owners_are_named_to_those_who_may_open_them(petugas, laporan):
    business = registered(by=petugas, owner=make_owner(name="Mama Uji"))
    assert values(found(all_of(business, by=petugas), "added"))["pemilik"] == (None, "Mama Uji")
    number = str(business.owner_id)
    assert values(found(all_of(business, by=laporan), "added"))["pemilik"] == (None, number)
