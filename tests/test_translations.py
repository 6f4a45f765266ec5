"""Everything on screen is Indonesian first: the catalogue is complete, and its forms fit."""

import re

import polib
import pytest
from django.utils import translation

from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(messages.CATALOGUE))


@pytest.fixture(scope="module")
def texts():
    return messages.extract()


def test_texts_are_found_in_code_and_templates(texts):
    files = {file for found in texts.values() for file in found}
    assert len(texts) > 400
    assert any(file.endswith(".html") for file in files)
    assert any(file.startswith("licensing/") for file in files)


def test_every_text_has_an_indonesian_translation(catalogue, texts):
    translated = {
        messages.Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None)
        for entry in catalogue
        if entry.translated()
    }
    missing = {text: files for text, files in texts.items() if text not in translated}
    assert missing == {}, "run tools/messages.py and translate"


def test_nothing_is_fuzzy_or_left_over(catalogue, texts):
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
    known = {
        messages.Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None) for entry in catalogue
    }
    assert known - texts.keys() == set()


def test_translations_keep_the_placeholders(catalogue):
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        given = entry.msgstr or "".join(entry.msgstr_plural.values())
        if entry.msgid_plural:
            wanted |= set(PLACEHOLDER.findall(entry.msgid_plural))
        assert set(PLACEHOLDER.findall(given)) == wanted, entry.msgid


def test_indonesian_is_the_language_without_a_prefix():
    assert translation.get_language() == "id"
    assert translation.gettext("Awaiting verification") == "Menunggu verifikasi"
