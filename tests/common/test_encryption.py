"""NIK at rest: unreadable without the key, found without being read."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from businesses.models import Owner
from common.encryption import Undecipherable, decrypt, digest, encrypt
from tests.factories import invented_nik, make_owner, registered


def test_a_token_shows_nothing_and_is_read_again():
    token = encrypt("9900000000000001")
    assert "9900" not in token
    assert decrypt(token) == "9900000000000001"
    assert encrypt("") == ""
    assert decrypt("") == ""


def test_the_same_text_gives_another_token_but_the_same_digest():
    assert encrypt("9900") != encrypt("9900")
    assert digest("9900", kind="nik") == digest("9900", kind="nik")
    assert digest("9900", kind="nik") != digest("9900", kind="npwp")


def test_a_digest_needs_the_key(settings):
    before = digest("9900", kind="nik")
    settings.FIELD_DIGEST_KEY = "another"
    assert digest("9900", kind="nik") != before


def test_a_token_of_a_lost_key_says_so(settings):
    token = encrypt("9900")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Undecipherable, match="FIELD_ENCRYPTION_KEYS"):
        decrypt(token)


@pytest.mark.django_db
def test_rotation_leaves_nothing_under_the_old_key(settings, petugas):
    nik = invented_nik()
    owner = make_owner(nik=nik)
    owner.set_npwp(nik)
    registered(by=petugas, owner=owner)
    old, new = settings.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()

    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_ENCRYPTION_KEYS = [new]

    stored = Owner.objects.get(pk=owner.pk)
    assert (stored.reveal_nik(), stored.reveal_npwp()) == (nik, nik)
    assert decrypt(stored.history.first().nik_encrypted) == nik
    assert Owner.objects.with_nik(nik).get() == stored


@pytest.mark.django_db
def test_rotation_without_the_old_key_changes_nothing(settings, petugas):
    owner = registered(by=petugas, owner=make_owner(nik=invented_nik())).owner
    token = Owner.objects.get(pk=owner.pk).nik_encrypted
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rotate_keys", verbosity=0)

    assert Owner.objects.get(pk=owner.pk).nik_encrypted == token
