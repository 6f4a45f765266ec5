"""Nearest first: from a position that the visitor gave by a click, a hundred metres coarse."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from businesses.models import Kelurahan
from directory import positions, state
from tests.directory.listing_rows import listed


@pytest.fixture
def three(register):
    """In Oebobo without a point, in Oebobo with one 1 km from its middle, and in Alak."""
    oebobo = Kelurahan.objects.get(name="Oebobo")
    alak = Kelurahan.objects.get(name="Alak")
    listed(1, name="Tengah", kelurahan=oebobo.code, kecamatan=oebobo.code[:8])
    listed(
        2,
        name="Pinggir",
        kelurahan=oebobo.code,
        kecamatan=oebobo.code[:8],
        lat=float(oebobo.lat) + 0.009,
        lng=oebobo.lng,
    )
    listed(3, name="Jauh", kelurahan=alak.code, kecamatan=alak.code[:8])
    state.note_all()
    return oebobo


def names(response) -> list[str]:
    return [card.name for card in response.context_data["cards"]]


def at(place: Kelurahan, north: float = 0.0) -> str:
    return f"{float(place.lat) + north:.3f},{place.lng:.3f}"


def test_the_nearest_come_first(client, three):
    assert names(client.get(f"/usaha/?urut=terdekat&di={at(three)}")) == [
        "Tengah",
        "Pinggir",
        "Jauh",
    ]
    further_north = client.get(f"/usaha/?urut=terdekat&di={at(three, 0.009)}")
    assert names(further_north) == ["Pinggir", "Tengah", "Jauh"]
    assertContains(further_north, "· ± 100 m")
    assertContains(further_north, "· ± 1 km")


def test_filters_and_a_text_hold_among_the_nearest(client, three):
    query = f"urut=terdekat&di={at(three)}&kecamatan={three.code[:8]}"
    assert names(client.get(f"/usaha/?{query}")) == ["Tengah", "Pinggir"]


def test_a_text_among_the_nearest_counts_what_the_filters_leave(client, publish):
    for number, place in enumerate(("Oesapa", "Oesapa", "Fontein")):
        publish(name=f"Tenun {number}", category="tenun", kelurahan=place)
    code = Kelurahan.objects.get(name="Oesapa").code
    query = f"q=tenun&kelurahan={code}&urut=terdekat&di=-10.170,123.600"
    response = client.get(f"/usaha/?{query}")
    assert response.context_data["total"] == len(names(response)) == 2


def test_without_a_position_the_order_is_that_of_the_names(client, three):
    response = client.get("/usaha/?urut=terdekat")
    assert names(response) == ["Jauh", "Pinggir", "Tengah"]
    assertNotContains(response, 'value="terdekat"')


@pytest.mark.parametrize("text", ["here", "1,2,3", "91.0,5", "nan,nan", "1e3,5", "-10.16", "٣,٤"])
def test_what_is_no_position_is_left_out_and_the_page_says_so(client, three, text):
    response = client.get("/en/usaha/", {"urut": "terdekat", "di": text})
    assertContains(response, "has an unknown value")


def test_a_position_is_rounded_to_a_hundred_metres():
    assert positions.read("-10.163123,123.612987") == (-10.163, 123.613)


def test_a_kilometre_is_a_kilometre():
    kupang = positions.Position(-10.16, 123.61)
    assert kupang.kilometres(-10.16 + 1 / 111.32, 123.61) == pytest.approx(1.0, abs=0.001)
    assert kupang.kilometres(-10.16, 123.61 + 1 / 109.57) == pytest.approx(1.0, abs=0.001)


def test_the_page_asks_for_the_position_by_its_button_only(client, three):
    response = client.get("/usaha/")
    assertContains(response, '<button class="button plain near" type="button" hidden')
