"""What search engines are told: the same as the page, and never more."""

import json
import re

import pytest

from directory import structured_data
from tests.directory.conftest import ADDRESS, BUSINESS_PHONE, WHATSAPP

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def told(client, address: str) -> dict:
    """The items of the one data block of a page, by their types."""
    (text,) = BLOCK.findall(client.get(address).text)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {item["@type"]: item for item in data["@graph"]}


def address_of(business) -> str:
    return f"/usaha/{business.code}/"


@pytest.fixture
def page(client):
    """The data of the page of a business, wherever its slug leads."""

    def of(business) -> dict:
        return told(client, client.get(address_of(business))["Location"])

    return of


def test_a_business_is_described(page, publish):
    business = publish(
        name="Se'i Oma",
        category="olahan-sei",
        activity="Daging asap.",
        opening_hours="Sen-Jum 08.00-12.00, 13.00-24.00; Min tutup",
        started_year=2011,
        accepts_qris=True,
        website="https://sei-oma.example/",
        sold=(
            {"name": "Se'i sapi", "price_min": 120_000, "price_max": 180_000},
            {"name": "Titipan", "description": "Dari tetangga"},
        ),
    )
    found = page(business)
    shop = found["FoodEstablishment"]
    address = f"http://127.0.0.1:8000/usaha/{business.code}/sei-oma/"
    assert (shop["name"], shop["url"], shop["identifier"]) == ("Se'i Oma", address, business.code)
    assert shop["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Fontein, Kota Kupang",
        "addressRegion": "Nusa Tenggara Timur",
        "addressCountry": "ID",
    }
    assert shop["priceRange"] == "Rp120.000–Rp180.000"
    assert (shop["foundingDate"], shop["paymentAccepted"]) == ("2011", "QRIS")
    assert shop["sameAs"] == ["https://sei-oma.example/"]
    weekdays = [f"https://schema.org/{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri")]
    hours = [(h["dayOfWeek"], h["opens"], h["closes"]) for h in shop["openingHoursSpecification"]]
    assert hours == [
        (weekdays, "08:00", "12:00"),
        (weekdays, "13:00", "23:59"),
        (["https://schema.org/Sunday"], "00:00", "00:00"),
    ]
    first, second = shop["makesOffer"]
    assert first["itemOffered"] == {"@type": "Product", "name": "Se'i sapi"}
    assert first["priceSpecification"]["minPrice"] == 120_000
    assert first["priceSpecification"]["maxPrice"] == 180_000
    assert first["priceSpecification"]["priceCurrency"] == "IDR"
    assert second["itemOffered"]["description"] == "Dari tetangga"
    assert "priceSpecification" not in second
    steps = [item["name"] for item in found["BreadcrumbList"]["itemListElement"]]
    assert steps == ["Semua usaha", "Olahan Sei", "Se'i Oma"]
    assert found["BreadcrumbList"]["itemListElement"][2]["item"] == address


def test_nothing_hidden_is_in_it(client, page, reserved, secrets):
    shop = page(reserved)["Restaurant"]
    assert not {"geo", "telephone", "email", "taxID"} & shop.keys()
    assert "streetAddress" not in shop["address"]
    text = json.dumps(shop, ensure_ascii=False)
    assert [secret for secret in secrets if secret in text] == []


def test_the_phone_is_not_in_it_even_with_consent(page, publish):
    shop = page(publish(whatsapp=WHATSAPP, phone=BUSINESS_PHONE, publishes_contact=True))
    text = json.dumps(shop)
    assert "telephone" not in text
    assert WHATSAPP.removeprefix("+62") not in text
    assert BUSINESS_PHONE.removeprefix("+62") not in text


def test_a_published_address_is_in_it(page, publish):
    place = {"address": ADDRESS, "rt": "007", "rw": "008", "lat": "-10.171234", "lng": "123.6"}
    shop = page(publish(**place, publishes_address=True))["LocalBusiness"]
    assert shop["address"]["streetAddress"] == f"{ADDRESS}, RT 007, RW 008"
    assert (shop["geo"]["latitude"], shop["geo"]["longitude"]) == ("-10.171234", "123.600000")


def test_no_text_ends_the_block_or_opens_a_comment(client, publish):
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    business = publish(name=evil, activity=evil, sold=({"name": evil},))
    response = client.get(client.get(address_of(business))["Location"])
    (text,) = BLOCK.findall(response.text)
    assert not set("<>&\u2028") & set(text)
    assert "<script>" not in response.text
    shop = json.loads(text)["@graph"][1]
    assert shop["makesOffer"][0]["itemOffered"]["name"].startswith("</script><script>alert(1)")


def test_the_home_page_says_how_to_search(client, register):
    site = told(client, "/en/")["WebSite"]
    target = "http://127.0.0.1:8000/en/usaha/?q={search_term_string}"
    assert site["potentialAction"]["target"]["urlTemplate"] == target
    assert (site["url"], site["inLanguage"]) == ("http://127.0.0.1:8000/en/", "en")


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/kategori/kriya/", ["Semua usaha", "Kriya"]),
        ("/kategori/tenun/", ["Semua usaha", "Kriya", "Tenun"]),
        ("/kecamatan/oebobo/", ["Semua usaha", "Oebobo"]),
        ("/kelurahan/fontein/", ["Semua usaha", "Kota Raja", "Fontein"]),
    ],
)
def test_categories_and_places_say_where_they_are(client, register, address, names):
    steps = told(client, address)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == names
    assert [step["position"] for step in steps] == list(range(1, len(names) + 1))
    assert steps[-1]["item"] == f"http://127.0.0.1:8000{address}"
    for step in steps:
        assert client.get(step["item"].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize("stored", ["", "kapan saja", "Sen"])
def test_hours_that_cannot_be_read_are_left_out(stored):
    assert structured_data._hours(stored) == []


def test_around_the_clock_is_the_whole_day():
    (found,) = structured_data._hours("Sen-Min 24 jam")
    assert (found["opens"], found["closes"], len(found["dayOfWeek"])) == ("00:00", "23:59", 7)
