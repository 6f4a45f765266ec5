"""Of each imported value it can be told which row of which file it comes from."""

import pytest
from django.urls import reverse

from businesses import registration
from businesses.models import Business
from imports import origins
from tests.factories import registered
from tests.imports.undone import a_batch, full, list_adds, list_says, row_of

pytestmark = pytest.mark.django_db


def labels(values):
    return [value.label for value in values]


def revised(business, by, **values):
    business = Business.objects.get(pk=business.pk)
    for name, value in values.items():
        setattr(business, name, value)
    return registration.revise(business, by=by, version=business.version)


def test_a_row_tells_file_number_day_and_who(petugas):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Dari daftar")
    row_of(batch, business, "business.landmark", number=7)

    [origin] = origins.origins_of(business)

    assert (origin.row.number, origin.batch.file_name) == (7, "daftar-uji.csv")
    assert (origin.batch.committed_by, labels(origin.kept)) == (petugas, ["Landmark"])


def test_a_value_that_an_officer_changed_since_says_so(petugas, persona):
    other = persona("petugas", username="petugas-dua")
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Dari daftar", phone="+6281200000001")
    row_of(batch, business, "business.landmark", "business.phone")
    revised(business, other, landmark="Dari petugas")

    [origin] = origins.origins_of(business)

    assert labels(origin.kept) == ["Business phone"]
    [changed] = origin.changed
    assert (changed.label, changed.changed_by) == ("Landmark", other)
    assert changed.changed_at is not None


def test_a_value_that_was_set_back_is_that_of_the_list_again(petugas):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, landmark="Dari daftar")
    row_of(batch, business, "business.landmark")
    revised(business, petugas, landmark="Salah")
    revised(business, petugas, landmark="Dari daftar")

    assert origins.origins_of(business)[0].changed == []


def test_the_latest_list_is_the_source_of_a_value(petugas):
    business = registered(by=petugas)
    first, second = a_batch(petugas), a_batch(petugas, file_name="kedua.csv")
    list_says(first, business, landmark="Satu", rt="001")
    row_of(first, business, "business.landmark", "business.rt")
    list_says(second, business, landmark="Dua")
    row_of(second, business, "business.landmark")

    latest, earlier = origins.origins_of(business)

    assert (latest.batch, labels(latest.values)) == (second, ["Landmark"])
    assert (labels(earlier.values), earlier.replaced) == (["RT"], ["Landmark"])


def test_owner_products_and_the_point_are_told_too(petugas):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, lat="-10.170000", lng="123.600000")
    list_says(batch, business.owner, phone="+6281200000001", phone_absent_reason="")
    product = list_adds(batch, business, "Kue")
    row_of(batch, business, "business.point", "owner.phone", "products")
    product.delete()

    [origin] = origins.origins_of(Business.objects.get(pk=business.pk))

    assert labels(origin.kept) == ["Coordinates", "Phone (owner)"]
    assert labels(origin.changed) == ["Products"]


def test_a_new_business_names_every_field_that_its_row_gave(commit):
    commit(full())

    [origin] = origins.origins_of(Business.objects.get())

    names = set(labels(origin.kept))
    assert {"Business name", "Kelurahan", "Products", "KBLI", "NIB", "NIK"} <= names
    assert origin.changed == []


def test_a_name_of_an_earlier_version_breaks_nothing(petugas):
    business = registered(by=petugas)
    row_of(a_batch(petugas), business, "business.gone", "something", "owner.x.y")

    [origin] = origins.origins_of(business)

    assert labels(origin.values) == ["business.gone", "something", "owner.x.y"]


# -- the panel ------------------------------------------------------------------------------------


def page(client, business):
    return client.get(reverse("admin:businesses_business_change", args=[business.pk]))


def test_the_page_of_a_business_shows_where_its_data_come_from(client_of, petugas):
    business = registered(by=petugas)
    batch = a_batch(petugas)
    list_says(batch, business, phone="+6281200000001")
    row_of(batch, business, "business.phone", number=7)

    text = page(client_of(petugas), business).content.decode()

    assert reverse("imports:batch", args=[batch.pk]) in text
    assert "daftar-uji.csv" in text


def test_the_import_of_a_colleague_is_named_but_not_linked(client_of, petugas, persona):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    business = registered(by=petugas)
    batch = a_batch(petugas)
    row_of(batch, business, "business.name")

    text = page(client_of(officer), business).content.decode()

    assert "daftar-uji.csv" in text
    assert reverse("imports:batch", args=[batch.pk]) not in text


def test_who_may_not_see_imports_sees_no_panel(client_of, petugas, perizinan):
    business = registered(by=petugas)
    row_of(a_batch(petugas), business, "business.name")

    assert "daftar-uji.csv" not in page(client_of(perizinan), business).content.decode()


def test_many_rows_take_no_more_queries_than_one(petugas, django_assert_num_queries):
    business = registered(by=petugas)
    fields = ("business.landmark", "owner.phone", "products")
    row_of(a_batch(petugas), business, *fields)
    with django_assert_num_queries(5):  # rows, three histories, people
        origins.origins_of(business)
    for _each in range(5):
        row_of(a_batch(petugas), business, *fields)

    with django_assert_num_queries(5):
        origins.origins_of(business)
