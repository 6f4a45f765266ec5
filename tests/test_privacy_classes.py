"""Every field of every model has one privacy class, and what is restricted stays so."""

from django.apps import apps
from django.db import models

from accounts.models import User
from businesses.models import Business, Owner
from common import privacy
from common.privacy import PrivacyClass
from directory.models import Listing
from licensing.models import Document, Nib


def test_every_field_is_classified_once():
    assert privacy.check_every_field_is_classified(None) == []


def test_an_unclassified_field_is_an_error(monkeypatch):
    monkeypatch.setattr(Owner.Privacy, "restricted", {"nik_encrypted", "npwp_encrypted"})

    errors = privacy.check_every_field_is_classified(None)

    assert [error.msg for error in errors] == ["businesses.Owner: unclassified: disability"]


def test_a_field_in_two_classes_is_an_error(monkeypatch):
    monkeypatch.setattr(Nib.Privacy, "public", {"status", "verified_on", "number"})

    errors = privacy.check_every_field_is_classified(None)

    assert [error.msg for error in errors] == ["licensing.Nib: classified twice: number"]


def test_the_check_looks_at_all_our_models():
    labels = {model._meta.app_label for model in privacy.own_models()}
    assert labels == {"accounts", "businesses", "licensing", "imports", "directory"}


def test_what_the_law_calls_specific_data_is_restricted():
    expected = {
        Owner: {"nik_encrypted", "npwp_encrypted", "disability"},
        Business: {"capital", "capital_band", "annual_sales", "sales_year", "sales_band"},
        User: {"password"},
        Document: {"file"},
    }
    for model, fields in expected.items():
        assert privacy.declared(model)[PrivacyClass.RESTRICTED] == fields


def test_no_field_of_the_owner_is_public():
    classes = privacy.declared(Owner)
    assert not classes[PrivacyClass.PUBLIC] | classes[PrivacyClass.CONSENTED]


def test_the_projection_holds_public_and_consented_fields_only():
    classes = privacy.declared(Listing)
    assert not classes[PrivacyClass.INTERNAL] | classes[PrivacyClass.RESTRICTED]


def test_no_model_stores_a_nik_in_the_clear():
    """A column called nik would hold one; the only columns are the token and the digest."""
    names = {
        field.name
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.Field) and ("nik" in field.name or "npwp" in field.name)
    }
    assert names == {
        "nik_encrypted",
        "nik_digest",
        "nik_absent_reason",
        "npwp_encrypted",
        "npwp_digest",
    }


def test_an_unknown_field_counts_as_restricted():
    assert privacy.class_of(Owner, "shoe_size") is PrivacyClass.RESTRICTED
