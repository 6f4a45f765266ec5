"""Profiles elsewhere: handles and addresses as people type them."""

import pytest

from directory.profiles import handle_of


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("@sei.oma", "sei.oma"),
        ("sei.oma", "sei.oma"),
        ("https://www.instagram.com/sei.oma/", "sei.oma"),
        ("https://www.instagram.com/sei.oma?igsh=abc", "sei.oma"),
        ("instagram.com/sei.oma?igsh=abc", "sei.oma"),
        ("https://www.tiktok.com/@sei.oma", "sei.oma"),
        ("https://www.facebook.com/profile.php?id=1000", "profile.php?id=1000"),
        ("https://www.facebook.com/profile.php?id=<b>", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_profile_is_found(typed, handle):
    assert handle_of(typed) == handle
