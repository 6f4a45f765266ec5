"""Matching: new, same, changed or duplicate, and nothing imported twice."""

import pytest

from businesses import registration
from businesses.models import Business
from imports.models import ImportedRow
from tests.factories import invented_nik, registered
from tests.factories import make_owner as owner_of
from tests.imports.lists import counts, invented_name, many, one, reasons

pytestmark = pytest.mark.django_db

NIK = "9900000000990001"
OTHER_NIK = "9900000000990002"


def labels(result) -> list[str]:
    """The names of the fields that the first row changes."""
    return [change.label for change in result.drafts[0].changes]


def test_a_row_that_was_imported_is_the_same(commit, check):
    commit(one())

    assert counts(check(one())) == [0, 0, 1, 0, 0]
    assert counts(check(one(**{"Nama Usaha": " KIOS  melati"}))) == [0, 0, 1, 0, 0]


def test_it_stays_the_same_after_an_officer_corrected_the_record(commit, check, petugas):
    commit(one(Kegiatan="jual nasi"))
    business = Business.objects.get()
    business.name, business.activity = "Kios Melati Jaya", "jual nasi dan kue"
    registration.revise(business, by=petugas, version=business.version)

    assert counts(check(one(Kegiatan="jual nasi"))) == [0, 0, 1, 0, 0]


def test_a_row_that_says_something_new_is_changed(commit, check):
    commit(one(Kegiatan="jual nasi", HP="0812 0000 0001"))

    changed = one(Kegiatan="jual kue", HP="+62 812 0000 0001")
    result = check(changed)

    assert counts(result) == [0, 1, 0, 0, 0]
    assert labels(result) == ["activity"]
    assert Business.objects.get().activity == "jual nasi"
    assert counts(commit(changed)) == [0, 1, 0, 0, 0]
    assert Business.objects.get().activity == "jual kue"
    assert counts(check(changed)) == [0, 0, 1, 0, 0]


def test_what_the_row_leaves_empty_is_no_difference(commit, check):
    commit(one(Kegiatan="jual nasi", **{"Tahun Berdiri": "2015", "Produk": "Nasi, Kue"}))

    assert counts(check(one(Kegiatan="", Produk="Nasi"))) == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"Kategori": "Kriya"}, ["category"]),
        ({"Produk": "Nasi, Kopi"}, ["products"]),
        ({"KBLI": "10792", "kbli_edition": "2025"}, ["KBLI"]),
        ({"NIK": OTHER_NIK}, ["NIK"]),
        ({"NPWP": "9900000000990009"}, ["NPWP"]),
        ({"NIB": "0000000099001", "Tanggal NIB": "5/3/2022"}, ["NIB"]),
        ({"Omset": "5 juta", "JK": "P"}, ["gender", "annual sales in rupiah"]),
    ],
)
def test_every_kind_of_difference_is_named(commit, check, cells, fields):
    commit(one(Kategori="Kuliner", Produk="Nasi"))

    result = check(one(**{"Kategori": "Kuliner", "Produk": "Nasi", **cells}))

    assert counts(result) == [0, 1, 0, 0, 0]
    assert labels(result) == fields


def test_a_record_that_an_officer_typed_is_found_by_names_and_address(check, petugas):
    owner = owner_of(name="Ester  Uji")
    registered(by=petugas, owner=owner, name="KIOS MELATI", address="Jl. Cendana")

    assert counts(check(one())) == [0, 0, 1, 0, 0]


def test_a_record_that_an_officer_typed_is_found_by_nik_and_business_name(check, petugas):
    registered(
        by=petugas,
        owner=owner_of(nik=NIK, name="Ester Uji"),
        name="Kios Melati",
        address="Jl. Lama",
    )

    result = check(one(NIK=NIK))

    assert counts(result) == [0, 1, 0, 0, 0]
    assert labels(result) == ["address"]


def test_of_several_businesses_of_that_name_the_one_in_the_kelurahan_is_meant(check, petugas):
    owner = owner_of(nik=NIK, name="Ester Uji")
    registered(by=petugas, owner=owner, name="Kios Melati", kelurahan="Oesapa")
    here = registered(by=petugas, owner=owner, name="Kios Melati")

    assert check(one(NIK=NIK)).drafts[0].business_id == here.pk


def test_a_row_found_to_be_the_same_leaves_a_trace_once(commit, petugas):
    registered(
        by=petugas, owner=owner_of(name="Ester Uji"), name="Kios Melati", address="Jl. Cendana"
    )

    first, second = commit(one()), commit(one())

    assert (first.batch is not None, second.batch) == (True, None)
    assert ImportedRow.objects.get().business == Business.objects.get()


def test_a_row_that_repeats_an_earlier_one_is_a_duplicate_of_it(check):
    result = check(many({}, {"Nama Usaha": "Bengkel Tabir"}, {"Nama Pemilik": "ESTER UJI"}))

    assert counts(result) == [2, 0, 0, 1, 0]
    assert (result.drafts[2].twin, result.drafts[2].likeness) == (2, 0)


def test_a_duplicate_says_what_is_not_taken_over(check):
    result = check(many({"HP": "081200000001"}, {"HP": "081200000002"}))

    assert counts(result) == [1, 0, 0, 1, 0]
    assert result.drafts[1].differs == ["HP"]


def test_two_people_of_one_name_at_one_address_are_told_apart_by_their_nik(check):
    result = check(many({"NIK": NIK}, {"NIK": OTHER_NIK}, {"NIK": ""}))

    assert counts(result) == [2, 0, 0, 1, 0]


def test_a_row_is_no_duplicate_of_one_that_is_rejected(check):
    result = check(many({"HP": "0812"}, {"HP": "0812 0000 0001"}))

    assert counts(result) == [1, 0, 0, 0, 1]


def test_a_second_stall_of_the_same_name_waits_for_a_person_to_say_that_it_is_one(check):
    data = many({"NIK": NIK}, {"NIK": NIK, "Alamat Usaha": "Pasar Oeba"})
    result = check(data)

    assert counts(result) == [1, 0, 0, 1, 0]
    assert (result.drafts[1].twin, result.drafts[1].likeness >= 60) == (2, True)

    result = check(data, said={3: "new"})
    assert counts(result) == [2, 0, 0, 0, 0]
    assert result.drafts[1].warnings[-1].reason == (
        "Row 2 has the same NIK and business name at another address."
    )


def test_a_file_with_duplicates_is_the_same_as_a_whole_when_it_comes_again(commit):
    data = many({}, {"HP": "081200000001"}, {"Nama Usaha": "Kios Mawar"})

    assert counts(commit(data)) == [2, 0, 0, 1, 0]
    assert counts(commit(data)) == [0, 0, 3, 0, 0]
    assert Business.objects.count() == 2


def test_corrected_rows_of_a_file_are_new_and_the_others_the_same(commit):
    commit(many({}, {"Nama Usaha": "Kios Mawar", "Kelurahan": "Fontain"}))

    result = commit(many({}, {"Nama Usaha": "Kios Mawar"}))

    assert counts(result) == [1, 0, 1, 0, 0]
    assert Business.objects.count() == 2


def test_matching_needs_no_query_per_row(commit, check, django_assert_max_num_queries):
    def rows(number: int) -> bytes:
        return many(
            *(
                {"Nama Usaha": invented_name(n), "NIK": f"99000001{n:08d}", "NIB": f"00099{n:08d}"}
                for n in range(number)
            )
        )

    commit(rows(30))
    with django_assert_max_num_queries(20):
        few = check(many({"Nama Usaha": "Bengkel Tabir", "NIK": invented_nik()}))
    with django_assert_max_num_queries(20):
        many_changed = check(rows(300).replace(b"Jl. Cendana", b"Jl. Baru"))

    assert reasons(few) == []
    assert counts(many_changed) == [270, 30, 0, 0, 0]
