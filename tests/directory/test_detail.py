"""The page of one business."""

from datetime import date, datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from businesses.models import Business, BusinessCategory, Category, Photo
from businesses.photos import clean
from common.opening_hours import WITA
from directory import projection
from directory.models import Listing


def page_of(client, business: Business, prefix: str = ""):
    listing = Listing.objects.get(pk=business.pk)
    return client.get(f"{prefix}/usaha/{listing.code}/{listing.slug}/")


def test_it_shows_what_is_public(client, publish, verify_nib):
    business = publish(
        name="Se'i Oma",
        category="olahan-sei",
        kelurahan="Liliba",
        landmark="depan gereja",
        activity="Se'i asap kayu kosambi.",
        started_year=2009,
        place_kind="rumah",
        sold=(
            {"name": "Se'i babi", "price_min": 180_000, "price_max": 200_000, "unit": "kg"},
            {"name": "Paket pesta", "price_min": 1_500_000, "halal_status": "certified"},
        ),
    )
    verify_nib(business)
    response = page_of(client, business, "/en")
    for text in (
        "<h1>Se&#x27;i Oma</h1>",
        "Sei (smoked meat)",
        "Kelurahan Liliba, Kecamatan Oebobo",
        "depan gereja",
        "At home",
        "Se&#x27;i asap kayu kosambi.",
        "2009",
        "Rp180.000–Rp200.000",
        "/ kg",
        "Rp1.500.000",
        "Halal certified",
        "Checked by the dinas on",
        "NIB verified since",
        business.code,
    ):
        assertContains(response, text)


def test_a_missing_nib_is_said_neutrally(client, publish):
    assertContains(page_of(client, publish(), "/en"), "NIB not verified yet")


def test_dates_are_written_out(client, publish, verify_nib):
    business = publish()
    verify_nib(business)
    Listing.objects.filter(pk=business.pk).update(nib_verified_on=date(2026, 11, 22))
    assertContains(page_of(client, business), "22 November 2026")


def test_a_wrong_slug_is_corrected(client, publish):
    code = publish(name="Se'i Oma").code
    right = f"/usaha/{code}/sei-oma/"
    for wrong in (f"/usaha/{code}/", f"/usaha/{code}/old-name/", f"/usaha/{code.lower()}/sei-oma/"):
        assertRedirects(client.get(wrong), right, status_code=301)
    assertRedirects(client.get(f"/en/usaha/{code}/x/"), f"/en{right}", status_code=301)


@pytest.mark.parametrize("code", ["KPG-999999", "x", "0", "9" * 300, "kpg", "-"])
def test_an_unknown_code_is_not_found(client, register, code):
    assert client.get(f"/usaha/{code}/sei-oma/").status_code == 404
    assert client.get(f"/usaha/{code}/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"consent_given_on": None, "consent_manner": ""},
        {"visibility": "hidden"},
        {"activity_status": Business.Activity.CLOSED},
        {"verification_status": Business.Verification.SUBMITTED},
    ],
)
def test_what_is_not_published_is_not_found(client, publish, change):
    business = publish()
    assert page_of(client, business).status_code == 200
    address = f"/usaha/{business.code}/{Listing.objects.get().slug}/"
    Business.objects.filter(pk=business.pk).update(**change)
    projection.refresh([business.pk])
    assert client.get(address).status_code == 404


def test_address_point_and_nib_follow_consent(client, publish, verify_nib):
    business = publish(
        address="Jalan Contoh 5",
        rt="003",
        rw="004",
        lat="-10.171234",
        lng="123.601234",
        publishes_address=True,
        publishes_nib_number=True,
    )
    nib = verify_nib(business)
    response = page_of(client, business)
    assertContains(response, "Jalan Contoh 5, RT 003/RW 004")
    assertContains(response, "destination=-10.171234%2C123.601234")
    assertContains(response, nib.number)


def test_a_published_number_leads_to_the_chat_and_is_never_written(client, publish):
    business = publish(whatsapp="+6281400000099", phone="+6281300000088", publishes_contact=True)
    response = page_of(client, business)
    assertContains(response, f'rel="nofollow" href="/usaha/{business.code}/wa/"')
    for number in ("81400000099", "81300000088"):
        assertNotContains(response, number)


def test_without_whatsapp_there_is_no_button(client, publish):
    assertNotContains(page_of(client, publish()), "/wa/")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_leaks(client, reserved, secrets, prefix):
    page = page_of(client, reserved, prefix).text
    assert reserved.name in page
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize(
    ("moment", "shown", "hidden"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=WITA), "Open now", "Closed now"),
        (datetime(2026, 11, 23, 18, tzinfo=WITA), "Closed now", "Open now"),
        (datetime(2026, 11, 28, 9, tzinfo=WITA), " hours", " now"),
    ],
)
def test_opening_hours(client, publish, monkeypatch, moment, shown, hidden):
    monkeypatch.setattr("directory.views.detail.timezone.now", lambda: moment)
    response = page_of(client, publish(opening_hours="Sen-Jum 08.00-17.00"), "/en")
    assertContains(response, shown)
    assertNotContains(response, hidden)
    assertContains(response, "Monday–Friday")
    assertContains(response, "08:00–17:00")


def test_links_elsewhere_are_links_only_when_they_are_safe(client, publish):
    business = publish(
        website="https://sei.example/",
        instagram="@sei.oma",
        facebook="https://www.facebook.com/seioma/",
        tiktok='"><script>',
    )
    response = page_of(client, business)
    assertContains(response, 'href="https://sei.example/"')
    assertContains(response, 'href="https://www.instagram.com/sei.oma"')
    assertContains(response, 'href="https://www.facebook.com/seioma"')
    assertNotContains(response, "<script")
    Business.objects.filter(pk=business.pk).update(website="javascript:alert(1)")
    projection.refresh([business.pk])
    assertNotContains(page_of(client, business), "javascript:")


def test_photos_have_size_and_text(client, publish, picture):
    business = publish()
    image = clean(picture, size=1000)
    Photo.objects.create(business=business, image=image, alt="Daging di atas bara")
    Photo.objects.create(business=business, image=image, alt="Wajah", shows_people=True)
    projection.refresh([business.pk])
    response = page_of(client, business)
    assertContains(response, 'width="640" height="480" alt="Daging di atas bara" loading="lazy"')
    assertContains(response, 'src="/media/foto/')
    assertNotContains(response, "Wajah")


def test_similar_businesses_are_the_next_ones_of_its_category(client, publish):
    found = [publish(name=f"Tenun {letter}", category="tenun") for letter in "ABCDE"]
    publish(name="Se'i Oma", category="olahan-sei")

    def similar(business: Business) -> list[str]:
        return [card.listing.name for card in page_of(client, business).context_data["cards"]]

    assert similar(found[0]) == ["Tenun B", "Tenun C", "Tenun D"]
    assert similar(found[3]) == ["Tenun E", "Tenun A", "Tenun B"]


def test_further_categories_are_linked(client, publish):
    business = publish(category="olahan-sei")
    catering = Category.objects.get(slug="katering")
    BusinessCategory.objects.create(business=business, category=catering)
    projection.refresh([business.pk])
    assertContains(page_of(client, business), 'href="/kategori/katering/">')


def test_previews_and_search_engines_are_told_what_it_is(client, publish, settings):
    settings.SITE_URL = "https://umkm.example"
    business = publish(name="Se'i Oma", category="olahan-sei", kelurahan="Liliba")
    response = page_of(client, business, "/en")
    address = f"https://umkm.example/en/usaha/{business.code}/sei-oma/"
    assertContains(response, f'rel="canonical" href="{address}"')
    assertContains(response, 'property="og:title" content="Se&#x27;i Oma"')
    assertContains(response, 'content="Sei (smoked meat) in Liliba, Kota Kupang."')


def test_queries(client, publish, django_assert_num_queries):
    business = publish(category="tenun", sold=({"name": "Selendang"}, {"name": "Sarung"}))
    for number in range(5):
        publish(name=f"Tenun {number}", category="tenun")
    slug = Listing.objects.get(pk=business.pk).slug
    # The listing, categories, similar ones (twice: the end of the alphabet), demonstration.
    with django_assert_num_queries(5):
        client.get(f"/usaha/{business.code}/{slug}/")
