"""Phone numbers, NIK and NIB in free text stay behind; prices, hours and years do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.redaction import link_or_nothing, without_numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Pesan lewat 0812-0000-0077 ya", "Pesan lewat … ya"),
        ("WA +62 812 0000 0077.", "WA …."),
        ("wa 62812 0000 0077", "wa …"),
        ("hp:0812.0000.0077", "hp:…"),
        ("(0380) 821234 kantor", "… kantor"),
        ("081200000077/081300000088", "…/…"),
        ("081200000077 081300000088", "… …"),
        ("NIK 9900000000000001, NIB 0000000000001", "NIK …, NIB …"),
        ("NIK 9900 0000 0000 0001", "NIK …"),
        ("NIK 9900.0000.0000.0001", "NIK …"),
        ("hubungi 81211110000", "hubungi …"),
        ("WA081200000077, hub.081200000077", "WA…, hub.…"),
        ("Jalan Timor Raya 05 0812-0000-0077", "Jalan Timor Raya 05 …"),
        ("RT 001 0812 0000 0077 ya", "RT 001 … ya"),
        ("Usaha 0 0812-0000-0077", "Usaha 0 …"),
        ("081200000077 10 kg", "… 10 kg"),
        ("0812-0000-0077 08.00-17.00", "… 08.00-17.00"),
        ("0812 0000 0077 0813 0000 0088 0380 821234", "… … …"),
        ("sms62812-0000-0077", "sms…"),
    ],
)
def test_numbers_of_people_are_replaced(text, shown):
    assert without_numbers(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Rp625.000-650.000",
        "harga 628.000-650.000 atau 10.000 15.000",
        "Rp1.500.000.000",
        "Buka 08.00-17.00, sejak 2010-2020",
        "08.00-12.00 13.00-17.00",
        "RT 001/RW 002, No. 012/004",
        "isi 0,5 liter, 1000000 buah",
        "Rp812345678",
        "Rp 8.123.456.789",
        "Rp.812345678 atau IDR812345678",
        "1.081200000077",
        "KPG-000123",
        "",
    ],
)
def test_everything_else_stays(text):
    assert without_numbers(text) == text


@pytest.mark.parametrize(
    "link",
    [
        "https://wa.me/6281211110000",
        "https://api.whatsapp.com/send?x=1",
        "081211110000",
        "tel:1",
        "sei081211110000",
        "@sei_0812.1111.0000",
        "sei81211110000",
    ],
)
def test_a_link_that_leads_to_a_phone_is_left_out(link):
    assert link_or_nothing(link) == ""


@pytest.mark.parametrize("link", ["https://sei.example/toko", "@sei.oma", "sei_2010", ""])
def test_other_links_stay(link):
    assert link_or_nothing(link) == link


@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    assert without_numbers(without_numbers(text)) == without_numbers(text)


@given(st.from_regex(r"08[1-9][0-9]{8,9}", fullmatch=True))
def test_no_mobile_number_survives(number):
    from common.identifiers import Unreadable, read_phone

    try:
        read_phone(number)
    except Unreadable:
        return
    assert number not in without_numbers(f"Hubungi {number} (Ina)")


@pytest.mark.parametrize(
    "number",
    [
        "0812–3456–7890",
        "0812‑3456‑7890",
        "0812/3456/7890",
        "0812_3456_7890",
        "0812:3456:7890",
        "0812·3456·7890",
        "0812*3456*7890",
        "0812,3456,7890",
        "0812\u200b3456\u200b7890",
        "０８１２３４５６７８９０",
        "812 3456 7890",
        "812-3456-7890",
        "0062 812 3456 7890",
        "997104 410180 0001",
        "997104-410180-0001",
        "9971 04 410180 0001",
        "9120-3012-3456-7",
        "91203 0123 4567 8",
    ],
)
def test_however_it_is_parted_a_number_is_hidden(number):
    assert without_numbers(f"Hub {number} ya") == "Hub … ya"


@pytest.mark.parametrize(
    "text",
    [
        "Rp15.000–Rp25.000, Rp 10.000 20.000 30.000 per 12 buah",
        "buka 08:00-17:00, 09:00-12:00",
        "RT 001/008 sejak 01/02/2019",
        "ukuran 100x200 cm, 2019-2026",
        "Jl. El Tari No. 12/14, blok 8",
        "8 000 000 rupiah",
    ],
)
def test_prices_hours_and_houses_stay(text):
    assert without_numbers(text) == text


@pytest.mark.parametrize(
    "link",
    [
        "https://x.example/?p=0812%2034567890",
        "https://wa.%6De/62812345",
        "https://wasap.my/x",
        "https://x.example/812/3456/7890",
        "https://x.example/0812~3456~7890",
    ],
)
def test_no_link_carries_a_number(link):
    assert link_or_nothing(link) == ""
