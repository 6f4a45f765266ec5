"""Everything that belongs to a person, and the file made of it, on a page and as a command."""

import io
import json
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import models
from django.http import Http404

from businesses import belongings, dossier
from businesses.models import Business, Disclosure, Owner, Photo
from common.privacy import erased_fields, named_fields
from common.workflow import Refused
from tests.businesses.people import NIK, NPWP, PHONE
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db


# -- what belongs to a person ----------------------------------------------------------------------


def test_everything_that_hangs_on_a_person_is_found_also_in_the_apps_above(person):
    owner, _business = person
    labels = {item.model._meta.label for item in belongings.belongings(owner) if item.keys}
    assert labels == {
        "businesses.Owner",
        "businesses.Business",
        "businesses.Product",
        "businesses.Photo",
        "businesses.VerificationStep",
        "businesses.Disclosure",
        "businesses.DataRequest",
        "businesses.DataRequestStep",
        "licensing.Nib",
        "licensing.NibPeriod",
        "licensing.NibStep",
        "licensing.Letter",
        "licensing.Permit",
        "licensing.Visit",
        "licensing.Document",
        "licensing.AssistanceCase",
        "licensing.CaseStep",
        "imports.ImportedRow",
        "directory.Listing",
    }


def test_nothing_of_a_neighbour_belongs_to_the_person(person, neighbour):
    owner, _business = person
    for item in belongings.belongings(owner):
        if item.model is Owner:
            assert item.keys == {owner.pk}
        if item.model is Business:
            assert neighbour.pk not in item.keys


# What may hold words of a person and stays all the same, with the reason. A new field of text
# fails here until somebody decides.
STAYS = {
    "Owner.kind": "choice",
    "Business.code": "the registry number",
    "Business.opening_hours": "of the business",
    "Photo.alt": "the photo goes as a whole",
    "Nib.number": "of the licence; one NIB has one owner, also afterwards",
    "Permit.number": "of the licence",
    "Letter.number": "of the letter",
    "Letter.title": "of the template",
    "Letter.letterhead": "of the dinas",
    "Letter.signed_at": "a place",
    "Letter.signer_position": "of an official",
    "Letter.signer_name": "of an official",
    "Letter.signer_number": "of an official",
    "Document.content_type": "kind of file",
    "Document.sha256": "checksum of a file that is gone",
    "DuplicatePair.reasons": "codes",
    "Merge.taken": "names of fields",
    "Merge.moved": "keys",
    "FormerCode.code": "a registry number",
    "VerificationStep.checklist": "ticks",
    "ImportedRow.bucket": "choice",
    "ImportedRow.fields": "names of fields",
    "UploadRow.bucket": "choice",
}


def test_every_text_about_a_person_goes_or_was_decided_to_stay():
    reached, waiting = {Owner}, [Owner]
    while waiting:
        for model, _column in belongings._relations(waiting.pop()):
            if model not in reached:
                reached.add(model)
                waiting.append(model)
    texts = (models.CharField, models.TextField, models.JSONField, models.FileField)
    undecided = set()
    for model in reached - {Photo}:
        decided = {field.name for field in erased_fields(model) + named_fields(model)}
        for field in model._meta.concrete_fields:
            is_step = field.name in {"action", "from_status", "to_status"}
            is_text = isinstance(field, texts) and not field.choices and not is_step
            if is_text and field.name not in decided and model.__name__ != "Listing":
                undecided.add(f"{model.__name__}.{field.name}")
    assert undecided - STAYS.keys() == set()


# -- the person's file -----------------------------------------------------------------------------


def test_the_file_holds_every_table_and_says_who_saw_it(person, administrator):
    owner, business = person
    file = dossier.dossier(owner, by=administrator)
    text = "\n".join(dossier.as_text(file))

    for value in (
        *("Tincewati Manafeuji", "Tnc-lama", NIK, NPWP, PHONE, "tince@example.org", "Rumah Uji 12"),
        *("4 Maret 1971", "pakai tongkat", business.code, "98765043210", "Sambal Tincewati"),
        *("Mama Tincewati di dapur", "0000111122223", "SLHS-1", "Telepon Tincewati dulu"),
        *("Tincewati tidak di rumah", "Salah nama Tincewati", "SKT-UJI"),
        *("ktp-tincewati", "daftar.csv", "ekspor nama Tincewati", "Saya, Tincewati, minta"),
    ):
        assert value in text, value
    assert "Tnc-lama Manafeuji → Tincewati Manafeuji" in text
    assert file.looks[0].lines[1].value == str(administrator)
    row = next(part for part in file.held if part.table == "imports.importedrow").entries[0]
    assert "7" in [line.value for line in row.lines]
    assert "a" * 64 not in text


def test_making_the_file_is_a_look_and_counts_towards_the_limit(person, administrator, settings):
    owner, _business = person
    settings.REVEAL_LIMIT_PER_HOUR = 1
    dossier.dossier(owner, by=administrator)
    assert Disclosure.objects.filter(owner=owner, kind="dossier", by=administrator).count() == 1
    with pytest.raises(Refused):
        dossier.dossier(owner, by=administrator)


def test_without_the_permission_to_reveal_the_number_is_masked(person, administrator):
    owner, _business = person
    group = administrator.groups.get()
    for codename in ("reveal_nik", "view_restricted"):
        group.permissions.remove(group.permissions.get(codename=codename))
    administrator = type(administrator).objects.get(pk=administrator.pk)

    text = dossier.as_json(dossier.as_data(dossier.dossier(owner, by=administrator)))

    assert NIK not in text
    assert NPWP not in text
    assert "9900••••••••7654" in text
    assert "pakai tongkat" not in text
    assert "98765043210" not in text


def test_only_the_desk_makes_a_file(person, perizinan, persona):
    owner, _business = person
    with pytest.raises(PermissionDenied):
        dossier.dossier(owner, by=perizinan)
    with pytest.raises(Http404):
        dossier.dossier(owner, by=persona("admin", username="admin-alak", kelurahan="Alak"))
    assert not Disclosure.objects.filter(kind="dossier").exists()


def test_the_file_of_a_person_names_the_entities_under_the_same_nik(person, petugas, administrator):
    owner, _business = person
    registered(by=petugas, owner=make_owner(kind="cv", name="CV Lain Uji", nik=NIK))
    assert "CV Lain Uji" in "\n".join(dossier.as_text(dossier.dossier(owner, by=administrator)))


# -- the command -----------------------------------------------------------------------------------


def run(*args, stdin=""):
    out, before = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        call_command("personal_data", *args, stdout=out)
    finally:
        sys.stdin = before
    return out.getvalue()


def test_the_command_takes_a_registry_number_a_key_or_a_nik_from_standard_input(
    person, administrator
):
    owner, business = person
    assert "Tincewati" in run(business.code, "--user", "admin")
    assert "Tincewati" in run(str(owner.pk), "--user", "admin")
    files = json.loads(run("--nik-stdin", "--user", "admin", "--format", "json", stdin=f"{NIK}\n"))
    assert [file["owner"] for file in files] == [owner.pk]
    assert files[0]["looks"]
    assert Disclosure.objects.filter(kind="dossier", by=administrator).count() == 3


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (["KPG-999999", "--user", "admin"], ""),
        (["999999", "--user", "admin"], ""),
        ([NIK, "--user", "admin"], ""),
        (["9900 0000 0098 7654", "--user", "admin"], ""),
        (["--user", "admin"], ""),
        (["1", "--nik-stdin", "--user", "admin"], NIK),
        (["--nik-stdin", "--user", "admin"], "9900000000000000"),
        (["--nik-stdin", "--user", "admin"], "123"),
        (["--nik-stdin", "--user", "admin"], "-"),
        (["1", "--user", "nobody"], ""),
        (["1", "--user", "perizinan"], ""),
        (["1"], ""),
    ],
)
def test_the_command_refuses_what_names_nobody_or_is_not_allowed(person, args, stdin):
    if args[0] == "1":
        args = [str(person[0].pk), *args[1:]]
    with pytest.raises(CommandError):
        run(*args, stdin=stdin)
    assert not Disclosure.objects.filter(kind="dossier").exists()
