"""Migrations, checks and reference data: what `setup` and the continuous checks rely on."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts import roles
from businesses.models import Category, Kbli, Kecamatan, Kelurahan
from common import reference

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


def test_system_checks_are_silent():
    call_command("check", fail_level="WARNING")


def test_reference_data_is_complete(register):
    assert Kecamatan.objects.count() == 6
    assert Kelurahan.objects.count() == 51
    assert Kbli.objects.filter(edition="2025").count() == 172
    flagships = Category.objects.flagships().values_list("name", flat=True)
    assert set(flagships) == {"Olahan Sei", "Tenun"}
    assert not Category.objects.filter(parent__parent__isnull=False).exists()


def test_places_have_their_official_codes(register):
    fontein = Kelurahan.objects.get(code="53.71.05.1008")
    assert (fontein.name, fontein.kecamatan.name, fontein.postal_code) == (
        "Fontein",
        "Kota Raja",
        "85112",
    )
    twins = Kelurahan.objects.filter(name__in=Kecamatan.objects.values("name"))
    assert set(twins.values_list("name", flat=True)) == {
        "Alak",
        "Maulafa",
        "Kelapa Lima",
        "Oebobo",
    }


def test_loading_twice_changes_nothing(register):
    for table in reference.load_all():
        assert (table.new, table.changed, table.retired) == (0, 0, 0), table.model


def test_a_code_that_left_the_file_is_retired_and_an_edit_of_staff_stays(register):
    Kbli.objects.create(edition="2025", code="99999", title="Dihapus", is_reference=True)
    copied = Kbli.objects.create(edition="2020", code="10130", title="Dari dokumen")
    Category.objects.filter(slug="tenun").update(name_en="Handwoven ikat")

    loaded = {table.model: table for table in reference.load_all()}

    assert loaded["businesses.Kbli"].retired == 1
    assert Kbli.objects.get(code="99999").is_active is False
    copied.refresh_from_db()
    assert copied.is_active
    assert Category.objects.get(slug="tenun").name_en == "Handwoven ikat"


def test_roles_are_the_six_of_the_table_and_keep_no_more(register):
    group = Group.objects.get(name="Petugas Laporan")
    group.permissions.add(*Group.objects.get(name="Administrator").permissions.all())

    roles.sync()

    for role in roles.ROLES:
        held = Group.objects.get(name=role.name).permissions.select_related("content_type")
        assert {f"{p.content_type.app_label}.{p.codename}" for p in held} == role.permissions
    assert len(roles.ROLES) == 6


def test_nobody_may_delete_a_record(register):
    precious = ("business", "owner", "nib", "permit", "assistancecase", "user", "document")
    for role in roles.ROLES:
        deletes = {name for name in role.permissions if ".delete_" in name}
        assert not any(name.endswith(f"delete_{model}") for name in deletes for model in precious)
