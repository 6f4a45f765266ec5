"""What a finger hits on the public pages: 44 pixels high, or not at all (WCAG 2.2, 2.5.8)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted(Path(settings.BASE_DIR, "static", "directory").glob("*.css"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CHOICES = (".choice input", ".box input")  # the whole line is their label


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_no_target_is_lower_than_a_finger(sheet):
    for selector, rule in RULE.findall(sheet.read_text(encoding="utf-8")):
        for height in re.findall(r"min-height: (\d+)px", rule):
            assert int(height) >= 44 or selector.strip() in CHOICES, selector


@pytest.mark.parametrize("link", [".trail a", ".menu a", ".columns caption a"])
def test_links_that_stand_alone_are_high_enough(link):
    rules = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    found = [rule for selector, rule in RULE.findall(rules) if link in selector]
    assert any("min-height: 44px" in rule for rule in found)
