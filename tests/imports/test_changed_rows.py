"""Changed rows: written field by field, by the rules that an officer's form has too."""

import pytest

from businesses import registration, words
from businesses.models import Business, Owner
from common.encryption import digest
from common.workflow import StaleVersion
from imports.models import ImportedRow
from licensing.models import Nib, Permit
from tests.factories import make_owner, published, registered
from tests.imports.lists import counts, many, one, reasons

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"
OTHER_NIK = "9900000000990002"


@pytest.fixture
def stored(petugas) -> Business:
    """The business of the usual row, typed by an officer."""
    owner = make_owner(name="Ester Uji", nik=NIK, phone="+6281200000001")
    return registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")


def warned(result) -> list[tuple[str, str]]:
    """(column, reason) of what is worth a look, but for invented NIKs, which look invented."""
    return [(one.column, one.reason) for one in result.warnings if one.column != "NIK"]


def test_values_are_filled_in_and_replaced(commit, stored):
    result = commit(one(NIK=NIK, HP="081200000002", Kegiatan="jual nasi", RT="5"))

    assert counts(result) == [0, 1, 0, 0, 0]
    stored.refresh_from_db()
    assert (stored.activity, stored.rt, stored.version) == ("jual nasi", "005", 2)
    assert stored.owner.phone == "+6281200000002"
    row = ImportedRow.objects.get()
    assert (row.business, row.bucket) == (stored, "changed")
    assert set(row.fields) == {"owner.phone", "business.activity", "business.rt"}


def test_every_record_that_changed_says_by_which_import_and_whom(commit, stored, petugas):
    batch = commit(one(NIK=NIK, HP="081200000002", Kegiatan="jual nasi")).batch

    for record in (stored, stored.owner):
        latest = record.history.latest()
        assert (latest.history_change_reason, latest.history_user, latest.history_type) == (
            f"import {batch.pk}",
            petugas,
            "~",
        )
    assert (stored.history.count(), stored.owner.history.count()) == (2, 2)


def test_a_blank_cell_wipes_nothing(commit, stored):
    stored.activity = "jual kain"
    stored.save()

    result = commit(one(NIK=NIK, HP="", Kegiatan="-", Patokan=""))

    assert counts(result) == [0, 0, 1, 0, 0]
    stored.refresh_from_db()
    assert (stored.activity, stored.owner.phone) == ("jual kain", "+6281200000001")


@pytest.mark.parametrize(
    ("changes", "phone", "activity", "again"),
    [
        ("replace", "+6281200000002", "jual nasi", "same"),
        ("fill", "+6281200000001", "jual nasi", "same"),
        ("leave", "+6281200000001", "", "changed"),
    ],
)
def test_what_becomes_of_stored_values_is_chosen(commit, stored, changes, phone, activity, again):
    data = one(NIK=NIK, HP="081200000002", Kegiatan="jual nasi")

    assert counts(commit(data, changes=changes)) == [0, 1, 0, 0, 0]

    stored.refresh_from_db()
    assert (stored.owner.phone, stored.activity) == (phone, activity)
    assert commit(data).counts[again] == 1, "a row of which nothing was written comes again"


def test_a_verified_business_whose_substance_changes_goes_back_to_the_queue(
    check, commit, petugas, verifikator
):
    owner = make_owner(name="Ester Uji", nik=NIK)
    business = published(
        by=petugas, verifier=verifikator, owner=owner, name="Kios Melati", address="Jl. Cendana"
    )
    data = one(NIK=NIK, **{"Alamat Usaha": "Jl. Baru 7"})

    assert check(data).drafts[0].sends_back
    commit(data)

    business.refresh_from_db()
    assert business.verification_status == Business.Verification.SUBMITTED
    assert business.verified_on is None
    assert business.steps.latest("pk").note == "Changed: address"


def test_one_whose_phone_changes_stays_verified(check, commit, petugas, verifikator):
    owner = make_owner(name="Ester Uji", nik=NIK)
    business = published(
        by=petugas, verifier=verifikator, owner=owner, name="Kios Melati", address="Jl. Cendana"
    )
    data = one(NIK=NIK, WA="081200000002")

    assert not check(data).drafts[0].sends_back
    commit(data)

    business.refresh_from_db()
    assert business.verification_status == Business.Verification.VERIFIED
    assert business.whatsapp == "+6281200000002"


def test_products_and_categories_are_added_and_none_is_taken_away(commit, stored):
    commit(one(NIK=NIK, Produk="Nasi, Kue", Kategori="Kuliner"))
    commit(one(NIK=NIK, Produk="Kue, Kopi", Kategori="Kriya"))

    assert [product.name for product in stored.products.order_by("order")] == [
        "Nasi",
        "Kue",
        "Kopi",
    ]
    stored.refresh_from_db()
    assert stored.primary_category.name == "Kuliner"
    assert [category.name for category in stored.categories.all()] == ["Kriya"]


def test_a_nik_is_filled_in_where_none_was(commit, petugas):
    owner = make_owner(name="Ester Uji")
    registered(by=petugas, owner=owner, name="Kios Melati", address="Jl. Cendana")

    assert counts(commit(one(NIK=NIK))) == [0, 1, 0, 0, 0]

    owner = Owner.objects.get()
    assert (owner.reveal_nik(), owner.nik_absent_reason) == (NIK, "")
    assert owner.nik_digest == digest(NIK, kind="nik")


def test_a_nik_is_never_replaced(commit, stored):
    result = commit(one(NIK=OTHER_NIK))

    assert reasons(result) == [
        (2, "NIK", "The register has another number for this owner; correct the wrong one.")
    ]
    assert Owner.objects.get().reveal_nik() == NIK


def test_a_nik_that_another_owner_has_is_not_given_twice(check, petugas):
    registered(by=petugas, owner=make_owner(name="Ester Uji"), name="Kios Melati",
               address="Jl. Cendana")  # fmt: skip
    registered(by=petugas, owner=make_owner(name="Ester Uji", nik=NIK), name="Bengkel Tabir")

    assert reasons(check(one(NIK=NIK))) == [
        (2, "NIK", "This NIK belongs to another owner of the register; compare the cards.")
    ]


def test_who_the_owner_is_stays_and_the_row_says_so(commit, stored):
    result = commit(one(NIK=NIK, **{"Nama Pemilik": "Ester M. Uji", "Kegiatan": "jual nasi"}))

    assert Owner.objects.get().name == "Ester Uji"
    assert [reason for _column, reason in warned(result)] == [
        "The register says otherwise who the owner is; a list does not change that."
    ]


def test_consent_of_a_registered_business_is_no_matter_of_a_list(commit, stored):
    result = commit(
        one(NIK=NIK, consent_given_on="1/2/2024", consent_manner="formulir", publishes_contact="ya")
    )

    stored.refresh_from_db()
    assert (stored.consent_given_on, stored.publishes_contact) == (None, False)
    assert counts(result) == [0, 0, 1, 0, 0]
    assert len(warned(result)) == 3


def test_a_nib_is_recorded_and_another_one_is_refused(commit, check, stored):
    assert counts(commit(one(NIK=NIK, NIB="0000000099001"))) == [0, 1, 0, 0, 0]

    assert Nib.objects.get().owner == stored.owner
    assert reasons(check(one(NIK=NIK, NIB="0000000099002", Kegiatan="x"))) == [
        (
            2,
            "NIB",
            "The register has another NIB for this owner; one owner has one NIB: correct it.",
        )
    ]


def test_permits_are_recorded_with_the_product_of_the_row(commit, stored):
    data = one(NIK=NIK, Produk="Abon", **{"P-IRT": "0000000000001-31"})

    assert counts(commit(data)) == [0, 1, 0, 0, 0]
    permit = Permit.objects.get()
    assert (permit.product.name, permit.status) == ("Abon", Permit.Status.GRANTED)
    assert counts(commit(data.replace(b"Jl. Cendana", b"JL CENDANA"))) == [0, 0, 1, 0, 0]


def test_a_permit_of_which_nobody_knows_the_product_is_told(commit, stored):
    result = commit(one(NIK=NIK, Produk="Abon, Dendeng", **{"P-IRT": "0000000000001-31"}))

    assert not Permit.objects.exists()
    assert "permits" not in ImportedRow.objects.get().fields
    assert [column for column, _reason in warned(result)] == ["Produk"]


def test_two_rows_of_one_business_do_not_overwrite_each_other(commit, stored):
    result = commit(many({"Kegiatan": "jual nasi"}, {"Kegiatan": "jual kue"}, NIK=NIK))

    assert counts(result) == [0, 1, 0, 1, 0]
    assert (result.drafts[1].twin, result.drafts[1].differs) == (2, ["Kegiatan"])
    stored.refresh_from_db()
    assert stored.activity == "jual nasi"


def test_two_businesses_of_one_owner_that_say_two_phones_keep_the_first(commit, petugas, stored):
    registered(by=petugas, owner=stored.owner, name="Bengkel Tabir", address="Jl. Cendana")

    result = commit(
        many({"HP": "081200000002"}, {"HP": "081200000003", "Nama Usaha": "Bengkel Tabir"}, NIK=NIK)
    )

    assert counts(result) == [0, 1, 1, 0, 0]
    assert Owner.objects.get().phone == "+6281200000002"
    assert [reason for _column, reason in warned(result)] == [
        "Row 2 gives another value for this owner; that one is taken."
    ]


def test_a_row_finds_its_business_by_the_registry_number(commit, check, stored):
    assert counts(commit(one(Kode=stored.code, **{"Nama Usaha": "Kios Mawar"}))) == [0, 1, 0, 0, 0]

    stored.refresh_from_db()
    assert stored.name == "Kios Mawar"
    assert reasons(check(one(Kode="KPG-999999"))) == [
        (2, "Kode", "No business has this registry number; correct it.")
    ]


def test_a_record_outside_the_work_area_is_not_changed(commit, persona, petugas):
    owner = make_owner(name="Ester Uji", nik=NIK)
    far = registered(by=petugas, owner=owner, name="Kios Melati", kelurahan="Oesapa")
    officer = persona("petugas", username="fontein", kelurahan="Fontein")

    result = commit(one(NIK=NIK, Kegiatan="jual nasi"), by=officer)

    assert counts(result) == [0, 0, 0, 0, 1]
    assert [reason for _row, _column, reason in reasons(result)] == [
        "Its record lies outside your work area."
    ]
    assert result.drafts[0].changes == []
    far.refresh_from_db()
    assert far.activity == ""


def test_an_account_that_may_not_change_businesses_adds_new_ones_only(commit, petugas, stored):
    group = petugas.groups.get()
    group.permissions.remove(group.permissions.get(codename="change_business"))

    officer = type(petugas).objects.get(pk=petugas.pk)  # without the permissions it remembers
    data = many({"Kegiatan": "jual nasi", "NIK": NIK}, {"Nama Usaha": "Bengkel Tabir"})

    result = commit(data, by=officer)

    assert counts(result) == [1, 0, 0, 0, 1]


def test_figures_bring_the_scale_with_them(commit, stored):
    commit(one(NIK=NIK, Omset="3 miliar"))

    stored.refresh_from_db()
    assert (stored.annual_sales, stored.scale, stored.scale_basis) == (
        3_000_000_000,
        "kecil",
        "sales",
    )


def test_a_new_name_is_found_by_the_search_of_the_back_office(commit, stored, petugas):
    commit(one(Kode=stored.code, **{"Nama Usaha": "Kios Cendrawasih"}))

    assert list(words.matching(Business.objects.all(), "cendrawas")) == [stored]
    assert not words.matching(Business.objects.all(), "melati").exists()


def test_an_officer_who_has_the_form_open_is_not_overwritten(commit, stored, petugas):
    opened = stored.version
    commit(one(NIK=NIK, Kegiatan="jual nasi"))

    stored.activity = "jual kain"
    with pytest.raises(StaleVersion):
        registration.revise(stored, by=petugas, version=opened)
