"""A card escapes what people typed, wherever it stands."""

import pytest

from directory import state
from tests.directory.listing_rows import listed

HOSTILE = '"><script>alert(1)</script>&amp; <b>'


@pytest.mark.parametrize("field", ["name", "activity", "kelurahan_name"])
def test_what_people_typed_is_escaped(client, register, field):
    listed(1, whatsapp="+6281200000000", **{field: HOSTILE})
    state.note_all()
    page = client.get("/usaha/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp; &lt;b&gt;" in page


def test_the_name_of_a_category_is_escaped(client, register, sei):
    sei.name = HOSTILE
    sei.save()
    listed(0, sector="kuliner", category=sei.slug)
    state.note_all()
    page = client.get("/usaha/").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2  # on the card and among the choices


def test_a_long_activity_is_cut(client, register):
    listed(1, activity="kain " * 60)
    state.note_all()
    assert "kain…" in client.get("/usaha/").text


def test_the_number_itself_stands_on_no_card(client, register):
    listed(1, whatsapp="+6281200000000")
    state.note_all()
    page = client.get("/usaha/").text
    assert "/usaha/KPG-000001/wa/" in page
    assert "81200000000" not in page
